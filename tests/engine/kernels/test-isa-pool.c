/* One pooling window on every level against a plain loop. */
#include <math.h>

#include "tests/engine/kernels/isa-check.h"

#define PIXELS 60

static const FrostPoolWindow windows[] = {
  { 0, 1, 1, 1, 1 },   { 7, 3, 3, 12, 1 }, { 3, 2, 4, 24, 2 },
  { 59, 1, 1, 12, 1 }, { 5, 0, 3, 12, 1 }, { 0, 5, 12, 12, 1 },
};

static void
check (const FrostKernels *kernels, int c, const FrostPoolWindow *w)
{
  g_autofree float *x = isa_check_numbers (PIXELS * c);
  g_autofree float *y = isa_check_numbers (c);
  g_autofree float *without = isa_check_numbers (c);
  g_autofree float *sums = isa_check_numbers (c);
  g_autofree int32_t *index = g_new (int32_t, c);

  /* Equal everywhere: the first one wins. */
  for (int p = 0; p < PIXELS; p++)
    x[p * c] = 0.5f;
  kernels->window_max (y, index, x, c, w);
  kernels->window_max (without, NULL, x, c, w);
  kernels->window_sum (sums, x, c, w, 0.25f);
  for (int i = 0; i < c; i++)
    {
      float best = -INFINITY;
      double sum = 0;
      int from = -1;

      for (int ky = 0; ky < w->rows; ky++)
        for (int kx = 0; kx < w->columns; kx++)
          {
            int pixel = w->first + ky * w->row_step + kx * w->column_step;

            sum += x[pixel * c + i];
            if (x[pixel * c + i] > best)
              {
                best = x[pixel * c + i];
                from = pixel;
              }
          }
      g_assert_cmpfloat (y[i], ==, best);
      g_assert_cmpfloat (without[i], ==, best);
      g_assert_cmpint (index[i], ==, from);
      g_assert_cmpfloat (fabs (sums[i] - sum / 4), <=, 2e-6);
    }
}

static void
test_values (const FrostKernels *kernels)
{
  const int channels[] = { 1, 3, 7, 8, 15, 16, 17, 33, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    for (guint k = 0; k < G_N_ELEMENTS (windows); k++)
      check (kernels, channels[i], &windows[k]);
}

/* Not-a-number wins, whatever numbers come after it. */
static void
test_not_a_number (const FrostKernels *kernels)
{
  const FrostPoolWindow window = { 0, 1, 5, 1, 1 };
  float x[5 * 20], y[20];
  int32_t index[20];

  for (int i = 0; i < 5 * 20; i++)
    x[i] = (float) i;
  x[1 * 20 + 3] = NAN;
  x[2 * 20 + 19] = NAN;
  kernels->window_max (y, index, x, 20, &window);
  for (int i = 0; i < 20; i++)
    if (i == 3 || i == 19)
      {
        g_assert_true (isnan (y[i]));
        g_assert_cmpint (index[i], ==, i == 3 ? 1 : 2);
      }
    else
      g_assert_cmpfloat (y[i], ==, 80 + i);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("pool/values", test_values);
  isa_check_add ("pool/not-a-number", test_not_a_number);
  return g_test_run ();
}
