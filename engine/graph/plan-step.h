/* What an inference plan computes one after the other: a node of the model each, with the batch-norm,
 * the sum with a residual and the activation behind it when nobody else reads what lies between.
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

typedef struct
{
  const FrostOp *op;
  FrostOpAttributes attributes;
  int n_inputs;
  int *inputs; /* values; of a convolution a residual and a scale may follow */
  int output;  /* value: of the last node that was fused in */
  const FrostShape **x_shape; /* lent, as y_shape is */
  const FrostShape *y_shape;
  FrostOpRows rows;
  gboolean steps_y;
  int joined_to,
      joined_at; /* its output is part of this value, from this channel on; 0 = of none */
  int node;      /* in the model's graph */
  int batch_norm; /* node folded in, or -1 */
  FrostTensor *w[FROST_OP_MAX_PARAMETERS];
  float *prepared; /* [n_prepared] by the op, NULL = it prepares nothing */
  int64_t n_prepared;
} FrostPlanStep;

/* The steps between two cuts; what only a concatenation of channels reads is put in its place right
 * away, where the op can do that. Of FrostPlanStep. shapes [values] are lent for as long as they live.
 * Errors: MEMORY. */
GArray *frost_plan_steps_new (const FrostModel *model, const FrostShape *shapes,
                              int from_value, int to_value, GError **error);

/* How many inputs of a step are the value, and of the steps [first, end). */
int frost_plan_step_count_reads (const FrostPlanStep *step, int value);
int frost_plan_steps_count_reads (const GArray *steps, guint first, guint end, int value);

/* The model's parameters have changed. */
void frost_plan_steps_refresh (GArray *steps, const FrostModel *model);

/* op, shapes and parameters of a step; x, y, n and memory are the caller's. w and w_shape have
 * FROST_OP_MAX_PARAMETERS places and live as long as the context. */
FrostOpContext frost_plan_step_context (const FrostPlanStep *step, float **w,
                                        const FrostShape **w_shape);

G_END_DECLS
