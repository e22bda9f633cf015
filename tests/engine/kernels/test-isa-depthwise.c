/* Depthwise convolution of every level, forward and both gradients, against naive loops. */
#include <math.h>

#include "tests/engine/kernels/isa-check.h"

/* height, width, out, out, channels, kernel, stride, dilation, padding */
static const FrostDepthwise shapes[] = {
  { 9, 11, 9, 11, 40, 3, 3, 1, 1, 1, 1, 1, 1 },
  { 11, 14, 6, 7, 24, 3, 3, 2, 2, 1, 1, 1, 1 },
  { 12, 13, 6, 6, 19, 3, 3, 2, 2, 1, 1, 0, 0 },
  { 7, 7, 7, 7, 5, 3, 3, 1, 1, 1, 1, 1, 1 },
  { 1, 1, 1, 1, 33, 3, 3, 1, 1, 1, 1, 1, 1 },
  { 2, 9, 2, 9, 16, 3, 3, 1, 1, 1, 1, 1, 1 },
  { 10, 12, 10, 12, 8, 5, 5, 1, 1, 1, 1, 2, 2 },
  { 14, 13, 7, 7, 35, 5, 5, 2, 2, 1, 1, 2, 2 },
  { 3, 2, 3, 2, 20, 5, 5, 1, 1, 1, 1, 2, 2 },
  { 12, 15, 12, 15, 16, 3, 7, 1, 1, 1, 1, 1, 3 },
  { 15, 16, 15, 16, 18, 5, 5, 1, 1, 2, 1, 4, 2 },
  { 9, 20, 9, 10, 3, 5, 6, 1, 2, 1, 1, 2, 2 },
  { 9, 9, 5, 4, 4, 2, 1, 2, 3, 2, 1, 1, 2 },
  { 9, 10, 3, 3, 4, 2, 2, 3, 4, 1, 1, 0, 0 },
  { 9, 12, 9, 12, 12, 3, 3, 1, 1, 2, 2, 2, 2 },
  { 8, 7, 3, 7, 17, 2, 4, 3, 1, 1, 2, 0, 3 },
  /* More channels than a block, whose last one is narrower than a vector or not. */
  { 4, 9, 4, 9, 195, 3, 3, 1, 1, 1, 1, 1, 1 },
  { 9, 19, 5, 10, 203, 3, 7, 2, 2, 1, 1, 1, 3 },
  { 5, 11, 5, 11, 389, 3, 5, 1, 1, 1, 2, 1, 4 },
};

static void
check (const FrostKernels *kernels, const FrostDepthwise *s)
{
  int c = s->channels;
  int64_t n_x = (int64_t) s->height * s->width * c;
  int64_t n_y = (int64_t) s->out_height * s->out_width * c;
  int64_t n_w = (int64_t) s->kernel_h * s->kernel_w * c;
  g_autofree float *x = isa_check_numbers (n_x);
  g_autofree float *w = isa_check_numbers (n_w);
  g_autofree float *b = isa_check_numbers (c);
  g_autofree float *dy = isa_check_numbers (n_y);
  g_autofree float *y = isa_check_numbers (n_y);
  g_autofree float *dx = isa_check_numbers (n_x);
  g_autofree float *dw = isa_check_numbers (n_w);
  g_autofree double *want_dx = g_new0 (double, n_x);
  g_autofree double *want_dw = g_new0 (double, n_w);

  for (int64_t i = 0; i < n_w; i++)
    want_dw[i] = dw[i];
  kernels->depthwise (y, x, w, s, &(FrostEpilogue){ .bias = b, .low = -1, .high = 1 });
  kernels->depthwise_dx (dx, dy, w, s);
  kernels->depthwise_dw (dw, dy, x, s);

  for (int64_t o = 0; o < n_y; o++)
    {
      int i = (int) (o % c);
      int oy = (int) (o / c / s->out_width);
      int ox = (int) (o / c % s->out_width);
      double sum = b[i];

      for (int tap = 0; tap < s->kernel_h * s->kernel_w; tap++)
        {
          int iy = oy * s->stride_h - s->pad_top + tap / s->kernel_w * s->dilation_h;
          int ix = ox * s->stride_w - s->pad_left + tap % s->kernel_w * s->dilation_w;
          int64_t at = ((int64_t) iy * s->width + ix) * c + i;

          if (iy < 0 || iy >= s->height || ix < 0 || ix >= s->width)
            continue;
          sum += (double) x[at] * w[tap * c + i];
          want_dx[at] += (double) dy[o] * w[tap * c + i];
          want_dw[tap * c + i] += (double) dy[o] * x[at];
        }
      g_assert_cmpfloat (fabs (y[o] - CLAMP (sum, -1, 1)), <=, 2e-6);
    }
  for (int64_t i = 0; i < n_x; i++)
    g_assert_cmpfloat (fabs (dx[i] - want_dx[i]), <=, 2e-6);
  for (int64_t i = 0; i < n_w; i++)
    g_assert_cmpfloat (fabs (dw[i] - want_dw[i]), <=, 1e-5);

  kernels->depthwise (y, x, w, s, NULL);
}

static void
test_values (const FrostKernels *kernels)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    check (kernels, &shapes[i]);
}

/* Without bias and clamp: sum of y dy must equal sum of x dx, and of w dw. */
static void
test_adjoint (const FrostKernels *kernels)
{
  for (guint k = 0; k < G_N_ELEMENTS (shapes); k++)
    {
      const FrostDepthwise *s = &shapes[k];
      int c = s->channels;
      int64_t n_x = (int64_t) s->height * s->width * c;
      int64_t n_y = (int64_t) s->out_height * s->out_width * c;
      int64_t n_w = (int64_t) s->kernel_h * s->kernel_w * c;
      g_autofree float *x = isa_check_numbers (n_x);
      g_autofree float *w = isa_check_numbers (n_w);
      g_autofree float *dy = isa_check_numbers (n_y);
      g_autofree float *y = g_new (float, n_y);
      g_autofree float *dx = g_new (float, n_x);
      g_autofree float *dw = g_new0 (float, n_w);
      double by_y = 0, by_x = 0, by_w = 0;

      kernels->depthwise (y, x, w, s, NULL);
      kernels->depthwise_dx (dx, dy, w, s);
      kernels->depthwise_dw (dw, dy, x, s);
      for (int64_t i = 0; i < n_y; i++)
        by_y += (double) y[i] * dy[i];
      for (int64_t i = 0; i < n_x; i++)
        by_x += (double) x[i] * dx[i];
      for (int64_t i = 0; i < n_w; i++)
        by_w += (double) w[i] * dw[i];
      g_assert_cmpfloat (fabs (by_y - by_x), <, 1e-3);
      g_assert_cmpfloat (fabs (by_y - by_w), <, 1e-3);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("depthwise/values", test_values);
  isa_check_add ("depthwise/adjoint", test_adjoint);
  return g_test_run ();
}
