#include "engine/graph/cuts.h"

#include <string.h>

static gboolean
has_weights (const FrostNode *node)
{
  return node->kind == FROST_OP_CONV || node->kind == FROST_OP_LINEAR;
}

static gboolean
has_parameters (const FrostNode *node)
{
  return node->parameters[0] >= 0;
}

static gboolean
is_depthwise (const FrostModel *model, const FrostNode *node)
{
  return node->kind == FROST_OP_CONV && node->attributes.groups > 1
         && node->attributes.groups
                == frost_shape_channels (
                    frost_graph_value_shape (model->graph, node->inputs[0]));
}

/* A person thinks of convolution, batch-norm and activation as one layer, of a depthwise
 * convolution and the pointwise one after it as one block, and of pooling as the end of what it
 * pools: the line may only sit where the next thing is a layer with weights of its own. */
static gboolean
begins_block (const FrostModel *model, int value)
{
  const FrostGraph *graph = model->graph;
  const FrostNode *producer = value > 0 ? frost_graph_node (graph, value - 1) : NULL;

  for (int i = value; i < frost_graph_n_nodes (graph); i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);

      for (int j = 0; j < node->n_inputs; j++)
        if (node->inputs[j] == value
            && (has_weights (node)
                /* Pre-activation networks begin a block with a norm, and so do transformers. */
                || ((node->kind == FROST_OP_BATCH_NORM
                     || node->kind == FROST_OP_LAYER_NORM)
                    && (producer == NULL || !has_weights (producer)))))
          return TRUE;
    }
  return FALSE;
}

static gboolean
ends_depthwise (const FrostModel *model, int first_node, int value)
{
  for (int i = value - 1; i >= first_node; i--)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      if (has_weights (node))
        return is_depthwise (model, node);
    }
  return FALSE;
}

/* Values through which everything passes: no edge from an earlier value jumps over them. */
static gboolean *
find_articulations (const FrostGraph *graph)
{
  int n = frost_graph_n_values (graph);
  gboolean *articulation = g_new0 (gboolean, n);
  g_autofree int *last_use = g_new0 (int, n);
  int furthest = 0;

  for (int i = 0; i < n - 1; i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);

      for (int j = 0; j < node->n_inputs; j++)
        last_use[node->inputs[j]] = i + 1;
    }
  /* last_use counts values: the value that the last reader makes. */
  for (int v = 0; v < n; v++)
    {
      articulation[v] = furthest <= v;
      furthest = MAX (furthest, last_use[v]);
    }
  return articulation;
}

/* Length of the common path of two names, in whole components. */
static size_t
common_path (const char *a, const char *b, size_t length)
{
  size_t common = 0;

  for (size_t i = 0;; i++)
    {
      gboolean end_a = i >= length || a[i] == '\0', end_b = b[i] == '\0';

      if ((end_a || a[i] == '.') && (end_b || b[i] == '.'))
        common = i;
      if (end_a || end_b || a[i] != b[i])
        return common;
    }
}

static gboolean
is_named (const FrostNode *node)
{
  return has_parameters (node) || node->kind == FROST_OP_RELU
         || node->kind == FROST_OP_CLIP;
}

static gboolean
path_is_unique (const FrostGraph *graph, const FrostBlock *block, const char *path,
                size_t length)
{
  for (int i = 0; i < frost_graph_n_nodes (graph); i++)
    {
      const char *name = frost_graph_node (graph, i)->name;

      if ((i < block->first_node || i >= block->end_node)
          && strncmp (name, path, length) == 0
          && (name[length] == '.' || name[length] == '\0'))
        return FALSE;
    }
  return length > 0;
}

/* The components below the common path that hold weights, "dw3 + pw3". */
static char *
join_components (const FrostGraph *graph, const FrostBlock *block, const char *path,
                 size_t length)
{
  GString *text = g_string_new_len (path, (gssize) length);
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = block->first_node; i < block->end_node; i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);
      const char *component = node->name + length;
      g_autofree char *part = NULL;

      if (!has_weights (node))
        continue;
      component += *component == '.' ? 1 : 0;
      part = g_strndup (component, strcspn (component, "."));
      if (*part == '\0' || g_hash_table_contains (seen, part))
        continue;
      if (g_hash_table_size (seen) == 3)
        {
          g_string_append (text, " + …");
          break;
        }
      if (g_hash_table_size (seen) > 0)
        g_string_append (text, " + ");
      else if (length > 0)
        g_string_append_c (text, '.');
      g_string_append (text, part);
      g_hash_table_add (seen, g_steal_pointer (&part));
    }
  return g_string_free (text, FALSE);
}

static char *
name_block (const FrostGraph *graph, const FrostBlock *block)
{
  const char *path = NULL;
  size_t length = 0;
  g_autofree char *joined = NULL;

  for (int i = block->first_node; i < block->end_node; i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);

      if (!is_named (node))
        continue;
      length =
          path == NULL ? strlen (node->name) : common_path (path, node->name, length);
      path = path == NULL ? node->name : path;
    }
  if (path == NULL)
    return g_strdup (frost_graph_node (graph, block->first_node)->name);
  if (path_is_unique (graph, block, path, length))
    return g_strndup (path, length);
  joined = join_components (graph, block, path, length);
  return *joined != '\0' ? g_steal_pointer (&joined)
                         : g_strdup (frost_graph_node (graph, block->first_node)->name);
}

static void
measure_block (const FrostModel *model, FrostBlock *block)
{
  for (int i = block->first_node; i < block->end_node; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      block->multiply_adds += node->inference.multiply_adds;
      for (int j = 0; j < FROST_OP_MAX_PARAMETERS; j++)
        if (node->parameters[j] >= 0)
          block->parameters +=
              frost_model_parameter (model, node->parameters[j])->tensor->n;
    }
}

/* The last node that can be trained: what a new head replaces. */
static int
find_head (const FrostModel *model)
{
  int head = 0;

  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    {
      int parameter = frost_graph_node (model->graph, i)->parameters[0];

      if (parameter >= 0 && !frost_model_parameter (model, parameter)->fixed)
        head = i;
    }
  return head;
}

/* A norm belongs to the layer that reads it, and nobody would move the line to between the two;
 * but what lies right below the head may be frozen without it. */
static gboolean
has_layer (const FrostModel *model, int first_node, int value, int head)
{
  for (int i = first_node; i < value; i++)
    if (has_weights (frost_graph_node (model->graph, i)))
      return TRUE;
  for (int i = value; i < head; i++)
    if (has_weights (frost_graph_node (model->graph, i)))
      return FALSE;
  return TRUE;
}

FrostCuts *
frost_cuts_find (const FrostModel *model)
{
  const FrostGraph *graph = model->graph;
  g_autofree gboolean *articulation = find_articulations (graph);
  g_autoptr (GArray) blocks = g_array_new (FALSE, TRUE, sizeof (FrostBlock));
  FrostCuts *cuts = g_new0 (FrostCuts, 1);
  int first_node = 0, n_values = frost_graph_n_values (graph);
  int head = find_head (model);

  for (int v = 1; v < n_values; v++)
    {
      FrostBlock block = { .first_node = first_node, .end_node = v, .value = v };

      if (v < n_values - 1
          && (!articulation[v] || !begins_block (model, v)
              || ends_depthwise (model, first_node, v)
              || !has_layer (model, first_node, v, head)))
        continue;
      block.shape = *frost_graph_value_shape (graph, v);
      block.cut = (int) blocks->len + 1;
      block.name = name_block (graph, &block);
      measure_block (model, &block);
      g_array_append_val (blocks, block);
      first_node = v;
    }
  cuts->n = (int) blocks->len;
  cuts->blocks = (FrostBlock *) (void *) g_array_free (g_steal_pointer (&blocks), FALSE);
  for (int i = 0; i < cuts->n; i++)
    if (cuts->blocks[i].end_node <= head)
      cuts->head_cut = cuts->blocks[i].cut;
  return cuts;
}

void
frost_cuts_free (FrostCuts *cuts)
{
  for (int i = 0; i < cuts->n; i++)
    g_free (cuts->blocks[i].name);
  g_free (cuts->blocks);
  g_free (cuts);
}

int
frost_cuts_value (const FrostCuts *cuts, int cut)
{
  return cut == 0 ? 0 : cuts->blocks[cut - 1].value;
}
