#include "engine/graph/prune.h"

static gboolean *
find_needed (const FrostGraph *graph, int output)
{
  gboolean *needed = g_new0 (gboolean, frost_graph_n_values (graph));

  needed[0] = TRUE;
  needed[output] = TRUE;
  for (int i = output - 1; i >= 0; i--)
    {
      const FrostNode *node = frost_graph_node (graph, i);

      for (int j = 0; needed[i + 1] && j < node->n_inputs; j++)
        needed[node->inputs[j]] = TRUE;
    }
  return needed;
}

static void
prune_parameters (FrostModel *model)
{
  g_autofree int *number = g_new (int, model->parameters->len + 1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; i < model->parameters->len; i++)
    number[i] = -1;
  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    for (int j = 0; j < FROST_OP_MAX_PARAMETERS; j++)
      {
        int *index = &frost_graph_node (model->graph, i)->parameters[j];

        if (*index < 0)
          continue;
        if (number[*index] < 0)
          {
            number[*index] = (int) kept->len;
            g_ptr_array_add (kept, g_ptr_array_index (model->parameters, *index));
            g_ptr_array_index (model->parameters, *index) = NULL;
          }
        *index = number[*index];
      }
  for (guint i = 0; i < model->parameters->len; i++)
    if (g_ptr_array_index (model->parameters, i) != NULL)
      frost_parameter_free (g_ptr_array_index (model->parameters, i));
  g_ptr_array_set_free_func (model->parameters, NULL);
  g_ptr_array_set_size (model->parameters, 0);
  for (guint i = 0; i < kept->len; i++)
    g_ptr_array_add (model->parameters, g_ptr_array_index (kept, i));
  g_ptr_array_set_free_func (model->parameters, (GDestroyNotify) frost_parameter_free);
}

void
frost_model_prune (FrostModel *model, int output)
{
  FrostGraph *graph = model->graph;
  g_autofree gboolean *needed = find_needed (graph, output);
  g_autofree int *number = g_new0 (int, frost_graph_n_values (graph));
  int n = 0, n_nodes = frost_graph_n_nodes (graph);

  for (int i = 0; i < n_nodes; i++)
    {
      FrostNode *node = frost_graph_node (graph, i);
      FrostNode *free_place = frost_graph_node (graph, n);

      if (!needed[i + 1])
        continue;
      for (int j = 0; j < node->n_inputs; j++)
        node->inputs[j] = number[node->inputs[j]];
      graph->nodes->pdata[n] = node;
      graph->nodes->pdata[i] = free_place;
      number[i + 1] = ++n;
    }
  frost_graph_truncate (graph, n);
  prune_parameters (model);
}
