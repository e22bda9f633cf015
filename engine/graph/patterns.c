#include "engine/graph/patterns.h"

#include <math.h>

#include "engine/graph/pattern.h"
#include "engine/graph/prune.h"

static const FrostPattern table[] = {
  frost_pattern_activation,
  frost_pattern_layer_norm,
  frost_pattern_bias,
  frost_pattern_reshape,
};

static void
count_readers (FrostPatterns *patterns)
{
  const FrostGraph *graph = patterns->model->graph;

  for (int i = 0; i < frost_graph_n_nodes (graph); i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);

      for (int j = 0; j < node->n_inputs; j++)
        patterns->n_readers[node->inputs[j]]++;
    }
}

void
frost_patterns_fuse (FrostModel *model)
{
  g_autofree int *n_readers = g_new0 (int, frost_graph_n_values (model->graph));
  FrostPatterns patterns = { .model = model, .n_readers = n_readers };
  int n = frost_graph_n_nodes (model->graph);

  count_readers (&patterns);
  for (int i = 0; i < n; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (table); k++)
      if (table[k](&patterns, i))
        k = (gsize) -1;
  frost_model_prune (model, n);
}

FrostNode *
frost_pattern_producer (const FrostPatterns *patterns, int value, FrostOpKind kind)
{
  FrostNode *node =
      value > 0 ? frost_graph_node (patterns->model->graph, value - 1) : NULL;

  return node != NULL && node->kind == kind ? node : NULL;
}

gboolean
frost_pattern_get_number (const FrostPatterns *patterns, const FrostNode *node,
                          double *number)
{
  const FrostParameter *parameter;

  if (node->n_inputs != 1 || node->parameters[0] < 0)
    return FALSE;
  parameter = frost_model_parameter (patterns->model, node->parameters[0]);
  if (!parameter->fixed || parameter->tensor->n != 1)
    return FALSE;
  *number = (double) parameter->tensor->data[0];
  return TRUE;
}

gboolean
frost_pattern_has_number (const FrostPatterns *patterns, const FrostNode *node,
                          double number)
{
  double found;

  /* Files have the numbers as float32. */
  return frost_pattern_get_number (patterns, node, &found)
         && fabs (found - number) <= 1e-6 * MAX (fabs (number), 1);
}

int
frost_pattern_take_last (FrostPatterns *patterns, FrostNode *node, int n)
{
  const FrostShape *x = frost_graph_value_shape (patterns->model->graph, node->inputs[0]);
  FrostParameter *parameter;
  FrostShape *shape, last = { .rank = n };

  if (node->n_inputs != 1 || node->parameters[0] < 0 || n < 1 || n > x->rank)
    return -1;
  parameter = frost_model_parameter (patterns->model, node->parameters[0]);
  shape = &parameter->tensor->shape;
  if (shape->rank != x->rank)
    return -1;
  for (int d = 0; d < x->rank; d++)
    {
      gboolean is_last = d >= x->rank - n;

      if (shape->dim[d] != (is_last ? x->dim[d] : 1))
        return -1;
      if (is_last)
        last.dim[d - (x->rank - n)] = x->dim[d];
    }
  for (int i = 0, count = 0; i < shape->rank; i++)
    if (parameter->file_order[i] >= x->rank - n)
      parameter->file_order[count++] = parameter->file_order[i] - (x->rank - n);
  *shape = last;
  return node->parameters[0];
}

void
frost_pattern_rewrite (FrostPatterns *patterns, FrostNode *node, FrostNode *first,
                       FrostOpKind kind, const FrostOpAttributes *attributes, int input)
{
  char *name = node->name;

  if (first != NULL)
    {
      node->name = first->name;
      first->name = name;
    }
  for (int j = 0; j < node->n_inputs; j++)
    patterns->n_readers[node->inputs[j]]--;
  node->kind = kind;
  node->attributes = *attributes;
  node->n_inputs = 1;
  node->inputs[0] = input;
  patterns->n_readers[input]++;
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    node->parameters[i] = -1;
}
