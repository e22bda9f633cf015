#include "engine/formats/onnx-build.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"
#include "engine/formats/onnx-names.h"
#include "engine/formats/onnx-tensor.h"

gboolean
frost_onnx_domain_is_onnx (const char *domain)
{
  return domain == NULL || domain[0] == '\0' || g_str_equal (domain, "ai.onnx");
}

static void
set_unknown (FrostOnnxImport *import, const Onnx__NodeProto *proto, const char *reason)
{
  for (size_t i = 0; i < proto->n_output; i++)
    if (proto->output[i][0] != '\0')
      {
        FrostOnnxValue *value = g_new0 (FrostOnnxValue, 1);

        value->unknown = reason;
        g_hash_table_insert (import->values, proto->output[i], value);
      }
}

/* The text for values that it makes unknown; the first failure is what a person is told. */
static const char *
note_failure (FrostOnnxImport *import, GError *failure)
{
  const char *reason = g_string_chunk_insert (import->reasons, failure->message);

  if (import->first_failure == NULL)
    import->first_failure = failure;
  else
    g_error_free (failure);
  return reason;
}

static FrostOnnxValue *
read_initializer (FrostOnnxImport *import, const char *name, int index, GError **error)
{
  const Onnx__TensorProto *tensor = import->proto->initializer[index];
  FrostOnnxConstant *constant =
      frost_onnx_constant_from_proto (tensor, import->source, &import->budget, error);
  FrostOnnxValue *value;

  if (constant == NULL)
    {
      g_prefix_error (error, "initializer \"%s\" ", name);
      return NULL;
    }
  value = g_new0 (FrostOnnxValue, 1);
  value->constant = constant;
  value->rank = constant->rank;
  /* Factors and bounds are single numbers, what is learned is a tensor. */
  if (constant->type == FROST_ONNX_FLOAT && constant->rank > 0
      && !frost_onnx_name_is_generated (tensor->name)
      && !frost_onnx_name_is_buffer (tensor->name))
    value->origin = FROST_ONNX_ORIGIN_INITIALIZER;
  value->source = tensor->name;
  value->initializer = tensor;
  g_hash_table_insert (import->values, tensor->name, value);
  return value;
}

FrostOnnxValue *
frost_onnx_build_find_value (FrostOnnxImport *import, const char *name, size_t reader,
                             GError **error)
{
  FrostOnnxValue *value = g_hash_table_lookup (import->values, name);
  int producer = GPOINTER_TO_INT (g_hash_table_lookup (import->producers, name));

  if (value != NULL)
    return value;
  if (producer < 0)
    return read_initializer (import, name, -1 - producer, error);
  if (!frost_onnx_name_check (name, error))
    return NULL;
  if (producer == 0)
    g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                 "reads \"%s\", which neither the input, a node nor an initializer gives",
                 name);
  else if ((size_t) producer - 1 >= reader)
    g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                 "reads \"%s\" before the node that gives it: nodes must be sorted",
                 name);
  else
    {
      const Onnx__NodeProto *node = import->proto->node[producer - 1];
      g_autofree char *node_name = frost_onnx_node_name (node, NULL);

      value = g_new0 (FrostOnnxValue, 1);
      value->unknown = note_failure (
          import, g_error_new (FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                               "%s: result \"%s\" of operator \"%s\" is not supported",
                               node_name, name, node->op_type));
      g_hash_table_insert (import->values, (char *) name, value);
      return value;
    }
  return NULL;
}

/* Operators that give all numbers of their first input in some order, if they give as many. */
static gboolean
keeps_numbers (const char *op_type)
{
  static const char *const names[] = { "Identity",  "Reshape", "Squeeze", "Unsqueeze",
                                       "Transpose", "Flatten", "Cast",    "Expand",
                                       "Dropout",   NULL };

  return g_strv_contains (names, op_type);
}

/* The name that a person gave goes with the numbers; PyTorch writes equal initializers once, the
 * others as Identity of the first under their own names. */
static void
find_origin (const FrostOnnxNode *node, FrostOnnxValue *result)
{
  const char *op_type = node->proto->op_type;
  const FrostOnnxValue *first = node->n_inputs > 0 ? node->inputs[0] : NULL;

  if (result->constant->type != FROST_ONNX_FLOAT)
    return;
  if (first != NULL && keeps_numbers (op_type)
      && first->constant->n == result->constant->n)
    {
      const char *name = node->proto->output[0];

      result->origin = first->origin;
      result->source = first->source;
      result->initializer =
          g_str_equal (op_type, "Transpose") ? NULL : first->initializer;
      if (g_str_equal (op_type, "Identity") && !frost_onnx_name_is_generated (name))
        result->source = name;
      return;
    }
  for (int i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NULL && node->inputs[i]->origin != FROST_ONNX_ORIGIN_FILE)
      result->origin = FROST_ONNX_ORIGIN_COMPUTED;
}

/* Every result that folding knows of the operator; a name of none of them stays unknown. */
static gboolean
fold_node (FrostOnnxNode *node, FrostOnnxFoldFunc fold_func, GError **error)
{
  g_autofree FrostOnnxConstant **inputs =
      g_new0 (FrostOnnxConstant *, node->n_inputs + 1);
  FrostOnnxFold fold = { .node = node->proto,
                         .opset = node->import->opset,
                         .n_inputs = node->n_inputs,
                         .inputs = inputs,
                         .source = node->import->source,
                         .budget = &node->import->budget };
  int n_outputs = (int) MIN (node->proto->n_output,
                             (size_t) frost_onnx_fold_n_outputs (node->proto->op_type));

  for (int i = 0; i < node->n_inputs; i++)
    inputs[i] = node->inputs[i] == NULL ? NULL : node->inputs[i]->constant;
  for (fold.output = 0; fold.output < n_outputs; fold.output++)
    {
      const char *name = node->proto->output[fold.output];

      if (name[0] == '\0')
        {
          node->result++;
          continue;
        }
      FrostOnnxConstant *constant = fold_func (&fold, error);
      if (constant == NULL)
        return FALSE;
      frost_onnx_node_set_constant (node, constant);
      find_origin (node, g_hash_table_lookup (node->results, name));
    }
  return TRUE;
}

static gboolean
lies_above (gpointer name, gpointer value, gpointer n_nodes)
{
  return ((const FrostOnnxValue *) value)->value > *(const int *) n_nodes;
}

/* Undoes what a builder that failed has appended. */
static gboolean
build_or_undo (FrostOnnxNode *node, FrostOnnxBuilder build, GError **error)
{
  FrostOnnxImport *import = node->import;
  int n_nodes = frost_graph_n_nodes (import->model->graph);

  if (build (node, error))
    return TRUE;
  frost_graph_truncate (import->model->graph, n_nodes);
  g_hash_table_foreach_remove (import->computed, lies_above, &n_nodes);
  return FALSE;
}

static gboolean
build_node (FrostOnnxNode *node, gboolean may_fold, GError **error)
{
  const char *op_type = node->proto->op_type;
  gboolean constant = TRUE;

  if (frost_onnx_domain_is_onnx (node->proto->domain))
    {
      for (int i = 0; i < node->n_inputs; i++)
        constant =
            constant && (node->inputs[i] == NULL || node->inputs[i]->constant != NULL);
      FrostOnnxFoldFunc fold =
          constant && may_fold ? frost_onnx_fold_find (op_type) : NULL;
      if (fold != NULL)
        return fold_node (node, fold, error);
      FrostOnnxBuilder build = frost_onnx_operator_map_find (op_type);
      if (build != NULL)
        return build_or_undo (node, build, error);
      if (frost_onnx_fold_find (op_type) != NULL)
        {
          g_set_error (
              error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
              "operator \"%s\" is not supported on what is computed from the image",
              op_type);
          return FALSE;
        }
    }
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "operator \"%s\" of domain \"%s\" is not supported", op_type,
               frost_onnx_domain_is_onnx (node->proto->domain) ? "ai.onnx"
                                                               : node->proto->domain);
  return FALSE;
}

static gboolean
collect_inputs (FrostOnnxNode *node, size_t index, GError **error)
{
  const Onnx__NodeProto *proto = node->proto;

  for (size_t i = 0; i < proto->n_input; i++)
    if (proto->input[i][0] != '\0'
        && (node->inputs[i] =
                frost_onnx_build_find_value (node->import, proto->input[i], index, error))
               == NULL)
      return FALSE;
  return TRUE;
}

static const char *
find_unknown (const FrostOnnxNode *node)
{
  for (int i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NULL && node->inputs[i]->unknown != NULL)
      return node->inputs[i]->unknown;
  return NULL;
}

/* UNSUPPORTED says that the engine cannot run it; all else that the file is broken. */
static gboolean
forgive (FrostOnnxImport *import, const Onnx__NodeProto *proto, const char *name,
         GError *failure, GError **error)
{
  g_prefix_error (&failure, "%s: ", name);
  if (import->fragment
      || !g_error_matches (failure, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  set_unknown (import, proto, note_failure (import, failure));
  return TRUE;
}

/* What a constant has read from its source is let go after each reader. */
static void
release_inputs (const FrostOnnxNode *node)
{
  for (int i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NULL && node->inputs[i]->constant != NULL)
      frost_onnx_constant_release (node->inputs[i]->constant);
}

static gboolean
check_names (const Onnx__NodeProto *proto, size_t index, GError **error)
{
  if (proto->op_type == NULL || proto->n_output == 0 || proto->output[0][0] == '\0')
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "node %zu has no operator or no output", index);
      return FALSE;
    }
  return frost_onnx_name_check (proto->name, error)
         && frost_onnx_name_check (proto->op_type, error)
         && frost_onnx_name_check (proto->domain, error);
}

gboolean
frost_onnx_build (FrostOnnxImport *import, size_t index, GError **error)
{
  const Onnx__NodeProto *proto = import->proto->node[index];
  g_autofree FrostOnnxValue **inputs = g_new0 (FrostOnnxValue *, proto->n_input + 1);
  FrostOnnxNode node = { .import = import,
                         .proto = proto,
                         .n_inputs = (int) proto->n_input,
                         .inputs = inputs,
                         .results = import->values };
  GError *failure = NULL;

  if (!check_names (proto, index, error))
    return FALSE;
  g_autofree char *name =
      frost_onnx_node_name (proto, proto->n_input > 1 ? proto->input[1] : NULL);
  const char *unknown;

  /* Only what becomes a node of the graph takes a name; builders take it when they emit. */
  node.name = name;
  if (!frost_onnx_attributes_check (proto, &failure)
      || !collect_inputs (&node, index, &failure))
    return forgive (import, proto, name, failure, error);
  unknown = find_unknown (&node);
  if (unknown != NULL)
    {
      set_unknown (import, proto, unknown);
      return TRUE;
    }
  gboolean built = build_node (&node, TRUE, &failure);
  release_inputs (&node);
  return built || forgive (import, proto, name, failure, error);
}

gboolean
frost_onnx_build_computed (FrostOnnxImport *import, size_t index, GError **error)
{
  const Onnx__NodeProto *proto = import->proto->node[index];
  g_autofree FrostOnnxValue **inputs = g_new0 (FrostOnnxValue *, proto->n_input + 1);
  g_autofree char *name =
      frost_onnx_node_name (proto, proto->n_input > 1 ? proto->input[1] : NULL);
  FrostOnnxNode node = { .import = import,
                         .proto = proto,
                         .name = name,
                         .n_inputs = (int) proto->n_input,
                         .inputs = inputs,
                         .results = import->computed };

  gboolean built =
      collect_inputs (&node, index, error) && build_node (&node, FALSE, error);
  release_inputs (&node);
  return built;
}
