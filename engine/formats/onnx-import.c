#include "engine/formats/onnx-import.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-arrange.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-build.h"
#include "engine/formats/onnx-input.h"
#include "engine/formats/onnx-metadata.h"
#include "engine/formats/onnx-names.h"
#include "engine/formats/onnx-trunk.h"
#include "engine/graph/patterns.h"
#include "engine/graph/prune.h"

#include <string.h>

#define OPSET_MIN 7
#define OPSET_MAX 17
/* Real networks have hundreds of nodes. The limits keep every table and walk here short. */
#define MAX_NODES 32768
#define MAX_NODE_INPUTS 4096

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
  g_clear_pointer (&import->computed, g_hash_table_unref);
  g_clear_pointer (&import->node_names, g_hash_table_unref);
  g_clear_pointer (&import->parameter_names, g_hash_table_unref);
  g_clear_pointer (&import->reasons, g_string_chunk_free);
  g_clear_error (&import->first_failure);
  g_clear_pointer (&import->model, frost_model_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrostOnnxImport, import_clear)

static gboolean
find_opset (FrostOnnxImport *import, const Onnx__ModelProto *proto, GError **error)
{
  int64_t opset = 0;

  for (size_t i = 0; i < proto->n_opset_import; i++)
    if (frost_onnx_domain_is_onnx (proto->opset_import[i]->domain))
      {
        if (opset != 0)
          return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                   "declares its operator set twice");
        opset = proto->opset_import[i]->version;
      }
  if (opset < OPSET_MIN || opset > OPSET_MAX)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
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
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "has an initializer without a name");
      if (!frost_onnx_name_check (name, error))
        return FALSE;
      if (g_hash_table_contains (import->producers, name))
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "the name \"%s\" is given twice", name);
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
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "model whose input is not an image: it has no input");
  FrostOnnxValue input = frost_onnx_value_new (0, 4, (int[]){ 2, 3, 1 }, 3);
  if (!frost_onnx_name_check (info->name, error)
      || !(import->fragment ? frost_onnx_input_read_any (info, &shape, &input, error)
                            : frost_onnx_input_read (info, &shape, &import->batch, error))
      || !frost_shape_check (&shape, "the input", error))
    return FALSE;

  g_hash_table_insert (import->values, info->name, g_memdup2 (&input, sizeof input));
  import->model = frost_model_new (model_name, frost_graph_new (&shape));
  return TRUE;
}

static gboolean
add_producers (FrostOnnxImport *import, GError **error)
{
  const Onnx__GraphProto *proto = import->proto;

  if (proto->n_node > MAX_NODES || proto->n_initializer > MAX_NODES)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "has %zu nodes and %zu initializers, at most %d can be used",
                             proto->n_node, proto->n_initializer, MAX_NODES);
  for (size_t i = 0; i < proto->n_node; i++)
    {
      const Onnx__NodeProto *node = proto->node[i];

      if (node->n_output > MAX_NODE_INPUTS || node->n_input > MAX_NODE_INPUTS)
        return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
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
            return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
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
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT, "has no output");
  if (!frost_onnx_name_check (name, error))
    return FALSE;
  if (import->fragment)
    {
      *output = name;
      return TRUE;
    }
  for (size_t steps = 0; steps <= import->proto->n_node; steps++)
    {
      const Onnx__NodeProto *node = producer_of (import, name);
      int64_t axis = 1;

      if (node == NULL || node->n_input < 1 || node->op_type == NULL
          || !frost_onnx_domain_is_onnx (node->domain)
          || !g_str_equal (node->output[0], name)
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
        return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                                 "the %s at its end is not over the classes",
                                 node->op_type);
      name = node->input[0];
    }
  return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                           "its output \"%s\" depends on itself", name);
}

/* From the last node back: what the output needs. */
static gboolean *
find_living (const FrostOnnxImport *import, const char *output)
{
  const Onnx__GraphProto *proto = import->proto;
  g_autoptr (GHashTable) used = g_hash_table_new (frost_onnx_name_hash, g_str_equal);
  gboolean *living = g_new0 (gboolean, proto->n_node + 1);

  g_hash_table_add (used, (char *) output);
  for (size_t i = proto->n_node; i-- > 0;)
    {
      const Onnx__NodeProto *node = proto->node[i];

      for (size_t k = 0; k < node->n_output; k++)
        living[i] = living[i] || g_hash_table_contains (used, node->output[k]);
      for (size_t k = 0; living[i] && k < node->n_input; k++)
        if (node->input[k][0] != '\0')
          g_hash_table_add (used, node->input[k]);
    }
  return living;
}

/* The output in the file's order; of a whole model a vector of classes. */
static gboolean
arrange_output (FrostOnnxImport *import, const char *output, const FrostOnnxValue *value,
                int *result, GError **error)
{
  FrostGraph *graph = import->model->graph;
  Onnx__NodeProto proto = ONNX__NODE_PROTO__INIT;
  FrostOnnxNode node = { .import = import, .proto = &proto, .name = "output" };
  FrostOnnxValue x = *value;
  int order[FROST_ONNX_MAX_RANK], n = 0;

  proto.op_type = (char *) "output";
  if (x.value == 0 || x.padded)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "its output \"%s\" is not computed by a layer", output);
  for (int d = 0; d < x.rank; d++)
    if (frost_onnx_value_dim (import, &x, d) != 1)
      order[n++] = d;
  if (n > 1 && !import->fragment)
    {
      g_autofree char *found = frost_onnx_value_describe (import, &x);

      return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                               "its output \"%s\" is %s, needs one vector of classes",
                               output, found);
    }
  return frost_onnx_arrange (&node, &x, order, n, result, error)
         && *result <= frost_graph_n_nodes (graph);
}

static gboolean
finish_output (FrostOnnxImport *import, const char *output, GError **error)
{
  FrostOnnxValue *value =
      frost_onnx_build_find_value (import, output, import->proto->n_node, error);
  int result = 0;

  if (value == NULL)
    {
      g_prefix_error (error, "the output ");
      return FALSE;
    }
  if (value->unknown != NULL)
    return frost_onnx_trunk_finish (import, error);
  if (value->constant != NULL)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "its output \"%s\" is not computed by a layer", output);
  if (!arrange_output (import, output, value, &result, error))
    return FALSE;
  frost_model_prune (import->model, result);
  return TRUE;
}

FrostModel *
frost_onnx_import (const Onnx__ModelProto *proto, const char *name, int64_t budget,
                   const FrostOnnxImportOptions *options, GError **error)
{
  g_auto (FrostOnnxImport)
      import = { .proto = proto->graph, .budget = { .left = budget } };
  const char *output = NULL;

  if (proto->graph == NULL)
    {
      frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                        "is not an ONNX model: it has no graph");
      return NULL;
    }
  import.values = g_hash_table_new_full (frost_onnx_name_hash, g_str_equal, NULL,
                                         (GDestroyNotify) value_free);
  import.producers = g_hash_table_new (frost_onnx_name_hash, g_str_equal);
  import.computed = g_hash_table_new_full (frost_onnx_name_hash, g_str_equal, NULL,
                                           (GDestroyNotify) value_free);
  import.reasons = g_string_chunk_new (256);
  import.fragment = options != NULL && options->fragment;
  import.source = options != NULL ? options->source : NULL;
  import.node_names = frost_onnx_names_new ();
  import.parameter_names = frost_onnx_names_new ();

  if (!find_opset (&import, proto, error) || !add_initializers (&import, error)
      || !add_input (&import, name, error) || !add_producers (&import, error)
      || !find_logits (&import, &output, error))
    return NULL;

  g_autofree gboolean *living = find_living (&import, output);
  for (size_t i = 0; i < proto->graph->n_node; i++)
    if (living[i] && !frost_onnx_build (&import, i, error))
      return NULL;
  if (!finish_output (&import, output, error) || !frost_model_infer (import.model, error))
    return NULL;
  frost_patterns_fuse (import.model);
  if (!frost_model_infer (import.model, error)
      || !frost_onnx_metadata_read (proto, import.model, error))
    return NULL;
  return g_steal_pointer (&import.model);
}
