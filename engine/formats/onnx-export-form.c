/* What moves numbers or changes their form. */
#include "engine/formats/onnx-export-graph.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-names.h"

static const FrostNode *
node_at (const FrostOnnxExport *export, int index)
{
  return frost_graph_node (export->model->graph, index);
}

/* From the first input, in the order it is written in, to the result in the same. */
static Onnx__NodeProto *
add_node (FrostOnnxExport *export, int index, const char *op_type, FrostOnnxLayout layout)
{
  const FrostNode *from = node_at (export, index);
  const char *x = frost_onnx_export_value (export, from->inputs[0], layout);
  Onnx__NodeProto *node = frost_onnx_export_node (
      export, op_type, from->name, frost_onnx_export_result (export, index, layout));

  frost_onnx_export_input (node, x);
  return node;
}

static FrostOnnxLayout
layout_of (const FrostOnnxExport *export, int index)
{
  return export->values[node_at (export, index)->inputs[0]].made;
}

static void
add_alias (FrostOnnxExport *export, int index)
{
  const FrostOnnxExportValue *x = &export->values[node_at (export, index)->inputs[0]];
  FrostOnnxExportValue *y = &export->values[index + 1];

  y->made = x->made;
  y->names[x->made] = g_strdup (x->names[x->made]);
}

/* It does nothing at inference; the last node has to make the output all the same. */
gboolean
frost_onnx_export_dropout (FrostOnnxExport *export, int index, GError **error)
{
  if (index == frost_graph_n_nodes (export->model->graph) - 1)
    add_node (export, index, "Identity", layout_of (export, index));
  else
    add_alias (export, index);
  return TRUE;
}

gboolean
frost_onnx_export_flatten (FrostOnnxExport *export, int index, GError **error)
{
  frost_onnx_export_int (add_node (export, index, "Flatten", FROST_ONNX_CHANNELS_FIRST),
                         "axis", 1);
  return TRUE;
}

/* One pixel is the same in both orders, and a vector of it needs no transposing. */
static FrostOnnxLayout
layout_to_reshape (const FrostOnnxExport *export, int index)
{
  const FrostShape *shape =
      frost_graph_value_shape (export->model->graph, node_at (export, index)->inputs[0]);

  return shape->rank == 3 && shape->dim[0] == 1 && shape->dim[1] == 1
             ? layout_of (export, index)
             : FROST_ONNX_PLAIN;
}

/* 0 = as many images as there are. */
gboolean
frost_onnx_export_reshape (FrostOnnxExport *export, int index, GError **error)
{
  const FrostShape *shape = &node_at (export, index)->inference.y;
  FrostOnnxLayout layout = layout_to_reshape (export, index);
  const FrostNode *from = node_at (export, index);
  const char *x = frost_onnx_export_value (export, from->inputs[0], layout);
  int64_t to[FROST_SHAPE_MAX_RANK + 1] = { 0 };
  const char *y = frost_onnx_export_result (export, index, FROST_ONNX_PLAIN);
  Onnx__NodeProto *node;

  /* OpenCV knows Flatten better than a Reshape that keeps the number of images. */
  if (shape->rank == 1)
    {
      node = frost_onnx_export_node (export, "Flatten", from->name, y);
      frost_onnx_export_input (node, x);
      frost_onnx_export_int (node, "axis", 1);
      return TRUE;
    }
  node = frost_onnx_export_node (export, "Reshape", from->name, y);
  frost_onnx_export_input (node, x);
  for (int d = 0; d < shape->rank; d++)
    to[d + 1] = shape->dim[d];
  return frost_onnx_export_list (export, node, "shape", to, (size_t) shape->rank + 1,
                                 error);
}

gboolean
frost_onnx_export_transpose (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = node_at (export, index);
  int rank = from->inference.y.rank;
  int64_t perm[FROST_SHAPE_MAX_RANK + 1] = { 0 };

  for (int d = 0; d < rank; d++)
    perm[d + 1] = from->attributes.order[d] + 1;
  frost_onnx_export_ints (add_node (export, index, "Transpose", FROST_ONNX_PLAIN), "perm",
                          perm, (size_t) rank + 1);
  return TRUE;
}

/* ONNX' ends are exclusive; "before the first one" has to be said by a number far below. */
gboolean
frost_onnx_export_slice (FrostOnnxExport *export, int index, GError **error)
{
  const FrostOpAttributes *a = &node_at (export, index)->attributes;
  FrostOnnxLayout layout = layout_of (export, index);
  int rank = node_at (export, index)->inference.y.rank;
  int64_t starts[FROST_SHAPE_MAX_RANK], ends[FROST_SHAPE_MAX_RANK];
  int64_t axes[FROST_SHAPE_MAX_RANK], steps[FROST_SHAPE_MAX_RANK];
  Onnx__NodeProto *node = add_node (export, index, "Slice", layout);
  size_t n = (size_t) rank;

  for (int d = 0; d < rank; d++)
    {
      int64_t end = a->start[d] + a->size[d] * a->step[d];

      starts[d] = a->start[d];
      ends[d] = end < 0 ? INT32_MIN : end;
      axes[d] = frost_onnx_export_axis (layout, d);
      steps[d] = a->step[d];
    }
  return frost_onnx_export_list (export, node, "starts", starts, n, error)
         && frost_onnx_export_list (export, node, "ends", ends, n, error)
         && frost_onnx_export_list (export, node, "axes", axes, n, error)
         && frost_onnx_export_list (export, node, "steps", steps, n, error);
}

gboolean
frost_onnx_export_pad (FrostOnnxExport *export, int index, GError **error)
{
  static const char *const modes[] = { "constant", "reflect", "edge" };
  const FrostOpAttributes *a = &node_at (export, index)->attributes;
  FrostOnnxLayout layout = layout_of (export, index);
  int rank = node_at (export, index)->inference.y.rank;
  int64_t pads[2 * (FROST_SHAPE_MAX_RANK + 1)] = { 0 };
  Onnx__NodeProto *node = add_node (export, index, "Pad", layout);

  for (int d = 0; d < rank; d++)
    {
      int64_t axis = frost_onnx_export_axis (layout, d);

      pads[axis] = a->before[d];
      pads[rank + 1 + axis] = a->after[d];
    }
  frost_onnx_export_text (node, "mode", modes[a->pad_mode]);
  return frost_onnx_export_list (export, node, "pads", pads, 2 * ((size_t) rank + 1),
                                 error)
         && frost_onnx_export_number (export, node, "value", a->pad_value, error);
}

gboolean
frost_onnx_export_concat (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = node_at (export, index);
  FrostOnnxLayout layout = layout_of (export, index);
  int rank = from->inference.y.rank;
  int axis = from->attributes.axis < 0 ? rank - 1 : from->attributes.axis;
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();

  for (int i = 0; i < from->n_inputs; i++)
    g_ptr_array_add (
        inputs, (gpointer) frost_onnx_export_value (export, from->inputs[i], layout));
  Onnx__NodeProto *node = frost_onnx_export_node (
      export, "Concat", from->name, frost_onnx_export_result (export, index, layout));
  for (guint i = 0; i < inputs->len; i++)
    frost_onnx_export_input (node, g_ptr_array_index (inputs, i));
  frost_onnx_export_int (node, "axis", frost_onnx_export_axis (layout, axis));
  return TRUE;
}

/* The indices are whole numbers in a file, and no parameter. */
gboolean
frost_onnx_export_gather (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = node_at (export, index);
  const FrostTensor *indices =
      frost_model_parameter (export->model, from->parameters[0])->tensor;
  g_autofree int64_t *numbers = g_new (int64_t, (gsize) indices->n);
  const char *x = frost_onnx_export_value (export, from->inputs[0], FROST_ONNX_PLAIN);
  const char *y = frost_onnx_export_result (export, index, FROST_ONNX_PLAIN);
  const char *rows;
  Onnx__NodeProto *node;

  for (int64_t i = 0; i < indices->n; i++)
    numbers[i] = (int64_t) indices->data[i];
  g_autofree char *list = frost_onnx_export_take_name (export, from->name, "table");
  node = frost_onnx_export_node (export, "Reshape", list, list);
  rows = node->output[0];
  if (!frost_onnx_export_list (export, node, "numbers", numbers, (size_t) indices->n,
                               error)
      || !frost_onnx_export_list (export, node, "shape", indices->shape.dim,
                                  (size_t) indices->shape.rank, error))
    return FALSE;
  node = frost_onnx_export_node (export, "Gather", from->name, y);
  frost_onnx_export_input (node, x);
  frost_onnx_export_input (node, rows);
  frost_onnx_export_int (node, "axis", from->attributes.axis + 1);
  return TRUE;
}

gboolean
frost_onnx_export_expand (FrostOnnxExport *export, int index, GError **error)
{
  const FrostShape *shape = &node_at (export, index)->inference.y;
  FrostOnnxLayout layout = layout_of (export, index);
  int64_t to[FROST_SHAPE_MAX_RANK + 1] = { 1 };
  Onnx__NodeProto *node = add_node (export, index, "Expand", layout);

  /* 1 = as many images as there are. */
  for (int d = 0; d < shape->rank; d++)
    to[frost_onnx_export_axis (layout, d)] = shape->dim[d];
  return frost_onnx_export_list (export, node, "shape", to, (size_t) shape->rank + 1,
                                 error);
}

/* The axes of a ReduceSum are an input in this operator set, of the others an attribute. */
gboolean
frost_onnx_export_reduce (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = node_at (export, index);
  FrostOnnxLayout layout = layout_of (export, index);
  int64_t axes[FROST_SHAPE_MAX_RANK];
  size_t n = 0;
  static const char *const op_types[FROST_OP_N_KINDS] = {
    [FROST_OP_REDUCE_MEAN] = "ReduceMean",
    [FROST_OP_REDUCE_SUM] = "ReduceSum",
    [FROST_OP_REDUCE_L2] = "ReduceL2",
  };
  Onnx__NodeProto *node = add_node (export, index, op_types[from->kind], layout);

  for (int d = 0; d < from->inference.y.rank; d++)
    if ((from->attributes.axes & 1u << d) != 0)
      axes[n++] = frost_onnx_export_axis (layout, d);
  frost_onnx_export_int (node, "keepdims", 1);
  if (from->kind == FROST_OP_REDUCE_SUM)
    {
      frost_onnx_export_int (node, "noop_with_empty_axes", 1);
      return frost_onnx_export_list (export, node, "axes", axes, n, error);
    }
  if (n == 0 && from->kind == FROST_OP_REDUCE_L2)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "%s: a norm over no axis cannot be exported", from->name);
      return FALSE;
    }
  frost_onnx_export_ints (node, "axes", axes, n);
  return TRUE;
}

gboolean
frost_onnx_export_resize (FrostOnnxExport *export, int index, GError **error)
{
  static const char *const coordinates[] = { "half_pixel", "pytorch_half_pixel",
                                             "align_corners", "asymmetric" };
  static const char *const roundings[] = { "round_prefer_floor", "round_prefer_ceil",
                                           "floor", "ceil" };
  const FrostNode *from = node_at (export, index);
  const FrostOpAttributes *a = &from->attributes;
  const FrostShape *x = frost_graph_value_shape (export->model->graph, from->inputs[0]);
  Onnx__NodeProto *node = add_node (export, index, "Resize", FROST_ONNX_CHANNELS_FIRST);
  float scales[4] = { 1, 1, a->scale_h, a->scale_w };

  if (!(scales[2] > 0))
    scales[2] = (float) a->size[0] / (float) x->dim[0];
  if (!(scales[3] > 0))
    scales[3] = (float) a->size[1] / (float) x->dim[1];
  frost_onnx_export_input (node, "");
  frost_onnx_export_text (node, "mode", a->linear ? "linear" : "nearest");
  frost_onnx_export_text (node, "coordinate_transformation_mode",
                          coordinates[a->coordinates]);
  if (!a->linear)
    frost_onnx_export_text (node, "nearest_mode", roundings[a->nearest]);
  return frost_onnx_export_numbers (export, node, "scales", scales, 4, error);
}

/* The number of images as a list of one, from the input's shape. */
static gboolean
add_batch (FrostOnnxExport *export, GError **error)
{
  const char *shape;
  Onnx__NodeProto *node;

  if (export->batch != NULL)
    return TRUE;
  frost_onnx_export_step (export, "Shape", FROST_ONNX_INPUT, "shape", FROST_ONNX_INPUT,
                          &shape);
  node = frost_onnx_export_step (export, "Gather", FROST_ONNX_INPUT, "images", shape,
                                 &export->batch);
  frost_onnx_export_int (node, "axis", 0);
  return frost_onnx_export_list (export, node, "first", (int64_t[]){ 0 }, 1, error);
}

/* Once for each image. */
gboolean
frost_onnx_export_parameter (FrostOnnxExport *export, int index, GError **error)
{
  const FrostNode *from = node_at (export, index);
  const FrostShape *shape = &from->inference.y;
  int64_t dims[FROST_SHAPE_MAX_RANK + 1] = { 1 };
  const char *value =
      frost_onnx_export_operand (export, from, 0, FROST_ONNX_PLAIN, error);
  Onnx__NodeProto *node;

  if (value == NULL || !add_batch (export, error))
    return FALSE;
  for (int d = 0; d < shape->rank; d++)
    dims[d + 1] = shape->dim[d];
  g_autofree char *list = frost_onnx_export_take_name (export, from->name, "dims");
  node = frost_onnx_export_node (export, "Concat", list, list);
  frost_onnx_export_input (node, export->batch);
  frost_onnx_export_int (node, "axis", 0);
  if (!frost_onnx_export_list (export, node, "shape", dims + 1, (size_t) shape->rank,
                               error))
    return FALSE;
  node =
      frost_onnx_export_node (export, "Expand", from->name,
                              frost_onnx_export_result (export, index, FROST_ONNX_PLAIN));
  frost_onnx_export_input (node, value);
  frost_onnx_export_input (node, list);
  return TRUE;
}
