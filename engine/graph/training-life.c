#include "engine/graph/training-life.h"

/* Sums of a stack of residual blocks that are computed again together, and then all live, before one
 * is kept. */
#define MOST_SUMS 3

int
frost_moment_forward (const FrostTrainingLayout *layout, int node)
{
  return 2 * (node - layout->from_value) + 1;
}

int
frost_moment_loss (const FrostTrainingLayout *layout)
{
  return 2 * (layout->n_nodes - layout->from_value) + 1;
}

int
frost_moment_backward (const FrostTrainingLayout *layout, int node)
{
  return frost_moment_loss (layout) + 2 * (layout->n_nodes - node);
}

/* The node that is at its backward, or before which a moment of looking at gradients lies. */
static int
node_of_backward (const FrostTrainingLayout *layout, int moment)
{
  return layout->n_nodes - (moment - frost_moment_loss (layout)) / 2;
}

int
frost_moment_stage (const FrostTrainingLayout *layout, int moment, FrostLife *span)
{
  int loss = frost_moment_loss (layout);

  for (int i = 0; i < layout->n_stages; i++)
    {
      const FrostTrainingStage *stage = &layout->stages[i];
      FrostLife ahead = { frost_moment_forward (layout, stage->first),
                          frost_moment_forward (layout, stage->end) - 1 };
      FrostLife back = { frost_moment_backward (layout, stage->end) + 1,
                         frost_moment_backward (layout, stage->first) };

      if (stage->end < layout->n_nodes && layout->nodes[stage->end].meets)
        back.first--;
      if (layout->nodes[stage->first].meets)
        back.last--;
      /* What comes before the first node and after the last belongs to nobody else. */
      if (i == 0)
        {
          ahead.first--;
          back.last++;
        }
      if (i == layout->n_stages - 1)
        back.first = loss + 1;
      *span = moment <= loss ? ahead : back;
      if (moment >= span->first && moment <= span->last)
        return i;
    }
  *span = (FrostLife){ loss, loss };
  return -1;
}

static gboolean
node_is_trainable (const FrostModel *model, const FrostNode *node)
{
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    if (node->parameters[i] >= 0
        && frost_model_parameter (model, node->parameters[i])->trainable)
      return TRUE;
  return FALSE;
}

static int *
count_readers (const FrostModel *model, const FrostTrainingLayout *layout)
{
  int *n = g_new0 (int, layout->n_nodes + 1);

  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      for (int j = 0; j < node->n_inputs; j++)
        n[node->inputs[j]]++;
    }
  return n;
}

/* Backward goes where something trainable lies at or below, and whose result reaches the output. */
static void
find_backward (const FrostModel *model, FrostTrainingLayout *layout)
{
  g_autofree gboolean *used = g_new0 (gboolean, layout->n_nodes + 1);
  g_autofree gboolean *trainable = g_new0 (gboolean, layout->n_nodes + 1);

  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      trainable[i + 1] = node_is_trainable (model, node);
      for (int j = 0; j < node->n_inputs; j++)
        trainable[i + 1] |= trainable[node->inputs[j]];
    }
  used[layout->n_nodes] = TRUE;
  for (int i = layout->n_nodes - 1; i >= layout->from_value; i--)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      layout->nodes[i].has_forward = TRUE;
      layout->nodes[i].has_backward = trainable[i + 1] && used[i + 1];
      for (int j = 0; j < node->n_inputs; j++)
        used[node->inputs[j]] |= used[i + 1];
    }
}

static gboolean
takes_clamp (FrostOpKind kind)
{
  return kind == FROST_OP_CONV || kind == FROST_OP_LINEAR || kind == FROST_OP_ADD
         || kind == FROST_OP_BATCH_NORM;
}

/* A ReLU or clip becomes the clamp of the node before it when nobody else reads what lies between.
 * Of these only batch-norm finds again in backward what the clamp let pass. */
static gboolean
fuse_clamp (const FrostModel *model, FrostTrainingLayout *layout, int node_index,
            const int *readers)
{
  const FrostNode *node = frost_graph_node (model->graph, node_index);
  FrostOpAttributes *before;
  int value;

  if (node->kind != FROST_OP_RELU && node->kind != FROST_OP_CLIP)
    return FALSE;
  value = node->inputs[0];
  if (value <= layout->from_value || readers[value] != 1
      || !takes_clamp (frost_graph_node (model->graph, value - 1)->kind))
    return FALSE;
  before = &layout->nodes[value - 1].attributes;
  before->low = node->kind == FROST_OP_RELU ? 0 : node->attributes.low;
  before->high = node->kind == FROST_OP_RELU ? before->high : node->attributes.high;
  layout->nodes[node_index].has_forward = FALSE;
  if (frost_graph_node (model->graph, value - 1)->kind == FROST_OP_BATCH_NORM)
    layout->nodes[node_index].has_backward = FALSE;
  return TRUE;
}

/* Ops that backward does not read x of, and whose y may be x. */
static gboolean
may_overwrite (FrostOpKind kind)
{
  switch (kind)
    {
    case FROST_OP_RELU:
    case FROST_OP_CLIP:
    case FROST_OP_LEAKY_RELU:
    case FROST_OP_SIGMOID:
    case FROST_OP_TANH:
    case FROST_OP_HARD_SIGMOID:
    case FROST_OP_EXP:
    case FROST_OP_SQRT:
    case FROST_OP_SOFTMAX:
    case FROST_OP_DROPOUT:
    case FROST_OP_RESHAPE:
    case FROST_OP_ADD:
    case FROST_OP_SUB:
      return TRUE;
    default:
      return FALSE;
    }
}

/* The input whose place y takes, -1 = none: one of y's size that nobody else wants to see, its own
 * node in backward neither. A sum takes the place of the branch that ends in it. */
static int
overwritten_input (const FrostModel *model, const FrostTrainingLayout *layout,
                   int node_index, const int *readers)
{
  const FrostNode *node = frost_graph_node (model->graph, node_index);

  for (int j = 0; j < node->n_inputs && may_overwrite (node->kind); j++)
    {
      int value = node->inputs[j];

      if (value > layout->from_value && readers[value] == 1
          && frost_shape_n_elements (frost_graph_value_shape (model->graph, value))
                 == frost_shape_n_elements (&node->inference.y)
          && (frost_op_get (frost_graph_node (model->graph, value - 1)->kind)->needs
              & FROST_OP_NEEDS_Y)
                 == 0)
        return j;
    }
  return -1;
}

/* In the order of the nodes: a place may go on from one to the next. */
static void
share_places (const FrostModel *model, FrostTrainingLayout *layout, FrostValueLife *lives)
{
  g_autofree int *readers = count_readers (model, layout);

  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      int input = fuse_clamp (model, layout, i, readers)
                      ? 0
                      : overwritten_input (model, layout, i, readers);

      if (input >= 0)
        lives[i + 1].root = lives[frost_graph_node (model->graph, i)->inputs[input]].root;
    }
}

static void
need_back (FrostValueLife *life, int moment)
{
  if (life->back.last < 0)
    life->back = (FrostLife){ moment, moment };
  life->back.first = MIN (life->back.first, moment);
  life->back.last = MAX (life->back.last, moment);
}

static void
find_lives (const FrostModel *model, const FrostTrainingLayout *layout,
            FrostValueLife *lives)
{
  for (int i = layout->from_value; i < layout->n_nodes; i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);
      guint needs = layout->nodes[i].has_backward ? frost_op_get (node->kind)->needs : 0;
      int forward = frost_moment_forward (layout, i);
      int backward = frost_moment_backward (layout, i);

      lives[i + 1].ahead = (FrostLife){ forward, forward };
      for (int j = 0; j < node->n_inputs; j++)
        {
          lives[node->inputs[j]].ahead.last = forward;
          if (needs & FROST_OP_NEEDS_X)
            need_back (&lives[node->inputs[j]], backward);
        }
      if (needs & FROST_OP_NEEDS_Y)
        need_back (&lives[i + 1], backward);
      /* It looks at its inputs in the stage before, and at its gradient in the one that it begins. */
      if (layout->nodes[i].meets)
        for (int j = 0; j < node->n_inputs && needs != 0; j++)
          need_back (&lives[node->inputs[j]], backward - 1);
    }
  lives[layout->n_nodes].ahead.last = frost_moment_loss (layout);
}

/* One pass over its inputs, without meeting other workers. */
static gboolean
is_cheap (FrostOpKind kind)
{
  switch (kind)
    {
    case FROST_OP_BATCH_NORM:
    case FROST_OP_RELU:
    case FROST_OP_CLIP:
    case FROST_OP_LEAKY_RELU:
    case FROST_OP_HARD_SWISH:
    case FROST_OP_SILU:
    case FROST_OP_MUL:
    case FROST_OP_ADD:
    case FROST_OP_CONCAT:
      return TRUE;
    default:
      return FALSE;
    }
}

/* The node that writes the value in forward: the one that made it, or whose clamp did. */
static int
writer (const FrostModel *model, const FrostTrainingLayout *layout, int value)
{
  int i = value - 1;

  return layout->nodes[i].has_forward ? i
                                      : frost_graph_node (model->graph, i)->inputs[0] - 1;
}

/* Whether backward can have the value: it reads it anyway, or what it is computed from. */
static gboolean
is_available (const FrostModel *model, const FrostTrainingLayout *layout,
              const FrostValueLife *lives, int value)
{
  const FrostNode *node;

  if (value == layout->from_value || lives[value].back.last >= 0)
    return TRUE;
  node = frost_graph_node (model->graph, writer (model, layout, value));
  if (!is_cheap (node->kind))
    return FALSE;
  for (int j = 0; j < node->n_inputs; j++)
    if (!is_available (model, layout, lives, node->inputs[j]))
      return FALSE;
  return TRUE;
}

int
frost_training_producer (const FrostModel *model, const FrostTrainingLayout *layout,
                         int value)
{
  int i = value - 1;

  /* A clamp whose forward and backward are both the batch-norm's. */
  if (!layout->nodes[i].has_forward && !layout->nodes[i].has_backward)
    {
      int before = frost_graph_node (model->graph, i)->inputs[0] - 1;

      if (frost_graph_node (model->graph, before)->kind == FROST_OP_BATCH_NORM)
        return before;
    }
  return i;
}

/* The node to compute value again with, -1 = it has to be kept. A sum of a residual block is one of
 * a chain, which ends at the first block of its size. */
static int
again_by (const FrostModel *model, const FrostTrainingLayout *layout,
          const FrostValueLife *lives, int value)
{
  int i = writer (model, layout, value);
  const FrostNode *node = frost_graph_node (model->graph, i);

  if (!is_cheap (node->kind)
      || node_of_backward (layout, lives[value].back.first) >= layout->n_nodes)
    return -1;
  for (int j = 0; j < node->n_inputs; j++)
    if (!is_available (model, layout, lives, node->inputs[j]))
      return -1;
  return i;
}

/* The sums one above the other that end with a value. */
static int
count_sums (const FrostModel *model, const FrostTrainingLayout *layout, int value)
{
  int n = 0, next;

  for (; value >= 0; value = next)
    {
      const FrostNode *node;

      next = -1;
      if (value == layout->from_value)
        break;
      node = frost_graph_node (model->graph, writer (model, layout, value));
      if (node->kind != FROST_OP_ADD)
        break;
      n++;
      for (int j = 0; j < node->n_inputs; j++)
        if (node->inputs[j] > layout->from_value
            && frost_graph_node (model->graph, writer (model, layout, node->inputs[j]))
                       ->kind
                   == FROST_OP_ADD)
          next = node->inputs[j];
    }
  return n;
}

/* From the last value down, as what is computed again needs its inputs earlier. */
static void
find_again (const FrostModel *model, FrostTrainingLayout *layout, FrostValueLife *lives)
{
  g_autofree int *sums = g_new0 (int, layout->n_nodes + 1); /* that need the value */

  for (int v = layout->n_nodes; v > layout->from_value; v--)
    {
      FrostTrainingNode *user;
      const FrostNode *node;
      int by;

      if (lives[v].back.last < 0)
        continue;
      by = again_by (model, layout, lives, v);
      if (by < 0)
        continue;
      node = frost_graph_node (model->graph, by);
      if (node->kind == FROST_OP_ADD && sums[v] >= MOST_SUMS
          && count_sums (model, layout, v) > 1)
        continue;
      lives[v].again = TRUE;
      user = &layout->nodes[node_of_backward (layout, lives[v].back.first)];
      if (user->again == NULL)
        user->again = g_array_new (FALSE, FALSE, sizeof (int));
      g_array_prepend_val (user->again, by);
      for (int j = 0; j < node->n_inputs; j++)
        {
          int input = node->inputs[j];

          if (input != layout->from_value)
            need_back (&lives[input], lives[v].back.first);
          sums[input] = MAX (sums[input], sums[v] + (node->kind == FROST_OP_ADD));
        }
    }
}

/* Branches that are computed again for a sum, and for nothing else. */
static void
find_sums (const FrostModel *model, const FrostTrainingLayout *layout,
           FrostValueLife *lives)
{
  for (int v = layout->from_value + 1; v <= layout->n_nodes; v++)
    {
      const FrostNode *node = frost_graph_node (model->graph, writer (model, layout, v));

      for (int j = 0; j < node->n_inputs && lives[v].again; j++)
        {
          FrostValueLife *branch = &lives[node->inputs[j]];

          if (node->kind == FROST_OP_ADD && branch->again && branch->root == lives[v].root
              && branch->back.first == lives[v].back.first
              && branch->back.last == lives[v].back.first)
            branch->sum = v;
        }
    }
}

FrostValueLife *
frost_training_lives_new (const FrostModel *model, FrostTrainingLayout *layout)
{
  FrostValueLife *lives = g_new0 (FrostValueLife, layout->n_nodes + 1);

  for (int v = 0; v <= layout->n_nodes; v++)
    lives[v] =
        (FrostValueLife){ .root = v, .ahead = { 0, -1 }, .back = { 0, -1 }, .sum = -1 };
  for (int i = layout->from_value; i < layout->n_nodes; i++)
    layout->nodes[i].attributes = frost_graph_node (model->graph, i)->attributes;
  find_backward (model, layout);
  share_places (model, layout, lives);
  find_lives (model, layout, lives);
  find_again (model, layout, lives);
  find_sums (model, layout, lives);
  return lives;
}
