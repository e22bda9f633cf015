/* What builders use to look at a node's inputs and to append to the graph. */
#include "engine/formats/onnx-arrange.h"
#include "engine/formats/onnx-import.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-names.h"
#include "engine/formats/onnx-tensor.h"

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

/* Zeros that the reader cannot add in its own window. */
static gboolean
pad_image (FrostOnnxNode *node, FrostOnnxValue *x, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();

  attributes.before[0] = x->pads.top;
  attributes.before[1] = x->pads.left;
  attributes.after[0] = x->pads.bottom;
  attributes.after[1] = x->pads.right;
  if (!frost_onnx_arrange_image (node, x, &x->value, error))
    return FALSE;
  frost_onnx_node_emit (node, "pad", FROST_OP_PAD, &attributes, &x->value, 1);
  if (!frost_onnx_node_infer (node, &x->value, error))
    return FALSE;
  *x = frost_onnx_value_new (x->value, 4, (int[]){ 2, 3, 1 }, 3);
  return TRUE;
}

gboolean
frost_onnx_node_activation (FrostOnnxNode *node, int i, int rank, gboolean may_be_padded,
                            FrostOnnxValue *x, GError **error)
{
  FrostOnnxValue *input = node_input (node, i, error);
  FrostOnnxValue value;

  if (input == NULL)
    return FALSE;
  value = *input;
  if (value.constant != NULL
      && !frost_onnx_compute_constant (node->import, node->proto->input[i], &value,
                                       error))
    return FALSE;
  if (rank != 0 && value.rank != rank)
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "operator \"%s\" on an input of %d dimensions is not supported, needs %d",
          node->proto->op_type, value.rank, rank);
      return FALSE;
    }
  if (value.padded && !may_be_padded && !pad_image (node, &value, error))
    return FALSE;
  *x = value;
  return TRUE;
}

static FrostOnnxConstant *
peek_constant (const FrostOnnxNode *node, int i, GError **error)
{
  FrostOnnxValue *value = node_input (node, i, error);

  if (value == NULL || value->constant != NULL)
    return value == NULL ? NULL : value->constant;
  g_set_error (
      error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
      "operator \"%s\" with an input %d (\"%s\") that is computed from the image "
      "is not supported",
      node->proto->op_type, i, node->proto->input[i]);
  return NULL;
}

FrostOnnxConstant *
frost_onnx_node_constant (const FrostOnnxNode *node, int i, GError **error)
{
  FrostOnnxConstant *constant = peek_constant (node, i, error);

  return constant != NULL && frost_onnx_constant_ensure (constant, error) ? constant
                                                                          : NULL;
}

FrostOnnxConstant *
frost_onnx_node_weight (const FrostOnnxNode *node, int i, int rank, GError **error)
{
  FrostOnnxConstant *constant = peek_constant (node, i, error);

  if (constant != NULL
      && (constant->type != FROST_ONNX_FLOAT || (rank != 0 && constant->rank != rank)
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

FrostNode *
frost_onnx_node_emit (FrostOnnxNode *node, const char *suffix, FrostOpKind kind,
                      const FrostOpAttributes *attributes, const int *inputs,
                      int n_inputs)
{
  g_autofree char *wanted = suffix == NULL ? g_strdup (node->name)
                                           : g_strconcat (node->name, ".", suffix, NULL);
  g_autofree char *name = frost_onnx_names_take (node->import->node_names, wanted);

  return frost_graph_add (node->import->model->graph, name, kind, attributes, inputs,
                          n_inputs);
}

static void
name_after_weight (FrostOnnxNode *node, FrostNode *graph_node, const char *parameter)
{
  g_autofree char *name = frost_onnx_module_name (node->name, parameter);

  if (name == NULL)
    return;
  g_free (graph_node->name);
  graph_node->name = frost_onnx_names_take (node->import->node_names, name);
}

FrostTensor *
frost_onnx_node_parameter (FrostOnnxNode *node, FrostNode *graph_node, int slot,
                           const FrostOnnxValue *source, const FrostShape *shape,
                           GError **error)
{
  FrostOnnxImport *import = node->import;
  const char *role = frost_op_get (graph_node->kind)->parameter_names[slot];

  if (slot == 0 && source != NULL && source->source != NULL)
    name_after_weight (node, graph_node, source->source);
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
  if (source != NULL && source->source != NULL
      && !frost_onnx_name_is_generated (source->source)
      && !g_hash_table_contains (import->parameter_names, source->source))
    wanted = source->source;
  g_autofree char *name = frost_onnx_names_take (import->parameter_names, wanted);
  graph_node->parameters[slot] = frost_model_add_parameter (
      import->model, name, tensor, graph_node->kind == FROST_OP_BATCH_NORM && slot >= 2);
  return tensor;
}

gboolean
frost_onnx_node_infer (FrostOnnxNode *node, int *value, GError **error)
{
  FrostModel *model = node->import->model;
  int n = frost_graph_n_nodes (model->graph);
  FrostNode *last = frost_graph_node (model->graph, n - 1);
  const FrostOp *op = frost_op_get (last->kind);
  g_autofree const FrostShape **x_shape = g_new0 (const FrostShape *, last->n_inputs + 1);
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
  *value = n;
  return TRUE;
}

static void
set_result (FrostOnnxNode *node, const FrostOnnxValue *value)
{
  FrostOnnxValue *copy = g_memdup2 (value, sizeof *value);

  g_hash_table_insert (node->results, node->proto->output[node->result++], copy);
}

void
frost_onnx_node_set_constant (FrostOnnxNode *node, FrostOnnxConstant *constant)
{
  FrostOnnxValue value = { .constant = constant, .rank = constant->rank };

  set_result (node, &value);
}

void
frost_onnx_node_set_activation (FrostOnnxNode *node, const FrostOnnxValue *value)
{
  set_result (node, value);
}

void
frost_onnx_node_set_alias (FrostOnnxNode *node, const FrostOnnxValue *value)
{
  if (value->constant != NULL)
    frost_onnx_constant_ref (value->constant);
  set_result (node, value);
}

gboolean
frost_onnx_node_finish_like (FrostOnnxNode *node, const FrostOnnxValue *x, GError **error)
{
  FrostOnnxValue y = *x;

  y.padded = FALSE;
  y.pads = (FrostOnnxPads){ 0 };
  if (!frost_onnx_node_infer (node, &y.value, error))
    return FALSE;
  frost_onnx_node_set_activation (node, &y);
  return TRUE;
}

gboolean
frost_onnx_node_finish_image (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue y = frost_onnx_value_new (0, 4, (int[]){ 2, 3, 1 }, 3);

  return frost_onnx_node_finish_like (node, &y, error);
}
