#include "engine/formats/onnx-trunk.h"

#include "engine/graph/prune.h"

/* Until a person's classes take their place. */
#define N_OUTPUTS 2

/* last[v]: the last value made of v; beyond all of them where something unknown reads it. */
static int *
find_last_uses (const FrostOnnxImport *import)
{
  const FrostGraph *graph = import->model->graph;
  int n = frost_graph_n_values (graph);
  int *last = g_new0 (int, n);

  for (int i = 0; i < n - 1; i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);

      for (int j = 0; j < node->n_inputs; j++)
        last[node->inputs[j]] = i + 1;
    }
  for (size_t i = 0; i < import->proto->n_node; i++)
    {
      const Onnx__NodeProto *node = import->proto->node[i];
      const FrostOnnxValue *y =
          node->n_output == 0 ? NULL
                              : g_hash_table_lookup (import->values, node->output[0]);

      if (y == NULL || y->unknown == NULL)
        continue;
      for (size_t k = 0; k < node->n_input; k++)
        {
          const FrostOnnxValue *x = g_hash_table_lookup (import->values, node->input[k]);

          if (x != NULL && x->constant == NULL && x->unknown == NULL)
            last[x->value] = n;
        }
    }
  return last;
}

static gboolean
has_head_shape (const FrostGraph *graph, int value)
{
  int rank = frost_graph_value_shape (graph, value)->rank;

  return rank >= 1 && rank <= 3;
}

/* The highest value that nothing from below jumps over, not even to what is unknown. */
static int
find_trunk (const FrostOnnxImport *import)
{
  const FrostGraph *graph = import->model->graph;
  g_autofree int *last = find_last_uses (import);
  gboolean has_weights = FALSE;
  int furthest = 0, trunk = -1;

  for (int v = 0; v < frost_graph_n_values (graph); v++)
    {
      if (v > 0)
        {
          FrostOpKind kind = frost_graph_node (graph, v - 1)->kind;

          has_weights = has_weights || kind == FROST_OP_CONV || kind == FROST_OP_LINEAR;
        }
      if (furthest <= v && has_weights && last[v] > 0 && has_head_shape (graph, v))
        trunk = v;
      furthest = MAX (furthest, last[v]);
    }
  return trunk;
}

static gboolean
add_mean (FrostOnnxNode *node, int *value, GError **error)
{
  FrostOpAttributes mean = frost_op_attributes_default ();
  FrostOpAttributes vector = frost_op_attributes_default ();
  const FrostShape *shape = frost_graph_value_shape (node->import->model->graph, *value);

  if (shape->rank == 1)
    return TRUE;
  vector.n_axes = 1;
  vector.size[0] = frost_shape_channels (shape);
  mean.axes = 1;
  frost_onnx_node_emit (node, "mean",
                        shape->rank == 3 ? FROST_OP_GLOBAL_AVERAGE_POOL
                                         : FROST_OP_REDUCE_MEAN,
                        &mean, value, 1);
  if (!frost_onnx_node_infer (node, value, error))
    return FALSE;
  frost_onnx_node_emit (node, "features", FROST_OP_RESHAPE, &vector, value, 1);
  return frost_onnx_node_infer (node, value, error);
}

static gboolean
add_head (FrostOnnxImport *import, int value, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostOnnxNode node = { .import = import, .name = "head" };
  FrostShape weight = { .rank = 2, .dim = { 0, N_OUTPUTS } };
  FrostShape bias = frost_shape_vector (N_OUTPUTS);
  FrostNode *linear;

  if (!add_mean (&node, &value, error))
    return FALSE;
  weight.dim[0] =
      frost_shape_channels (frost_graph_value_shape (import->model->graph, value));
  linear = frost_onnx_node_emit (&node, NULL, FROST_OP_LINEAR, &attributes, &value, 1);
  return frost_onnx_node_parameter (&node, linear, 0, NULL, &weight, error) != NULL
         && frost_onnx_node_parameter (&node, linear, 1, NULL, &bias, error) != NULL
         && frost_onnx_node_infer (&node, &value, error);
}

gboolean
frost_onnx_trunk_finish (FrostOnnxImport *import, GError **error)
{
  int trunk = find_trunk (import);

  if (trunk < 0)
    {
      g_propagate_error (error, g_steal_pointer (&import->first_failure));
      return FALSE;
    }
  /* What the trunk does not need goes from between too, so its value may have another number. */
  frost_model_prune (import->model, trunk);
  if (!add_head (import, frost_graph_n_values (import->model->graph) - 1, error))
    return FALSE;
  import->model->truncated = g_strdup (import->first_failure->message);
  return TRUE;
}
