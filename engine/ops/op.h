/* What a graph node computes: the table row that every op fills in.
 *
 * All that can fail fails in infer; forward and backward cannot fail and do not allocate.
 * Images are NHWC float32. A context holds n images of one strip; shapes are of one image.
 * Threads: forward and backward are called by several workers at once, each with a context,
 * a scratch buffer and gradient buffers of its own. Parameters are only read.
 */
#pragma once

#include "engine/core/shape.h"

G_BEGIN_DECLS

#define FROST_OP_MAX_PARAMETERS 4

typedef enum
{
  FROST_OP_CONV,
  FROST_OP_BATCH_NORM,
  FROST_OP_RELU,
  FROST_OP_CLIP,
  FROST_OP_MAX_POOL,
  FROST_OP_AVERAGE_POOL,
  FROST_OP_GLOBAL_AVERAGE_POOL,
  FROST_OP_GLOBAL_MAX_POOL,
  FROST_OP_ADD,
  FROST_OP_CONCAT,
  FROST_OP_FLATTEN,
  FROST_OP_LINEAR,
  FROST_OP_DROPOUT,
  FROST_OP_N_KINDS,
} FrostOpKind;

/* A sliding window: convolution and pooling. Padding counts pixels at each border. */
typedef struct
{
  int kernel_h, kernel_w;
  int stride_h, stride_w;
  int dilation_h, dilation_w;
  int pad_top, pad_left, pad_bottom, pad_right;
} FrostWindow;

/* Only the fields of the node's kind mean anything. */
typedef struct
{
  FrostWindow window;
  int groups;                 /* conv: input channels are split in so many groups */
  gboolean ceil_mode;         /* pools: a last window that is only partly inside counts */
  gboolean count_include_pad; /* average pool: padding counts as zeros */
  float low, high; /* clip; conv, linear, add, batch-norm: activation fused into the
                               * epilogue by the inference plan, -INFINITY and INFINITY = none */
  float epsilon;   /* batch-norm */
  float momentum;  /* batch-norm: share of the old statistics kept by an update */
  gboolean
      batch_statistics; /* batch-norm, training: normalise by the batch, update statistics */
  float probability;    /* dropout: share of values that become 0 in training */
} FrostOpAttributes;

/* Sums a small array over all workers in a fixed order and gives every worker the result:
 * how batch-norm sees the whole mini-batch. All workers must call it the same number of times. */
typedef struct
{
  void (*sum) (void *data, int worker, double *values, int n);
  void *data;
  int worker;
} FrostReduce;

typedef struct
{
  const FrostOpAttributes *attributes;
  int n; /* images; may be 0 only where a reduce is involved */
  int n_inputs;
  const FrostShape *const *x_shape; /* [n_inputs] */
  const FrostShape *y_shape;
  const float *const *x; /* [n_inputs][n, x_shape] */
  float *y;              /* [n, y_shape] */
  float *const *w;   /* parameters in the order of the op's file; an absent one is NULL */
  float *saved;      /* what forward leaves for backward; NULL when nothing is kept */
  float *scratch;    /* this worker's own */
  gboolean training; /* dropout and batch statistics are at work */
  const uint64_t
      *seeds;  /* [n] one random stream an image and step, for dropout; may be NULL
                           * when not training */
  int n_batch; /* images in the whole mini-batch, over all workers */
  const FrostReduce *reduce; /* batch statistics only */

  /* backward only. x, y as in forward where the op's needs say so. */
  const float *dy;
  float *const *dx; /* [n_inputs], written (not added to); NULL where not wanted */
  float *const *dw; /* by parameter, added to; NULL where frozen */
} FrostOpContext;

/* What infer finds out. Counts are floats. */
typedef struct
{
  FrostShape y;
  int64_t scratch;         /* for a call of any n */
  int64_t saved_per_image; /* n times this … */
  int64_t saved_per_call;  /* … plus this */
  int64_t multiply_adds;   /* of one image */
} FrostOpInference;

typedef enum
{
  FROST_OP_NEEDS_X = 1 << 0, /* backward reads x */
  FROST_OP_NEEDS_Y = 1 << 1, /* backward reads y */
} FrostOpNeeds;

typedef struct
{
  const char *name;           /* "conv" */
  int min_inputs, max_inputs; /* max 0 = any number */
  int n_parameters;
  const char *parameter_names[FROST_OP_MAX_PARAMETERS]; /* "weight", "bias", … */
  guint needs;                                          /* FrostOpNeeds */
  /* w_shape[i] is NULL for an absent optional parameter.
   * Errors: SHAPE, UNSUPPORTED; the text starts at "input is …", the caller puts the node's
   * name in front. */
  gboolean (*infer) (const FrostOpAttributes *attributes, int n_inputs,
                     const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                     FrostOpInference *inference, GError **error);
  void (*forward) (const FrostOpContext *context);
  void (*backward) (const FrostOpContext *context);
} FrostOp;

/* The row of a kind. */
const FrostOp *frost_op_get (FrostOpKind kind);

/* No activation, stride 1, no padding, one group. */
FrostOpAttributes frost_op_attributes_default (void);

extern const FrostOp frost_op_conv;
extern const FrostOp frost_op_batch_norm;
extern const FrostOp frost_op_relu;
extern const FrostOp frost_op_clip;
extern const FrostOp frost_op_max_pool;
extern const FrostOp frost_op_average_pool;
extern const FrostOp frost_op_global_average_pool;
extern const FrostOp frost_op_global_max_pool;
extern const FrostOp frost_op_add;
extern const FrostOp frost_op_concat;
extern const FrostOp frost_op_flatten;
extern const FrostOp frost_op_linear;
extern const FrostOp frost_op_dropout;

G_END_DECLS
