/* A network as a list of nodes in the order of execution, every node with one result.
 *
 * Value 0 is the input; value i + 1 is the result of node i. The output is the last value.
 * A node may only read values before its own, so the list is always sorted and has no cycle.
 */
#pragma once

#include "engine/ops/op.h"

G_BEGIN_DECLS

typedef struct
{
  char *name; /* as in the model file, path-like: "layer1.0.conv1" */
  FrostOpKind kind;
  FrostOpAttributes attributes;
  int n_inputs;
  int *inputs; /* [n_inputs] value numbers */
  int parameters
      [FROST_OP_MAX_PARAMETERS]; /* indices into the model's parameters, -1 = absent */
  /* Found by frost_graph_infer. */
  FrostOpInference inference;
} FrostNode;

typedef struct
{
  FrostShape input; /* [height, width, channels] */
  GPtrArray *nodes; /* of FrostNode */
} FrostGraph;

FrostGraph *frost_graph_new (const FrostShape *input);
void frost_graph_free (FrostGraph *graph);

/* Appends a node without parameters (all -1), which the graph owns; returns it. A node without
 * inputs (inputs may be NULL) is computed from its parameters alone. */
FrostNode *frost_graph_add (FrostGraph *graph, const char *name, FrostOpKind kind,
                            const FrostOpAttributes *attributes, const int *inputs,
                            int n_inputs);

/* Takes all nodes from index n on away again. */
void frost_graph_truncate (FrostGraph *graph, int n);

int frost_graph_n_nodes (const FrostGraph *graph);
FrostNode *frost_graph_node (const FrostGraph *graph, int index);

/* Shape of one image of a value; needs an inferred graph. */
const FrostShape *frost_graph_value_shape (const FrostGraph *graph, int value);
int frost_graph_n_values (const FrostGraph *graph);

/* What a node costs for an image: its multiply-adds, the numbers it reads and writes, and what its
 * op counts beyond. Needs an inferred graph; cannot overflow. */
int64_t frost_graph_node_work (const FrostGraph *graph, int index);

/* Whether everything above the value is computed from it alone. */
gboolean frost_graph_is_cut (const FrostGraph *graph, int value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostGraph, frost_graph_free)

G_END_DECLS
