/* What builders use to look at a node's inputs and to append to the graph. */
#include "engine/formats/onnx-import.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-names.h"

gboolean
frost_onnx_node_refuse (const FrostOnnxNode *node, const char *what, GError **error)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "operator \"%s\" %s is not supported", node->proto->op_type, what);
  return FALSE;
}

gboolean
frost_onnx_node_has_input (const FrostOnnxNode *node, int i)
{
  return i < node->n_inputs && node->inputs[i] != NULL;
}

static FrostOnnxValue *
node_input (const FrostOnnxNode *node, int i, GError **error)
{
  if (frost_onnx_node_has_input (node, i))
    return node->inputs[i];
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "has no input %d, operator \"%s\" needs one", i, node->proto->op_type);
  return NULL;
}

FrostOnnxValue *
frost_onnx_node_activation (const FrostOnnxNode *node, int i, int rank,
                            gboolean may_be_padded, GError **error)
{
  FrostOnnxValue *value = node_input (node, i, error);

  if (value == NULL)
    return NULL;
  if (value->constant != NULL)
    {
      g_autofree char *found = frost_onnx_constant_describe (value->constant);
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "operator \"%s\" with the constant \"%s\" (%s) as input %d is not "
                   "supported",
                   node->proto->op_type, node->proto->input[i], found, i);
      return NULL;
    }
  if (value->unit_clip > 0)
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "operator \"%s\" after a HardSigmoid is not supported, only a Mul that "
          "makes a clip of it is",
          node->proto->op_type);
      return NULL;
    }
  if (value->padded && !may_be_padded)
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "operator \"%s\" after a Pad is not supported, only Conv and AveragePool are",
          node->proto->op_type);
      return NULL;
    }
  if (rank != 0 && value->rank != rank)
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "operator \"%s\" on an input of %d dimensions is not supported, needs %d",
          node->proto->op_type, value->rank, rank);
      return NULL;
    }
  return value;
}

FrostOnnxConstant *
frost_onnx_node_constant (const FrostOnnxNode *node, int i, GError **error)
{
  FrostOnnxValue *value = node_input (node, i, error);

  if (value != NULL && value->constant == NULL)
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "operator \"%s\" with an input %d (\"%s\") that is computed from the image "
          "is not supported",
          node->proto->op_type, i, node->proto->input[i]);
      return NULL;
    }
  if (value == NULL || !frost_onnx_constant_ensure (value->constant, error))
    return NULL;
  return value->constant;
}

FrostOnnxConstant *
frost_onnx_node_weight (const FrostOnnxNode *node, int i, int rank, GError **error)
{
  FrostOnnxConstant *constant = frost_onnx_node_constant (node, i, error);

  if (constant != NULL
      && (constant->type != FROST_ONNX_FLOAT || constant->rank != rank
          || constant->n == 0))
    {
      g_autofree char *found = frost_onnx_constant_describe (constant);
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "input %d is %s, operator \"%s\" needs float with %d dimensions here",
                   i, found, node->proto->op_type, rank);
      return NULL;
    }
  return constant;
}

void
frost_onnx_value_image (const FrostOnnxImport *import, const FrostOnnxValue *value,
                        int64_t *c, int64_t *h, int64_t *w)
{
  const FrostShape *shape = frost_graph_value_shape (import->model->graph, value->value);

  *c = frost_shape_channels (shape);
  *h = shape->rank == 3 ? shape->dim[0] : 1;
  *w = shape->rank == 3 ? shape->dim[1] : 1;
}

static FrostOnnxValue *
set_result (FrostOnnxNode *node, FrostOnnxValue *value)
{
  FrostOnnxImport *import = node->import;
  char *name = node->proto->output[0];

  value->shared =
      value->shared || GPOINTER_TO_INT (g_hash_table_lookup (import->uses, name)) > 1;
  g_hash_table_insert (import->values, name, value);
  return value;
}

gboolean
frost_onnx_node_set_constant (FrostOnnxNode *node, FrostOnnxConstant *constant)
{
  FrostOnnxValue *value = g_new0 (FrostOnnxValue, 1);

  value->constant = constant;
  set_result (node, value);
  return TRUE;
}

FrostOnnxValue *
frost_onnx_node_set_alias (FrostOnnxNode *node, const FrostOnnxValue *value)
{
  FrostOnnxValue *copy = g_memdup2 (value, sizeof *value);

  if (copy->constant != NULL)
    frost_onnx_constant_ref (copy->constant);
  return set_result (node, copy);
}

FrostNode *
frost_onnx_node_emit (FrostOnnxNode *node, FrostOpKind kind,
                      const FrostOpAttributes *attributes, const int *inputs,
                      int n_inputs)
{
  g_autofree char *name = frost_onnx_names_take (node->import->node_names, node->name);

  return frost_graph_add (node->import->model->graph, name, kind, attributes, inputs,
                          n_inputs);
}

FrostTensor *
frost_onnx_node_parameter (FrostOnnxNode *node, FrostNode *graph_node, int slot,
                           const FrostOnnxConstant *source, const FrostShape *shape,
                           GError **error)
{
  FrostOnnxImport *import = node->import;
  const char *role = frost_op_get (graph_node->kind)->parameter_names[slot];
  g_autofree char *own = g_strdup_printf ("%s.%s", graph_node->name, role);

  if (!frost_shape_check (shape, role, error))
    return NULL;
  /* One initializer may serve many nodes, and each gets numbers of its own. */
  int64_t size = frost_shape_n_elements (shape) * (int64_t) sizeof (float);
  if (size > import->budget.left)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "%s has %" G_GINT64_FORMAT
                   " bytes, more than a file of this size may take",
                   role, size);
      return NULL;
    }
  FrostTensor *tensor = frost_tensor_new (shape, error);
  if (tensor == NULL)
    return NULL;
  import->budget.left -= size;

  const char *wanted = own;
  if (source->name != NULL && !frost_onnx_name_is_generated (source->name)
      && !g_hash_table_contains (import->parameter_names, source->name))
    wanted = source->name;
  g_autofree char *name = frost_onnx_names_take (import->parameter_names, wanted);
  graph_node->parameters[slot] = frost_model_add_parameter (
      import->model, name, tensor, graph_node->kind == FROST_OP_BATCH_NORM && slot >= 2);
  return tensor;
}

gboolean
frost_onnx_node_finish (FrostOnnxNode *node, int rank, GError **error)
{
  FrostModel *model = node->import->model;
  int n = frost_graph_n_nodes (model->graph);
  FrostNode *last = frost_graph_node (model->graph, n - 1);
  const FrostOp *op = frost_op_get (last->kind);
  g_autofree const FrostShape **x_shape = g_new0 (const FrostShape *, last->n_inputs);
  const FrostShape *w_shape[FROST_OP_MAX_PARAMETERS] = { NULL };

  for (int i = 0; i < last->n_inputs; i++)
    x_shape[i] = frost_graph_value_shape (model->graph, last->inputs[i]);
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    if (last->parameters[i] >= 0)
      w_shape[i] = &frost_model_parameter (model, last->parameters[i])->tensor->shape;
  if (!op->infer (&last->attributes, last->n_inputs, x_shape, w_shape, &last->inference,
                  error)
      || !frost_shape_check (&last->inference.y, "the result", error))
    return FALSE;

  FrostOnnxValue *value = g_new0 (FrostOnnxValue, 1);
  value->value = n;
  value->rank = rank;
  set_result (node, value);
  return TRUE;
}

gboolean
frost_onnx_node_flatten (FrostOnnxNode *node, const FrostOnnxValue *x, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();

  if (frost_graph_value_shape (node->import->model->graph, x->value)->rank == 1)
    {
      frost_onnx_node_set_alias (node, x)->rank = 2;
      return TRUE;
    }
  frost_onnx_node_emit (node, FROST_OP_FLATTEN, &attributes, &x->value, 1);
  return frost_onnx_node_finish (node, 2, error);
}
