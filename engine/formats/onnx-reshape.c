#include "engine/formats/onnx-reshape.h"

#include "engine/formats/onnx-arrange.h"

/* Neighbouring axes of the input and of the output that hold the same numbers: 196 to 14 x 14. */
typedef struct
{
  int from, from_end; /* half-open ranges of the lists of axes that are not 1 */
  int to, to_end;
} Group;

typedef struct
{
  int from[FROST_ONNX_MAX_RANK], to[FROST_ONNX_MAX_RANK]; /* axes that are not 1 */
  int n_from, n_to;
  Group groups[FROST_ONNX_MAX_RANK];
  int n_groups;
} Grouping;

static void
find_groups (const FrostOnnxImport *import, const FrostOnnxValue *x, const int64_t *to,
             int rank, Grouping *g)
{
  int i = 0, j = 0;

  for (int d = 0; d < x->rank; d++)
    if (frost_onnx_value_dim (import, x, d) != 1)
      g->from[g->n_from++] = d;
  for (int d = 0; d < rank; d++)
    if (to[d] != 1)
      g->to[g->n_to++] = d;
  while (i < g->n_from)
    {
      Group group = { .from = i, .to = j };
      int64_t a = frost_onnx_value_dim (import, x, g->from[i++]), b = to[g->to[j++]];

      while (a != b)
        if (a < b)
          a *= frost_onnx_value_dim (import, x, g->from[i++]);
        else
          b *= to[g->to[j++]];
      group.from_end = i;
      group.to_end = j;
      g->groups[g->n_groups++] = group;
    }
}

/* Groups in the order in which the value holds the first axis of each: an order that leaves
 * most of the numbers where they are. */
static void
sort_groups (const FrostOnnxValue *x, Grouping *g)
{
  for (int i = 1; i < g->n_groups; i++)
    for (int k = i;
         k > 0
         && x->axis[g->from[g->groups[k].from]] < x->axis[g->from[g->groups[k - 1].from]];
         k--)
      {
        Group group = g->groups[k];

        g->groups[k] = g->groups[k - 1];
        g->groups[k - 1] = group;
      }
}

gboolean
frost_onnx_reshape (FrostOnnxNode *node, const FrostOnnxValue *x, const int64_t *to,
                    int rank, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  const FrostShape *shape;
  int from_order[FROST_ONNX_MAX_RANK], to_order[FROST_ONNX_MAX_RANK];
  int n_from = 0, n_to = 0, value;
  Grouping g = { 0 };
  gboolean same;

  find_groups (node->import, x, to, rank, &g);
  sort_groups (x, &g);
  for (int i = 0; i < g.n_groups; i++)
    {
      for (int k = g.groups[i].from; k < g.groups[i].from_end; k++)
        from_order[n_from++] = g.from[k];
      for (int k = g.groups[i].to; k < g.groups[i].to_end; k++)
        to_order[n_to++] = g.to[k];
    }
  if (!frost_onnx_arrange (node, x, from_order, n_from, &value, error))
    return FALSE;
  shape = frost_graph_value_shape (node->import->model->graph, value);
  attributes.n_axes = MAX (n_to, 1);
  attributes.size[0] = 1;
  for (int i = 0; i < n_to; i++)
    attributes.size[i] = to[to_order[i]];
  same = shape->rank == attributes.n_axes;
  for (int i = 0; same && i < shape->rank; i++)
    same = shape->dim[i] == attributes.size[i];
  FrostOnnxValue y = frost_onnx_value_new (value, rank, to_order, n_to);
  if (same)
    {
      frost_onnx_node_set_activation (node, &y);
      return TRUE;
    }
  frost_onnx_node_emit (node, NULL, FROST_OP_RESHAPE, &attributes, &value, 1);
  return frost_onnx_node_finish_like (node, &y, error);
}
