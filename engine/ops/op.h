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
  FROST_OP_SUB,
  FROST_OP_MUL,
  FROST_OP_DIV,
  FROST_OP_LEAKY_RELU,
  FROST_OP_ELU,
  FROST_OP_PRELU,
  FROST_OP_SIGMOID,
  FROST_OP_TANH,
  FROST_OP_HARD_SIGMOID,
  FROST_OP_HARD_SWISH,
  FROST_OP_SILU,
  FROST_OP_GELU,
  FROST_OP_ERF,
  FROST_OP_EXP,
  FROST_OP_LOG,
  FROST_OP_SQRT,
  FROST_OP_POW,
  FROST_OP_ABS,
  FROST_OP_SOFTMAX,
  FROST_OP_LAYER_NORM,
  FROST_OP_INSTANCE_NORM,
  FROST_OP_LOCAL_RESPONSE_NORM,
  FROST_OP_REDUCE_MEAN,
  FROST_OP_REDUCE_SUM,
  FROST_OP_REDUCE_L2,
  FROST_OP_MAT_MUL,
  FROST_OP_PARAMETER,
  FROST_OP_RESHAPE,
  FROST_OP_TRANSPOSE,
  FROST_OP_SLICE,
  FROST_OP_PAD,
  FROST_OP_GATHER,
  FROST_OP_EXPAND,
  FROST_OP_RESIZE,
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

typedef enum
{
  FROST_PAD_CONSTANT,
  FROST_PAD_REFLECT, /* without repeating the border: 3 2 | 1 2 3 | 2 1 */
  FROST_PAD_EDGE,
} FrostPadMode;

/* Where pixel i of the output lies in the input; ONNX Resize-13, coordinate_transformation_mode. */
typedef enum
{
  FROST_COORDINATES_HALF_PIXEL,
  FROST_COORDINATES_PYTORCH_HALF_PIXEL,
  FROST_COORDINATES_ALIGN_CORNERS,
  FROST_COORDINATES_ASYMMETRIC,
} FrostCoordinates;

/* ONNX Resize-13, nearest_mode. */
typedef enum
{
  FROST_NEAREST_ROUND_PREFER_FLOOR,
  FROST_NEAREST_ROUND_PREFER_CEIL,
  FROST_NEAREST_FLOOR,
  FROST_NEAREST_CEIL,
} FrostNearest;

/* Only the fields of the node's kind mean anything. Axes are those of one image. */
typedef struct
{
  FrostWindow window;
  int groups;                 /* conv: input channels are split in so many groups */
  gboolean ceil_mode;         /* pools: a last window that is only partly inside counts */
  gboolean count_include_pad; /* average pool: padding counts as zeros */
  float low,
      high; /* clip; conv, linear, add, sub, mul, div, batch-norm: activation fused into
                    * the epilogue by the inference plan, -INFINITY and INFINITY = none */
  /* conv, in an inference plan: hard-swish in the place of the clamp; the last input is a scale of the
   * channels of x, [1, 1, cin] an image. */
  gboolean hard_swish, scaled;
  float epsilon;  /* batch-norm */
  float momentum; /* batch-norm: share of the old statistics kept by an update */
  gboolean
      batch_statistics; /* batch-norm, training: normalise by the batch, update statistics */
  float probability;    /* dropout: share of values that become 0 in training */

  float alpha,
      beta; /* leaky-relu, elu: slope; hard-sigmoid: alpha x + beta; pow: exponent alpha;
                      * local-response-norm: ONNX' alpha and beta */
  float bias;            /* local-response-norm */
  gboolean approximate;  /* gelu: by tanh */
  gboolean swapped;      /* sub, div with a parameter: parameter - x, parameter / x */
  gboolean transposed_a; /* mat-mul: the first input is [..., k, m] */
  gboolean transposed_b; /* mat-mul: the second input is [..., n, k] */

  int axis; /* concat, gather; -1 = the last one */
  int n_axes; /* reshape, expand: rank of y; layer-norm: normalises over so many last axes */
  guint axes;                      /* reduce-*: bit d = over axis d, which becomes 1 */
  int order[FROST_SHAPE_MAX_RANK]; /* transpose: axis d of y is axis order[d] of x */
  int64_t
      size[FROST_SHAPE_MAX_RANK]; /* reshape, expand: shape of y; slice: numbers taken;
                                       * resize: [height, width] of y; local-response-norm:
                                       * [channels] summed */
  int64_t start[FROST_SHAPE_MAX_RANK]; /* slice: the first number taken */
  int64_t step[FROST_SHAPE_MAX_RANK];  /* slice: to the next one, negative = backwards */
  int64_t before[FROST_SHAPE_MAX_RANK], after[FROST_SHAPE_MAX_RANK]; /* pad */
  FrostPadMode pad_mode;
  float pad_value;
  gboolean linear; /* resize: bilinear, else nearest */
  FrostCoordinates coordinates;
  FrostNearest nearest;
  float scale_h,
      scale_w; /* resize: y / x, as given (not always the quotient of the sizes) */
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
  int64_t
      y_step; /* floats from pixel to pixel of y, 0 = as many as channels; else only for
                     * ops that say so */
  float *const *w; /* parameters in the order of the op's file; an absent one is NULL */
  const FrostShape *const *w_shape; /* [FROST_OP_MAX_PARAMETERS], NULL where w is */
  const float *prepared; /* what prepare made of w; NULL = forward has to do without */
  float *saved;          /* what forward leaves for backward; NULL when nothing is kept */
  float *scratch;        /* this worker's own */
  gboolean training;     /* dropout and batch statistics are at work */
  const uint64_t
      *seeds;  /* [n] one random stream an image and step, for dropout; may be NULL
                           * when not training */
  int n_batch; /* images in the whole mini-batch, over all workers */
  int64_t n_batch_rows;      /* pixels of these, 0 = n_batch times those of y_shape */
  const FrostReduce *reduce; /* batch statistics only */

  /* backward only. x, y as in forward where the op's needs say so. */
  const float *dy;
  float *const *dx; /* [n_inputs], written (not added to); NULL where not wanted */
  float *const *dw; /* by parameter, added to; NULL where frozen */
} FrostOpContext;

/* What some rows of an image y are made of. Forward may then be called for these alone, with x and
 * y being the parts of their images: shapes say how high those are, and window.pad_top how much
 * padding is above them. Inputs of one row go in as they are. */
typedef enum
{
  FROST_OP_ROWS_ALL,    /* of more than is said below */
  FROST_OP_ROWS_SAME,   /* of the same rows of x */
  FROST_OP_ROWS_WINDOW, /* of those under attributes->window */
} FrostOpRows;

/* What infer finds out. Counts are floats. */
typedef struct
{
  FrostShape y;
  FrostOpRows rows;
  gboolean steps_y; /* forward can leave room between the pixels of y */
  gboolean
      adds_residual;    /* forward can take a second input of y's shape, which is added */
  gboolean takes_scale; /* forward can take a scale of x as the last input */
  int64_t scratch;      /* for a call of any n, forward or backward */
  int64_t scratch_prepared;  /* for calls with prepared parameters, when there are such */
  int64_t prepared;          /* of the prepared parameters, 0 = there are none … */
  int64_t prepared_backward; /* … and of those for backward */
  int64_t saved_per_image;   /* n times this … */
  int64_t saved_per_call;    /* … plus this */
  int64_t multiply_adds;     /* of one image */
  int64_t
      work; /* of one image: numbers read beyond one pass over inputs and output that are
                 * no multiply-adds, such as those of overlapping windows */
} FrostOpInference;

typedef enum
{
  FROST_OP_NEEDS_X = 1 << 0, /* backward reads x */
  FROST_OP_NEEDS_Y = 1 << 1, /* backward reads y */
} FrostOpNeeds;

/* What an op finds out about a mini-batch of which every worker holds a share. Contexts have the
 * worker's saved; those of begin and meet all its images, of which there may be none. */
typedef struct
{
  void (*begin) (const FrostOpContext *context);
  void (*measure) (const FrostOpContext *context);
  void (*meet) (const FrostOpContext *context); /* waits for the other workers */
} FrostOpMeeting;

typedef struct
{
  const char *name;           /* "conv" */
  int min_inputs, max_inputs; /* max -1 = any number */
  int n_parameters;
  const char *parameter_names[FROST_OP_MAX_PARAMETERS]; /* "weight", "bias", … */
  guint needs;                                          /* FrostOpNeeds */
  /* w_shape[i] is NULL for an absent optional parameter.
   * Errors: SHAPE, UNSUPPORTED; the text starts at "input is …", the caller puts the node's
   * name in front. */
  gboolean (*infer) (const FrostOpAttributes *attributes, int n_inputs,
                     const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                     FrostOpInference *inference, GError **error);
  /* Optional: brings parameters that stay as they are into the form that forward reads fastest,
   * once for all calls. context has attributes, shapes and w, and no images. */
  void (*prepare) (const FrostOpContext *context, float *prepared);
  /* What prepare does, for backward; context has scratch too. */
  void (*prepare_backward) (const FrostOpContext *context, float *prepared);
  void (*forward) (const FrostOpContext *context);
  void (*backward) (const FrostOpContext *context);
  /* Ops that see the whole mini-batch: forward is begin, measure of some images at a time, meet,
   * and `again` of some at a time; backward the same with `backward_again`. Others have neither. */
  const FrostOpMeeting *forward_meeting, *backward_meeting;
  /* Forward a second time, with what forward saved; NULL = as forward. */
  void (*again) (const FrostOpContext *context);
  void (*backward_again) (const FrostOpContext *context);
} FrostOp;

/* The row of a kind. */
const FrostOp *frost_op_get (FrostOpKind kind);

/* No activation, stride 1, no padding, one group, the last axis. */
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
extern const FrostOp frost_op_sub;
extern const FrostOp frost_op_mul;
extern const FrostOp frost_op_div;
extern const FrostOp frost_op_leaky_relu;
extern const FrostOp frost_op_elu;
extern const FrostOp frost_op_prelu;
extern const FrostOp frost_op_sigmoid;
extern const FrostOp frost_op_tanh;
extern const FrostOp frost_op_hard_sigmoid;
extern const FrostOp frost_op_hard_swish;
extern const FrostOp frost_op_silu;
extern const FrostOp frost_op_gelu;
extern const FrostOp frost_op_erf;
extern const FrostOp frost_op_exp;
extern const FrostOp frost_op_log;
extern const FrostOp frost_op_sqrt;
extern const FrostOp frost_op_pow;
extern const FrostOp frost_op_abs;
extern const FrostOp frost_op_softmax;
extern const FrostOp frost_op_layer_norm;
extern const FrostOp frost_op_instance_norm;
extern const FrostOp frost_op_local_response_norm;
extern const FrostOp frost_op_reduce_mean;
extern const FrostOp frost_op_reduce_sum;
extern const FrostOp frost_op_reduce_l2;
extern const FrostOp frost_op_mat_mul;
extern const FrostOp frost_op_parameter;
extern const FrostOp frost_op_reshape;
extern const FrostOp frost_op_transpose;
extern const FrostOp frost_op_slice;
extern const FrostOp frost_op_pad;
extern const FrostOp frost_op_gather;
extern const FrostOp frost_op_expand;
extern const FrostOp frost_op_resize;

G_END_DECLS
