/* One number in, one number out, and arithmetic: in whichever order the input is written. */
#include "engine/formats/onnx-export-graph.h"

#include "engine/core/error.h"

#include <math.h>

static FrostOnnxLayout
layout_of (const FrostOnnxExport *export, int value)
{
  return export->values[value].made;
}

/* The input as it is, and a node from it to the result. */
static Onnx__NodeProto *
add_node (FrostOnnxExport *export, int index, const char *op_type)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  FrostOnnxLayout layout = layout_of (export, from->inputs[0]);
  const char *x = frost_onnx_export_value (export, from->inputs[0], layout);
  Onnx__NodeProto *node = frost_onnx_export_node (
      export, op_type, from->name, frost_onnx_export_result (export, index, layout));

  frost_onnx_export_input (node, x);
  return node;
}

gboolean
frost_onnx_export_unary (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  static const char *const op_types[FROST_OP_N_KINDS] = {
    [FROST_OP_RELU] = "Relu",
    [FROST_OP_LEAKY_RELU] = "LeakyRelu",
    [FROST_OP_ELU] = "Elu",
    [FROST_OP_SIGMOID] = "Sigmoid",
    [FROST_OP_HARD_SIGMOID] = "HardSigmoid",
    [FROST_OP_TANH] = "Tanh",
    [FROST_OP_ERF] = "Erf",
    [FROST_OP_EXP] = "Exp",
    [FROST_OP_LOG] = "Log",
    [FROST_OP_SQRT] = "Sqrt",
    [FROST_OP_POW] = "Pow",
    [FROST_OP_ABS] = "Abs",
  };
  Onnx__NodeProto *node = add_node (export, index, op_types[from->kind]);

  switch (from->kind)
    {
    case FROST_OP_HARD_SIGMOID:
      frost_onnx_export_float (node, "beta", from->attributes.beta);
      G_GNUC_FALLTHROUGH;
    case FROST_OP_LEAKY_RELU:
    case FROST_OP_ELU:
      frost_onnx_export_float (node, "alpha", from->attributes.alpha);
      return TRUE;
    case FROST_OP_POW:
      return frost_onnx_export_number (export, node, "exponent", from->attributes.alpha,
                                       error);
    default:
      return TRUE;
    }
}

gboolean
frost_onnx_export_prelu (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  const char *slope = frost_onnx_export_operand (
      export, from, 0, layout_of (export, from->inputs[0]), error);

  if (slope == NULL)
    return FALSE;
  frost_onnx_export_input (add_node (export, index, "PRelu"), slope);
  return TRUE;
}

/* OpenCV up to 4.6, which Debian 12 has, cannot read a Clip of this operator set (its bounds are
 * inputs). ReLU6 and its like, the only clips that networks have, are therefore written as
 * high * HardSigmoid (x; alpha = 1 / high, beta = 0), equal but for the last bit and known to
 * every runtime. Any other clip stays a Clip, with an infinite bound left out. */
gboolean
frost_onnx_export_clip (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  FrostOnnxLayout layout = layout_of (export, from->inputs[0]);
  float low = from->attributes.low, high = from->attributes.high;

  if (low == 0 && high > 0 && high < 1e6f)
    {
      const char *unit = frost_onnx_export_value (export, from->inputs[0], layout);
      Onnx__NodeProto *sigmoid =
          frost_onnx_export_step (export, "HardSigmoid", from->name, "unit", unit, &unit);

      frost_onnx_export_float (sigmoid, "alpha", 1 / high);
      frost_onnx_export_float (sigmoid, "beta", 0);
      Onnx__NodeProto *mul = frost_onnx_export_node (
          export, "Mul", from->name, frost_onnx_export_result (export, index, layout));
      frost_onnx_export_input (mul, unit);
      return frost_onnx_export_number (export, mul, "high", high, error);
    }

  Onnx__NodeProto *clip = add_node (export, index, "Clip");
  if (isinf (low))
    frost_onnx_export_input (clip, "");
  else if (!frost_onnx_export_number (export, clip, "low", low, error))
    return FALSE;
  return isinf (high) || frost_onnx_export_number (export, clip, "high", high, error);
}

/* x sigmoid (x), x hard-sigmoid (x): operators of their own came after this operator set. */
gboolean
frost_onnx_export_gated (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  FrostOnnxLayout layout = layout_of (export, from->inputs[0]);
  const char *x = frost_onnx_export_value (export, from->inputs[0], layout);
  gboolean hard = from->kind == FROST_OP_HARD_SWISH;
  const char *gate;
  Onnx__NodeProto *node = frost_onnx_export_step (
      export, hard ? "HardSigmoid" : "Sigmoid", from->name, "gate", x, &gate);

  if (hard)
    {
      frost_onnx_export_float (node, "alpha", 1.f / 6);
      frost_onnx_export_float (node, "beta", 0.5f);
    }
  node = add_node (export, index, "Mul");
  frost_onnx_export_input (node, gate);
  return TRUE;
}

static gboolean
step_with_number (FrostOnnxExport *export, const FrostNode *from, const char *op_type,
                  const char *suffix, float number, const char **x, GError **error)
{
  Onnx__NodeProto *node =
      frost_onnx_export_step (export, op_type, from->name, suffix, *x, x);

  return frost_onnx_export_number (export, node, "number", number, error);
}

/* sqrt (2 / pi) (x + 0.044715 x^3), the form by tanh: Hendrycks & Gimpel 2016. */
static gboolean
gelu_inner (FrostOnnxExport *export, const FrostNode *from, const char *x,
            const char **inner, GError **error)
{
  const char *cube = x;

  if (!step_with_number (export, from, "Pow", "cube", 3, &cube, error)
      || !step_with_number (export, from, "Mul", "small", 0.044715f, &cube, error))
    return FALSE;
  frost_onnx_export_input (
      frost_onnx_export_step (export, "Add", from->name, "sum", cube, inner), x);
  return step_with_number (export, from, "Mul", "inner", 0.79788456f, inner, error);
}

gboolean
frost_onnx_export_gelu (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  FrostOnnxLayout layout = layout_of (export, from->inputs[0]);
  const char *x = frost_onnx_export_value (export, from->inputs[0], layout);
  const char *gate = x;
  gboolean by_tanh = from->attributes.approximate;

  if (by_tanh
          ? !gelu_inner (export, from, x, &gate, error)
          : !step_with_number (export, from, "Div", "inner", 1.41421356f, &gate, error))
    return FALSE;
  frost_onnx_export_step (export, by_tanh ? "Tanh" : "Erf", from->name, "curve", gate,
                          &gate);
  if (!step_with_number (export, from, "Add", "gate", 1, &gate, error))
    return FALSE;
  frost_onnx_export_input (
      frost_onnx_export_step (export, "Mul", from->name, "gated", gate, &gate), x);
  Onnx__NodeProto *node = frost_onnx_export_node (
      export, "Mul", from->name, frost_onnx_export_result (export, index, layout));
  frost_onnx_export_input (node, gate);
  return frost_onnx_export_number (export, node, "half", 0.5f, error);
}

gboolean
frost_onnx_export_arithmetic (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  FrostOnnxLayout layout = layout_of (export, from->inputs[0]);
  const char *operands[2];
  static const char *const op_types[FROST_OP_N_KINDS] = {
    [FROST_OP_ADD] = "Add",
    [FROST_OP_SUB] = "Sub",
    [FROST_OP_MUL] = "Mul",
    [FROST_OP_DIV] = "Div",
  };

  operands[0] = frost_onnx_export_value (export, from->inputs[0], layout);
  operands[1] = from->n_inputs == 2
                    ? frost_onnx_export_value (export, from->inputs[1], layout)
                    : frost_onnx_export_operand (export, from, 0, layout, error);
  if (operands[1] == NULL)
    return FALSE;
  Onnx__NodeProto *node =
      frost_onnx_export_node (export, op_types[from->kind], from->name,
                              frost_onnx_export_result (export, index, layout));
  for (int i = 0; i < 2; i++)
    frost_onnx_export_input (
        node, operands[from->n_inputs == 1 && from->attributes.swapped ? 1 - i : i]);
  return TRUE;
}
