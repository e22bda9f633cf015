/* Nodes, attributes and initializers of the file, allocated as protobuf-c frees them. */
#include "engine/formats/onnx-export-graph.h"

#include "engine/core/error.h"
#include "engine/core/half.h"
#include "engine/formats/onnx-names.h"
#include "engine/formats/onnx.h"

#include <string.h>

static Onnx__AttributeProto *
add_attribute (Onnx__NodeProto *node, const char *name,
               Onnx__AttributeProto__AttributeType type)
{
  Onnx__AttributeProto *attribute = g_new (Onnx__AttributeProto, 1);

  onnx__attribute_proto__init (attribute);
  attribute->name = g_strdup (name);
  attribute->has_type = TRUE;
  attribute->type = type;
  node->attribute =
      g_renew (Onnx__AttributeProto *, node->attribute, node->n_attribute + 1);
  node->attribute[node->n_attribute++] = attribute;
  return attribute;
}

void
frost_onnx_export_int (Onnx__NodeProto *node, const char *name, int64_t value)
{
  Onnx__AttributeProto *attribute =
      add_attribute (node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);

  attribute->has_i = TRUE;
  attribute->i = value;
}

void
frost_onnx_export_float (Onnx__NodeProto *node, const char *name, float value)
{
  Onnx__AttributeProto *attribute =
      add_attribute (node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT);

  attribute->has_f = TRUE;
  attribute->f = value;
}

void
frost_onnx_export_ints (Onnx__NodeProto *node, const char *name, const int64_t *values,
                        size_t n)
{
  Onnx__AttributeProto *attribute =
      add_attribute (node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);

  attribute->ints = g_memdup2 (values, sizeof *values * n);
  attribute->n_ints = n;
}

void
frost_onnx_export_text (Onnx__NodeProto *node, const char *name, const char *text)
{
  Onnx__AttributeProto *attribute =
      add_attribute (node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING);

  attribute->has_s = TRUE;
  attribute->s.len = strlen (text);
  attribute->s.data = (uint8_t *) g_strdup (text);
}

void
frost_onnx_export_input (Onnx__NodeProto *node, const char *name)
{
  node->input = g_renew (char *, node->input, node->n_input + 1);
  node->input[node->n_input++] = g_strdup (name);
}

Onnx__NodeProto *
frost_onnx_export_node (FrostOnnxExport *export, const char *op_type, const char *name,
                        const char *output)
{
  Onnx__GraphProto *graph = export->graph;
  Onnx__NodeProto *node = g_new (Onnx__NodeProto, 1);

  onnx__node_proto__init (node);
  node->op_type = g_strdup (op_type);
  node->name = g_strdup (name);
  node->output = g_new (char *, 1);
  node->output[node->n_output++] = g_strdup (output);
  graph->node = g_renew (Onnx__NodeProto *, graph->node, graph->n_node + 1);
  graph->node[graph->n_node++] = node;
  return node;
}

char *
frost_onnx_export_take_name (FrostOnnxExport *export, const char *name,
                             const char *suffix)
{
  g_autofree char *wanted = g_strdup_printf ("%s.%s", name, suffix);

  return frost_onnx_names_take (export->names, wanted);
}

Onnx__NodeProto *
frost_onnx_export_step (FrostOnnxExport *export, const char *op_type, const char *name,
                        const char *suffix, const char *input, const char **output)
{
  g_autofree char *value = frost_onnx_export_take_name (export, name, suffix);
  Onnx__NodeProto *node = frost_onnx_export_node (export, op_type, value, value);

  frost_onnx_export_input (node, input);
  *output = node->output[0];
  return node;
}

/* Zeroed bytes to fill, little-endian afterwards. Errors: MEMORY. */
static void *
add_initializer (FrostOnnxExport *export, const char *name, int32_t type, size_t width,
                 const int64_t *dims, int rank, int64_t n, GError **error)
{
  Onnx__GraphProto *graph = export->graph;
  void *data = g_try_malloc0 (width * (size_t) MAX (n, 1));

  if (data == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "%s: there is no memory to export its %" G_GINT64_FORMAT " numbers",
                   name, n);
      return NULL;
    }
  Onnx__TensorProto *tensor = g_new (Onnx__TensorProto, 1);
  onnx__tensor_proto__init (tensor);
  tensor->name = g_strdup (name);
  tensor->has_data_type = TRUE;
  tensor->data_type = type;
  tensor->n_dims = (size_t) rank;
  tensor->dims = rank == 0 ? NULL : g_memdup2 (dims, sizeof *dims * (size_t) rank);
  tensor->has_raw_data = TRUE;
  tensor->raw_data.data = data;
  tensor->raw_data.len = width * (size_t) n;
  graph->initializer =
      g_renew (Onnx__TensorProto *, graph->initializer, graph->n_initializer + 1);
  graph->initializer[graph->n_initializer++] = tensor;
  return data;
}

static void
to_little_endian (float *data, int64_t n)
{
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    return;
  for (int64_t i = 0; i < n; i++)
    {
      guint32 bits;
      memcpy (&bits, &data[i], sizeof bits);
      bits = GUINT32_TO_LE (bits);
      memcpy (&data[i], &bits, sizeof bits);
    }
}

gboolean
frost_onnx_export_number (FrostOnnxExport *export, Onnx__NodeProto *node,
                          const char *role, float value, GError **error)
{
  g_autofree char *name = frost_onnx_export_take_name (export, node->name, role);
  float *data = add_initializer (export, name, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT,
                                 sizeof (float), NULL, 0, 1, error);

  if (data == NULL)
    return FALSE;
  *data = value;
  to_little_endian (data, 1);
  frost_onnx_export_input (node, name);
  return TRUE;
}

gboolean
frost_onnx_export_numbers (FrostOnnxExport *export, Onnx__NodeProto *node,
                           const char *role, const float *values, size_t n,
                           GError **error)
{
  g_autofree char *name = frost_onnx_export_take_name (export, node->name, role);
  int64_t length = (int64_t) n;
  float *data = add_initializer (export, name, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT,
                                 sizeof (float), &length, 1, length, error);

  if (data == NULL)
    return FALSE;
  memcpy (data, values, n * sizeof (float));
  to_little_endian (data, length);
  frost_onnx_export_input (node, name);
  return TRUE;
}

gboolean
frost_onnx_export_list (FrostOnnxExport *export, Onnx__NodeProto *node, const char *role,
                        const int64_t *values, size_t n, GError **error)
{
  g_autofree char *name = frost_onnx_export_take_name (export, node->name, role);
  int64_t length = (int64_t) n;
  int64_t *data = add_initializer (export, name, ONNX__TENSOR_PROTO__DATA_TYPE__INT64,
                                   sizeof (int64_t), &length, 1, length, error);

  if (data == NULL)
    return FALSE;
  for (size_t i = 0; i < n; i++)
    data[i] = GINT64_TO_LE (values[i]);
  frost_onnx_export_input (node, name);
  return TRUE;
}

/* Half as many bytes, and a Cast to what the nodes compute with. */
static gboolean
add_half (FrostOnnxExport *export, int index, const float *numbers, const int64_t *dims,
          int rank, int64_t n, GError **error)
{
  g_autofree char *cast = frost_onnx_export_take_name (
      export, frost_model_parameter (export->model, index)->name, "float");
  uint16_t *halves = add_initializer (export, export->parameter_names[index],
                                      ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16,
                                      sizeof (uint16_t), dims, rank, n, error);

  if (halves == NULL)
    return FALSE;
  for (int64_t i = 0; i < n; i++)
    halves[i] = GUINT16_TO_LE (frost_float_to_half (numbers[i]));
  Onnx__NodeProto *node = frost_onnx_export_node (export, "Cast", cast, cast);
  frost_onnx_export_input (node, export->parameter_names[index]);
  frost_onnx_export_int (node, "to", ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
  g_free (export->parameter_names[index]);
  export->parameter_names[index] = g_steal_pointer (&cast);
  return TRUE;
}

static gboolean
add_parameter (FrostOnnxExport *export, int index, GError **error)
{
  const FrostTensor *tensor = frost_model_parameter (export->model, index)->tensor;
  int64_t dims[FROST_SHAPE_MAX_RANK];
  int rank;

  if (export->half)
    {
      g_autofree float *numbers = g_try_new (float, (gsize) tensor->n);

      if (numbers == NULL)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                       "%s: there is no memory to export its numbers",
                       export->parameter_names[index]);
          return FALSE;
        }
      frost_onnx_layout_export (export->model, index, tensor->data, numbers, dims, &rank);
      return add_half (export, index, numbers, dims, rank, tensor->n, error);
    }
  float *data = add_initializer (
      export, export->parameter_names[index], ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT,
      sizeof (float), tensor->shape.dim, FROST_SHAPE_MAX_RANK, tensor->n, error);
  if (data == NULL)
    return FALSE;
  frost_onnx_layout_export (export->model, index, tensor->data, data, dims, &rank);
  to_little_endian (data, tensor->n);
  Onnx__TensorProto *proto = export->graph->initializer[export->graph->n_initializer - 1];
  memcpy (proto->dims, dims, sizeof *dims * (size_t) rank);
  proto->n_dims = (size_t) rank;
  return TRUE;
}

/* Indices are written as whole numbers by their node. */
static gboolean
is_indices (const FrostModel *model, int parameter)
{
  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      if (node->kind == FROST_OP_GATHER && node->parameters[0] == parameter)
        return TRUE;
    }
  return FALSE;
}

gboolean
frost_onnx_export_parameters (FrostOnnxExport *export, GError **error)
{
  for (int i = 0; i < (int) export->model->parameters->len; i++)
    if (!is_indices (export->model, i) && !add_parameter (export, i, error))
      return FALSE;
  return TRUE;
}
