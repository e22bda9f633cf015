/* One number in, one number out: Relu-14, Clip-13, HardSigmoid-6 with Mul-14, Dropout-13,
 * Identity-16, Cast-13. */
#include "engine/formats/onnx-import.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"

#include <math.h>

static gboolean
emit (FrostOnnxNode *node, const FrostOnnxValue *x, FrostOpKind kind,
      const FrostOpAttributes *attributes, GError **error)
{
  frost_onnx_node_emit (node, kind, attributes, &x->value, 1);
  return frost_onnx_node_finish (node, x->rank, error);
}

static void
set_bounds (FrostOpKind *kind, FrostOpAttributes *attributes, float low, float high)
{
  gboolean relu = low == 0 && high == INFINITY;

  *kind = relu ? FROST_OP_RELU : FROST_OP_CLIP;
  attributes->low = relu ? -INFINITY : low;
  attributes->high = relu ? INFINITY : high;
}

/* y = clamp (x, low, high). A clamp that only this one reads takes over its bounds: PyTorch writes
 * relu6 as Relu and Clip (none, 6), which is one operation for the plan and for exports. */
static gboolean
emit_clamp (FrostOnnxNode *node, const FrostOnnxValue *x, float low, float high,
            GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostNode *before =
      x->value == 0 ? NULL : frost_graph_node (node->import->model->graph, x->value - 1);
  FrostOpKind kind;

  if (low == -INFINITY && high == INFINITY)
    {
      frost_onnx_node_set_alias (node, x);
      return TRUE;
    }
  if (before != NULL && !x->shared
      && (before->kind == FROST_OP_RELU || before->kind == FROST_OP_CLIP))
    {
      float old_low = before->kind == FROST_OP_RELU ? 0 : before->attributes.low;
      float old_high = before->kind == FROST_OP_RELU ? INFINITY : before->attributes.high;

      set_bounds (&before->kind, &before->attributes, CLAMP (old_low, low, high),
                  CLAMP (old_high, low, high));
      frost_onnx_node_set_alias (node, x);
      return TRUE;
    }
  set_bounds (&kind, &attributes, low, high);
  return emit (node, x, kind, &attributes, error);
}

gboolean
frost_onnx_map_relu (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 0, FALSE, error);

  return x != NULL && emit_clamp (node, x, 0, INFINITY, error);
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
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 0, FALSE, error);
  float low = -INFINITY, high = INFINITY;

  if (x == NULL)
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
  return emit_clamp (node, x, low, high, error);
}

/* clamp (alpha x + beta, 0, 1) with alpha = 1 / high, beta = 0, and a Mul by high after it, is how
 * our own exports spell clip (0, high), see onnx-export-node.c. Here the first half is kept in
 * mind, the Mul makes the node. */
gboolean
frost_onnx_map_hard_sigmoid (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 0, FALSE, error);
  float alpha = 0.2f, beta = 0.5f;

  if (x == NULL || !frost_onnx_attribute_float (node->proto, "alpha", &alpha, error)
      || !frost_onnx_attribute_float (node->proto, "beta", &beta, error))
    return FALSE;
  if (beta != 0 || !(alpha > 0 && alpha <= 1e6f))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "operator \"HardSigmoid\" with beta other than 0 is not supported");
      return FALSE;
    }
  frost_onnx_node_set_alias (node, x)->unit_clip = alpha;
  return TRUE;
}

gboolean
frost_onnx_map_mul (FrostOnnxNode *node, GError **error)
{
  for (int i = 0; i < 2; i++)
    {
      FrostOnnxConstant *factor;
      double high;

      if (!frost_onnx_node_has_input (node, i) || !(node->inputs[i]->unit_clip > 0))
        continue;
      factor = frost_onnx_node_constant (node, 1 - i, error);
      if (factor == NULL
          || !frost_onnx_constant_scalar (factor, "the factor", &high, error))
        return FALSE;
      if (!(fabs (high * (double) node->inputs[i]->unit_clip - 1) < 1e-6))
        break;
      FrostOnnxValue x = *node->inputs[i];
      x.unit_clip = 0;
      return emit_clamp (node, &x, 0, (float) high, error);
    }
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "operator \"Mul\" is not supported on what is computed from the image");
  return FALSE;
}

/* The ratio is an attribute up to Dropout-10 and an input from 12 on. */
gboolean
frost_onnx_map_dropout (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 0, FALSE, error);
  FrostOpAttributes attributes = frost_op_attributes_default ();
  float ratio = 0.5f;

  if (x == NULL || !frost_onnx_attribute_float (node->proto, "ratio", &ratio, error))
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
  attributes.probability = ratio;
  return emit (node, x, FROST_OP_DROPOUT, &attributes, error);
}

gboolean
frost_onnx_map_identity (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue *x = frost_onnx_node_activation (node, 0, 0, TRUE, error);

  if (x == NULL)
    return FALSE;
  frost_onnx_node_set_alias (node, x);
  return TRUE;
}

gboolean
frost_onnx_map_cast (FrostOnnxNode *node, GError **error)
{
  int64_t to = 0;

  if (!frost_onnx_attribute_int (node->proto, "to", &to, error))
    return FALSE;
  if (to != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "operator \"Cast\" to data type %" G_GINT64_FORMAT
                   " is not supported, only to float",
                   to);
      return FALSE;
    }
  return frost_onnx_map_identity (node, error);
}
