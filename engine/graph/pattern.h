/* What the patterns share. Each looks at one node, the last of what it knows, and rewrites it in
 * place to read what the first one reads; what nobody reads any more is pruned when all are done.
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

typedef struct
{
  FrostModel *model;
  int *n_readers; /* [values] */
} FrostPatterns;

/* Whether node index was rewritten. */
typedef gboolean (*FrostPattern) (FrostPatterns *patterns, int index);

gboolean frost_pattern_activation (FrostPatterns *patterns, int index);
gboolean frost_pattern_layer_norm (FrostPatterns *patterns, int index);
gboolean frost_pattern_bias (FrostPatterns *patterns, int index);
gboolean frost_pattern_reshape (FrostPatterns *patterns, int index);

/* The node that makes a value, if it is of the kind; else NULL. */
FrostNode *frost_pattern_producer (const FrostPatterns *patterns, int value,
                                   FrostOpKind kind);

/* Whether the node computes with one fixed number, about so large. */
gboolean frost_pattern_has_number (const FrostPatterns *patterns, const FrostNode *node,
                                   double number);

/* The fixed number that a node with one input computes with. */
gboolean frost_pattern_get_number (const FrostPatterns *patterns, const FrostNode *node,
                                   double *number);

/* The node's parameter, if it is one along the last n axes of its input only: its tensor gets
 * the shape of these axes. -1 = it is not. */
int frost_pattern_take_last (FrostPatterns *patterns, FrostNode *node, int n);

/* Rewrites a node: kind, one input, no parameters, the name of the first one of the pattern. */
void frost_pattern_rewrite (FrostPatterns *patterns, FrostNode *node, FrostNode *first,
                            FrostOpKind kind, const FrostOpAttributes *attributes,
                            int input);

G_END_DECLS
