/* Layers that multiply: Conv2D, DepthwiseConv2D, SeparableConv2D, Dense. Keras' kernels are
 * [height, width, in / groups, out] and [in, out], the engine's own layouts; a depthwise kernel
 * [height, width, in, multiplier] holds the same numbers in the same order as [height, width, 1,
 * in * multiplier]. */
#include "engine/formats/keras-build.h"

#include "engine/core/error.h"

#define MAX_CHANNELS (1 << 20)

static gboolean
add_bias (FrostKerasBuild *build, FrostNode *node, int64_t n, GError **error)
{
  int bias = frost_keras_find_weight (build, "bias");
  FrostShape shape = frost_shape_vector (n);

  return bias < 0 || frost_keras_add_weight (build, node, 1, bias, &shape, &shape, error);
}

static gboolean
activate (FrostKerasBuild *build, GError **error)
{
  return frost_keras_activate (build, frost_keras_config_get (build->layer, "activation"),
                               error);
}

/* A number of channels, which must be there. */
static gboolean
channels (const FrostKerasBuild *build, const char *key, int64_t *n, GError **error)
{
  if (!frost_keras_config_int (build->layer, key, 1, MAX_CHANNELS, n, error))
    return FALSE;
  if (*n > 0)
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "its \"%s\" is not there", key);
  return FALSE;
}

/* ZeroPadding2D before a convolution, as many Keras models have it, is padding of the convolution:
 * the node that pads is then left without readers. */
static void
take_padding (FrostKerasBuild *build, FrostWindow *window)
{
  const FrostNode *pad = build->result == 0
                             ? NULL
                             : frost_graph_node (build->model->graph, build->result - 1);

  if (pad == NULL || pad->kind != FROST_OP_PAD
      || pad->attributes.pad_mode != FROST_PAD_CONSTANT || pad->attributes.pad_value != 0)
    return;
  window->pad_top += (int) pad->attributes.before[0];
  window->pad_bottom += (int) pad->attributes.after[0];
  window->pad_left += (int) pad->attributes.before[1];
  window->pad_right += (int) pad->attributes.after[1];
  build->result = pad->inputs[0];
}

gboolean
frost_keras_map_conv (FrostKerasBuild *build, GError **error)
{
  const FrostShape x = *frost_keras_shape (build, build->result);
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t filters = 0, groups = 1;

  if (!frost_keras_window (build, "kernel_size", &x, &attributes.window, error)
      || !channels (build, "filters", &filters, error)
      || !frost_keras_config_int (build->layer, "groups", 1, MAX_CHANNELS, &groups,
                                  error))
    return FALSE;
  if (x.dim[2] % groups != 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input has %" G_GINT64_FORMAT
                   " channels, which are not divided by %" G_GINT64_FORMAT " groups",
                   x.dim[2], groups);
      return FALSE;
    }
  attributes.groups = (int) groups;
  FrostShape kernel = { .rank = 4,
                        .dim = { attributes.window.kernel_h, attributes.window.kernel_w,
                                 x.dim[2] / groups, filters } };
  take_padding (build, &attributes.window);
  FrostNode *conv = frost_keras_emit (build, NULL, FROST_OP_CONV, &attributes);
  return frost_keras_add_weight (build, conv, 0,
                                 frost_keras_find_weight (build, "kernel"), &kernel,
                                 &kernel, error)
         && add_bias (build, conv, filters, error) && frost_keras_finish (build, error)
         && activate (build, error);
}

/* The depthwise half; has_bias is not of a SeparableConv2D, whose bias comes at its end. */
static gboolean
add_depthwise (FrostKerasBuild *build, gboolean has_bias, GError **error)
{
  const FrostShape x = *frost_keras_shape (build, build->result);
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t multiplier = 1;

  if (!frost_keras_window (build, "kernel_size", &x, &attributes.window, error)
      || !frost_keras_config_int (build->layer, "depth_multiplier", 1, MAX_CHANNELS,
                                  &multiplier, error))
    return FALSE;
  if (x.dim[2] > G_MAXINT32 / multiplier)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input has %" G_GINT64_FORMAT " channels, too many to multiply",
                   x.dim[2]);
      return FALSE;
    }
  attributes.groups = (int) x.dim[2];
  const FrostWindow *w = &attributes.window;
  FrostShape stored = { .rank = 4,
                        .dim = { w->kernel_h, w->kernel_w, x.dim[2], multiplier } };
  FrostShape kernel = { .rank = 4,
                        .dim = { w->kernel_h, w->kernel_w, 1, x.dim[2] * multiplier } };
  take_padding (build, &attributes.window);
  FrostNode *conv =
      frost_keras_emit (build, has_bias ? NULL : "depthwise", FROST_OP_CONV, &attributes);
  return frost_keras_add_weight (build, conv, 0,
                                 frost_keras_find_weight (build, "depthwise_kernel"),
                                 &stored, &kernel, error)
         && (!has_bias || add_bias (build, conv, kernel.dim[3], error))
         && frost_keras_finish (build, error);
}

gboolean
frost_keras_map_depthwise_conv (FrostKerasBuild *build, GError **error)
{
  return add_depthwise (build, TRUE, error) && activate (build, error);
}

gboolean
frost_keras_map_separable_conv (FrostKerasBuild *build, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t filters = 0;

  if (!channels (build, "filters", &filters, error)
      || !add_depthwise (build, FALSE, error))
    return FALSE;
  FrostShape kernel = {
    .rank = 4,
    .dim = { 1, 1, frost_shape_channels (frost_keras_shape (build, build->result)),
             filters }
  };
  FrostNode *conv = frost_keras_emit (build, "pointwise", FROST_OP_CONV, &attributes);
  return frost_keras_add_weight (build, conv, 0,
                                 frost_keras_find_weight (build, "pointwise_kernel"),
                                 &kernel, &kernel, error)
         && add_bias (build, conv, filters, error) && frost_keras_finish (build, error)
         && activate (build, error);
}

/* On the last axis, whatever the rank. */
gboolean
frost_keras_map_dense (FrostKerasBuild *build, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t units = 0;

  if (!channels (build, "units", &units, error))
    return FALSE;
  FrostShape kernel = {
    .rank = 2,
    .dim = { frost_shape_channels (frost_keras_shape (build, build->result)), units }
  };
  FrostNode *linear = frost_keras_emit (build, NULL, FROST_OP_LINEAR, &attributes);
  return frost_keras_add_weight (build, linear, 0,
                                 frost_keras_find_weight (build, "kernel"), &kernel,
                                 &kernel, error)
         && add_bias (build, linear, units, error) && frost_keras_finish (build, error)
         && activate (build, error);
}
