/* Runs an op of two operands over every form of broadcasting and compares values and gradients
 * with plain loops in double.
 */
#pragma once

#include "tests/engine/ops/op-check.h"

/* Of a left and a right number. */
typedef double (*BroadcastFunction) (double left, double right);

typedef struct
{
  FrostOpKind kind;
  gboolean swappable;
  BroadcastFunction value, by_left, by_right;
} BroadcastOp;

/* Also: images of a batch have the bits of an image alone, y may be an operand of its shape. */
void broadcast_check (const BroadcastOp *op);

/* What PyTorch makes of the operands of make-elementwise-golden.py. */
typedef struct
{
  const float *y, *da, *db;
} BroadcastGolden;

/* a [2][2, 3, 5], b [2][2, 1, 5], or as a parameter [1, 3, 1]. */
void broadcast_check_golden (FrostOpKind kind, gboolean parameter, const float *a,
                             const float *b, const float *dy,
                             const BroadcastGolden *golden);

/* A shape of rank dimensions. */
FrostShape broadcast_check_shape (int rank, const int64_t *dim);
