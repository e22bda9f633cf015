/* Brings activations into the order that an operator needs, by nodes that move numbers where it
 * cannot be helped.
 */
#pragma once

#include "engine/formats/onnx-import.h"

G_BEGIN_DECLS

/* *value holds the axes order [n] of the file's tensor, in this order; all others must be 1.
 * n = 0: a single number. Errors: UNSUPPORTED, MEMORY. */
gboolean frost_onnx_arrange (FrostOnnxNode *node, const FrostOnnxValue *x,
                             const int *order, int n, int *value, GError **error);

/* N x C x H x W as height x width x channels. Errors: UNSUPPORTED, also where N is not 1. */
gboolean frost_onnx_arrange_image (FrostOnnxNode *node, const FrostOnnxValue *x,
                                   int *value, GError **error);

/* An order that two tensors of one rank, broadcast to each other, can be held in: that of the
 * larger one if it has all axes. order has FROST_ONNX_MAX_RANK places; returns how many. */
int frost_onnx_common_order (const FrostOnnxImport *import, const FrostOnnxValue *a,
                             const FrostOnnxValue *b, int *order);

/* The order that x is held in with some axes (bit d = axis d) moved to the end, which are held
 * even where they are 1. Returns how many. */
int frost_onnx_order_with_last (const FrostOnnxImport *import, const FrostOnnxValue *x,
                                guint last, int *order);

G_END_DECLS
