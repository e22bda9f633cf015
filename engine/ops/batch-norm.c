/* batch-norm.c - y = clamp ((x - mean) / sqrt (var + epsilon) * w + b), by channel.
 *
 * x, y: any shape of at least one dimension, the channels last. Parameters, all [c]: weight, bias, running_mean, running_var.
 *
 * Frozen statistics (always at inference): mean and var are the running ones, constants to
 * backward too. Batch statistics (attribute, in training): mean and biased variance over all
 * pixels of the whole mini-batch, of which this worker holds a share, possibly none; they are
 * summed through context->reduce in two passes (the deviations from the true mean cannot cancel).
 * Saves then, per call, [3, c]: mean, unbiased variance (of which the running one is made),
 * inverse deviation. The running statistics themselves are updated by
 * frost_batch_norm_update_statistics, once for all workers.
 *
 * Backward reads x and knows nothing of the clamp, which only inference plans set. With batch
 * statistics it meets the other workers once, if dx is wanted.
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
  SUMS = 0,
  A = 4,
  B,
  D,
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
  float *a, *b, *d;
  float *statistics; /* [N_SAVED, c] */
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
  work.a = context->scratch + A * c;
  work.b = context->scratch + B * c;
  work.d = context->scratch + D * c;
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
  const FrostKernels *kernels = frost_kernels ();
  double *sum = work->sums[0];
  float *mean = work->statistics + MEAN * (int64_t) work->c;
  float *unbiased = work->statistics + UNBIASED * (int64_t) work->c;
  float *inverse = work->statistics + INVERSE * (int64_t) work->c;

  memset (sum, 0, (size_t) work->c * sizeof (double));
  kernels->sums (sum, context->x[0], work->rows, work->c);
  sum_over_workers (context, sum, work->c);
  for (int i = 0; i < work->c; i++)
    mean[i] = (float) (sum[i] / work->n);

  memset (sum, 0, (size_t) work->c * sizeof (double));
  kernels->square_sums (sum, context->x[0], mean, work->rows, work->c);
  sum_over_workers (context, sum, work->c);
  for (int i = 0; i < work->c; i++)
    {
      /* A batch of one number has no unbiased variance; its biased one, 0, is kept. */
      unbiased[i] = (float) (sum[i] / MAX (work->n - 1, 1));
      inverse[i] = (float) (1 / sqrt (sum[i] / work->n + context->attributes->epsilon));
    }
}

static void
batch_norm_forward (const FrostOpContext *context)
{
  const FrostOpAttributes *attributes = context->attributes;
  Work w = work (context);
  const float *mean = context->w[RUNNING_MEAN];
  const float *inverse = w.statistics + INVERSE * (int64_t) w.c;

  if (uses_batch (context))
    {
      measure (context, &w);
      mean = w.statistics + MEAN * (int64_t) w.c;
    }
  else
    inverse = NULL;

  for (int i = 0; i < w.c; i++)
    {
      double s =
          inverse != NULL
              ? inverse[i]
              : 1 / sqrt ((double) context->w[RUNNING_VAR][i] + attributes->epsilon);

      w.a[i] = (float) (context->w[WEIGHT][i] * s);
      w.b[i] = (float) (context->w[BIAS][i] - mean[i] * (context->w[WEIGHT][i] * s));
    }
  frost_kernels ()->affine (context->y, context->x[0], w.a, w.b, w.rows, w.c,
                            attributes->low, attributes->high);
}

static void
batch_norm_backward (const FrostOpContext *context)
{
  const FrostKernels *kernels = frost_kernels ();
  Work w = work (context);
  gboolean batch = uses_batch (context);
  const float *mean = batch ? w.statistics : context->w[RUNNING_MEAN];
  float *inverse = w.d; /* until d itself is made */
  double *sum = w.sums[0];
  double *product = w.sums[1];

  for (int i = 0; i < w.c; i++)
    inverse[i] = batch ? w.statistics[INVERSE * (int64_t) w.c + i]
                       : (float) (1
                                  / sqrt ((double) context->w[RUNNING_VAR][i]
                                          + context->attributes->epsilon));

  if (batch || context->dw[WEIGHT] != NULL || context->dw[BIAS] != NULL)
    {
      memset (sum, 0, 2 * (size_t) w.c * sizeof (double));
      kernels->product_sums (sum, product, context->dy, context->x[0], mean, w.rows, w.c);
    }
  for (int i = 0; context->dw[WEIGHT] != NULL && i < w.c; i++)
    context->dw[WEIGHT][i] += (float) (product[i] * inverse[i]);
  for (int i = 0; context->dw[BIAS] != NULL && i < w.c; i++)
    context->dw[BIAS][i] += (float) sum[i];
  if (context->dx[0] == NULL)
    return;

  if (!batch)
    {
      for (int i = 0; i < w.c; i++)
        {
          w.a[i] = context->w[WEIGHT][i] * inverse[i];
          w.b[i] = 0;
        }
      kernels->affine (context->dx[0], context->dy, w.a, w.b, w.rows, w.c, -INFINITY,
                       INFINITY);
      return;
    }

  /* dx = w inverse (dy - sum dy / n - (x - mean) inverse^2 sum (dy (x - mean)) / n) */
  sum_over_workers (context, sum, 2 * w.c);
  for (int i = 0; i < w.c; i++)
    {
      double s = inverse[i];
      double a = context->w[WEIGHT][i] * s;
      double b = -a * s * s * product[i] / w.n;

      w.a[i] = (float) a;
      w.b[i] = (float) b;
      w.d[i] = (float) (-a * sum[i] / w.n - b * mean[i]);
    }
  kernels->affine2 (context->dx[0], context->dy, context->x[0], w.a, w.b, w.d, w.rows,
                    w.c);
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
  .backward = batch_norm_backward,
};
