/* Puts one op on a bench: infers, fills every array with small random numbers, runs forward and
 * backward, compares with finite differences.
 *
 * Arrays have exactly the size that infer asked for, so that the address sanitizer sees the first
 * number too far. What the op must write is not-a-number before it does; what it must add to
 * stands at 1.
 */
#pragma once

#include "engine/core/error.h"
#include "engine/ops/op.h"

#define OP_CHECK_MAX_INPUTS 4

typedef struct
{
  const FrostOp *op;

  /* Set by the test before op_check_prepare. */
  FrostOpAttributes attributes;
  int n;
  int n_inputs;
  FrostShape x_shape[OP_CHECK_MAX_INPUTS];
  FrostShape w_shape[FROST_OP_MAX_PARAMETERS]; /* rank 0 = absent */
  gboolean training;
  gboolean keep; /* has saved */

  /* Made by op_check_prepare. */
  FrostOpInference inference;
  float *x[OP_CHECK_MAX_INPUTS], *dx[OP_CHECK_MAX_INPUTS];
  float *w[FROST_OP_MAX_PARAMETERS], *dw[FROST_OP_MAX_PARAMETERS];
  float *y, *dy, *saved, *scratch;
  uint64_t *seeds;
  int64_t n_x[OP_CHECK_MAX_INPUTS], n_w[FROST_OP_MAX_PARAMETERS], n_y;
  const FrostShape *x_shapes[OP_CHECK_MAX_INPUTS], *w_shapes[FROST_OP_MAX_PARAMETERS];
  FrostOpContext context;
} OpCheck;

/* One image, training, one input of 1x1x1, no parameters. */
OpCheck *op_check_new (FrostOpKind kind);
void op_check_free (OpCheck *check);

/* Infer must succeed. */
void op_check_prepare (OpCheck *check);

void op_check_forward (OpCheck *check);

/* dx is written anew, dw starts at 1 and has 1 taken off afterwards. */
void op_check_backward (OpCheck *check);

/* Infer must fail with the code, and say the words. */
void op_check_refuses (OpCheck *check, FrostEngineError code, const char *words);

/* Prepares, runs, and compares every gradient with central differences of L = sum of y dy,
 * with steps of epsilon. Accepts |difference| <= tolerance max (1, |gradient|): a change of L is
 * seen through float32 sums, whose rounding is some 1e-6, divided by 2 epsilon. Where the two
 * one-sided differences disagree by more than that the number stands at a kink and is skipped;
 * at most a tenth may, none when kinks is FALSE. Also: the same gradients when only dx or only
 * dw is asked for. */
void op_check_gradients (OpCheck *check, double epsilon, double tolerance,
                         gboolean kinks);

/* |a - b| <= tolerance max (1, |b|) for all; says the first index that is not. */
void op_check_near (const float *a, const float *b, int64_t n, double tolerance);

/* Uniform in [-1, 1), from a fixed seed and a state that goes on. */
void op_check_fill (float *x, int64_t n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpCheck, op_check_free)
