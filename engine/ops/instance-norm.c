/* instance-norm.c - y = (x - mean) / sqrt (var + epsilon) * scale + bias, by image and channel.
 *
 * x, y: [h, w, c], or any rank from 2 with the channels last. Parameters, both [c]: scale, bias.
 * Mean and biased variance are those of one image's pixels of the channel, in training as in use.
 * Saves [2, c] an image: mean, inverse deviation.
 *
 * Backward reads x. y may be x, dx may be dy.
 *
 * Source: Ulyanov, Vedaldi & Lempitsky 2016; ONNX InstanceNormalization-6.
 */
#include <math.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"

enum
{
  SCALE,
  BIAS,
  N_PARAMETERS
};

/* Rows of scratch, each [c] floats; the first four hold two rows of doubles. */
enum
{
  SUMS = 0,
  A = 4,
  B,
  D,
  STATISTICS, /* two rows, when nothing is saved */
  N_ROWS = STATISTICS + 2
};

/* Rows of saved. */
enum
{
  MEAN,
  INVERSE,
  N_SAVED
};

static gboolean
instance_norm_infer (const FrostOpAttributes *attributes, int n_inputs,
                     const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                     FrostOpInference *inference, GError **error)
{
  const FrostShape *x = x_shape[0];
  int64_t c = frost_shape_channels (x);
  g_autofree char *x_text = frost_shape_to_string (x);

  if (x->rank < 2)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s but pixels x channels are needed", x_text);
      return FALSE;
    }
  for (int i = 0; i < N_PARAMETERS; i++)
    if (w_shape[i] == NULL || w_shape[i]->rank != 1 || w_shape[i]->dim[0] != c)
      {
        g_autofree char *w_text =
            w_shape[i] != NULL ? frost_shape_to_string (w_shape[i]) : g_strdup ("absent");

        g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                     "input is %s but the %s is %s, where one number a channel is needed",
                     x_text, frost_op_instance_norm.parameter_names[i], w_text);
        return FALSE;
      }
  *inference = (FrostOpInference){ .y = *x };
  inference->scratch = N_ROWS * c;
  inference->saved_per_image = N_SAVED * c;
  inference->multiply_adds = frost_shape_n_elements (x);
  return TRUE;
}

/* statistics [N_SAVED, c] of the pixels of one image. */
static void
measure (float *statistics, double *sum, const float *x, int64_t pixels, int c,
         float epsilon)
{
  const FrostKernels *kernels = frost_kernels ();
  float *mean = statistics + MEAN * (int64_t) c;
  float *inverse = statistics + INVERSE * (int64_t) c;

  memset (sum, 0, (size_t) c * sizeof (double));
  kernels->sums (sum, x, pixels, c);
  for (int i = 0; i < c; i++)
    mean[i] = (float) (sum[i] / (double) pixels);
  memset (sum, 0, (size_t) c * sizeof (double));
  kernels->square_sums (sum, x, mean, pixels, c);
  for (int i = 0; i < c; i++)
    inverse[i] = (float) (1 / sqrt (sum[i] / (double) pixels + (double) epsilon));
}

static void
instance_norm_forward (const FrostOpContext *context)
{
  int c = (int) frost_shape_channels (context->y_shape);
  int64_t pixels = frost_shape_n_pixels (context->y_shape);
  double *sum = (double *) context->scratch;
  float *a = context->scratch + A * (int64_t) c;
  float *b = context->scratch + B * (int64_t) c;

  for (int image = 0; image < context->n; image++)
    {
      const float *x = context->x[0] + image * pixels * c;
      float *statistics = context->saved != NULL
                              ? context->saved + image * N_SAVED * (int64_t) c
                              : context->scratch + STATISTICS * (int64_t) c;

      measure (statistics, sum, x, pixels, c, context->attributes->epsilon);
      for (int i = 0; i < c; i++)
        {
          double s =
              (double) context->w[SCALE][i] * statistics[INVERSE * (int64_t) c + i];

          a[i] = (float) s;
          b[i] = (float) (context->w[BIAS][i] - statistics[i] * s);
        }
      frost_kernels ()->affine (context->y + image * pixels * c, x, a, b, pixels, c,
                                -INFINITY, INFINITY);
    }
}

static void
instance_norm_backward (const FrostOpContext *context)
{
  const FrostKernels *kernels = frost_kernels ();
  int c = (int) frost_shape_channels (context->y_shape);
  int64_t pixels = frost_shape_n_pixels (context->y_shape);
  double *sum = (double *) context->scratch, *product = sum + c;
  float *a = context->scratch + A * (int64_t) c;
  float *b = context->scratch + B * (int64_t) c;
  float *d = context->scratch + D * (int64_t) c;

  for (int image = 0; image < context->n; image++)
    {
      const float *dy = context->dy + image * pixels * c;
      const float *x = context->x[0] + image * pixels * c;
      const float *mean = context->saved + image * N_SAVED * (int64_t) c;
      const float *inverse = mean + INVERSE * (int64_t) c;

      memset (sum, 0, 2 * (size_t) c * sizeof (double));
      kernels->product_sums (sum, product, dy, x, mean, NULL, pixels, c);
      for (int i = 0; context->dw[SCALE] != NULL && i < c; i++)
        context->dw[SCALE][i] += (float) (product[i] * inverse[i]);
      for (int i = 0; context->dw[BIAS] != NULL && i < c; i++)
        context->dw[BIAS][i] += (float) sum[i];
      if (context->dx[0] == NULL)
        continue;
      /* dx = scale inverse (dy - sum dy / n - (x - mean) inverse^2 sum (dy (x - mean)) / n) */
      for (int i = 0; i < c; i++)
        {
          double s = inverse[i];
          double by_dy = context->w[SCALE][i] * s;
          double by_x = -by_dy * s * s * product[i] / (double) pixels;

          a[i] = (float) by_dy;
          b[i] = (float) by_x;
          d[i] = (float) (-by_dy * sum[i] / (double) pixels - by_x * mean[i]);
        }
      kernels->affine2 (context->dx[0] + image * pixels * c, dy, x, a, b, d, NULL, pixels,
                        c);
    }
}

const FrostOp frost_op_instance_norm = {
  .name = "instance-norm",
  .min_inputs = 1,
  .max_inputs = 1,
  .n_parameters = N_PARAMETERS,
  .parameter_names = { "scale", "bias" },
  .needs = FROST_OP_NEEDS_X,
  .infer = instance_norm_infer,
  .forward = instance_norm_forward,
  .backward = instance_norm_backward,
};
