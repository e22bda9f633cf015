/* One number in, one number out: Relu-14, LeakyRelu-16, Elu-6, PRelu-16, Clip-13, Sigmoid-13,
 * HardSigmoid-6, HardSwish-14, Tanh-13, Erf-13, Exp-13, Log-13, Sqrt-13, Abs-13, Neg-13,
 * Reciprocal-13, Dropout-13, Identity-16, Cast-13. */
#include "engine/formats/onnx-arrange.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-operand.h"

#include <math.h>

static gboolean
emit (FrostOnnxNode *node, const FrostOnnxValue *x, FrostOpKind kind,
      const FrostOpAttributes *attributes, GError **error)
{
  frost_onnx_node_emit (node, NULL, kind, attributes, &x->value, 1);
  return frost_onnx_node_finish_like (node, x, error);
}

static gboolean
map_simple (FrostOnnxNode *node, FrostOpKind kind, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostOnnxValue x;

  return frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
         && emit (node, &x, kind, &attributes, error);
}

/* With slopes alpha and beta, which the file may leave at the operator's defaults. */
static gboolean
map_sloped (FrostOnnxNode *node, FrostOpKind kind, float alpha, float beta,
            GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostOnnxValue x;

  attributes.alpha = alpha;
  attributes.beta = beta;
  return frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
         && frost_onnx_attribute_float (node->proto, "alpha", &attributes.alpha, error)
         && frost_onnx_attribute_float (node->proto, "beta", &attributes.beta, error)
         && emit (node, &x, kind, &attributes, error);
}

gboolean
frost_onnx_map_relu (FrostOnnxNode *node, GError **error)
{
  return map_simple (node, FROST_OP_RELU, error);
}

gboolean
frost_onnx_map_leaky_relu (FrostOnnxNode *node, GError **error)
{
  return map_sloped (node, FROST_OP_LEAKY_RELU, 0.01f, 0, error);
}

gboolean
frost_onnx_map_elu (FrostOnnxNode *node, GError **error)
{
  return map_sloped (node, FROST_OP_ELU, 1, 0, error);
}

gboolean
frost_onnx_map_hard_sigmoid (FrostOnnxNode *node, GError **error)
{
  return map_sloped (node, FROST_OP_HARD_SIGMOID, 0.2f, 0.5f, error);
}

gboolean
frost_onnx_map_hard_swish (FrostOnnxNode *node, GError **error)
{
  return map_simple (node, FROST_OP_HARD_SWISH, error);
}

gboolean
frost_onnx_map_sigmoid (FrostOnnxNode *node, GError **error)
{
  return map_simple (node, FROST_OP_SIGMOID, error);
}

gboolean
frost_onnx_map_tanh (FrostOnnxNode *node, GError **error)
{
  return map_simple (node, FROST_OP_TANH, error);
}

gboolean
frost_onnx_map_erf (FrostOnnxNode *node, GError **error)
{
  return map_simple (node, FROST_OP_ERF, error);
}

gboolean
frost_onnx_map_exp (FrostOnnxNode *node, GError **error)
{
  return map_simple (node, FROST_OP_EXP, error);
}

gboolean
frost_onnx_map_log (FrostOnnxNode *node, GError **error)
{
  return map_simple (node, FROST_OP_LOG, error);
}

gboolean
frost_onnx_map_sqrt (FrostOnnxNode *node, GError **error)
{
  return map_simple (node, FROST_OP_SQRT, error);
}

gboolean
frost_onnx_map_abs (FrostOnnxNode *node, GError **error)
{
  return map_simple (node, FROST_OP_ABS, error);
}

/* By a node that computes with one number. */
static gboolean
map_number (FrostOnnxNode *node, FrostOpKind kind, float number, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  const FrostShape *shape;
  FrostShape ones = { 0 };
  FrostOnnxValue x;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error))
    return FALSE;
  shape = frost_graph_value_shape (node->import->model->graph, x.value);
  ones.rank = shape->rank;
  for (int i = 0; i < ones.rank; i++)
    ones.dim[i] = 1;
  attributes.swapped = TRUE;
  FrostNode *graph_node =
      frost_onnx_node_emit (node, NULL, kind, &attributes, &x.value, 1);
  FrostTensor *tensor =
      frost_onnx_node_parameter (node, graph_node, 0, NULL, &ones, error);
  if (tensor == NULL)
    return FALSE;
  tensor->data[0] = number;
  frost_model_parameter (node->import->model, graph_node->parameters[0])->fixed = TRUE;
  return frost_onnx_node_finish_like (node, &x, error);
}

/* 0 - x. */
gboolean
frost_onnx_map_neg (FrostOnnxNode *node, GError **error)
{
  return map_number (node, FROST_OP_SUB, 0, error);
}

/* 1 / x. */
gboolean
frost_onnx_map_reciprocal (FrostOnnxNode *node, GError **error)
{
  return map_number (node, FROST_OP_DIV, 1, error);
}

gboolean
frost_onnx_map_prelu (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int order[FROST_ONNX_MAX_RANK], n;
  FrostOnnxValue x;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || frost_onnx_node_weight (node, 1, 0, error) == NULL)
    return FALSE;
  if (node->inputs[1]->rank > x.rank)
    return frost_onnx_node_refuse (node, "with a slope of more dimensions", error);
  n = frost_onnx_value_order (node->import, &x, order);
  if (!frost_onnx_arrange (node, &x, order, n, &x.value, error))
    return FALSE;
  FrostNode *graph_node =
      frost_onnx_node_emit (node, NULL, FROST_OP_PRELU, &attributes, &x.value, 1);
  if (!frost_onnx_operand_add (node, graph_node, 0, node->inputs[1], x.rank, order, n,
                               error))
    return FALSE;
  FrostOnnxValue y = frost_onnx_value_new (0, x.rank, order, n);
  return frost_onnx_node_finish_like (node, &y, error);
}

/* A bound of Clip-11 and later is an input. PyTorch and others write "none" as the largest
 * float, which is the same as infinity here. */
static gboolean
read_bound (FrostOnnxNode *node, int i, float *bound, GError **error)
{
  double value = (double) *bound;

  if (frost_onnx_node_has_input (node, i))
    {
      FrostOnnxConstant *constant = frost_onnx_node_constant (node, i, error);
      if (constant == NULL
          || !frost_onnx_constant_scalar (constant, "the bound", &value, error))
        return FALSE;
    }
  *bound = value >= (double) G_MAXFLOAT    ? INFINITY
           : value <= -(double) G_MAXFLOAT ? -INFINITY
                                           : (float) value;
  return TRUE;
}

gboolean
frost_onnx_map_clip (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  float low = -INFINITY, high = INFINITY;
  FrostOnnxValue x;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error))
    return FALSE;
  if (node->import->opset < 11
      && (!frost_onnx_attribute_float (node->proto, "min", &low, error)
          || !frost_onnx_attribute_float (node->proto, "max", &high, error)))
    return FALSE;
  if (!read_bound (node, 1, &low, error) || !read_bound (node, 2, &high, error))
    return FALSE;
  if (!(low <= high) || low == INFINITY || high == -INFINITY)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "the lower bound is not below the upper one");
      return FALSE;
    }
  if (low == -INFINITY && high == INFINITY)
    {
      frost_onnx_node_set_alias (node, &x);
      return TRUE;
    }
  if (low == 0 && high == INFINITY)
    return emit (node, &x, FROST_OP_RELU, &attributes, error);
  attributes.low = low;
  attributes.high = high;
  return emit (node, &x, FROST_OP_CLIP, &attributes, error);
}

/* The ratio is an attribute up to Dropout-10 and an input from 12 on. */
gboolean
frost_onnx_map_dropout (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  float ratio = 0.5f;
  FrostOnnxValue x;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || !frost_onnx_attribute_float (node->proto, "ratio", &ratio, error))
    return FALSE;
  if (frost_onnx_node_has_input (node, 1))
    {
      FrostOnnxConstant *constant = frost_onnx_node_constant (node, 1, error);
      double value;
      if (constant == NULL
          || !frost_onnx_constant_scalar (constant, "the ratio", &value, error))
        return FALSE;
      ratio = (float) value;
    }
  if (!(ratio >= 0 && ratio < 1))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "the ratio is not in 0 to 1");
      return FALSE;
    }
  /* Attention without dropout is written with a ratio of 0. */
  if (ratio == 0)
    {
      frost_onnx_node_set_alias (node, &x);
      return TRUE;
    }
  attributes.probability = ratio;
  return emit (node, &x, FROST_OP_DROPOUT, &attributes, error);
}

gboolean
frost_onnx_map_identity (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue x;

  if (!frost_onnx_node_activation (node, 0, 0, TRUE, &x, error))
    return FALSE;
  frost_onnx_node_set_alias (node, &x);
  return TRUE;
}

gboolean
frost_onnx_map_cast (FrostOnnxNode *node, GError **error)
{
  int64_t to = 0;

  if (!frost_onnx_attribute_int (node->proto, "to", &to, error))
    return FALSE;
  /* Halves are computed in floats here. */
  if (to != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT
      && to != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16
      && to != ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "operator \"Cast\" to data type %" G_GINT64_FORMAT
                   " is not supported, only to float",
                   to);
      return FALSE;
    }
  return frost_onnx_map_identity (node, error);
}
