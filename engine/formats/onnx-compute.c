/* Constants that are computed by nodes of the graph, so that what they are made of can be trained:
 * class tokens, tables of positions, scales. */
#include "engine/formats/onnx-build.h"
#include "engine/formats/onnx-operand.h"

/* What computes a constant from parameters is a few nodes deep (Swin's position bias: ten). */
#define MAX_DEPTH 48

/* The constant as a node that gives its numbers for every image. */
static gboolean
emit_parameter (FrostOnnxNode *node, const FrostOnnxValue *constant,
                FrostOnnxValue *value, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int order[FROST_ONNX_MAX_RANK], n = 0;
  FrostNode *graph_node;

  for (int d = 0; d < constant->rank; d++)
    if (constant->constant->dim[d] != 1)
      order[n++] = d;
  graph_node =
      frost_onnx_node_emit (node, NULL, FROST_OP_PARAMETER, &attributes, NULL, 0);
  if (!frost_onnx_operand_add (node, graph_node, 0, constant, constant->rank, order, n,
                               error))
    return FALSE;
  *value = frost_onnx_value_new (0, constant->rank, order, n);
  return frost_onnx_node_infer (node, &value->value, error);
}

static gboolean
compute_by_nodes (FrostOnnxImport *import, const char *name, GError **error)
{
  int producer = GPOINTER_TO_INT (g_hash_table_lookup (import->producers, name));
  gboolean built;

  if (producer <= 0 || import->computed_depth >= MAX_DEPTH)
    return FALSE;
  import->computed_depth++;
  built = frost_onnx_build_computed (import, (size_t) producer - 1, error);
  import->computed_depth--;
  return built && g_hash_table_contains (import->computed, name);
}

gboolean
frost_onnx_compute_constant (FrostOnnxImport *import, const char *name,
                             FrostOnnxValue *value, GError **error)
{
  FrostOnnxValue *known = g_hash_table_lookup (import->computed, name);
  FrostOnnxValue constant = *value;
  FrostOnnxNode node = { .import = import,
                         .name = constant.source != NULL ? constant.source : "constant" };
  Onnx__NodeProto proto = ONNX__NODE_PROTO__INIT;
  g_autoptr (GError) failure = NULL;

  /* What cannot be computed by nodes is a parameter with the numbers that folding gave. */
  if (known == NULL && constant.origin == FROST_ONNX_ORIGIN_COMPUTED
      && compute_by_nodes (import, name, &failure))
    known = g_hash_table_lookup (import->computed, name);
  if (known != NULL)
    {
      *value = *known;
      return TRUE;
    }
  proto.op_type = (char *) "Constant";
  node.proto = &proto;
  if (!emit_parameter (&node, &constant, value, error))
    return FALSE;
  g_hash_table_insert (import->computed, (char *) name, g_memdup2 (value, sizeof *value));
  return TRUE;
}
