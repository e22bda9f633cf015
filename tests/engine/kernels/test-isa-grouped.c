/* Convolution in groups of few channels of every level, forward and both gradients, against naive
 * loops. */
#include <math.h>

#include "tests/engine/kernels/isa-check.h"

typedef struct
{
  int group;
  FrostDepthwise
      shape; /* height, width, out, out, channels, kernel, stride, dilation, padding */
} Case;

static const Case cases[] = {
  { 2, { 9, 11, 9, 11, 6, 3, 3, 1, 1, 1, 1, 1, 1 } },
  { 2, { 4, 5, 2, 3, 34, 3, 3, 2, 2, 1, 1, 1, 1 } },
  { 4, { 9, 14, 9, 14, 40, 3, 3, 1, 1, 1, 1, 1, 1 } },
  { 4, { 11, 14, 6, 7, 4, 3, 3, 2, 2, 1, 1, 1, 1 } },
  { 4, { 6, 7, 6, 7, 20, 1, 1, 1, 1, 1, 1, 0, 0 } },
  { 8, { 9, 12, 9, 12, 24, 3, 3, 1, 1, 2, 2, 2, 2 } },
  { 8, { 8, 7, 3, 7, 8, 2, 4, 3, 1, 1, 2, 0, 3 } },
  { 8, { 1, 1, 1, 1, 32, 3, 3, 1, 1, 1, 1, 1, 1 } },
  { 16, { 5, 9, 5, 9, 48, 3, 3, 1, 1, 1, 1, 1, 1 } },
  { 16, { 7, 7, 4, 4, 16, 3, 3, 2, 2, 1, 1, 1, 1 } },
};

static void
check (const FrostKernels *kernels, const Case *test)
{
  const FrostDepthwise *s = &test->shape;
  int c = s->channels, group = test->group;
  int64_t n_x = (int64_t) s->height * s->width * c;
  int64_t n_y = (int64_t) s->out_height * s->out_width * c;
  int64_t n_w = (int64_t) s->kernel_h * s->kernel_w * group * c;
  g_autofree float *x = isa_check_numbers (n_x);
  g_autofree float *w = isa_check_numbers (n_w);
  g_autofree float *turned = isa_check_numbers (n_w);
  g_autofree float *b = isa_check_numbers (c);
  g_autofree float *dy = isa_check_numbers (n_y);
  g_autofree float *y = isa_check_numbers (n_y);
  g_autofree float *dx = isa_check_numbers (n_x);
  g_autofree float *dw = isa_check_numbers (n_w);
  g_autofree double *want_dx = g_new0 (double, n_x);
  g_autofree double *want_dw = g_new0 (double, n_w);

  for (int64_t i = 0; i < n_w; i++)
    want_dw[i] = dw[i];
  kernels->grouped (y, x, w, s, group,
                    &(FrostEpilogue){ .bias = b, .low = -2, .high = 2 });
  kernels->grouped_turn (turned, w, s, group);
  kernels->grouped_dx (dx, dy, turned, s, group);
  kernels->grouped_dw (dw, dy, x, s, group);

  for (int64_t o = 0; o < n_y; o++)
    {
      int k = (int) (o % c);
      int oy = (int) (o / c / s->out_width);
      int ox = (int) (o / c % s->out_width);
      double sum = b[k];

      for (int tap = 0; tap < s->kernel_h * s->kernel_w; tap++)
        {
          int iy = oy * s->stride_h - s->pad_top + tap / s->kernel_w * s->dilation_h;
          int ix = ox * s->stride_w - s->pad_left + tap % s->kernel_w * s->dilation_w;

          if (iy < 0 || iy >= s->height || ix < 0 || ix >= s->width)
            continue;
          for (int i = 0; i < group; i++)
            {
              int64_t from = ((int64_t) iy * s->width + ix) * c + k / group * group + i;
              int64_t weight = ((int64_t) tap * group + i) * c + k;

              sum += (double) x[from] * w[weight];
              want_dx[from] += (double) dy[o] * w[weight];
              want_dw[weight] += (double) dy[o] * x[from];
            }
        }
      g_assert_cmpfloat (fabs (y[o] - CLAMP (sum, -2, 2)), <=, 1e-5);
    }
  for (int64_t i = 0; i < n_x; i++)
    g_assert_cmpfloat (fabs (dx[i] - want_dx[i]), <=, 1e-5);
  for (int64_t i = 0; i < n_w; i++)
    g_assert_cmpfloat (fabs (dw[i] - want_dw[i]), <=, 1e-5);

  kernels->grouped (y, x, w, s, group, NULL);
  kernels->grouped (dx, x, w, s, group,
                    &(FrostEpilogue){ .bias = b, .low = -INFINITY, .high = INFINITY });
  for (int64_t o = 0; o < MIN (n_x, n_y); o++)
    g_assert_cmpfloat (fabs ((double) dx[o] - y[o] - b[o % c]), <=, 1e-5);
}

static void
test_values (const FrostKernels *kernels)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (kernels, &cases[i]);
}

/* Twice turned is what it was. */
static void
test_turn (const FrostKernels *kernels)
{
  const FrostDepthwise shape = { .channels = 24, .kernel_h = 2, .kernel_w = 3 };
  int64_t n = 2 * 3 * 8 * 24;
  g_autofree float *w = isa_check_numbers (n);
  g_autofree float *once = g_new (float, n);
  g_autofree float *twice = g_new (float, n);

  kernels->grouped_turn (once, w, &shape, 8);
  kernels->grouped_turn (twice, once, &shape, 8);
  g_assert_cmpmem (twice, n * sizeof (float), w, n * sizeof (float));
  g_assert_cmpfloat (once[24], ==, w[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("grouped/values", test_values);
  isa_check_add ("grouped/turn", test_turn);
  return g_test_run ();
}
