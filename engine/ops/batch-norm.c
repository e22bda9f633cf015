/* batch-norm.c - y = clamp ((x - mean) / sqrt (var + epsilon) * w + b), by channel.
 *
 * x, y: any shape of at least one dimension, the channels last. Parameters, all [c]: weight, bias, running_mean, running_var.
 *
 * Frozen statistics (always at inference): mean and var are the running ones, constants to
 * backward too. Batch statistics (attribute, in training): mean and biased variance over all
 * pixels of the whole mini-batch, of which this worker holds a share, possibly none. Each worker
 * goes through its numbers once, around its first pixel (so that deviations do not cancel), and
 * mean and deviations of all are put together through context->reduce, as in Chan, Golub & LeVeque
 * 1983.
 * Saves then, per call, [14, c], at first mean, unbiased variance (of which the running one is
 * made), inverse deviation. The running statistics themselves are updated by
 * frost_batch_norm_update_statistics, once for all workers.
 *
 * Backward reads x, from which it finds again what the clamp let pass. With batch statistics it
 * meets the other workers once, if dx is wanted.
 * y may be x at inference; dx may be dy.
 *
 * Source: Ioffe & Szegedy 2015; ONNX BatchNormalization-15.
 */
#include "engine/ops/batch-norm.h"

#include <math.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/kernels.h"

enum
{
  WEIGHT,
  BIAS,
  RUNNING_MEAN,
  RUNNING_VAR,
  N_PARAMETERS
};

/* Rows of scratch, each [c] floats; the first four hold two rows of doubles. */
enum
{
  FROZEN_SUMS = 0,
  SCALE = 4, /* and shift, b, d */
  STATISTICS = SCALE + 4,
};

/* Rows of saved. The sums of a pass over the mini-batch that is going on are two rows of doubles,
 * one of doubles is this worker's own mean. */
enum
{
  MEAN,
  UNBIASED,
  INVERSE,
  POINT,
  SUMS,
  OWN = SUMS + 4,
  AFFINE = OWN + 2, /* scale, shift, and of dx b and d: once for all calls */
  N_SAVED = AFFINE + 4,
  N_ROWS = STATISTICS + N_SAVED
};

static gboolean
batch_norm_infer (const FrostOpAttributes *attributes, int n_inputs,
                  const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                  FrostOpInference *inference, GError **error)
{
  int64_t c = frost_shape_channels (x_shape[0]);

  if (x_shape[0]->rank < 1)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is a single number but at least one dimension is needed");
      return FALSE;
    }
  for (int i = 0; i < N_PARAMETERS; i++)
    if (w_shape[i] == NULL || w_shape[i]->rank != 1 || w_shape[i]->dim[0] != c)
      {
        g_autofree char *x = frost_shape_to_string (x_shape[0]);
        g_autofree char *w =
            w_shape[i] != NULL ? frost_shape_to_string (w_shape[i]) : g_strdup ("absent");

        g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                     "input is %s but the %s is %s, where one number a channel is needed",
                     x, frost_op_batch_norm.parameter_names[i], w);
        return FALSE;
      }
  *inference = (FrostOpInference){ .y = *x_shape[0], .rows = FROST_OP_ROWS_SAME };
  inference->scratch = N_ROWS * c;
  inference->saved_per_call = attributes->batch_statistics ? N_SAVED * c : 0;
  inference->multiply_adds = frost_shape_n_elements (x_shape[0]);
  return TRUE;
}

typedef struct
{
  int c;
  int64_t rows;    /* pixels of the images at hand */
  double n;        /* pixels of the whole mini-batch */
  double *sums[2]; /* [c] */
  double *own;     /* [c] mean of this worker's pixels */
  float *point;    /* [c] near this worker's pixels */
  float *b, *d;
  float *scale, *shift;             /* y = clamp (x scale + shift) */
  float *mean, *unbiased, *inverse; /* of the mini-batch */
} Work;

static gboolean
uses_batch (const FrostOpContext *context)
{
  return context->attributes->batch_statistics && context->training;
}

static Work
work (const FrostOpContext *context)
{
  Work work = { .c = (int) frost_shape_channels (context->y_shape) };
  int64_t pixels = frost_shape_n_pixels (context->y_shape);
  int64_t c = work.c;
  float *saved =
      context->saved != NULL ? context->saved : context->scratch + STATISTICS * c;

  work.rows = context->n * pixels;
  work.n = context->n_batch_rows > 0
               ? (double) context->n_batch_rows
               : (double) MAX (context->n_batch, 1) * (double) pixels;
  work.sums[0] = (double *) (uses_batch (context) ? saved + SUMS * c
                                                  : context->scratch + FROZEN_SUMS * c);
  work.sums[1] = work.sums[0] + c;
  work.own = (double *) (saved + OWN * c);
  work.point = saved + POINT * c;
  work.scale = uses_batch (context) ? saved + AFFINE * c : context->scratch + SCALE * c;
  work.shift = work.scale + c;
  work.b = work.shift + c;
  work.d = work.b + c;
  work.mean = saved + MEAN * c;
  work.unbiased = saved + UNBIASED * c;
  work.inverse = saved + INVERSE * c;
  return work;
}

static void
sum_over_workers (const FrostOpContext *context, double *values, int n)
{
  const FrostReduce *reduce = context->reduce;

  if (reduce != NULL)
    reduce->sum (reduce->data, reduce->worker, values, n);
}

static double
inverse_deviation (const FrostOpContext *context, const Work *w, int channel)
{
  return uses_batch (context) ? w->inverse[channel]
                              : 1
                                    / sqrt ((double) context->w[RUNNING_VAR][channel]
                                            + context->attributes->epsilon);
}

/* y = clamp (x scale + shift). */
static void
find_affine (const FrostOpContext *context, const Work *w)
{
  const float *mean = uses_batch (context) ? w->mean : context->w[RUNNING_MEAN];

  for (int i = 0; i < w->c; i++)
    {
      double scale = context->w[WEIGHT][i] * inverse_deviation (context, w, i);

      w->scale[i] = (float) scale;
      w->shift[i] = (float) (context->w[BIAS][i] - mean[i] * scale);
    }
}

static void
forward_begin (const FrostOpContext *context)
{
  Work w = work (context);

  memset (w.sums[0], 0, 2 * (size_t) w.c * sizeof (double));
  if (w.rows > 0)
    memcpy (w.point, context->x[0], (size_t) w.c * sizeof (float));
}

static void
forward_measure (const FrostOpContext *context)
{
  Work w = work (context);

  frost_kernels ()->moments (w.sums[0], w.sums[1], context->x[0], w.point, w.rows, w.c);
}

static void
forward_meet (const FrostOpContext *context)
{
  Work w = work (context);
  double *sum = w.sums[0], *square = w.sums[1];
  double rows = (double) w.rows;

  /* Of this worker: the mean, and the squares of the deviations from it. */
  for (int i = 0; i < w.c && w.rows > 0; i++)
    {
      double of_point = sum[i] / rows;

      square[i] = MAX (square[i] - sum[i] * of_point, 0);
      w.own[i] = w.point[i] + of_point;
      sum[i] = w.own[i] * rows;
    }
  sum_over_workers (context, sum, w.c);
  for (int i = 0; i < w.c; i++)
    {
      double mean = sum[i] / w.n;

      w.mean[i] = (float) mean;
      if (w.rows > 0)
        square[i] += rows * (w.own[i] - mean) * (w.own[i] - mean);
    }
  sum_over_workers (context, square, w.c);
  for (int i = 0; i < w.c; i++)
    {
      /* A batch of one number has no unbiased variance; its biased one, 0, is kept. */
      w.unbiased[i] = (float) (square[i] / MAX (w.n - 1, 1));
      w.inverse[i] = (float) (1 / sqrt (square[i] / w.n + context->attributes->epsilon));
    }
  find_affine (context, &w);
}

/* With the statistics that there are. */
static void
batch_norm_again (const FrostOpContext *context)
{
  Work w = work (context);

  if (!uses_batch (context))
    find_affine (context, &w);
  frost_kernels ()->affine (context->y, context->x[0], w.scale, w.shift, w.rows, w.c,
                            context->attributes->low, context->attributes->high);
}

static void
batch_norm_forward (const FrostOpContext *context)
{
  if (uses_batch (context))
    {
      forward_begin (context);
      forward_measure (context);
      forward_meet (context);
    }
  batch_norm_again (context);
}

/* What the clamp let pass; NULL = everything. */
static const FrostInside *
find_inside (const FrostOpContext *context, const Work *w, FrostInside *inside)
{
  const FrostOpAttributes *attributes = context->attributes;

  if (!isfinite (attributes->low) && !isfinite (attributes->high))
    return NULL;
  *inside = (FrostInside){ w->scale, w->shift, attributes->low, attributes->high };
  return inside;
}

static void
backward_begin (const FrostOpContext *context)
{
  Work w = work (context);

  memset (w.sums[0], 0, 2 * (size_t) w.c * sizeof (double));
}

static void
backward_measure (const FrostOpContext *context)
{
  Work w = work (context);
  FrostInside clamp;

  if (!uses_batch (context))
    find_affine (context, &w);
  frost_kernels ()->product_sums (w.sums[0], w.sums[1], context->dy, context->x[0],
                                  uses_batch (context) ? w.mean
                                                       : context->w[RUNNING_MEAN],
                                  find_inside (context, &w, &clamp), w.rows, w.c);
}

/* Every worker adds its own share to dw. */
static void
add_dw (const FrostOpContext *context, const Work *w)
{
  for (int i = 0; context->dw[WEIGHT] != NULL && i < w->c; i++)
    context->dw[WEIGHT][i] += (float) (w->sums[1][i] * inverse_deviation (context, w, i));
  for (int i = 0; context->dw[BIAS] != NULL && i < w->c; i++)
    context->dw[BIAS][i] += (float) w->sums[0][i];
}

/* dx = w inverse (dy - sum dy / n - (x - mean) inverse^2 sum (dy (x - mean)) / n), written as
 * scale dy + b x + d. */
static void
backward_meet (const FrostOpContext *context)
{
  Work w = work (context);

  add_dw (context, &w);
  if (context->dx[0] == NULL)
    return;
  sum_over_workers (context, w.sums[0], 2 * w.c);
  for (int i = 0; i < w.c; i++)
    {
      double s = w.inverse[i];
      double a = context->w[WEIGHT][i] * s;
      double b = -a * s * s * w.sums[1][i] / w.n;

      w.b[i] = (float) b;
      w.d[i] = (float) (-a * w.sums[0][i] / w.n - b * w.mean[i]);
    }
}

/* With fixed statistics the first term of it alone. */
static void
write_dx (const FrostOpContext *context)
{
  Work w = work (context);
  FrostInside clamp;
  const FrostInside *inside;

  if (context->dx[0] == NULL)
    return;
  if (!uses_batch (context))
    {
      find_affine (context, &w);
      memset (w.b, 0, 2 * (size_t) w.c * sizeof (float));
    }
  inside = find_inside (context, &w, &clamp);
  if (inside == NULL && !uses_batch (context))
    frost_kernels ()->affine (context->dx[0], context->dy, w.scale, w.b, w.rows, w.c,
                              -INFINITY, INFINITY);
  else
    frost_kernels ()->affine2 (context->dx[0], context->dy, context->x[0], w.scale, w.b,
                               w.d, inside, w.rows, w.c);
}

static void
batch_norm_backward (const FrostOpContext *context)
{
  Work w = work (context);

  if (uses_batch (context) || context->dw[WEIGHT] != NULL || context->dw[BIAS] != NULL)
    {
      backward_begin (context);
      backward_measure (context);
      if (uses_batch (context))
        backward_meet (context);
      else
        add_dw (context, &w);
    }
  write_dx (context);
}

void
frost_batch_norm_update_statistics (const FrostOpAttributes *attributes,
                                    const float *saved, float *running_mean,
                                    float *running_var, int64_t channels)
{
  float keep = attributes->momentum;

  for (int64_t i = 0; i < channels; i++)
    {
      running_mean[i] = keep * running_mean[i] + (1 - keep) * saved[MEAN * channels + i];
      running_var[i] =
          keep * running_var[i] + (1 - keep) * saved[UNBIASED * channels + i];
    }
}

static const FrostOpMeeting forward_meeting = { forward_begin, forward_measure,
                                                forward_meet };
static const FrostOpMeeting backward_meeting = { backward_begin, backward_measure,
                                                 backward_meet };

const FrostOp frost_op_batch_norm = {
  .name = "batch-norm",
  .min_inputs = 1,
  .max_inputs = 1,
  .n_parameters = N_PARAMETERS,
  .parameter_names = { "weight", "bias", "running_mean", "running_var" },
  .needs = FROST_OP_NEEDS_X,
  .infer = batch_norm_infer,
  .forward = batch_norm_forward,
  .backward = batch_norm_backward,
  .forward_meeting = &forward_meeting,
  .backward_meeting = &backward_meeting,
  .again = batch_norm_again,
  .backward_again = write_dx,
};
