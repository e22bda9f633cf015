/* Windows as rows: each number where it belongs; and the transposed, by the inner product. */
#include "engine/kernels/im2col.h"

#include <math.h>

#include "engine/core/rng.h"

typedef struct
{
  const char *name;
  FrostIm2col shape;
  int out_height, first_channel;
} Case;

static const Case cases[] = {
  { "three-of-three", { 9, 8, 3, 3, 4, 3, 3, 2, 2, 1, 1, 1, 1 }, 5, 0 },
  { "seven-of-three", { 11, 12, 3, 3, 6, 7, 7, 2, 2, 1, 1, 3, 3 }, 6, 0 },
  { "wide", { 5, 6, 17, 17, 6, 3, 3, 1, 1, 1, 1, 1, 1 }, 5, 0 },
  { "dilated", { 7, 9, 2, 2, 7, 2, 3, 1, 1, 3, 2, 2, 1 }, 7, 0 },
  { "group", { 5, 4, 6, 2, 4, 3, 3, 1, 1, 1, 1, 1, 1 }, 5, 4 },
  { "pixel", { 6, 5, 3, 3, 3, 1, 1, 2, 2, 1, 1, 0, 0 }, 3, 0 },
};

static float *
numbers (FrostRng *rng, int64_t n)
{
  float *x = g_new (float, n);

  for (int64_t i = 0; i < n; i++)
    x[i] = 2 * frost_rng_uniform (rng) - 1;
  return x;
}

static void
test_values (gconstpointer data)
{
  const Case *c = data;
  const FrostIm2col *s = &c->shape;
  int k = s->kernel_h * s->kernel_w * s->used_channels;
  int64_t pixels = (int64_t) c->out_height * s->out_width;
  int64_t first = s->out_width - 1; /* not at the beginning of a row */
  g_autofree float *x = NULL;
  g_autofree float *rows = g_new (float, pixels *k);
  FrostRng rng;

  frost_rng_seed (&rng, 2);
  x = numbers (&rng, (int64_t) s->height * s->width * s->channels);
  for (int64_t i = 0; i < pixels * k; i++)
    rows[i] = NAN;
  frost_im2col (rows, x + c->first_channel, s, first, pixels - first);

  for (int64_t p = first; p < pixels; p++)
    for (int i = 0; i < k; i++)
      {
        int channel = i % s->used_channels;
        int kx = i / s->used_channels % s->kernel_w;
        int ky = i / s->used_channels / s->kernel_w;
        int iy = (int) (p / s->out_width) * s->stride_h - s->pad_top + ky * s->dilation_h;
        int ix =
            (int) (p % s->out_width) * s->stride_w - s->pad_left + kx * s->dilation_w;
        float expected = 0;

        if (iy >= 0 && iy < s->height && ix >= 0 && ix < s->width)
          expected = x[(iy * s->width + ix) * s->channels + c->first_channel + channel];
        g_assert_cmpfloat (rows[(p - first) * k + i], ==, expected);
      }
}

/* <im2col (x), r> = <x, col2im (r)>; sums of some thousand products: 1e-4. */
static void
test_transposed (gconstpointer data)
{
  const Case *c = data;
  const FrostIm2col *s = &c->shape;
  int k = s->kernel_h * s->kernel_w * s->used_channels;
  int64_t pixels = (int64_t) c->out_height * s->out_width;
  int64_t n = (int64_t) s->height * s->width * s->channels;
  g_autofree float *x = NULL;
  g_autofree float *r = NULL;
  g_autofree float *back = g_new0 (float, n);
  g_autofree float *rows = g_new (float, pixels *k);
  double left = 0, right = 0;
  FrostRng rng;

  frost_rng_seed (&rng, 3);
  x = numbers (&rng, n);
  r = numbers (&rng, pixels * k);
  frost_im2col (rows, x + c->first_channel, s, 0, pixels);
  frost_col2im (back + c->first_channel, r, s, 0, pixels / 2);
  frost_col2im (back + c->first_channel, r + pixels / 2 * k, s, pixels / 2,
                pixels - pixels / 2);
  for (int64_t i = 0; i < pixels * k; i++)
    left += (double) rows[i] * r[i];
  for (int64_t i = 0; i < n; i++)
    right += (double) x[i] * back[i];
  g_assert_cmpfloat (fabs (left - right), <, 1e-4);
  g_assert_cmpfloat (fabs (left), >, 1e-3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *values =
          g_strconcat ("/kernels/im2col/values/", cases[i].name, NULL);
      g_autofree char *transposed =
          g_strconcat ("/kernels/im2col/transposed/", cases[i].name, NULL);

      g_test_add_data_func (values, &cases[i], test_values);
      g_test_add_data_func (transposed, &cases[i], test_transposed);
    }
  return g_test_run ();
}
