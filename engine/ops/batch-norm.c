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
 * Saves then, per call, [3, c]: mean, unbiased variance (of which the running one is made),
 * inverse deviation. The running statistics themselves are updated by
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

/* Rows of scratch, each [c] floats; the first six hold three rows of doubles. */
enum
{
  SUMS = 0,
  A = 6,
  B,
  D,
  SCALE,
  SHIFT,
  STATISTICS, /* three rows, when nothing is saved */
  N_ROWS = STATISTICS + 3
};

/* Rows of saved. */
enum
{
  MEAN,
  UNBIASED,
  INVERSE,
  N_SAVED
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
  *inference = (FrostOpInference){ .y = *x_shape[0] };
  inference->scratch = N_ROWS * c;
  inference->saved_per_call = attributes->batch_statistics ? N_SAVED * c : 0;
  inference->multiply_adds = frost_shape_n_elements (x_shape[0]);
  return TRUE;
}

typedef struct
{
  int c;
  int64_t rows;    /* pixels of this worker's images */
  double n;        /* pixels of the whole mini-batch */
  double *sums[2]; /* [c] */
  double *own;     /* [c] mean of this worker's pixels */
  float *a, *b, *d;
  float *scale, *shift; /* y = clamp (x scale + shift) */
  float *statistics;    /* [N_SAVED, c] */
} Work;

static Work
work (const FrostOpContext *context)
{
  Work work = { .c = (int) frost_shape_channels (context->y_shape) };
  int64_t pixels = frost_shape_n_pixels (context->y_shape);
  int64_t c = work.c;

  work.rows = context->n * pixels;
  work.n = (double) MAX (context->n_batch, 1) * (double) pixels;
  work.sums[0] = (double *) context->scratch;
  work.sums[1] = work.sums[0] + c;
  work.own = work.sums[1] + c;
  work.a = context->scratch + A * c;
  work.b = context->scratch + B * c;
  work.d = context->scratch + D * c;
  work.scale = context->scratch + SCALE * c;
  work.shift = context->scratch + SHIFT * c;
  work.statistics =
      context->saved != NULL ? context->saved : context->scratch + STATISTICS * c;
  return work;
}

static void
sum_over_workers (const FrostOpContext *context, double *values, int n)
{
  const FrostReduce *reduce = context->reduce;

  if (reduce != NULL)
    reduce->sum (reduce->data, reduce->worker, values, n);
}

static gboolean
uses_batch (const FrostOpContext *context)
{
  return context->attributes->batch_statistics && context->training;
}

static void
measure (const FrostOpContext *context, const Work *work)
{
  double *sum = work->sums[0], *square = work->sums[1];
  float *mean = work->statistics + MEAN * (int64_t) work->c;
  float *unbiased = work->statistics + UNBIASED * (int64_t) work->c;
  float *inverse = work->statistics + INVERSE * (int64_t) work->c;
  double rows = (double) work->rows;

  /* Of this worker: the mean, and the squares of the deviations from it. */
  memset (sum, 0, 2 * (size_t) work->c * sizeof (double));
  if (work->rows > 0)
    frost_kernels ()->moments (sum, square, context->x[0], context->x[0], work->rows,
                               work->c);
  for (int i = 0; i < work->c && work->rows > 0; i++)
    {
      double point = context->x[0][i];
      double of_point = sum[i] / rows;

      square[i] = MAX (square[i] - sum[i] * of_point, 0);
      work->own[i] = point + of_point;
      sum[i] = work->own[i] * rows;
    }

  sum_over_workers (context, sum, work->c);
  for (int i = 0; i < work->c; i++)
    {
      double d = work->own[i] - sum[i] / work->n;

      sum[i] /= work->n;
      mean[i] = (float) sum[i];
      if (work->rows > 0)
        square[i] += rows * d * d;
    }
  sum_over_workers (context, square, work->c);
  for (int i = 0; i < work->c; i++)
    {
      /* A batch of one number has no unbiased variance; its biased one, 0, is kept. */
      unbiased[i] = (float) (square[i] / MAX (work->n - 1, 1));
      inverse[i] =
          (float) (1 / sqrt (square[i] / work->n + context->attributes->epsilon));
    }
}

/* y = clamp (x scale + shift). */
static void
find_affine (const FrostOpContext *context, const Work *w)
{
  gboolean batch = uses_batch (context);
  const float *mean =
      batch ? w->statistics + MEAN * (int64_t) w->c : context->w[RUNNING_MEAN];
  const float *inverse = w->statistics + INVERSE * (int64_t) w->c;

  for (int i = 0; i < w->c; i++)
    {
      double s = batch ? inverse[i]
                       : 1
                             / sqrt ((double) context->w[RUNNING_VAR][i]
                                     + context->attributes->epsilon);

      w->scale[i] = (float) (context->w[WEIGHT][i] * s);
      w->shift[i] = (float) (context->w[BIAS][i] - mean[i] * (context->w[WEIGHT][i] * s));
    }
}

/* With the statistics that there are. */
static void
batch_norm_again (const FrostOpContext *context)
{
  const FrostOpAttributes *attributes = context->attributes;
  Work w = work (context);

  find_affine (context, &w);
  frost_kernels ()->affine (context->y, context->x[0], w.scale, w.shift, w.rows, w.c,
                            attributes->low, attributes->high);
}

static void
batch_norm_forward (const FrostOpContext *context)
{
  Work w = work (context);

  if (uses_batch (context))
    measure (context, &w);
  batch_norm_again (context);
}

/* With fixed statistics. */
static void
write_dx (const FrostOpContext *context, const Work *w, const FrostInside *inside)
{
  if (inside == NULL)
    {
      memset (w->b, 0, (size_t) w->c * sizeof (float));
      frost_kernels ()->affine (context->dx[0], context->dy, w->scale, w->b, w->rows,
                                w->c, -INFINITY, INFINITY);
      return;
    }
  memset (w->b, 0, (size_t) w->c * sizeof (float));
  memset (w->d, 0, (size_t) w->c * sizeof (float));
  frost_kernels ()->affine2 (context->dx[0], context->dy, context->x[0], w->scale, w->b,
                             w->d, inside, w->rows, w->c);
}

/* dx = w inverse (dy - sum dy / n - (x - mean) inverse^2 sum (dy (x - mean)) / n) */
static void
write_batch_dx (const FrostOpContext *context, const Work *w, const FrostInside *inside)
{
  const float *mean = w->statistics + MEAN * (int64_t) w->c;
  const float *inverse = w->statistics + INVERSE * (int64_t) w->c;
  const double *sum = w->sums[0], *product = w->sums[1];

  sum_over_workers (context, w->sums[0], 2 * w->c);
  for (int i = 0; i < w->c; i++)
    {
      double s = inverse[i];
      double a = context->w[WEIGHT][i] * s;
      double b = -a * s * s * product[i] / w->n;

      w->a[i] = (float) a;
      w->b[i] = (float) b;
      w->d[i] = (float) (-a * sum[i] / w->n - b * mean[i]);
    }
  frost_kernels ()->affine2 (context->dx[0], context->dy, context->x[0], w->a, w->b, w->d,
                             inside, w->rows, w->c);
}

static void
batch_norm_backward (const FrostOpContext *context)
{
  const FrostOpAttributes *attributes = context->attributes;
  Work w = work (context);
  gboolean batch = uses_batch (context);
  const float *mean = batch ? w.statistics : context->w[RUNNING_MEAN];
  double *sum = w.sums[0];
  double *product = w.sums[1];
  FrostInside clamped = { w.scale, w.shift, attributes->low, attributes->high };
  const FrostInside *inside =
      isfinite (attributes->low) || isfinite (attributes->high) ? &clamped : NULL;

  find_affine (context, &w);
  if (batch || context->dw[WEIGHT] != NULL || context->dw[BIAS] != NULL)
    {
      memset (sum, 0, 2 * (size_t) w.c * sizeof (double));
      frost_kernels ()->product_sums (sum, product, context->dy, context->x[0], mean,
                                      inside, w.rows, w.c);
    }
  for (int i = 0; context->dw[WEIGHT] != NULL && i < w.c; i++)
    {
      double inverse =
          batch ? w.statistics[INVERSE * (int64_t) w.c + i]
                : 1 / sqrt ((double) context->w[RUNNING_VAR][i] + attributes->epsilon);

      context->dw[WEIGHT][i] += (float) (product[i] * inverse);
    }
  for (int i = 0; context->dw[BIAS] != NULL && i < w.c; i++)
    context->dw[BIAS][i] += (float) sum[i];
  if (context->dx[0] == NULL)
    return;
  if (batch)
    write_batch_dx (context, &w, inside);
  else
    write_dx (context, &w, inside);
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

const FrostOp frost_op_batch_norm = {
  .name = "batch-norm",
  .min_inputs = 1,
  .max_inputs = 1,
  .n_parameters = N_PARAMETERS,
  .parameter_names = { "weight", "bias", "running_mean", "running_var" },
  .needs = FROST_OP_NEEDS_X,
  .infer = batch_norm_infer,
  .forward = batch_norm_forward,
  .again = batch_norm_again,
  .backward = batch_norm_backward,
};
