/* isa-winograd.c - the transforms of Winograd's F(4 x 4, 3 x 3): 16 outputs of a 3 x 3 convolution
 * of stride 1 from 36 products in the place of 144.
 *
 * Lavin & Gray 2016, "Fast algorithms for convolutional neural networks": with d a patch of 6 x 6
 * inputs and g the 3 x 3 weights, y = A' [(G g G') (B' d B)] A, where [] is a product number by
 * number. The gradient of g is that formula turned around: G' [(B' d B) (A dy A')] G, which may be
 * summed over patches before the last step. The matrices follow from the points at which polynomials are evaluated: 0, P, -P, Q, -Q
 * and infinity. P = 3/4 and Q = 3/2, exact in binary, leave about twice the rounding error of the
 * plain sum; the paper's 1 and 2 leave eight times as much.
 *
 * Channels stand next to each other, so a vector holds the same pixel of several patches' channels.
 */
#include "engine/kernels/isa-epilogue.h"
#include "engine/kernels/isa-panel.h"

#define TILE FROST_WINOGRAD_TILE
#define OUT FROST_WINOGRAD_OUT
#define POINTS FROST_WINOGRAD_POINTS

#define P 0.75f
#define Q 1.5f
#define P2 (P * P)
#define Q2 (Q * Q)
/* Of G: one over the product of a point's distances to the others. */
#define BY_P (1 / (2 * P2 * (P2 - Q2)))
#define BY_Q (1 / (2 * Q2 * (Q2 - P2)))

/* v = B' d for one row or column. */
ALWAYS_INLINE void
transform_in (Vec v[TILE], const Vec d[TILE])
{
  Vec even_p = d[4] - Q2 * d[2];
  Vec odd_p = P * (d[3] - Q2 * d[1]);
  Vec even_q = d[4] - P2 * d[2];
  Vec odd_q = Q * (d[3] - P2 * d[1]);

  v[0] = P2 * Q2 * d[0] - (P2 + Q2) * d[2] + d[4];
  v[1] = even_p + odd_p;
  v[2] = even_p - odd_p;
  v[3] = even_q + odd_q;
  v[4] = even_q - odd_q;
  v[5] = P2 * Q2 * d[1] - (P2 + Q2) * d[3] + d[5];
}

/* y = A' m. */
ALWAYS_INLINE void
transform_out (Vec y[OUT], const Vec m[TILE])
{
  Vec even_p = m[1] + m[2], odd_p = m[1] - m[2];
  Vec even_q = m[3] + m[4], odd_q = m[3] - m[4];

  y[0] = m[0] + even_p + even_q;
  y[1] = P * odd_p + Q * odd_q;
  y[2] = P2 * even_p + Q2 * even_q;
  y[3] = P2 * P * odd_p + Q2 * Q * odd_q + m[5];
}

/* u = G g. */
ALWAYS_INLINE void
transform_weight (Vec u[TILE], Vec g0, Vec g1, Vec g2)
{
  Vec even_p = (g0 + P2 * g2) * BY_P, odd_p = P * BY_P * g1;
  Vec even_q = (g0 + Q2 * g2) * BY_Q, odd_q = Q * BY_Q * g1;

  u[0] = g0 * (1 / (P2 * Q2));
  u[1] = even_p + odd_p;
  u[2] = even_p - odd_p;
  u[3] = even_q + odd_q;
  u[4] = even_q - odd_q;
  u[5] = g2;
}

/* v = A dy: what y of a tile depends on, turned around. */
ALWAYS_INLINE void
transform_dy (Vec v[TILE], const Vec dy[OUT])
{
  Vec even_p = dy[0] + P2 * dy[2], odd_p = P * dy[1] + P2 * P * dy[3];
  Vec even_q = dy[0] + Q2 * dy[2], odd_q = Q * dy[1] + Q2 * Q * dy[3];

  v[0] = dy[0];
  v[1] = even_p + odd_p;
  v[2] = even_p - odd_p;
  v[3] = even_q + odd_q;
  v[4] = even_q - odd_q;
  v[5] = dy[3];
}

/* dg = G' m. */
ALWAYS_INLINE void
transform_dw (Vec dg[3], const Vec m[TILE])
{
  Vec even_p = (m[1] + m[2]) * BY_P, even_q = (m[3] + m[4]) * BY_Q;

  dg[0] = m[0] * (1 / (P2 * Q2)) + even_p + even_q;
  dg[1] = (m[1] - m[2]) * (P * BY_P) + (m[3] - m[4]) * (Q * BY_Q);
  dg[2] = even_p * P2 + even_q * Q2 + m[5];
}

/* Where a patch lies: tiles are counted through all images, row by row. */
typedef struct
{
  int64_t image;
  int row, column; /* of the first output */
} Place;

static Place
place_of (const FrostWinograd *shape, int64_t tile)
{
  int across = (shape->out_width + OUT - 1) / OUT;
  int down = (shape->out_height + OUT - 1) / OUT;
  int64_t in_image = tile % ((int64_t) across * down);

  return (Place){ .image = tile / ((int64_t) across * down),
                  .row = (int) (in_image / across) * OUT,
                  .column = (int) (in_image % across) * OUT };
}

/* n channels of a patch; x stands at them in the image. */
ALWAYS_INLINE void
patch_in (float *v, int64_t plane, const float *x, const FrostWinograd *shape, int c,
          int row, int column, int n)
{
  Vec half[TILE][TILE], d[TILE], out[TILE];
  gboolean inside = row >= 0 && column >= 0 && row + TILE <= shape->height
                    && column + TILE <= shape->width;

  for (int j = 0; j < TILE; j++)
    {
#pragma GCC unroll 6
      for (int i = 0; i < TILE; i++)
        {
          int h = row + i, w = column + j;

          d[i] = vec_all (0);
          if (inside || (h >= 0 && h < shape->height && w >= 0 && w < shape->width))
            d[i] = vec_load_first (x + ((int64_t) h * shape->width + w) * c, n);
        }
      transform_in (out, d);
#pragma GCC unroll 6
      for (int i = 0; i < TILE; i++)
        half[i][j] = out[i];
    }
  for (int i = 0; i < TILE; i++)
    {
      transform_in (out, half[i]);
#pragma GCC unroll 6
      for (int j = 0; j < TILE; j++)
        vec_store_first (v + (i * TILE + j) * plane, out[j], n);
    }
}

void
FROST_ISA_SYMBOL (frost_isa_winograd_in) (float *v, const float *x,
                                          const FrostWinograd *shape, int c,
                                          int64_t first, int n, int64_t plane)
{
  for (int t = 0; t < n; t++, v += c)
    {
      Place place = place_of (shape, first + t);
      int row = place.row - shape->pad_top, column = place.column - shape->pad_left;
      const float *image = x + place.image * shape->height * shape->width * c;
      int i = 0;

      for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
        patch_in (v + i, plane, image + i, shape, c, row, column, VEC_WIDTH);
      if (i < c)
        patch_in (v + i, plane, image + i, shape, c, row, column, c - i);
    }
}

/* A patch of outputs, or of a residual; NULL = none. */
typedef struct
{
  float *at;          /* its first pixel */
  int64_t line, step; /* floats from row to row, and from pixel to pixel */
} Patch;

ALWAYS_INLINE Patch
patch_at (const float *images, const FrostWinograd *shape, const Place *place,
          int64_t step)
{
  int64_t line = shape->out_width * step;

  if (images == NULL)
    return (Patch){ 0 };
  return (Patch){ (float *) images + place->image * shape->out_height * line
                      + place->row * line + place->column * step,
                  line, step };
}

/* rows x columns outputs of n channels from `channel` on. */
ALWAYS_INLINE void
patch_out (const Patch *y, const Patch *residual, int channel, const float *m,
           int64_t plane, Vec b, const Activation *activation, int rows, int columns,
           int n)
{
  Vec half[OUT][TILE], in[TILE], out[OUT];

  for (int j = 0; j < TILE; j++)
    {
#pragma GCC unroll 6
      for (int i = 0; i < TILE; i++)
        in[i] = vec_load_first (m + (i * TILE + j) * plane, n);
      transform_out (out, in);
#pragma GCC unroll 4
      for (int i = 0; i < OUT; i++)
        half[i][j] = out[i];
    }
  for (int i = 0; i < rows; i++)
    {
      transform_out (out, half[i]);
#pragma GCC unroll 4
      for (int j = 0; j < OUT; j++)
        {
          Vec v = out[j] + b;

          if (j >= columns)
            continue;
          if (residual->at != NULL)
            v += vec_load_first (
                residual->at + i * residual->line + j * residual->step + channel, n);
          vec_store_first (y->at + i * y->line + j * y->step + channel,
                           vec_activate (v, activation), n);
        }
    }
}

void
FROST_ISA_SYMBOL (frost_isa_winograd_out) (float *y, const float *m,
                                           const FrostWinograd *shape, int c,
                                           int64_t first, int n, int64_t plane,
                                           const FrostEpilogue *epilogue)
{
  const Activation activation = activation_of (epilogue);
  const float *residual = epilogue != NULL ? epilogue->residual : NULL;

  for (int t = 0; t < n; t++, m += c)
    {
      Place place = place_of (shape, first + t);
      Patch to = patch_at (y, shape, &place, shape->out_step > 0 ? shape->out_step : c);
      Patch from = patch_at (residual, shape, &place,
                             residual != NULL ? epilogue->residual_step : 0);
      int rows = MIN (OUT, shape->out_height - place.row);
      int columns = MIN (OUT, shape->out_width - place.column);
      int i = 0;

      for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
        patch_out (&to, &from, i, m + i, plane, bias_of (epilogue, i, VEC_WIDTH),
                   &activation, rows, columns, VEC_WIDTH);
      if (i < c)
        patch_out (&to, &from, i, m + i, plane, bias_of (epilogue, i, c - i), &activation,
                   rows, columns, c - i);
    }
}

/* The rows x columns outputs of a tile that there are; the rest of it counts as zero. */
ALWAYS_INLINE void
patch_dy (float *v, int64_t plane, const float *dy, int64_t line, int c, int rows,
          int columns, int n)
{
  Vec half[TILE][OUT], in[OUT], out[TILE];

  for (int j = 0; j < OUT; j++)
    {
#pragma GCC unroll 4
      for (int i = 0; i < OUT; i++)
        {
          in[i] = vec_all (0);
          if (i < rows && j < columns)
            in[i] = vec_load_first (dy + i * line + (int64_t) j * c, n);
        }
      transform_dy (out, in);
#pragma GCC unroll 6
      for (int i = 0; i < TILE; i++)
        half[i][j] = out[i];
    }
  for (int i = 0; i < TILE; i++)
    {
      transform_dy (out, half[i]);
#pragma GCC unroll 6
      for (int j = 0; j < TILE; j++)
        vec_store_first (v + (i * TILE + j) * plane, out[j], n);
    }
}

void
FROST_ISA_SYMBOL (frost_isa_winograd_dy) (float *v, const float *dy,
                                          const FrostWinograd *shape, int c,
                                          int64_t first, int n, int64_t plane)
{
  int64_t line = (int64_t) shape->out_width * c;

  for (int t = 0; t < n; t++, v += c)
    {
      Place place = place_of (shape, first + t);
      const float *image = dy + place.image * shape->out_height * line + place.row * line
                           + (int64_t) place.column * c;
      int rows = MIN (OUT, shape->out_height - place.row);
      int columns = MIN (OUT, shape->out_width - place.column);
      int i = 0;

      for (; i + VEC_WIDTH <= c; i += VEC_WIDTH)
        patch_dy (v + i, plane, image + i, line, c, rows, columns, VEC_WIDTH);
      if (i < c)
        patch_dy (v + i, plane, image + i, line, c, rows, columns, c - i);
    }
}

ALWAYS_INLINE void
weights_dw (float *dw, int64_t apart, const float *m, int64_t plane, int n)
{
  Vec half[3][TILE], in[TILE], out[3];

  for (int j = 0; j < TILE; j++)
    {
#pragma GCC unroll 6
      for (int i = 0; i < TILE; i++)
        in[i] = vec_load_first (m + (i * TILE + j) * plane, n);
      transform_dw (out, in);
#pragma GCC unroll 3
      for (int i = 0; i < 3; i++)
        half[i][j] = out[i];
    }
  for (int i = 0; i < 3; i++)
    {
      transform_dw (out, half[i]);
#pragma GCC unroll 3
      for (int j = 0; j < 3; j++)
        {
          float *to = dw + (3 * i + j) * apart;

          vec_store_first (to, vec_load_first (to, n) + out[j], n);
        }
    }
}

void
FROST_ISA_SYMBOL (frost_isa_winograd_dw) (float *dw, const float *m, int64_t n,
                                          int64_t plane)
{
  int64_t i = 0;

  for (; i + VEC_WIDTH <= n; i += VEC_WIDTH)
    weights_dw (dw + i, n, m + i, plane, VEC_WIDTH);
  if (i < n)
    weights_dw (dw + i, n, m + i, plane, (int) (n - i));
}

/* n numbers of each of the nine weights, `apart` from one to the next; a negative distance turns
 * the kernel around. */
ALWAYS_INLINE void
weights_of (float *u, int64_t plane, const float *w, int64_t apart, int n)
{
  Vec half[TILE][3], out[TILE];

  for (int j = 0; j < 3; j++)
    {
      transform_weight (out, vec_load_first (w + j * apart, n),
                        vec_load_first (w + (3 + j) * apart, n),
                        vec_load_first (w + (6 + j) * apart, n));
#pragma GCC unroll 6
      for (int i = 0; i < TILE; i++)
        half[i][j] = out[i];
    }
  for (int i = 0; i < TILE; i++)
    {
      transform_weight (out, half[i][0], half[i][1], half[i][2]);
#pragma GCC unroll 6
      for (int j = 0; j < TILE; j++)
        vec_store (u + (i * TILE + j) * plane, out[j]);
    }
}

void
FROST_ISA_SYMBOL (frost_isa_winograd_weights) (float *u, int64_t plane, const float *w,
                                               int n, int k, gboolean turned)
{
  int64_t apart = (int64_t) k * n;

  /* The last weight first. */
  if (turned)
    {
      w += 8 * apart;
      apart = -apart;
    }
  for (int column = 0, vectors; column < n; column += vectors * VEC_WIDTH)
    {
      vectors = next_panel (n - column);
      for (int i = 0; i < k; i++)
        for (int j = 0; j < vectors * VEC_WIDTH; j += VEC_WIDTH)
          weights_of (u + (int64_t) column * k + (int64_t) i * vectors * VEC_WIDTH + j,
                      plane, w + (int64_t) i * n + column + j, apart,
                      MIN (n - column - j, VEC_WIDTH));
    }
}
