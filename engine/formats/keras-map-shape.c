/* Layers that move numbers: Reshape, Flatten, Permute, ZeroPadding2D, Cropping2D, UpSampling2D.
 * Images are height x width x channels in Keras as in the engine, so that flattening keeps their
 * order. */
#include "engine/formats/keras-build.h"

#include "engine/core/error.h"

#define MAX_BORDER 4096
#define MAX_FACTOR 64

static gboolean
refuse (const char *key, GError **error)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "its \"%s\" does not fit its input", key);
  return FALSE;
}

gboolean
frost_keras_reshape (FrostKerasBuild *build, const FrostShape *shape, GError **error)
{
  const FrostGraph *graph = build->model->graph;
  const FrostShape *x = frost_keras_shape (build, build->result);
  const FrostNode *last =
      build->result == 0 ? NULL : frost_graph_node (graph, build->result - 1);
  FrostOpAttributes attributes = frost_op_attributes_default ();

  if (frost_shape_equal (x, shape))
    return TRUE;
  /* There and back again is nothing: a Reshape to 1 x 1 after a global pooling. */
  if (last != NULL && (last->kind == FROST_OP_RESHAPE || last->kind == FROST_OP_FLATTEN)
      && frost_shape_equal (frost_keras_shape (build, last->inputs[0]), shape))
    {
      build->result = last->inputs[0];
      return TRUE;
    }
  /* Flatten goes channel by channel, which is the same for one pixel only. */
  if (x->rank == 3 && frost_shape_n_pixels (x) == 1 && shape->rank == 1)
    return frost_keras_append (build, "flatten", FROST_OP_FLATTEN, &attributes, error);
  attributes.n_axes = shape->rank;
  for (int d = 0; d < shape->rank; d++)
    attributes.size[d] = shape->dim[d];
  return frost_keras_append (build, "reshape", FROST_OP_RESHAPE, &attributes, error);
}

gboolean
frost_keras_map_flatten (FrostKerasBuild *build, GError **error)
{
  FrostShape vector = frost_shape_vector (
      frost_shape_n_elements (frost_keras_shape (build, build->result)));

  return frost_keras_check_data_format (build, error)
         && frost_keras_reshape (build, &vector, error);
}

/* One dimension may be -1: what is left. */
gboolean
frost_keras_map_reshape (FrostKerasBuild *build, GError **error)
{
  const json_t *target = frost_keras_config_get (build->layer, "target_shape");
  size_t rank = json_array_size (target);
  int64_t n = frost_shape_n_elements (frost_keras_shape (build, build->result));
  int64_t product = 1;
  int open = -1;

  if (rank < 1 || rank > FROST_SHAPE_MAX_RANK)
    return refuse ("target_shape", error);
  FrostShape shape = { .rank = (int) rank };
  for (int d = 0; d < shape.rank; d++)
    {
      const json_t *dim = json_array_get (target, (size_t) d);

      shape.dim[d] = json_is_integer (dim) ? json_integer_value (dim) : 0;
      if (shape.dim[d] == -1 && open < 0)
        open = d;
      else if (shape.dim[d] < 1 || shape.dim[d] > n / product)
        return refuse ("target_shape", error);
      else
        product *= shape.dim[d];
    }
  if (open >= 0)
    shape.dim[open] = n / product;
  if (n % product != 0 || (open < 0 && product != n))
    return refuse ("target_shape", error);
  return frost_keras_reshape (build, &shape, error);
}

/* "dims" counts from 1: batches are 0 and stay where they are. */
gboolean
frost_keras_map_permute (FrostKerasBuild *build, GError **error)
{
  const json_t *dims = frost_keras_config_get (build->layer, "dims");
  int rank = frost_keras_shape (build, build->result)->rank;
  FrostOpAttributes attributes = frost_op_attributes_default ();

  if (json_array_size (dims) != (size_t) rank)
    return refuse ("dims", error);
  for (int d = 0; d < rank; d++)
    {
      int64_t axis = json_integer_value (json_array_get (dims, (size_t) d));

      if (axis < 1 || axis > rank)
        return refuse ("dims", error);
      attributes.order[d] = (int) axis - 1;
    }
  return frost_keras_append (build, NULL, FROST_OP_TRANSPOSE, &attributes, error);
}

/* Pixels at each border: n, [vertical, horizontal] or [[top, bottom], [left, right]]. */
static gboolean
read_border (const FrostKerasBuild *build, const char *key, int64_t border[2][2],
             GError **error)
{
  const json_t *value = frost_keras_config_get (build->layer, key);

  if (!frost_keras_check_data_format (build, error))
    return FALSE;
  if (frost_keras_shape (build, build->result)->rank != 3)
    return refuse (key, error);
  for (size_t axis = 0; axis < 2; axis++)
    for (size_t end = 0; end < 2; end++)
      {
        const json_t *number = value;

        if (json_is_array (number) && json_array_size (number) == 2)
          number = json_array_get (number, axis);
        if (json_is_array (number) && json_array_size (number) == 2)
          number = json_array_get (number, end);
        border[axis][end] = json_integer_value (number);
        if (!json_is_integer (number) || border[axis][end] < 0
            || border[axis][end] > MAX_BORDER)
          return refuse (key, error);
      }
  return TRUE;
}

gboolean
frost_keras_map_zero_padding (FrostKerasBuild *build, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t border[2][2];

  if (!read_border (build, "padding", border, error))
    return FALSE;
  for (int d = 0; d < 2; d++)
    {
      attributes.before[d] = border[d][0];
      attributes.after[d] = border[d][1];
    }
  return frost_keras_append (build, NULL, FROST_OP_PAD, &attributes, error);
}

gboolean
frost_keras_map_cropping (FrostKerasBuild *build, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  const FrostShape x = *frost_keras_shape (build, build->result);
  int64_t border[2][2];

  if (!read_border (build, "cropping", border, error))
    return FALSE;
  for (int d = 0; d < 3; d++)
    {
      attributes.step[d] = 1;
      attributes.start[d] = d < 2 ? border[d][0] : 0;
      attributes.size[d] = d < 2 ? x.dim[d] - border[d][0] - border[d][1] : x.dim[d];
      if (attributes.size[d] < 1)
        return refuse ("cropping", error);
    }
  return frost_keras_append (build, NULL, FROST_OP_SLICE, &attributes, error);
}

/* tf.image.resize: the nearest pixel is the one at the whole part of its place, bilinear goes by
 * centres of pixels. */
gboolean
frost_keras_map_up_sampling (FrostKerasBuild *build, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  const FrostShape x = *frost_keras_shape (build, build->result);
  const char *interpolation = "nearest";
  int vertical = 2, horizontal = 2;

  if (!frost_keras_check_data_format (build, error)
      || !frost_keras_config_pair (build->layer, "size", 1, MAX_FACTOR, &vertical,
                                   &horizontal, error)
      || !frost_keras_config_text (build->layer, "interpolation", &interpolation, error))
    return FALSE;
  if (x.rank != 3)
    return refuse ("size", error);
  attributes.linear = g_str_equal (interpolation, "bilinear");
  if (!attributes.linear && !g_str_equal (interpolation, "nearest"))
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "its interpolation is \"%.40s\", only nearest and bilinear can be used",
          interpolation);
      return FALSE;
    }
  attributes.size[0] = x.dim[0] * vertical;
  attributes.size[1] = x.dim[1] * horizontal;
  attributes.scale_h = (float) vertical;
  attributes.scale_w = (float) horizontal;
  attributes.coordinates =
      attributes.linear ? FROST_COORDINATES_HALF_PIXEL : FROST_COORDINATES_ASYMMETRIC;
  attributes.nearest = FROST_NEAREST_FLOOR;
  return frost_keras_append (build, NULL, FROST_OP_RESIZE, &attributes, error);
}
