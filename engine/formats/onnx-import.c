#include "engine/formats/onnx-import.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"
#include "engine/formats/onnx-input.h"
#include "engine/formats/onnx-metadata.h"
#include "engine/formats/onnx-names.h"

#include <string.h>

#define OPSET_MIN 7
#define OPSET_MAX 17
/* Real networks have hundreds of nodes. The limits keep every table and walk here short. */
#define MAX_NODES 32768
#define MAX_NODE_INPUTS 4096

static gboolean fail (GError **error, FrostEngineError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static gboolean
fail (GError **error, FrostEngineError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (
      error, g_error_new_valist (FROST_ENGINE_ERROR, (int) code, format, arguments));
  va_end (arguments);
  return FALSE;
}

static void
value_free (FrostOnnxValue *value)
{
  g_clear_pointer (&value->constant, frost_onnx_constant_unref);
  g_free (value);
}

static void
import_clear (FrostOnnxImport *import)
{
  g_clear_pointer (&import->values, g_hash_table_unref);
  g_clear_pointer (&import->producers, g_hash_table_unref);
  g_clear_pointer (&import->uses, g_hash_table_unref);
  g_clear_pointer (&import->node_names, g_hash_table_unref);
  g_clear_pointer (&import->parameter_names, g_hash_table_unref);
  g_clear_pointer (&import->model, frost_model_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrostOnnxImport, import_clear)

static gboolean
domain_is_onnx (const char *domain)
{
  return domain == NULL || domain[0] == '\0' || g_str_equal (domain, "ai.onnx");
}

static gboolean
find_opset (FrostOnnxImport *import, const Onnx__ModelProto *proto, GError **error)
{
  int64_t opset = 0;

  for (size_t i = 0; i < proto->n_opset_import; i++)
    if (domain_is_onnx (proto->opset_import[i]->domain))
      {
        if (opset != 0)
          return fail (error, FROST_ENGINE_ERROR_CORRUPT,
                       "declares its operator set twice");
        opset = proto->opset_import[i]->version;
      }
  if (opset < OPSET_MIN || opset > OPSET_MAX)
    return fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                 "uses operator set %" G_GINT64_FORMAT
                 ", needs %d to %d: export it again with opset_version=13",
                 opset, OPSET_MIN, OPSET_MAX);
  import->opset = opset;
  return TRUE;
}

static gboolean
add_initializers (FrostOnnxImport *import, GError **error)
{
  const Onnx__GraphProto *proto = import->proto;

  for (size_t i = 0; i < proto->n_initializer; i++)
    {
      const char *name = proto->initializer[i]->name;

      if (name == NULL || name[0] == '\0')
        return fail (error, FROST_ENGINE_ERROR_CORRUPT,
                     "has an initializer without a name");
      if (!frost_onnx_name_check (name, error))
        return FALSE;
      if (g_hash_table_contains (import->producers, name))
        return fail (error, FROST_ENGINE_ERROR_CORRUPT, "the name \"%s\" is given twice",
                     name);
      /* Read when first used: what the output does not need cannot be wrong. */
      g_hash_table_insert (import->producers, (char *) name,
                           GINT_TO_POINTER (-1 - (int) i));
    }
  return TRUE;
}

/* Before IR 4 every initializer is listed as an input too. */
static gboolean
add_input (FrostOnnxImport *import, const char *model_name, GError **error)
{
  const Onnx__GraphProto *proto = import->proto;
  const Onnx__ValueInfoProto *info = NULL;
  FrostShape shape;

  for (size_t i = 0; i < proto->n_input && info == NULL; i++)
    if (proto->input[i]->name != NULL
        && !g_hash_table_contains (import->producers, proto->input[i]->name))
      info = proto->input[i];
  if (info == NULL)
    return fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                 "model whose input is not an image: it has no input");
  if (!frost_onnx_name_check (info->name, error)
      || !frost_onnx_input_read (info, &shape, &import->batch, error)
      || !frost_shape_check (&shape, "the input", error))
    return FALSE;

  FrostOnnxValue *value = g_new0 (FrostOnnxValue, 1);
  value->rank = 4;
  g_hash_table_insert (import->values, info->name, value);
  import->model = frost_model_new (model_name, frost_graph_new (&shape));
  return TRUE;
}

static gboolean
add_producers (FrostOnnxImport *import, GError **error)
{
  const Onnx__GraphProto *proto = import->proto;

  if (proto->n_node > MAX_NODES || proto->n_initializer > MAX_NODES)
    return fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                 "has %zu nodes and %zu initializers, at most %d can be used",
                 proto->n_node, proto->n_initializer, MAX_NODES);
  for (size_t i = 0; i < proto->n_node; i++)
    {
      const Onnx__NodeProto *node = proto->node[i];

      if (node->n_output > MAX_NODE_INPUTS || node->n_input > MAX_NODE_INPUTS)
        return fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "a node has more inputs or outputs than can be used");
      for (size_t k = 0; k < node->n_output; k++)
        {
          char *name = node->output[k];

          if (name[0] == '\0')
            continue;
          if (!frost_onnx_name_check (name, error))
            return FALSE;
          if (g_hash_table_contains (import->producers, name)
              || g_hash_table_contains (import->values, name))
            return fail (error, FROST_ENGINE_ERROR_CORRUPT,
                         "the name \"%s\" is given twice", name);
          g_hash_table_insert (import->producers, name, GINT_TO_POINTER ((int) i + 1));
        }
    }
  return TRUE;
}

static const Onnx__NodeProto *
producer_of (const FrostOnnxImport *import, const char *name)
{
  int index = GPOINTER_TO_INT (g_hash_table_lookup (import->producers, name));

  return index > 0 ? import->proto->node[index - 1] : NULL;
}

/* A softmax at the end is dropped: training and probabilities start from the logits. Softmax-1
 * flattens to two dimensions at its axis, so over N x classes 1 and -1 mean the same. */
static gboolean
find_logits (const FrostOnnxImport *import, const char **output, GError **error)
{
  const char *name = import->proto->n_output > 0 ? import->proto->output[0]->name : NULL;

  if (name == NULL || name[0] == '\0')
    return fail (error, FROST_ENGINE_ERROR_CORRUPT, "has no output");
  if (!frost_onnx_name_check (name, error))
    return FALSE;
  for (size_t steps = 0; steps <= import->proto->n_node; steps++)
    {
      const Onnx__NodeProto *node = producer_of (import, name);
      int64_t axis = 1;

      if (node == NULL || node->n_input < 1 || node->op_type == NULL
          || !domain_is_onnx (node->domain) || !g_str_equal (node->output[0], name)
          || (!g_str_equal (node->op_type, "Softmax")
              && !g_str_equal (node->op_type, "LogSoftmax")
              && !g_str_equal (node->op_type, "Identity")))
        {
          *output = name;
          return TRUE;
        }
      if (!frost_onnx_attribute_int (node, "axis", &axis, error))
        return FALSE;
      if (axis != 1 && axis != -1)
        return fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                     "the %s at its end is not over the classes", node->op_type);
      name = node->input[0];
    }
  return fail (error, FROST_ENGINE_ERROR_CORRUPT, "its output \"%s\" depends on itself",
               name);
}

/* From the last node back: what the output needs, and how often each value is read. */
static gboolean *
find_living (FrostOnnxImport *import, const char *output)
{
  const Onnx__GraphProto *proto = import->proto;
  gboolean *living = g_new0 (gboolean, proto->n_node + 1);

  g_hash_table_insert (import->uses, (char *) output, GINT_TO_POINTER (1));
  for (size_t i = proto->n_node; i-- > 0;)
    {
      const Onnx__NodeProto *node = proto->node[i];

      for (size_t k = 0; k < node->n_output; k++)
        living[i] = living[i] || g_hash_table_contains (import->uses, node->output[k]);
      for (size_t k = 0; living[i] && k < node->n_input; k++)
        {
          int n = GPOINTER_TO_INT (g_hash_table_lookup (import->uses, node->input[k]));
          if (node->input[k][0] != '\0')
            g_hash_table_insert (import->uses, node->input[k], GINT_TO_POINTER (n + 1));
        }
    }
  return living;
}

static FrostOnnxValue *
find_value (FrostOnnxImport *import, const char *name, size_t reader, GError **error)
{
  FrostOnnxValue *value = g_hash_table_lookup (import->values, name);
  int producer = GPOINTER_TO_INT (g_hash_table_lookup (import->producers, name));

  if (value != NULL)
    return value;
  if (producer < 0)
    {
      const Onnx__TensorProto *tensor = import->proto->initializer[-1 - producer];
      FrostOnnxConstant *constant =
          frost_onnx_constant_from_proto (tensor, import->source, &import->budget, error);

      if (constant == NULL)
        {
          g_prefix_error (error, "initializer \"%s\" ", name);
          return NULL;
        }
      value = g_new0 (FrostOnnxValue, 1);
      value->constant = constant;
      g_hash_table_insert (import->values, tensor->name, value);
      return value;
    }
  if (!frost_onnx_name_check (name, error))
    return NULL;
  if (producer == 0)
    fail (error, FROST_ENGINE_ERROR_CORRUPT,
          "reads \"%s\", which neither the input, a node nor an initializer gives", name);
  else if ((size_t) producer - 1 >= reader)
    fail (error, FROST_ENGINE_ERROR_CORRUPT,
          "reads \"%s\" before the node that gives it: nodes must be sorted", name);
  else
    fail (
        error, FROST_ENGINE_ERROR_UNSUPPORTED,
        "reads \"%s\", which is not the first result of its node: only that can be used",
        name);
  return NULL;
}

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

  for (int i = 0; i < node->n_inputs; i++)
    inputs[i] = node->inputs[i] == NULL ? NULL : node->inputs[i]->constant;
  FrostOnnxConstant *constant = fold_func (&fold, error);
  return constant != NULL && frost_onnx_node_set_constant (node, constant);
}

static gboolean
build_node (FrostOnnxNode *node, GError **error)
{
  const char *op_type = node->proto->op_type;
  gboolean constant = TRUE;

  if (domain_is_onnx (node->proto->domain))
    {
      for (int i = 0; i < node->n_inputs; i++)
        constant =
            constant && (node->inputs[i] == NULL || node->inputs[i]->constant != NULL);
      FrostOnnxFoldFunc fold = constant ? frost_onnx_fold_find (op_type) : NULL;
      if (fold != NULL)
        return fold_node (node, fold, error);
      FrostOnnxBuilder build = frost_onnx_operator_map_find (op_type);
      if (build != NULL)
        return build (node, error);
      if (frost_onnx_fold_find (op_type) != NULL)
        return fail (
            error, FROST_ENGINE_ERROR_UNSUPPORTED,
            "operator \"%s\" is not supported on what is computed from the image",
            op_type);
    }
  return fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
               "operator \"%s\" of domain \"%s\" is not supported", op_type,
               domain_is_onnx (node->proto->domain) ? "ai.onnx" : node->proto->domain);
}

static gboolean
import_node (FrostOnnxImport *import, size_t index, GError **error)
{
  const Onnx__NodeProto *proto = import->proto->node[index];
  FrostOnnxNode node = { .import = import,
                         .proto = proto,
                         .n_inputs = (int) proto->n_input };

  if (proto->op_type == NULL || proto->n_output == 0 || proto->output[0][0] == '\0')
    return fail (error, FROST_ENGINE_ERROR_CORRUPT,
                 "node %zu has no operator or no output", index);
  if (!frost_onnx_name_check (proto->name, error)
      || !frost_onnx_name_check (proto->op_type, error)
      || !frost_onnx_name_check (proto->domain, error))
    return FALSE;

  g_autofree char *wanted =
      frost_onnx_node_name (proto, proto->n_input > 1 ? proto->input[1] : NULL);
  g_autofree char *name = NULL;
  g_autofree FrostOnnxValue **inputs = g_new0 (FrostOnnxValue *, proto->n_input + 1);
  node.inputs = inputs;
  for (size_t i = 0; i < proto->n_input; i++)
    if (proto->input[i][0] != '\0'
        && (inputs[i] = find_value (import, proto->input[i], index, error)) == NULL)
      {
        g_prefix_error (error, "%s: ", wanted);
        return FALSE;
      }

  /* Only what becomes a node of the graph takes a name; builders take it when they emit. */
  node.name = wanted;
  gboolean ok = frost_onnx_attributes_check (proto, error) && build_node (&node, error);
  for (int i = 0; i < node.n_inputs; i++)
    if (inputs[i] != NULL && inputs[i]->constant != NULL)
      frost_onnx_constant_release (inputs[i]->constant);
  if (ok)
    return TRUE;
  g_prefix_error (error, "%s: ", wanted);
  return FALSE;
}

/* The last value must be a vector of classes: N x C x 1 x 1 gets a flatten. */
static gboolean
finish_output (FrostOnnxImport *import, const char *output, GError **error)
{
  FrostOnnxValue *value = find_value (import, output, import->proto->n_node, error);
  FrostGraph *graph = import->model->graph;
  int64_t c, h, w;

  if (value == NULL)
    {
      g_prefix_error (error, "the output ");
      return FALSE;
    }
  if (value->constant != NULL || value->value == 0
      || value->value != frost_graph_n_values (graph) - 1 || value->padded
      || value->unit_clip > 0)
    return fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                 "its output \"%s\" is not computed by a layer", output);
  frost_onnx_value_image (import, value, &c, &h, &w);
  if (h * w > 1)
    return fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                 "its output \"%s\" is an image of %" G_GINT64_FORMAT
                 " x %" G_GINT64_FORMAT " pixels, needs one vector of classes",
                 output, h, w);
  if (frost_graph_value_shape (graph, value->value)->rank == 3)
    {
      FrostOpAttributes attributes = frost_op_attributes_default ();
      g_autofree char *name = frost_onnx_names_take (import->node_names, "flatten");

      frost_graph_add (graph, name, FROST_OP_FLATTEN, &attributes, &value->value, 1);
    }
  return TRUE;
}

FrostModel *
frost_onnx_import (const Onnx__ModelProto *proto, const char *name, int64_t budget,
                   const FrostOnnxSource *source, GError **error)
{
  g_auto (FrostOnnxImport)
      import = { .proto = proto->graph, .source = source, .budget = { .left = budget } };
  const char *output = NULL;

  if (proto->graph == NULL)
    {
      fail (error, FROST_ENGINE_ERROR_CORRUPT, "is not an ONNX model: it has no graph");
      return NULL;
    }
  import.values = g_hash_table_new_full (frost_onnx_name_hash, g_str_equal, NULL,
                                         (GDestroyNotify) value_free);
  import.producers = g_hash_table_new (frost_onnx_name_hash, g_str_equal);
  import.uses = g_hash_table_new (frost_onnx_name_hash, g_str_equal);
  import.node_names = frost_onnx_names_new ();
  import.parameter_names = frost_onnx_names_new ();

  if (!find_opset (&import, proto, error) || !add_initializers (&import, error)
      || !add_input (&import, name, error) || !add_producers (&import, error)
      || !find_logits (&import, &output, error))
    return NULL;

  g_autofree gboolean *living = find_living (&import, output);
  for (size_t i = 0; i < proto->graph->n_node; i++)
    if (living[i] && !import_node (&import, i, error))
      return NULL;
  if (!finish_output (&import, output, error) || !frost_model_infer (import.model, error)
      || !frost_onnx_metadata_read (proto, import.model, error))
    return NULL;
  return g_steal_pointer (&import.model);
}
