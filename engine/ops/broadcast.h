/* Two operands of which each repeats its numbers along the axes where it has one and the other
 * more: what add, sub, mul, div and prelu share.
 *
 * The operands of a node are its inputs, or its only input and parameter 0, which is the same for
 * every image. Both have the rank of y; two dimensions are equal or one of them is 1, y has the
 * larger. With attributes->swapped the first operand stands on the right.
 */
#pragma once

#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"

G_BEGIN_DECLS

/* An array of numbers along the axes of y. */
typedef struct
{
  const float *data;
  const FrostShape *shape; /* of one image; missing leading axes are 1 */
  gboolean shared;         /* not one for each image, but one for all */
} FrostOperand;

/* Finds y and the scratch that backward needs. Errors: SHAPE. */
gboolean frost_broadcast_infer (const FrostOpAttributes *attributes, int n_inputs,
                                const FrostShape *const *x_shape,
                                const FrostShape *const *w_shape,
                                FrostOpInference *inference, GError **error);

/* Floats of scratch that frost_broadcast_sum needs for a target of the shape. */
int64_t frost_broadcast_scratch (const FrostShape *shape);

/* 0 the first operand, 1 the second. */
FrostOperand frost_broadcast_operand (const FrostOpContext *context, int index);

/* y = clamp (kind (left, right)) of n images; y may be the data of an operand of its shape. */
void frost_broadcast_map (float *y, const FrostShape *y_shape, int n,
                          const FrostOperand *left, const FrostOperand *right,
                          FrostBinary kind, float low, float high);

/* What is to be found of a gradient: the sum of kind (dy, other) over the axes where the target
 * repeats its numbers, in double. A target with a divisor (of its shape) is divided by the
 * divisor's square. Written; added to what is there when shared by the images. */
typedef struct
{
  float *data;
  const FrostShape *shape;
  gboolean shared;
  const float *divisor; /* or NULL */
} FrostBroadcastTarget;

void frost_broadcast_sum (const FrostBroadcastTarget *target, const FrostShape *y_shape,
                          int n, const float *dy, const FrostOperand *other,
                          FrostBinary kind, float *scratch);

/* y = clamp (kind (left, right)) of the node's operands. */
void frost_broadcast_forward (const FrostOpContext *context, FrostBinary kind);

/* The gradient of operand index, where it is wanted: the sum of kind (dy, other operand), divided
 * by the square of the operand itself if by_square. */
void frost_broadcast_backward (const FrostOpContext *context, int index, FrostBinary kind,
                               gboolean by_square);

G_END_DECLS
