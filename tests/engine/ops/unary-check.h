/* Runs an op of one input, whose every number depends on one number, against a function in double
 * and against PyTorch's numbers.
 */
#pragma once

#include "tests/engine/ops/op-check.h"

typedef struct
{
  FrostOpKind kind;
  float alpha, beta;
  gboolean approximate;
  double (*value) (double x);
  gboolean positive; /* x from 0.25 up, else on both sides of 0 */
  gboolean kinks;    /* the slope jumps somewhere */
} UnaryOp;

/* Values on odd sizes; gradients by differences; y in place of x, with backward from it where the
 * op reads y; dx in place of dy; alpha and beta that are not finite are refused. */
void unary_check (const UnaryOp *op);

/* PyTorch's twelve numbers of make-elementwise-golden.py. */
void unary_check_golden (const UnaryOp *op, const float *y, const float *dx);

/* What backward makes of a gradient of 1 at x. */
float unary_check_slope (const UnaryOp *op, float x);
