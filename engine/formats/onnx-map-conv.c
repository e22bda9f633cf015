/* Layers with weights: Conv-11, BatchNormalization-15, Gemm-13, MatMul-13, and Add-14 of two
 * activations or of a bias. */
#include "engine/formats/onnx-import.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"
#include "engine/formats/onnx-layout.h"
#include "engine/formats/onnx-window.h"

#include <math.h>
#include <string.h>

/* A vector parameter, times scale; a single number is repeated. */
static gboolean
add_vector (FrostOnnxNode *node, FrostNode *graph_node, int slot,
            const FrostOnnxConstant *source, int64_t n, float scale, GError **error)
{
  FrostShape shape = frost_shape_vector (n);

  if (source->type != FROST_ONNX_FLOAT || (source->n != n && source->n != 1)
      || (source->n > 1 && source->dim[source->rank - 1] != n
          && graph_node->kind != FROST_OP_CONV))
    {
      g_autofree char *found = frost_onnx_constant_describe (source);
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "%s is %s, needs float %" G_GINT64_FORMAT,
                   frost_op_get (graph_node->kind)->parameter_names[slot], found, n);
      return FALSE;
    }
  FrostTensor *tensor =
      frost_onnx_node_parameter (node, graph_node, slot, source, &shape, error);
  if (tensor == NULL)
    return FALSE;
  for (int64_t i = 0; i < n; i++)
    tensor->data[i] = scale * source->data.f[source->n == 1 ? 0 : i];
  return TRUE;
}

gboolean
frost_onnx_map_conv (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 4, TRUE, error);
  FrostOnnxConstant *weight =
      x == NULL ? NULL : frost_onnx_node_weight (node, 1, 4, error);
  FrostOnnxConstant *bias = NULL;
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t groups = 1, c, h, w;

  if (weight == NULL || !frost_onnx_attribute_int (node->proto, "group", &groups, error))
    return FALSE;
  if (frost_onnx_node_has_input (node, 2)
      && (bias = frost_onnx_node_weight (node, 2, 1, error)) == NULL)
    return FALSE;
  frost_onnx_value_image (node->import, x, &c, &h, &w);
  if (groups < 1 || groups > c || weight->dim[1] * groups != c)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input has %" G_GINT64_FORMAT
                   " channels but the weight takes %" G_GINT64_FORMAT
                   " in each of %" G_GINT64_FORMAT " groups",
                   c, weight->dim[1], groups);
      return FALSE;
    }
  attributes.groups = (int) groups;
  if (!frost_onnx_window_read (node->proto, h, w, &x->pads, weight->dim[2],
                               weight->dim[3], &attributes.window, error))
    return FALSE;

  FrostNode *conv = frost_onnx_node_emit (node, FROST_OP_CONV, &attributes, &x->value, 1);
  FrostShape shape = {
    .rank = 4, .dim = { weight->dim[2], weight->dim[3], weight->dim[1], weight->dim[0] }
  };
  FrostTensor *tensor = frost_onnx_node_parameter (node, conv, 0, weight, &shape, error);
  if (tensor == NULL)
    return FALSE;
  frost_onnx_layout_import_conv (weight->data.f, &shape, tensor->data);
  return (bias == NULL || add_vector (node, conv, 1, bias, weight->dim[0], 1, error))
         && frost_onnx_node_finish (node, 4, error);
}

gboolean
frost_onnx_map_batch_normalization (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 0, FALSE, error);
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostOnnxConstant *source[4];
  int64_t training = 0, spatial = 1, c, h, w;

  attributes.epsilon = 1e-5f;
  attributes.momentum = 0.9f;
  if (x == NULL
      || !frost_onnx_attribute_float (node->proto, "epsilon", &attributes.epsilon, error)
      || !frost_onnx_attribute_float (node->proto, "momentum", &attributes.momentum,
                                      error)
      || !frost_onnx_attribute_int (node->proto, "training_mode", &training, error)
      || !frost_onnx_attribute_int (node->proto, "spatial", &spatial, error))
    return FALSE;
  if (training != 0 || spatial != 1)
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "operator \"BatchNormalization\" in training mode or not by channel is not "
          "supported: export the model in evaluation mode");
      return FALSE;
    }
  if (!(attributes.epsilon >= 0 && attributes.epsilon < 1)
      || !(attributes.momentum >= 0 && attributes.momentum <= 1))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "epsilon or momentum is not in 0 to 1");
      return FALSE;
    }
  frost_onnx_value_image (node->import, x, &c, &h, &w);
  for (int i = 0; i < 4; i++)
    if ((source[i] = frost_onnx_node_weight (node, i + 1, 1, error)) == NULL)
      return FALSE;

  FrostNode *norm =
      frost_onnx_node_emit (node, FROST_OP_BATCH_NORM, &attributes, &x->value, 1);
  for (int i = 0; i < 4; i++)
    if (!add_vector (node, norm, i, source[i], c, 1, error))
      return FALSE;
  return frost_onnx_node_finish (node, x->rank, error);
}

/* weight is [out, in] if transposed, else [in, out]. */
static gboolean
add_linear (FrostOnnxNode *node, const FrostOnnxValue *x, const FrostOnnxConstant *weight,
            gboolean transposed, float alpha, const FrostOnnxConstant *bias, float beta,
            GError **error)
{
  const FrostGraph *graph = node->import->model->graph;
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int64_t in = weight->dim[transposed ? 1 : 0], out = weight->dim[transposed ? 0 : 1];
  int64_t features = frost_shape_n_elements (frost_graph_value_shape (graph, x->value));
  FrostShape shape = { .rank = 2, .dim = { in, out } };

  if (features != in)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input has %" G_GINT64_FORMAT
                   " features but the weight takes %" G_GINT64_FORMAT,
                   features, in);
      return FALSE;
    }
  FrostNode *linear =
      frost_onnx_node_emit (node, FROST_OP_LINEAR, &attributes, &x->value, 1);
  FrostTensor *tensor =
      frost_onnx_node_parameter (node, linear, 0, weight, &shape, error);
  if (tensor == NULL)
    return FALSE;
  frost_onnx_layout_import_linear (weight->data.f, transposed, in, out, alpha,
                                   tensor->data);
  return (bias == NULL || add_vector (node, linear, 1, bias, out, beta, error))
         && frost_onnx_node_finish (node, 2, error);
}

gboolean
frost_onnx_map_gemm (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 2, FALSE, error);
  FrostOnnxConstant *weight =
      x == NULL ? NULL : frost_onnx_node_weight (node, 1, 2, error);
  FrostOnnxConstant *bias = NULL;
  int64_t trans_a = 0, trans_b = 0;
  float alpha = 1, beta = 1;

  if (weight == NULL || !frost_onnx_attribute_int (node->proto, "transA", &trans_a, error)
      || !frost_onnx_attribute_int (node->proto, "transB", &trans_b, error)
      || !frost_onnx_attribute_float (node->proto, "alpha", &alpha, error)
      || !frost_onnx_attribute_float (node->proto, "beta", &beta, error))
    return FALSE;
  if (trans_a != 0 || !isfinite (alpha) || !isfinite (beta))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "operator \"Gemm\" with transA or infinite factors is not supported");
      return FALSE;
    }
  if (frost_onnx_node_has_input (node, 2)
      && (bias = frost_onnx_node_constant (node, 2, error)) == NULL)
    return FALSE;
  return add_linear (node, x, weight, trans_b != 0, alpha, bias, beta, error);
}

gboolean
frost_onnx_map_mat_mul (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 2, FALSE, error);
  FrostOnnxConstant *weight =
      x == NULL ? NULL : frost_onnx_node_weight (node, 1, 2, error);

  return weight != NULL && add_linear (node, x, weight, FALSE, 1, NULL, 1, error);
}

/* A constant by channel on a convolution or product without bias that nobody else reads: that
 * is how exporters write a bias. */
static gboolean
map_bias (FrostOnnxNode *node, int activation, GError **error)
{
  FrostOnnxImport *import = node->import;
  FrostOnnxValue *x = frost_onnx_node_activation (node, activation, 0, FALSE, error);
  FrostOnnxConstant *bias =
      x == NULL ? NULL : frost_onnx_node_constant (node, 1 - activation, error);
  int64_t c, h, w;

  if (bias == NULL)
    return FALSE;
  frost_onnx_value_image (import, x, &c, &h, &w);
  FrostNode *before =
      x->value == 0 ? NULL : frost_graph_node (import->model->graph, x->value - 1);
  /* By channel: N x C x H x W counts its dimensions from the end, so does N x C. */
  int channel_dim = bias->rank - (x->rank == 4 ? 3 : 1);
  gboolean by_channel = bias->n == c && bias->rank <= x->rank && channel_dim >= 0
                        && bias->dim[channel_dim] == c;
  if (before == NULL || x->shared || !by_channel || before->parameters[1] >= 0
      || (before->kind != FROST_OP_CONV && before->kind != FROST_OP_LINEAR))
    {
      g_autofree char *found = frost_onnx_constant_describe (bias);
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "operator \"Add\" of a constant (%s) is not supported, only a bias by "
                   "channel after a Conv or MatMul is",
                   found);
      return FALSE;
    }
  if (!add_vector (node, before, 1, bias, c, 1, error))
    return FALSE;
  frost_onnx_node_set_alias (node, x);
  return TRUE;
}

gboolean
frost_onnx_map_add (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();

  for (int i = 0; i < 2; i++)
    if (frost_onnx_node_has_input (node, i) && node->inputs[i]->constant != NULL)
      return map_bias (node, 1 - i, error);
  FrostOnnxValue *a = frost_onnx_node_activation (node, 0, 0, FALSE, error);
  FrostOnnxValue *b =
      a == NULL ? NULL : frost_onnx_node_activation (node, 1, a->rank, FALSE, error);
  if (b == NULL)
    return FALSE;
  frost_onnx_node_emit (node, FROST_OP_ADD, &attributes, (int[]){ a->value, b->value },
                        2);
  return frost_onnx_node_finish (node, a->rank, error);
}
