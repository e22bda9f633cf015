/* Constants as what a node computes with: the numbers of an initializer in the order in which
 * the graph holds an activation.
 */
#pragma once

#include "engine/formats/onnx-import.h"

G_BEGIN_DECLS

/* Makes the constant a parameter of the node: its axes, seen as those of a tensor of a higher
 * rank, in the given order [n]; those left out must be 1. Numbers that the file gives to the
 * graph (factors, masks) are fixed, those of an initializer can be trained.
 * Errors: UNSUPPORTED, SHAPE, MEMORY. */
gboolean frost_onnx_operand_add (FrostOnnxNode *node, FrostNode *graph_node, int slot,
                                 const FrostOnnxValue *constant, int rank,
                                 const int *order, int n, GError **error);

/* Whether all its numbers are the same one. */
gboolean frost_onnx_operand_is_number (const FrostOnnxValue *value, double *number);

G_END_DECLS
