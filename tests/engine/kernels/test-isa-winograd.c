/* Winograd's transforms of every level around a plain product: a whole convolution and the gradient
 * by its input against naive sums in doubles, and how much more than a plain float sum they err. */
#include <math.h>

#include "tests/engine/kernels/isa-check.h"

#define POINTS FROST_WINOGRAD_POINTS

typedef struct
{
  int images, cin, cout, block;
  FrostWinograd shape; /* height, width, out, out, padding */
} Case;

static const Case cases[] = {
  { 1, 1, 1, 1, { 6, 6, 4, 4, 0, 0 } },    /* one whole tile */
  { 2, 5, 3, 3, { 9, 11, 9, 11, 1, 1 } },  /* tiles hang over, blocks cross images */
  { 1, 16, 19, 8, { 8, 4, 8, 4, 1, 1 } },  /* whole vectors in, part of one out */
  { 3, 34, 49, 4, { 5, 7, 7, 9, 2, 2 } },  /* more out than in */
  { 1, 8, 8, 2, { 7, 6, 6, 7, 0, 2 } },    /* paddings of a kind */
  { 2, 3, 100, 50, { 3, 3, 3, 3, 1, 1 } }, /* smaller than a tile */
};

static int
n_tiles (const Case *c)
{
  return c->images * ((c->shape.out_height + 3) / 4) * ((c->shape.out_width + 3) / 4);
}

/* y = epilogue (x * w) the way conv-winograd.c does it. */
static void
convolve (const FrostKernels *kernels, float *y, const float *x, const float *w,
          const FrostEpilogue *epilogue, const Case *c, gboolean turned)
{
  int64_t size = kernels->packed_size (c->cout, c->cin) + 7;
  int64_t in_plane = c->block * c->cin + 3, out_plane = c->block * c->cout + 5;
  g_autofree float *u = g_new (float, POINTS *size);
  g_autofree float *v = g_new (float, POINTS *in_plane);
  g_autofree float *m = g_new (float, POINTS *out_plane);

  kernels->winograd_weights (u, size, w, c->cout, c->cin, turned);
  for (int first = 0; first < n_tiles (c); first += c->block)
    {
      int n = MIN (c->block, n_tiles (c) - first);

      kernels->winograd_in (v, x, &c->shape, c->cin, first, n, in_plane);
      for (int p = 0; p < POINTS; p++)
        kernels->product (m + p * out_plane, c->cout, v + p * in_plane, c->cin,
                          u + p * size, FROST_PACKED, n, c->cout, c->cin, NULL);
      kernels->winograd_out (y, m, &c->shape, c->cout, first, n, out_plane, epilogue);
    }
}

/* One number of x * w, the kernel turned by 180 degrees or not. */
static double
naive (const float *x, const float *w, const Case *c, gboolean turned, int64_t at)
{
  const FrostWinograd *s = &c->shape;
  int k = (int) (at % c->cout);
  int ox = (int) (at / c->cout % s->out_width);
  int oy = (int) (at / c->cout / s->out_width % s->out_height);
  int64_t image = at / c->cout / s->out_width / s->out_height;
  double sum = 0;

  for (int tap = 0; tap < 9; tap++)
    {
      int iy = oy - s->pad_top + tap / 3, ix = ox - s->pad_left + tap % 3;
      const float *weight = w + (int64_t) (turned ? 8 - tap : tap) * c->cin * c->cout + k;

      if (iy < 0 || iy >= s->height || ix < 0 || ix >= s->width)
        continue;
      for (int i = 0; i < c->cin; i++)
        sum += (double) x[((image * s->height + iy) * s->width + ix) * c->cin + i]
               * weight[i * c->cout];
    }
  return sum;
}

static void
check (const FrostKernels *kernels, const Case *c, gboolean turned)
{
  const FrostWinograd *s = &c->shape;
  int64_t n_y = (int64_t) c->images * s->out_height * s->out_width * c->cout;
  g_autofree float *x =
      isa_check_numbers ((int64_t) c->images * s->height * s->width * c->cin);
  g_autofree float *w = isa_check_numbers ((int64_t) 9 * c->cin * c->cout);
  g_autofree float *b = isa_check_numbers (c->cout);
  g_autofree float *y = isa_check_numbers (n_y + 1);
  g_autofree float *residual = isa_check_numbers (n_y / c->cout * (c->cout + 2));
  float after = y[n_y];
  const FrostEpilogue epilogue = {
    .bias = b, .residual = residual, .residual_step = c->cout + 2, .low = -3, .high = 2
  };

  convolve (kernels, y, x, w, turned ? NULL : &epilogue, c, turned);
  for (int64_t i = 0; i < n_y; i++)
    {
      double sum = naive (x, w, c, turned, i);

      if (!turned)
        sum = CLAMP (sum + b[i % c->cout]
                         + residual[i / c->cout * (c->cout + 2) + i % c->cout],
                     -3, 2);
      g_assert_cmpfloat_with_epsilon (y[i], sum, 3e-5);
    }
  g_assert_cmpfloat (y[n_y], ==, after);
}

static void
test_values (const FrostKernels *kernels)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      check (kernels, &cases[i], FALSE);
      check (kernels, &cases[i], TRUE);
    }
}

/* One number of the gradient of w. */
static double
naive_dw (const float *x, const float *dy, const Case *c, int64_t at)
{
  const FrostWinograd *s = &c->shape;
  int k = (int) (at % c->cout), i = (int) (at / c->cout % c->cin);
  int tap = (int) (at / c->cout / c->cin);
  double sum = 0;

  for (int image = 0; image < c->images; image++)
    for (int oy = 0; oy < s->out_height; oy++)
      for (int ox = 0; ox < s->out_width; ox++)
        {
          int iy = oy - s->pad_top + tap / 3, ix = ox - s->pad_left + tap % 3;

          if (iy >= 0 && iy < s->height && ix >= 0 && ix < s->width)
            sum += (double) x[((image * s->height + iy) * s->width + ix) * c->cin + i]
                   * dy[((image * s->out_height + oy) * s->out_width + ox) * c->cout + k];
        }
  return sum;
}

static void
check_dw (const FrostKernels *kernels, const Case *c)
{
  const FrostWinograd *s = &c->shape;
  int64_t n_w = (int64_t) 9 * c->cin * c->cout, plane = c->cin * c->cout + 7;
  int64_t in_plane = c->block * c->cin + 3, out_plane = c->block * c->cout + 5;
  g_autofree float *x =
      isa_check_numbers ((int64_t) c->images * s->height * s->width * c->cin);
  g_autofree float *dy =
      isa_check_numbers ((int64_t) c->images * s->out_height * s->out_width * c->cout);
  g_autofree float *dw = isa_check_numbers (n_w + 1);
  g_autofree float *old = g_memdup2 (dw, (gsize) (n_w + 1) * sizeof (float));
  g_autofree float *v = g_new (float, POINTS *in_plane);
  g_autofree float *gradients = g_new (float, POINTS *out_plane);
  g_autofree float *m = g_new0 (float, POINTS *plane);

  for (int first = 0; first < n_tiles (c); first += c->block)
    {
      int n = MIN (c->block, n_tiles (c) - first);

      kernels->winograd_in (v, x, s, c->cin, first, n, in_plane);
      kernels->winograd_dy (gradients, dy, s, c->cout, first, n, out_plane);
      for (int p = 0; p < POINTS; p++)
        kernels->product_dw (m + p * plane, c->cout, v + p * in_plane, c->cin,
                             gradients + p * out_plane, c->cout, n, c->cout, c->cin);
    }
  kernels->winograd_dw (dw, m, (int64_t) c->cin * c->cout, plane);
  for (int64_t i = 0; i < n_w; i++)
    g_assert_cmpfloat_with_epsilon (dw[i], old[i] + naive_dw (x, dy, c, i), 5e-5);
  g_assert_cmpfloat (dw[n_w], ==, old[n_w]);
}

static void
test_dw (const FrostKernels *kernels)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_dw (kernels, &cases[i]);
}

/* As deep as a ResNet's widest layer, inputs after a ReLU: the largest error, as a share of the
 * largest number, stays below 5e-6, where a plain sum in float makes about 1e-6. */
static void
test_error (const FrostKernels *kernels)
{
  const Case deep = { 1, 512, 16, 16, { 8, 8, 8, 8, 1, 1 } };
  int64_t n_y = 64 * 16;
  g_autofree float *x = isa_check_numbers (64 * 512);
  g_autofree float *w = isa_check_numbers (9 * 512 * 16);
  g_autofree float *y = g_new (float, n_y);
  double most = 0, error = 0;

  for (int i = 0; i < 64 * 512; i++)
    x[i] = MAX (x[i], 0);
  convolve (kernels, y, x, w, NULL, &deep, FALSE);
  for (int64_t i = 0; i < n_y; i++)
    {
      double sum = naive (x, w, &deep, FALSE, i);

      most = MAX (most, fabs (sum));
      error = MAX (error, fabs (y[i] - sum));
    }
  g_test_message ("largest error %.2g of %.2g", error, most);
  g_assert_cmpfloat (error, <=, 5e-6 * most);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("winograd/values", test_values);
  isa_check_add ("winograd/dw", test_dw);
  isa_check_add ("winograd/error", test_error);
  return g_test_run ();
}
