#include "engine/formats/onnx-export-node.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-names.h"
#include "engine/formats/onnx.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const FrostModel *model;
  Onnx__GraphProto *graph;
  GHashTable *names;      /* of values and initializers, which share one name space */
  char **value_names;     /* [values] */
  char **parameter_names; /* [parameters] */
} Export;

static void
export_clear (Export *export)
{
  g_hash_table_unref (export->names);
  g_strfreev (export->value_names);
  g_strfreev (export->parameter_names);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

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

static void
add_int (Onnx__NodeProto *node, const char *name, int64_t value)
{
  Onnx__AttributeProto *attribute =
      add_attribute (node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);

  attribute->has_i = TRUE;
  attribute->i = value;
}

static void
add_float (Onnx__NodeProto *node, const char *name, float value)
{
  Onnx__AttributeProto *attribute =
      add_attribute (node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT);

  attribute->has_f = TRUE;
  attribute->f = value;
}

static void
add_ints (Onnx__NodeProto *node, const char *name, const int64_t *values, size_t n)
{
  Onnx__AttributeProto *attribute =
      add_attribute (node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);

  attribute->ints = g_memdup2 (values, sizeof *values * n);
  attribute->n_ints = n;
}

/* dilations too where the operator has them. */
static void
add_window (Onnx__NodeProto *node, const FrostWindow *w, gboolean dilations)
{
  add_ints (node, "kernel_shape", (int64_t[]){ w->kernel_h, w->kernel_w }, 2);
  add_ints (node, "strides", (int64_t[]){ w->stride_h, w->stride_w }, 2);
  add_ints (node, "pads",
            (int64_t[]){ w->pad_top, w->pad_left, w->pad_bottom, w->pad_right }, 4);
  if (dilations)
    add_ints (node, "dilations", (int64_t[]){ w->dilation_h, w->dilation_w }, 2);
}

static void
add_input (Onnx__NodeProto *node, const char *name)
{
  node->input = g_renew (char *, node->input, node->n_input + 1);
  node->input[node->n_input++] = g_strdup (name);
}

static Onnx__NodeProto *
add_node (Export *export, const char *op_type, const char *name, const char *output)
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

/* Zeroed floats to fill, little-endian afterwards. Errors: MEMORY. */
static float *
add_initializer (Export *export, const char *name, const int64_t *dims, int rank,
                 int64_t n, GError **error)
{
  Onnx__GraphProto *graph = export->graph;
  float *data = g_try_malloc0 (sizeof (float) * (size_t) n);

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
  tensor->data_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
  tensor->n_dims = (size_t) rank;
  tensor->dims = rank == 0 ? NULL : g_memdup2 (dims, sizeof *dims * (size_t) rank);
  tensor->has_raw_data = TRUE;
  tensor->raw_data.data = (uint8_t *) data;
  tensor->raw_data.len = sizeof (float) * (size_t) n;
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

static gboolean
add_parameters (Export *export, GError **error)
{
  const FrostModel *model = export->model;

  for (int i = 0; i < (int) model->parameters->len; i++)
    {
      const FrostTensor *tensor = frost_model_parameter (model, i)->tensor;
      int64_t dims[FROST_SHAPE_MAX_RANK];
      int rank;

      float *data =
          add_initializer (export, export->parameter_names[i], tensor->shape.dim,
                           tensor->shape.rank, tensor->n, error);
      if (data == NULL)
        return FALSE;
      frost_onnx_layout_export (model, i, tensor->data, data, dims, &rank);
      to_little_endian (data, tensor->n);
      Onnx__TensorProto *proto =
          export->graph->initializer[export->graph->n_initializer - 1];
      memcpy (proto->dims, dims, sizeof *dims * (size_t) rank);
    }
  return TRUE;
}

/* A single number as a value of its own. */
static gboolean
add_number (Export *export, Onnx__NodeProto *node, const char *role, float value,
            GError **error)
{
  g_autofree char *wanted = g_strdup_printf ("%s.%s", node->name, role);
  g_autofree char *name = frost_onnx_names_take (export->names, wanted);
  float *data = add_initializer (export, name, NULL, 0, 1, error);

  if (data == NULL)
    return FALSE;
  *data = value;
  to_little_endian (data, 1);
  add_input (node, name);
  return TRUE;
}

/* OpenCV up to 4.6, which Debian 12 has, cannot read a Clip of this operator set (its bounds are
 * inputs). ReLU6 and its like, the only clips that networks have, are therefore written as
 * high * HardSigmoid (x; alpha = 1 / high, beta = 0), equal but for the last bit and known to
 * every runtime. Any other clip stays a Clip, with an infinite bound left out. */
static gboolean
export_clip (Export *export, const FrostNode *from, const char *output, GError **error)
{
  const char *x = export->value_names[from->inputs[0]];
  float low = from->attributes.low, high = from->attributes.high;

  if (low == 0 && high > 0 && high < 1e6f)
    {
      g_autofree char *wanted = g_strdup_printf ("%s.unit", from->name);
      g_autofree char *unit = frost_onnx_names_take (export->names, wanted);
      Onnx__NodeProto *sigmoid = add_node (export, "HardSigmoid", unit, unit);

      add_input (sigmoid, x);
      add_float (sigmoid, "alpha", 1 / high);
      add_float (sigmoid, "beta", 0);
      Onnx__NodeProto *mul = add_node (export, "Mul", from->name, output);
      add_input (mul, unit);
      return add_number (export, mul, "high", high, error);
    }

  Onnx__NodeProto *clip = add_node (export, "Clip", from->name, output);
  add_input (clip, x);
  if (isinf (low))
    add_input (clip, "");
  else if (!add_number (export, clip, "low", low, error))
    return FALSE;
  return isinf (high) || add_number (export, clip, "high", high, error);
}

static const char *const op_types[FROST_OP_N_KINDS] = {
  [FROST_OP_CONV] = "Conv",
  [FROST_OP_BATCH_NORM] = "BatchNormalization",
  [FROST_OP_RELU] = "Relu",
  [FROST_OP_MAX_POOL] = "MaxPool",
  [FROST_OP_AVERAGE_POOL] = "AveragePool",
  [FROST_OP_GLOBAL_AVERAGE_POOL] = "GlobalAveragePool",
  [FROST_OP_GLOBAL_MAX_POOL] = "GlobalMaxPool",
  [FROST_OP_ADD] = "Add",
  [FROST_OP_CONCAT] = "Concat",
  [FROST_OP_FLATTEN] = "Flatten",
  [FROST_OP_LINEAR] = "Gemm",
  [FROST_OP_DROPOUT] =
      "Identity", /* only as the last node, which has to make the output */
};

static gboolean
add_attributes (const FrostNode *from, Onnx__NodeProto *node, GError **error)
{
  const FrostOpAttributes *a = &from->attributes;

  switch (from->kind)
    {
    case FROST_OP_CONV:
      add_window (node, &a->window, TRUE);
      add_int (node, "group", a->groups);
      break;
    case FROST_OP_BATCH_NORM:
      add_float (node, "epsilon", a->epsilon);
      add_float (node, "momentum", a->momentum);
      break;
    case FROST_OP_MAX_POOL:
      add_window (node, &a->window, TRUE);
      add_int (node, "ceil_mode", a->ceil_mode != FALSE);
      break;
    case FROST_OP_AVERAGE_POOL:
      if (a->window.dilation_h != 1 || a->window.dilation_w != 1)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                       "%s: average pooling with dilation cannot be exported",
                       from->name);
          return FALSE;
        }
      add_window (node, &a->window, FALSE);
      add_int (node, "ceil_mode", a->ceil_mode != FALSE);
      add_int (node, "count_include_pad", a->count_include_pad != FALSE);
      break;
    case FROST_OP_CONCAT:
    case FROST_OP_FLATTEN:
      add_int (node, "axis", 1);
      break;
    case FROST_OP_LINEAR:
      add_int (node, "transB", 1);
      break;
    default:
      break;
    }
  return TRUE;
}

static gboolean
export_node (Export *export, int index, GError **error)
{
  const FrostGraph *graph = export->model->graph;
  const FrostNode *from = frost_graph_node (graph, index);
  gboolean last = index == frost_graph_n_nodes (graph) - 1;
  const FrostOp *op = frost_op_get (from->kind);

  if (from->kind == FROST_OP_DROPOUT && !last)
    {
      export->value_names[index + 1] = g_strdup (export->value_names[from->inputs[0]]);
      return TRUE;
    }
  export->value_names[index + 1] =
      last ? g_strdup (FROST_ONNX_OUTPUT)
           : frost_onnx_names_take (export->names, from->name);

  if (from->kind == FROST_OP_CLIP)
    return export_clip (export, from, export->value_names[index + 1], error);
  Onnx__NodeProto *node =
      add_node (export, op_types[from->kind], from->name, export->value_names[index + 1]);
  for (int i = 0; i < from->n_inputs; i++)
    add_input (node, export->value_names[from->inputs[i]]);
  for (int i = 0; i < op->n_parameters; i++)
    if (from->parameters[i] >= 0)
      add_input (node, export->parameter_names[from->parameters[i]]);
  return add_attributes (from, node, error);
}

gboolean
frost_onnx_export_nodes (const FrostModel *model, Onnx__GraphProto *graph, GError **error)
{
  int n_parameters = (int) model->parameters->len;
  g_auto (Export) export = { .model = model,
                             .graph = graph,
                             .names = frost_onnx_names_new (),
                             .value_names =
                                 g_new0 (char *, frost_graph_n_values (model->graph) + 1),
                             .parameter_names = g_new0 (char *, n_parameters + 1) };

  /* The reserved names first, then the parameters, which have to keep theirs. */
  export.value_names[0] = frost_onnx_names_take (export.names, FROST_ONNX_INPUT);
  g_free (frost_onnx_names_take (export.names, FROST_ONNX_OUTPUT));
  for (int i = 0; i < n_parameters; i++)
    export.parameter_names[i] =
        frost_onnx_names_take (export.names, frost_model_parameter (model, i)->name);
  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    if (!export_node (&export, i, error))
      return FALSE;
  return add_parameters (&export, error);
}
