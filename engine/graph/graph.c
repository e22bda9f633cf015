#include "engine/graph/graph.h"

#include <string.h>

static void
node_free (FrostNode *node)
{
  g_free (node->name);
  g_free (node->inputs);
  g_free (node);
}

FrostGraph *
frost_graph_new (const FrostShape *input)
{
  FrostGraph *graph = g_new0 (FrostGraph, 1);

  graph->input = *input;
  graph->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  return graph;
}

void
frost_graph_free (FrostGraph *graph)
{
  g_ptr_array_unref (graph->nodes);
  g_free (graph);
}

FrostNode *
frost_graph_add (FrostGraph *graph, const char *name, FrostOpKind kind,
                 const FrostOpAttributes *attributes, const int *inputs, int n_inputs)
{
  FrostNode *node;

  g_return_val_if_fail (n_inputs >= 0, NULL);
  for (int i = 0; i < n_inputs; i++)
    g_return_val_if_fail (inputs[i] >= 0 && inputs[i] < frost_graph_n_values (graph),
                          NULL);

  node = g_new0 (FrostNode, 1);
  node->name = g_strdup (name);
  node->kind = kind;
  node->attributes = *attributes;
  node->n_inputs = n_inputs;
  node->inputs = g_memdup2 (inputs, sizeof *inputs * (gsize) n_inputs);
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    node->parameters[i] = -1;
  g_ptr_array_add (graph->nodes, node);
  return node;
}

void
frost_graph_truncate (FrostGraph *graph, int n)
{
  g_return_if_fail (n >= 0 && n <= frost_graph_n_nodes (graph));
  g_ptr_array_set_size (graph->nodes, n);
}

int
frost_graph_n_nodes (const FrostGraph *graph)
{
  return (int) graph->nodes->len;
}

FrostNode *
frost_graph_node (const FrostGraph *graph, int index)
{
  return g_ptr_array_index (graph->nodes, index);
}

const FrostShape *
frost_graph_value_shape (const FrostGraph *graph, int value)
{
  return value == 0 ? &graph->input : &frost_graph_node (graph, value - 1)->inference.y;
}

int
frost_graph_n_values (const FrostGraph *graph)
{
  return (int) graph->nodes->len + 1;
}

int64_t
frost_graph_node_work (const FrostGraph *graph, int index)
{
  const FrostNode *node = frost_graph_node (graph, index);
  int64_t work = node->inference.multiply_adds + node->inference.work
                 + frost_shape_n_elements (&node->inference.y);

  for (int i = 0; i < node->n_inputs; i++)
    work += frost_shape_n_elements (frost_graph_value_shape (graph, node->inputs[i]));
  return work;
}

gboolean
frost_graph_is_cut (const FrostGraph *graph, int value)
{
  for (int i = value; i < frost_graph_n_nodes (graph); i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);

      for (int j = 0; j < node->n_inputs; j++)
        if (node->inputs[j] < value)
          return FALSE;
    }
  return TRUE;
}
