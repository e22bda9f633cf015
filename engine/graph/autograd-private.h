/* What autograd.c, which owns it, and autograd-strip.c, which runs it, share. */
#pragma once

#include "engine/graph/autograd.h"
#include "engine/graph/training-layout.h"
#include "engine/kernels/reduce.h"

G_BEGIN_DECLS

/* Pointers that a worker fills in before each op. */
typedef struct
{
  const float **x;
  float **dx;
  const FrostShape **x_shape;
  const FrostShape *w_shape[FROST_OP_MAX_PARAMETERS];
  FrostShape *x_flat; /* of strips of pixels */
  FrostShape y_flat;
} Pointers;

struct FrostAutograd
{
  FrostModel *model;     /* lent */
  FrostWorkerPool *pool; /* lent */
  FrostReducer *reducer; /* with batch statistics */
  FrostTrainingLayout *layout;
  float *arenas;             /* [n_workers, layout->arena_size] */
  int64_t gradient_size;     /* floats of all trainable parameters */
  int64_t *gradient_offsets; /* [parameters], -1 = frozen */
  float *gradients; /* [n_workers, gradient_size]; the first holds the sum after a step */
  Pointers *pointers;        /* [n_workers] */
  FrostStepResult *partials; /* [n_workers] */
  int max_batch;
  FrostProfile *profile; /* NULL = nobody asks */
  uint64_t *node_seeds;  /* [max_batch] those of the dropout that a worker is at */

  /* The step that is going on. */
  const float *x;
  const int *labels;
  const uint64_t *seeds;
  int n;
  int n_counted;
};

/* Forward, loss and backward of the images [first, first + n) of the mini-batch, which one worker
 * holds at once; result is added to. */
void frost_autograd_run_held (FrostAutograd *autograd, int worker, int first, int n,
                              FrostStepResult *result);

G_END_DECLS
