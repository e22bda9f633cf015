/* The inference plan: a stretch of a model compiled for running forward only.
 *
 * BatchNorm is folded into the convolution or linear layer before it, activations into the
 * epilogue, dropout is gone, buffers are shared as soon as their last reader is done. Nothing is
 * kept. Workers take whole images, so there is no barrier between layers; how many at a time changes
 * from segment to segment (plan-segment.h).
 *
 * Threads: one run at a time; the pool's workers take part in it.
 */
#pragma once

#include "engine/graph/model.h"
#include "engine/graph/profile.h"
#include "engine/kernels/worker-pool.h"

G_BEGIN_DECLS

typedef struct FrostPlan FrostPlan;

/* From one value to another (0 = the input, frost_graph_n_values - 1 = the output); both must be
 * cuts. from == to is a plan that copies. The plan keeps no reference to the model.
 * Errors: MEMORY, ARGUMENT. */
FrostPlan *frost_plan_new (const FrostModel *model, int from_value, int to_value,
                           FrostWorkerPool *pool, GError **error);
void frost_plan_free (FrostPlan *plan);

/* Folds the parameters again after the model was trained by a step. */
void frost_plan_refresh (FrostPlan *plan, const FrostModel *model);

/* x [n, from shape] to y [n, to shape]. The result for an image does not depend on the other
 * images or on the number of workers. */
void frost_plan_run (FrostPlan *plan, const float *x, int n, float *y);

/* Runs from now on are added to it; NULL = no longer. Lent. */
void frost_plan_set_profile (FrostPlan *plan, FrostProfile *profile);

/* How many images to run at a time, limit at most: whoever waits for a run, to stop it or to close
 * a window, should not wait much longer than a second for a large model either. */
int frost_plan_choose_batch (const FrostPlan *plan, int limit);

const FrostShape *frost_plan_input_shape (const FrostPlan *plan);
const FrostShape *frost_plan_output_shape (const FrostPlan *plan);

/* Multiply-adds of one image. */
int64_t frost_plan_multiply_adds (const FrostPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostPlan, frost_plan_free)

G_END_DECLS
