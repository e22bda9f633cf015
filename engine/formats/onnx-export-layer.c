/* Layers with weights, and what is normalised over the last axis. */
#include "engine/formats/onnx-export-graph.h"

#include "engine/core/error.h"

static void
add_window (Onnx__NodeProto *node, const FrostWindow *w, gboolean dilations)
{
  frost_onnx_export_ints (node, "kernel_shape", (int64_t[]){ w->kernel_h, w->kernel_w },
                          2);
  frost_onnx_export_ints (node, "strides", (int64_t[]){ w->stride_h, w->stride_w }, 2);
  frost_onnx_export_ints (
      node, "pads", (int64_t[]){ w->pad_top, w->pad_left, w->pad_bottom, w->pad_right },
      4);
  if (dilations)
    frost_onnx_export_ints (node, "dilations",
                            (int64_t[]){ w->dilation_h, w->dilation_w }, 2);
}

static void
add_parameters (FrostOnnxExport *export, const FrostNode *from, Onnx__NodeProto *node)
{
  const FrostOp *op = frost_op_get (from->kind);

  for (int i = 0; i < op->n_parameters; i++)
    if (from->parameters[i] >= 0)
      frost_onnx_export_input (node, export->parameter_names[from->parameters[i]]);
}

gboolean
frost_onnx_export_conv (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  const char *x =
      frost_onnx_export_value (export, from->inputs[0], FROST_ONNX_CHANNELS_FIRST);
  Onnx__NodeProto *node = frost_onnx_export_node (
      export, "Conv", from->name,
      frost_onnx_export_result (export, index, FROST_ONNX_CHANNELS_FIRST));

  frost_onnx_export_input (node, x);
  add_parameters (export, from, node);
  add_window (node, &from->attributes.window, TRUE);
  frost_onnx_export_int (node, "group", from->attributes.groups);
  return TRUE;
}

/* Pools, and norms of images. */
gboolean
frost_onnx_export_image (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  const FrostOpAttributes *a = &from->attributes;
  const char *x =
      frost_onnx_export_value (export, from->inputs[0], FROST_ONNX_CHANNELS_FIRST);
  static const char *const op_types[FROST_OP_N_KINDS] = {
    [FROST_OP_MAX_POOL] = "MaxPool",
    [FROST_OP_AVERAGE_POOL] = "AveragePool",
    [FROST_OP_GLOBAL_AVERAGE_POOL] = "GlobalAveragePool",
    [FROST_OP_GLOBAL_MAX_POOL] = "GlobalMaxPool",
    [FROST_OP_INSTANCE_NORM] = "InstanceNormalization",
    [FROST_OP_LOCAL_RESPONSE_NORM] = "LRN",
  };

  if (from->kind == FROST_OP_AVERAGE_POOL
      && (a->window.dilation_h != 1 || a->window.dilation_w != 1))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "%s: average pooling with dilation cannot be exported", from->name);
      return FALSE;
    }
  Onnx__NodeProto *node = frost_onnx_export_node (
      export, op_types[from->kind], from->name,
      frost_onnx_export_result (export, index, FROST_ONNX_CHANNELS_FIRST));
  frost_onnx_export_input (node, x);
  add_parameters (export, from, node);
  if (from->kind == FROST_OP_MAX_POOL || from->kind == FROST_OP_AVERAGE_POOL)
    {
      add_window (node, &a->window, from->kind == FROST_OP_MAX_POOL);
      frost_onnx_export_int (node, "ceil_mode", a->ceil_mode != FALSE);
    }
  if (from->kind == FROST_OP_AVERAGE_POOL)
    frost_onnx_export_int (node, "count_include_pad", a->count_include_pad != FALSE);
  if (from->kind == FROST_OP_INSTANCE_NORM)
    frost_onnx_export_float (node, "epsilon", a->epsilon);
  if (from->kind == FROST_OP_LOCAL_RESPONSE_NORM)
    {
      frost_onnx_export_float (node, "alpha", a->alpha);
      frost_onnx_export_float (node, "beta", a->beta);
      frost_onnx_export_float (node, "bias", a->bias);
      frost_onnx_export_int (node, "size", a->size[0]);
    }
  return TRUE;
}

/* The channels are the file's axis 1: of other values than images and vectors the last axis is
 * brought there and back. */
gboolean
frost_onnx_export_batch_norm (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  int rank = from->inference.y.rank;
  gboolean moved = rank != 1 && rank != 3;
  int64_t there[FROST_SHAPE_MAX_RANK + 1] = { 0, rank }, back[FROST_SHAPE_MAX_RANK + 1];
  const char *x =
      frost_onnx_export_value (export, from->inputs[0], FROST_ONNX_CHANNELS_FIRST);
  const char *y = frost_onnx_export_result (export, index, FROST_ONNX_CHANNELS_FIRST);
  g_autofree char *inner = NULL;

  back[0] = 0;
  for (int d = 1; d < rank; d++)
    {
      there[d + 1] = d;
      back[d] = d + 1;
    }
  back[rank] = 1;
  if (moved)
    {
      frost_onnx_export_ints (frost_onnx_export_step (export, "Transpose", from->name,
                                                      "channels_first", x, &x),
                              "perm", there, (size_t) rank + 1);
      inner = frost_onnx_export_take_name (export, from->name, "norm");
    }
  Onnx__NodeProto *node = frost_onnx_export_node (export, "BatchNormalization",
                                                  from->name, moved ? inner : y);
  frost_onnx_export_input (node, x);
  add_parameters (export, from, node);
  frost_onnx_export_float (node, "epsilon", from->attributes.epsilon);
  frost_onnx_export_float (node, "momentum", from->attributes.momentum);
  if (moved)
    {
      node = frost_onnx_export_node (export, "Transpose", inner, y);
      frost_onnx_export_input (node, inner);
      frost_onnx_export_ints (node, "perm", back, (size_t) rank + 1);
    }
  return TRUE;
}

/* Of a vector a Gemm; of more a MatMul with the transposed weight, and an Add. */
gboolean
frost_onnx_export_linear (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  const char *x = frost_onnx_export_value (export, from->inputs[0], FROST_ONNX_PLAIN);
  const char *y = frost_onnx_export_result (export, index, FROST_ONNX_PLAIN);
  const char *weight = export->parameter_names[from->parameters[0]];
  Onnx__NodeProto *node;

  if (from->inference.y.rank == 1)
    {
      node = frost_onnx_export_node (export, "Gemm", from->name, y);
      frost_onnx_export_input (node, x);
      add_parameters (export, from, node);
      frost_onnx_export_int (node, "transB", 1);
      return TRUE;
    }
  frost_onnx_export_ints (
      frost_onnx_export_step (export, "Transpose", from->name, "matrix", weight, &weight),
      "perm", (int64_t[]){ 1, 0 }, 2);
  if (from->parameters[1] < 0)
    node = frost_onnx_export_node (export, "MatMul", from->name, y);
  else
    {
      const char *product;

      node =
          frost_onnx_export_step (export, "MatMul", from->name, "product", x, &product);
      frost_onnx_export_input (node, weight);
      node = frost_onnx_export_node (export, "Add", from->name, y);
      frost_onnx_export_input (node, product);
      frost_onnx_export_input (node, export->parameter_names[from->parameters[1]]);
      return TRUE;
    }
  frost_onnx_export_input (node, x);
  frost_onnx_export_input (node, weight);
  return TRUE;
}

/* The last two axes the other way round. */
static void
swap (FrostOnnxExport *export, const FrostNode *from, int rank, const char *suffix,
      const char **x)
{
  int64_t perm[FROST_SHAPE_MAX_RANK + 1];

  for (int d = 0; d <= rank; d++)
    perm[d] = d;
  perm[rank] = rank - 1;
  perm[rank - 1] = rank;
  frost_onnx_export_ints (
      frost_onnx_export_step (export, "Transpose", from->name, suffix, *x, x), "perm",
      perm, (size_t) rank + 1);
}

gboolean
frost_onnx_export_mat_mul (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  const char *a = frost_onnx_export_value (export, from->inputs[0], FROST_ONNX_PLAIN);
  const char *b = frost_onnx_export_value (export, from->inputs[1], FROST_ONNX_PLAIN);
  int rank = from->inference.y.rank;

  if (from->attributes.transposed_a)
    swap (export, from, rank, "a", &a);
  if (from->attributes.transposed_b)
    swap (export, from, rank, "b", &b);
  Onnx__NodeProto *node =
      frost_onnx_export_node (export, "MatMul", from->name,
                              frost_onnx_export_result (export, index, FROST_ONNX_PLAIN));
  frost_onnx_export_input (node, a);
  frost_onnx_export_input (node, b);
  return TRUE;
}

gboolean
frost_onnx_export_softmax (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  const char *x = frost_onnx_export_value (export, from->inputs[0], FROST_ONNX_PLAIN);
  Onnx__NodeProto *node =
      frost_onnx_export_node (export, "Softmax", from->name,
                              frost_onnx_export_result (export, index, FROST_ONNX_PLAIN));

  frost_onnx_export_input (node, x);
  frost_onnx_export_int (node, "axis", -1);
  return TRUE;
}

/* op_type of two values, to a new value or the result. */
static void
step (FrostOnnxExport *export, const FrostNode *from, const char *op_type,
      const char *suffix, const char **x, const char *other)
{
  Onnx__NodeProto *node =
      frost_onnx_export_step (export, op_type, from->name, suffix, *x, x);

  if (other != NULL)
    frost_onnx_export_input (node, other);
}

static void
mean (FrostOnnxExport *export, const FrostNode *from, const char *suffix, const char *x,
      const char **y)
{
  int64_t axes[FROST_SHAPE_MAX_RANK];
  int n = from->attributes.n_axes;
  Onnx__NodeProto *node =
      frost_onnx_export_step (export, "ReduceMean", from->name, suffix, x, y);

  for (int i = 0; i < n; i++)
    axes[i] = i - n;
  frost_onnx_export_ints (node, "axes", axes, (size_t) n);
  frost_onnx_export_int (node, "keepdims", 1);
}

/* In the nodes that operator sets below 17 have, which every runtime knows. */
gboolean
frost_onnx_export_layer_norm (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = frost_graph_node (export->model->graph, index);
  const char *x = frost_onnx_export_value (export, from->inputs[0], FROST_ONNX_PLAIN);
  const char *centre, *difference = x, *square, *variance, *y;
  Onnx__NodeProto *node;

  mean (export, from, "mean", x, &centre);
  step (export, from, "Sub", "difference", &difference, centre);
  node =
      frost_onnx_export_step (export, "Pow", from->name, "square", difference, &square);
  if (!frost_onnx_export_number (export, node, "two", 2, error))
    return FALSE;
  mean (export, from, "variance", square, &variance);
  node =
      frost_onnx_export_step (export, "Add", from->name, "shifted", variance, &variance);
  if (!frost_onnx_export_number (export, node, "epsilon", from->attributes.epsilon,
                                 error))
    return FALSE;
  step (export, from, "Sqrt", "deviation", &variance, NULL);
  y = difference;
  for (int i = 0; i < 3; i++)
    {
      static const char *const op_types[] = { "Div", "Mul", "Add" };
      static const char *const suffixes[] = { "normalised", "scaled", "biased" };

      if (i == 0)
        step (export, from, op_types[i], suffixes[i], &y, variance);
      else if (from->parameters[i - 1] >= 0)
        step (export, from, op_types[i], suffixes[i], &y,
              export->parameter_names[from->parameters[i - 1]]);
    }
  node =
      frost_onnx_export_node (export, "Identity", from->name,
                              frost_onnx_export_result (export, index, FROST_ONNX_PLAIN));
  frost_onnx_export_input (node, y);
  return TRUE;
}
