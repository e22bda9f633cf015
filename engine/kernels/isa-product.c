/* isa-product.c - y = clamp (x w + b), x [m, k] and w [k, n] by rows.
 *
 * Columns are taken in panels of one to PANEL_MAX vectors and k in blocks of at most K_BLOCK, so
 * that a sliver of w (copied to be contiguous) stays in the first-level cache while all rows of
 * x pass by. A tile of ROWS rows by a panel stays in registers; x is read by broadcast and needs
 * no packing. Each number is b + x0 w0 + x1 w1 + … in this order whatever m is, so an image's
 * result does not depend on the images beside it.
 *
 * Rows x vectors per tile are chosen to fill the registers: 8 x 3 + 3 + 1 of 32 (AVX-512),
 * 6 x 2 + 2 + 1 of 16 (AVX2), 4 x 2 of 16 where multiply and add are two instructions.
 */
#include "engine/kernels/isa.h"

#if defined __AVX512F__
#define ROWS 8
#define PANEL_MAX 3
#elif defined __AVX2__
#define ROWS 6
#define PANEL_MAX 2
#else
#define ROWS 4
#define PANEL_MAX 2
#endif

/* 36 KiB of w at the widest panel. */
#define K_BLOCK 192

/* Numbers of x that are gone through once a panel: 256 KiB, which stay in the second-level
 * cache; but so many rows at least that fetching and copying w does not show. */
#define X_BLOCK 65536
#define MIN_ROWS 256

typedef struct
{
  const float *w; /* [k, ldw], columns of the panel first */
  int64_t ldw;
  const float *b; /* [panel], zeros where there is none */
  int k;
  int n; /* columns that exist; those up to the whole vector are zeros in w and b */
  gboolean first; /* of the blocks of k: start from b, not from y */
  gboolean last;  /* clamp */
  float low, high;
} Panel;

ALWAYS_INLINE void
tile (float *y, int64_t ldy, const float *x, int64_t ldx, const Panel *panel,
      const int rows, const int vectors)
{
  Vec sum[ROWS][PANEL_MAX];
  Vec w[PANEL_MAX];
  const float *row = panel->w;
  int64_t ldw = panel->ldw;
  int rest = panel->n - (vectors - 1) * VEC_WIDTH;

#pragma GCC unroll 8
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 3
    for (int v = 0; v < vectors; v++)
      {
        const float *old = y + r * ldy + v * VEC_WIDTH;

        if (panel->first)
          sum[r][v] = vec_load (panel->b + v * VEC_WIDTH);
        else if (v < vectors - 1 || rest == VEC_WIDTH)
          sum[r][v] = vec_load (old);
        else
          sum[r][v] = vec_load_part (old, rest);
      }

  for (int i = 0; i < panel->k; i++, row += ldw)
    {
#pragma GCC unroll 3
      for (int v = 0; v < vectors; v++)
        w[v] = vec_load (row + v * VEC_WIDTH);
#pragma GCC unroll 8
      for (int r = 0; r < rows; r++)
        {
          Vec all = vec_all (x[r * ldx + i]);

#pragma GCC unroll 3
          for (int v = 0; v < vectors; v++)
            sum[r][v] += all * w[v];
        }
    }

  if (panel->last)
    {
      Vec low = vec_all (panel->low);
      Vec high = vec_all (panel->high);

#pragma GCC unroll 8
      for (int r = 0; r < rows; r++)
#pragma GCC unroll 3
        for (int v = 0; v < vectors; v++)
          sum[r][v] = vec_clamp (sum[r][v], low, high);
    }

#pragma GCC unroll 8
  for (int r = 0; r < rows; r++)
    {
#pragma GCC unroll 3
      for (int v = 0; v < vectors - 1; v++)
        vec_store (y + r * ldy + v * VEC_WIDTH, sum[r][v]);
      if (rest == VEC_WIDTH)
        vec_store (y + r * ldy + (vectors - 1) * VEC_WIDTH, sum[r][vectors - 1]);
      else
        vec_store_part (y + r * ldy + (vectors - 1) * VEC_WIDTH, sum[r][vectors - 1],
                        rest);
    }
}

ALWAYS_INLINE void
all_rows (float *y, int64_t ldy, const float *x, int64_t ldx, const Panel *panel,
          int64_t m, const int vectors)
{
  int64_t r = 0;

  for (; r + ROWS <= m; r += ROWS)
    tile (y + r * ldy, ldy, x + r * ldx, ldx, panel, ROWS, vectors);
  if (r + ROWS / 2 <= m)
    {
      tile (y + r * ldy, ldy, x + r * ldx, ldx, panel, ROWS / 2, vectors);
      r += ROWS / 2;
    }
  for (; r + 2 <= m; r += 2)
    tile (y + r * ldy, ldy, x + r * ldx, ldx, panel, 2, vectors);
  if (r < m)
    tile (y + r * ldy, ldy, x + r * ldx, ldx, panel, 1, vectors);
}

/* Vectors of the next panel of n columns: as wide as there are, but no last panel of a single
 * vector after one of three, where the loads would be the limit. */
static int
next_panel (int n)
{
  int vectors = (n + VEC_WIDTH - 1) / VEC_WIDTH;

  if (vectors == PANEL_MAX + 1)
    return (vectors + 1) / 2;
  return MIN (vectors, PANEL_MAX);
}

/* Rows of w [k, ldw] to rows of exactly vectors * VEC_WIDTH columns. */
ALWAYS_INLINE void
pack_rows (float *packed, const float *w, int64_t ldw, int k, int n, const int vectors)
{
  int rest = n - (vectors - 1) * VEC_WIDTH;

  for (int i = 0; i < k; i++, w += ldw, packed += vectors * VEC_WIDTH)
    {
#pragma GCC unroll 3
      for (int v = 0; v < vectors - 1; v++)
        vec_store (packed + v * VEC_WIDTH, vec_load (w + v * VEC_WIDTH));
      vec_store (packed + (vectors - 1) * VEC_WIDTH,
                 rest == VEC_WIDTH ? vec_load (w + (vectors - 1) * VEC_WIDTH)
                                   : vec_load_part (w + (vectors - 1) * VEC_WIDTH, rest));
    }
}

static void
pack (float *packed, const float *w, int64_t ldw, int k, int n, int vectors)
{
  if (vectors == 1)
    pack_rows (packed, w, ldw, k, n, 1);
  else if (vectors == 2)
    pack_rows (packed, w, ldw, k, n, 2);
  else
    pack_rows (packed, w, ldw, k, n, PANEL_MAX);
}

static void
row_block (float *y, int64_t ldy, const float *x, int64_t ldx, const float *w,
           int64_t ldw, const float *b, int64_t m, int n, int k, float low, float high)
{
  float packed[K_BLOCK * PANEL_MAX * VEC_WIDTH] __attribute__ ((aligned (64)));
  float bias[PANEL_MAX * VEC_WIDTH] __attribute__ ((aligned (64)));
  int n_blocks = MAX ((k + K_BLOCK - 1) / K_BLOCK, 1);
  int block = (k + n_blocks - 1) / n_blocks;

  for (int column = 0, vectors; column < n; column += vectors * VEC_WIDTH)
    {
      Panel panel = { .b = bias, .low = low, .high = high };

      vectors = next_panel (n - column);
      panel.n = MIN (n - column, vectors * VEC_WIDTH);
      memset (bias, 0, sizeof bias);
      if (b != NULL)
        memcpy (bias, b + column, (size_t) panel.n * sizeof (float));

      for (int i = 0; i < n_blocks; i++)
        {
          const float *part = w + (int64_t) i * block * ldw + column;

          panel.k = MIN (block, k - i * block);
          panel.first = i == 0;
          panel.last = i == n_blocks - 1;
          /* For a few rows the copy would cost more than it saves. */
          if (m <= ROWS && panel.n == vectors * VEC_WIDTH)
            {
              panel.w = part;
              panel.ldw = ldw;
            }
          else
            {
              pack (packed, part, ldw, panel.k, panel.n, vectors);
              panel.w = packed;
              panel.ldw = vectors * VEC_WIDTH;
            }
          if (vectors == 1)
            all_rows (y + column, ldy, x + i * block, ldx, &panel, m, 1);
          else if (vectors == 2)
            all_rows (y + column, ldy, x + i * block, ldx, &panel, m, 2);
          else
            all_rows (y + column, ldy, x + i * block, ldx, &panel, m, PANEL_MAX);
        }
    }
}

void
FROST_ISA_SYMBOL (frost_isa_product) (float *y, int64_t ldy, const float *x, int64_t ldx,
                                      const float *w, int64_t ldw, const float *b,
                                      int64_t m, int n, int k, float low, float high)
{
  int64_t rows = MAX (X_BLOCK / MAX (k, 1), MIN_ROWS);

  for (int64_t r = 0; r < m; r += rows)
    row_block (y + r * ldy, ldy, x + r * ldx, ldx, w, ldw, b, MIN (rows, m - r), n, k,
               low, high);
}
