/* Values in the order that a reader needs, and parameters in the shape of a value. */
#include "engine/formats/onnx-export-graph.h"

#include "engine/formats/onnx-names.h"
#include "engine/formats/onnx.h"

#include <string.h>

static const int64_t to_channels_first[] = { 0, 3, 1, 2 };
static const int64_t to_channels_last[] = { 0, 2, 3, 1 };

static const char *
value_label (const FrostOnnxExport *export, int value)
{
  return value == 0 ? FROST_ONNX_INPUT
                    : frost_graph_node (export->model->graph, value - 1)->name;
}

const char *
frost_onnx_export_value (FrostOnnxExport *export, int value, FrostOnnxLayout layout)
{
  FrostOnnxExportValue *x = &export->values[value];
  const FrostShape *shape = frost_graph_value_shape (export->model->graph, value);
  gboolean first = layout == FROST_ONNX_CHANNELS_FIRST;
  const char *output;

  if (shape->rank != 3)
    layout = FROST_ONNX_PLAIN;
  if (x->names[layout] == NULL)
    {
      Onnx__NodeProto *node = frost_onnx_export_step (
          export, "Transpose", value_label (export, value),
          first ? "channels_first" : "channels_last", x->names[1 - layout], &output);

      frost_onnx_export_ints (node, "perm", first ? to_channels_first : to_channels_last,
                              4);
      x->names[layout] = g_strdup (output);
    }
  return x->names[layout];
}

const char *
frost_onnx_export_result (FrostOnnxExport *export, int index, FrostOnnxLayout layout)
{
  const FrostGraph *graph = export->model->graph;
  FrostOnnxExportValue *y = &export->values[index + 1];

  if (frost_graph_value_shape (graph, index + 1)->rank != 3)
    layout = FROST_ONNX_PLAIN;
  y->made = layout;
  y->names[layout] =
      index == frost_graph_n_nodes (graph) - 1
          ? g_strdup (FROST_ONNX_OUTPUT)
          : frost_onnx_names_take (export->names, frost_graph_node (graph, index)->name);
  return y->names[layout];
}

int64_t
frost_onnx_export_axis (FrostOnnxLayout layout, int d)
{
  if (layout == FROST_ONNX_PLAIN)
    return d + 1;
  return d == 2 ? 1 : d + 2;
}

/* The shape that the operand has in the file, in the layout: without the number of images. */
static int
operand_dims (const FrostShape *shape, FrostOnnxLayout layout, int64_t *dims)
{
  for (int d = 0; d < shape->rank; d++)
    dims[layout == FROST_ONNX_PLAIN ? d : frost_onnx_export_axis (layout, d) - 1] =
        shape->dim[d];
  return shape->rank;
}

/* Broadcasting counts from the end, and ones in front say nothing. */
static gboolean
same_dims (const int64_t *a, int n_a, const int64_t *b, int n_b)
{
  while (n_a > 0 && a[0] == 1)
    {
      a++;
      n_a--;
    }
  while (n_b > 0 && b[0] == 1)
    {
      b++;
      n_b--;
    }
  return n_a == n_b && memcmp (a, b, sizeof *a * (size_t) n_a) == 0;
}

/* The order of the axes that are not 1 in the file against that in the layout. */
static gboolean
find_order (const FrostParameter *parameter, FrostOnnxLayout layout, int64_t *perm,
            int64_t *file_dims, int *n)
{
  const FrostShape *shape = &parameter->tensor->shape;
  int in_file[FROST_SHAPE_MAX_RANK], in_layout[FROST_SHAPE_MAX_RANK], count = 0;
  gboolean same = TRUE;

  for (int i = 0; i < shape->rank; i++)
    {
      int d = parameter->has_file_shape ? parameter->file_order[i] : i;

      if (shape->dim[d] != 1)
        {
          file_dims[count] = shape->dim[d];
          in_file[count++] = d;
        }
    }
  *n = count;
  count = 0;
  for (int i = 0; i < shape->rank; i++)
    {
      int d = layout == FROST_ONNX_PLAIN ? i : i == 0 ? 2 : i - 1;

      if (shape->dim[d] != 1)
        in_layout[count++] = d;
    }
  for (int i = 0; i < count; i++)
    for (int k = 0; k < count; k++)
      if (in_file[k] == in_layout[i])
        {
          perm[i] = k;
          same = same && k == i;
        }
  return same;
}

static gboolean
add_reshape (FrostOnnxExport *export, const char *label, const char **name,
             const int64_t *dims, int n, GError **error)
{
  Onnx__NodeProto *node =
      frost_onnx_export_step (export, "Reshape", label, "shaped", *name, name);

  return frost_onnx_export_list (export, node, "shape", dims, (size_t) n, error);
}

const char *
frost_onnx_export_operand (FrostOnnxExport *export, const FrostNode *node, int slot,
                           FrostOnnxLayout layout, GError **error)
{
  int index = node->parameters[slot], rank, n;
  const FrostParameter *parameter = frost_model_parameter (export->model, index);
  const char *name = export->parameter_names[index];
  int64_t wanted[FROST_SHAPE_MAX_RANK], found[FROST_SHAPE_MAX_RANK];
  int64_t perm[FROST_SHAPE_MAX_RANK], file_dims[FROST_SHAPE_MAX_RANK];
  const FrostShape *file_shape =
      parameter->has_file_shape ? &parameter->file_shape : &parameter->tensor->shape;

  if (parameter->tensor->shape.rank != 3)
    layout = FROST_ONNX_PLAIN;
  rank = operand_dims (&parameter->tensor->shape, layout, wanted);
  memcpy (found, file_shape->dim, sizeof found);
  if (!find_order (parameter, layout, perm, file_dims, &n))
    {
      if (!add_reshape (export, node->name, &name, file_dims, n, error))
        return NULL;
      frost_onnx_export_ints (frost_onnx_export_step (export, "Transpose", node->name,
                                                      "ordered", name, &name),
                              "perm", perm, (size_t) n);
    }
  else if (same_dims (found, file_shape->rank, wanted, rank))
    return name;
  return add_reshape (export, node->name, &name, wanted, rank, error) ? name : NULL;
}
