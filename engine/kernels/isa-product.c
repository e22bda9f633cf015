/* isa-product.c - y = epilogue (x w), x [m, k] and w [k, n] by rows; or by windows, where a row of x
 * is a few runs of an image.
 *
 * Columns are taken in panels of one to PANEL_MAX vectors and k in blocks of at most K_BLOCK, so
 * that a sliver of w (copied to be contiguous) stays in the first-level cache while all rows of
 * x pass by. A tile of ROWS rows by a panel stays in registers; x is read by broadcast and needs
 * no packing. Each number is b + x0 w0 + x1 w1 + … in this order whatever m is, so an image's
 * result does not depend on the images beside it.
 *
 * Rows x vectors per tile are chosen to fill the registers: 8 x 3 + 3 + 1 of 32 (AVX-512),
 * 4 x 3 + 3 + 1 or 6 x 2 + 2 + 1 of 16 (AVX2), 4 x 2 of 16 where multiply and add are two
 * instructions.
 */
#include "engine/kernels/isa-epilogue.h"
#include "engine/kernels/isa-panel.h"

/* Of a tile of so many vectors, and the most. */
#if defined __AVX512F__
#define ROWS(vectors) 8
#define ROWS_MAX 8
#elif defined __AVX2__
#define ROWS(vectors) ((vectors) == 3 ? 4 : (vectors) == 2 ? 6 : 8)
#define ROWS_MAX 8
#else
#define ROWS(vectors) 4
#define ROWS_MAX 4
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
  int runs;               /* of k numbers each, of which a row of x consists */
  int64_t x_step, w_step; /* floats from run to run */
  int n; /* columns that exist; those up to the whole vector are zeros in w and b */
  gboolean first; /* of the blocks of k: start from b, not from y */
  gboolean last;  /* the epilogue follows */
  Activation activation;
  const float *residual; /* [m, residual_step], columns of the panel first; NULL = none */
  int64_t residual_step;
} Panel;

ALWAYS_INLINE Vec
load_old (const float *y, int v, int vectors, int rest)
{
  const float *old = y + v * VEC_WIDTH;

  return v < vectors - 1 || rest == VEC_WIDTH ? vec_load (old)
                                              : vec_load_part (old, rest);
}

/* How a tile reads x, and what it does with y. */
typedef enum
{
  PLAIN,   /* x is [m, k] */
  WINDOWS, /* the same in runs */
  TURNED,  /* x is [k, m], and y is added to what is there */
} Kind;

/* sum += the products of k numbers. */
ALWAYS_INLINE void
add_run (Vec sum[ROWS_MAX][PANEL_MAX], const float *x, int64_t ldx, const float *row,
         int64_t ldw, int k, const int rows, const int vectors, const Kind kind)
{
  Vec w[PANEL_MAX];

  for (int i = 0; i < k; i++, row += ldw)
    {
#pragma GCC unroll 3
      for (int v = 0; v < vectors; v++)
        w[v] = vec_load (row + v * VEC_WIDTH);
#pragma GCC unroll 8
      for (int r = 0; r < rows; r++)
        {
          Vec all = vec_all (kind == TURNED ? x[i * ldx + r] : x[r * ldx + i]);

#pragma GCC unroll 3
          for (int v = 0; v < vectors; v++)
            sum[r][v] += all * w[v];
        }
    }
}

/* sum += the residual's rows from `row` on. */
ALWAYS_INLINE void
add_residual (Vec sum[ROWS_MAX][PANEL_MAX], const Panel *panel, int64_t row,
              const int rows, const int vectors)
{
  const float *residual = panel->residual + row * panel->residual_step;
  int rest = panel->n - (vectors - 1) * VEC_WIDTH;

#pragma GCC unroll 8
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 3
    for (int v = 0; v < vectors; v++)
      sum[r][v] += load_old (residual + r * panel->residual_step, v, vectors, rest);
}

/* Asks for them: they are there when the sums are. */
ALWAYS_INLINE void
fetch_residual (const Panel *panel, int64_t row, const int rows, const int vectors)
{
  const float *residual = panel->residual + row * panel->residual_step;

  for (int r = 0; r < rows; r++, residual += panel->residual_step)
#pragma GCC unroll 3
    for (int v = 0; v < vectors; v++)
      __builtin_prefetch (residual + v * VEC_WIDTH);
}

/* y and x stand at `row`. */
ALWAYS_INLINE void
tile (float *y, int64_t ldy, const float *x, int64_t ldx, const Panel *panel, int64_t row,
      const int rows, const int vectors, const Kind kind)
{
  Vec sum[ROWS_MAX][PANEL_MAX];
  int rest = panel->n - (vectors - 1) * VEC_WIDTH;

  if (kind != TURNED && panel->residual != NULL && panel->last)
    fetch_residual (panel, row, rows, vectors);
#pragma GCC unroll 8
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 3
    for (int v = 0; v < vectors; v++)
      {
        if (panel->first)
          sum[r][v] = vec_load (panel->b + v * VEC_WIDTH);
        else
          sum[r][v] = load_old (y + r * ldy, v, vectors, rest);
      }

  if (kind == WINDOWS)
    for (int i = 0; i < panel->runs; i++)
      add_run (sum, x + i * panel->x_step, ldx, panel->w + i * panel->w_step, panel->ldw,
               panel->k, rows, vectors, kind);
  else
    add_run (sum, x, ldx, panel->w, panel->ldw, panel->k, rows, vectors, kind);

  if (kind == TURNED)
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 3
      for (int v = 0; v < vectors; v++)
        sum[r][v] += load_old (y + r * ldy, v, vectors, rest);
  else if (panel->last)
    {
      const Activation activation = panel->activation;

      if (panel->residual != NULL)
        add_residual (sum, panel, row, rows, vectors);
#pragma GCC unroll 8
      for (int r = 0; r < rows; r++)
#pragma GCC unroll 3
        for (int v = 0; v < vectors; v++)
          sum[r][v] = vec_activate (sum[r][v], &activation);
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
          int64_t m, const int vectors, const Kind kind)
{
  const int rows = ROWS (vectors);
  int64_t step = kind == TURNED ? 1 : ldx;
  int64_t r = 0;

  for (; r + rows <= m; r += rows)
    tile (y + r * ldy, ldy, x + r * step, ldx, panel, r, rows, vectors, kind);
  if (r + rows / 2 <= m)
    {
      tile (y + r * ldy, ldy, x + r * step, ldx, panel, r, rows / 2, vectors, kind);
      r += rows / 2;
    }
  for (; r + 2 <= m; r += 2)
    tile (y + r * ldy, ldy, x + r * step, ldx, panel, r, 2, vectors, kind);
  if (r < m)
    tile (y + r * ldy, ldy, x + r * step, ldx, panel, r, 1, vectors, kind);
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
pack_block (float *packed, const float *w, int64_t ldw, int k, int n, int vectors)
{
  if (vectors == 1)
    pack_rows (packed, w, ldw, k, n, 1);
  else if (vectors == 2)
    pack_rows (packed, w, ldw, k, n, 2);
  else
    pack_rows (packed, w, ldw, k, n, PANEL_MAX);
}

/* Functions of their own: inlined into what calls it, the loop runs out of registers. */
#define ROWS_FUNCTION(name, vectors, kind)                                               \
  static __attribute__ ((noinline)) void name (                                          \
      float *y, int64_t ldy, const float *x, int64_t ldx, const Panel *panel, int64_t m) \
  {                                                                                      \
    all_rows (y, ldy, x, ldx, panel, m, vectors, kind);                                  \
  }

ROWS_FUNCTION (rows_1, 1, PLAIN)
ROWS_FUNCTION (rows_2, 2, PLAIN)
ROWS_FUNCTION (rows_max, PANEL_MAX, PLAIN)
ROWS_FUNCTION (window_rows_1, 1, WINDOWS)
ROWS_FUNCTION (window_rows_2, 2, WINDOWS)
ROWS_FUNCTION (window_rows_max, PANEL_MAX, WINDOWS)
ROWS_FUNCTION (turned_rows_1, 1, TURNED)
ROWS_FUNCTION (turned_rows_2, 2, TURNED)
ROWS_FUNCTION (turned_rows_max, PANEL_MAX, TURNED)

typedef void (*RowsFunction) (float *y, int64_t ldy, const float *x, int64_t ldx,
                              const Panel *panel, int64_t m);

/* By kind and by the vectors of a panel. */
static const RowsFunction panel_rows[3][4] = {
  { NULL, rows_1, rows_2, rows_max },
  { NULL, window_rows_1, window_rows_2, window_rows_max },
  { NULL, turned_rows_1, turned_rows_2, turned_rows_max },
};

typedef struct
{
  float *y;
  int64_t ldy;
  const float *x;
  int64_t ldx;
  const float *w;
  int64_t ldw; /* FROST_PACKED: w is packed */
  int64_t m;
  int n, k;
  const FrostEpilogue *epilogue;
  int64_t row; /* of the epilogue's, that y stands at */
} Product;

/* The columns [column, column + n) of what is done with the sums. */
ALWAYS_INLINE void
set_epilogue (Panel *panel, float *bias, const FrostEpilogue *epilogue, int column,
              int64_t row)
{
  panel->activation = activation_of (epilogue);
  panel->b = bias;
  if (epilogue == NULL)
    return;
  if (epilogue->bias != NULL)
    memcpy (bias, epilogue->bias + column, (size_t) panel->n * sizeof (float));
  if (epilogue->residual != NULL)
    panel->residual = epilogue->residual + row * epilogue->residual_step + column;
  panel->residual_step = epilogue->residual_step;
}

/* The k numbers from `first` on of the panel of columns from `column` on. */
static void
panel_block (const Product *p, int column, int vectors, int first, int k)
{
  float packed[K_BLOCK * PANEL_MAX * VEC_WIDTH] __attribute__ ((aligned (64)));
  float bias[PANEL_MAX * VEC_WIDTH] __attribute__ ((aligned (64))) = { 0 };
  Panel panel = { .n = MIN (p->n - column, vectors * VEC_WIDTH),
                  .k = k,
                  .first = first == 0,
                  .last = first + k == p->k };

  set_epilogue (&panel, bias, p->epilogue, column, p->row);
  panel.ldw = vectors * VEC_WIDTH;
  if (p->ldw == FROST_PACKED)
    panel.w = p->w + (int64_t) column * p->k + first * panel.ldw;
  else if (p->m <= ROWS (vectors) && panel.n == vectors * VEC_WIDTH)
    {
      /* For a few rows the copy would cost more than it saves. */
      panel.w = p->w + first * p->ldw + column;
      panel.ldw = p->ldw;
    }
  else
    {
      pack_block (packed, p->w + first * p->ldw + column, p->ldw, k, panel.n, vectors);
      panel.w = packed;
    }
  panel_rows[PLAIN][vectors](p->y + column, p->ldy, p->x + first, p->ldx, &panel, p->m);
}

/* Where x is wider than y, its rows would leave the cache from one panel to the next: a block of
 * their numbers stays for all panels. Else a panel of y stays for all blocks. */
static void
row_block (const Product *p)
{
  int n_blocks = MAX ((p->k + K_BLOCK - 1) / K_BLOCK, 1);
  int block = (p->k + n_blocks - 1) / n_blocks;
  int vectors;

  if (p->k > p->n)
    for (int first = 0, i = 0; i < n_blocks; i++, first += block)
      for (int column = 0; column < p->n; column += vectors * VEC_WIDTH)
        {
          vectors = next_panel (p->n - column);
          panel_block (p, column, vectors, first, MIN (block, p->k - first));
        }
  else
    for (int column = 0; column < p->n; column += vectors * VEC_WIDTH)
      {
        vectors = next_panel (p->n - column);
        for (int first = 0, i = 0; i < n_blocks; i++, first += block)
          panel_block (p, column, vectors, first, MIN (block, p->k - first));
      }
}

void
FROST_ISA_SYMBOL (frost_isa_product) (float *y, int64_t ldy, const float *x, int64_t ldx,
                                      const float *w, int64_t ldw, int64_t m, int n,
                                      int k, const FrostEpilogue *epilogue)
{
  int64_t rows = MAX (X_BLOCK / MAX (k, 1), MIN_ROWS);

  for (int64_t r = 0; r < m; r += rows)
    row_block (&(Product){ .y = y + r * ldy,
                           .ldy = ldy,
                           .x = x + r * ldx,
                           .ldx = ldx,
                           .w = w,
                           .ldw = ldw,
                           .m = MIN (rows, m - r),
                           .n = n,
                           .k = k,
                           .epilogue = epilogue,
                           .row = r });
}

void
FROST_ISA_SYMBOL (frost_isa_product_windows) (float *y, int64_t ldy, const float *x,
                                              int64_t ldx, const FrostWindowRuns *runs,
                                              const float *w, int64_t m, int n,
                                              const FrostEpilogue *epilogue)
{
  for (int column = 0, vectors; column < n; column += vectors * VEC_WIDTH)
    {
      float bias[PANEL_MAX * VEC_WIDTH] __attribute__ ((aligned (64))) = { 0 };
      Panel panel = { .k = runs->length,
                      .runs = runs->n,
                      .x_step = runs->x_step,
                      .first = TRUE,
                      .last = TRUE };

      vectors = next_panel (n - column);
      panel.n = MIN (n - column, vectors * VEC_WIDTH);
      panel.ldw = vectors * VEC_WIDTH;
      panel.w = w + (int64_t) column * runs->k + runs->first * panel.ldw;
      panel.w_step = runs->w_step * panel.ldw;
      set_epilogue (&panel, bias, epilogue, column, 0);
      panel_rows[WINDOWS][vectors](y + column, ldy, x, ldx, &panel, m);
    }
}

int64_t
FROST_ISA_SYMBOL (frost_isa_packed_size) (int n, int k)
{
  return packed_size (n, k);
}

void
FROST_ISA_SYMBOL (frost_isa_pack) (float *packed, const float *w, int64_t ldw, int n,
                                   int k)
{
  for (int column = 0, vectors; column < n; column += vectors * VEC_WIDTH)
    {
      vectors = next_panel (n - column);
      pack_block (packed + (int64_t) column * k, w + column, ldw, k,
                  MIN (n - column, vectors * VEC_WIDTH), vectors);
    }
}

/* Rows of w become columns: a panel of them is read a few numbers at a time, so that what the
 * first-level cache holds of every row is used up. */
void
FROST_ISA_SYMBOL (frost_isa_pack_turned) (float *packed, const float *w, int64_t ldw,
                                          int n, int k)
{
  for (int column = 0, vectors; column < n; column += vectors * VEC_WIDTH)
    {
      float *panel = packed + (int64_t) column * k;
      int width, used;

      vectors = next_panel (n - column);
      width = vectors * VEC_WIDTH;
      used = MIN (n - column, width);
      for (int first = 0; first < k; first += VEC_WIDTH)
        for (int j = 0; j < width; j++)
          for (int i = first; i < MIN (first + VEC_WIDTH, k); i++)
            panel[(int64_t) i * width + j] =
                j < used ? w[(int64_t) (column + j) * ldw + i] : 0;
    }
}

void
FROST_ISA_SYMBOL (frost_isa_scale_packed) (float *scaled, const float *packed,
                                           const float *scale, int n, int k)
{
  for (int column = 0, width; column < n; column += width)
    {
      width = next_panel (n - column) * VEC_WIDTH;
      for (int i = 0; i < k; i++, packed += width, scaled += width)
        {
          Vec all = vec_all (scale[i]);

          for (int j = 0; j < width; j += VEC_WIDTH)
            vec_store (scaled + j, vec_load (packed + j) * all);
        }
    }
}

void
FROST_ISA_SYMBOL (frost_isa_product_dw) (float *dw, int64_t lddw, const float *x,
                                         int64_t ldx, const float *dy, int64_t lddy,
                                         int64_t m, int n, int k)
{
  float packed[K_BLOCK * PANEL_MAX * VEC_WIDTH] __attribute__ ((aligned (64)));
  const float zeros[PANEL_MAX * VEC_WIDTH] __attribute__ ((aligned (64))) = { 0 };

  for (int64_t first = 0; first < m; first += K_BLOCK)
    for (int column = 0, vectors; column < n; column += vectors * VEC_WIDTH)
      {
        Panel panel = { .w = packed, .b = zeros, .first = TRUE };

        vectors = next_panel (n - column);
        panel.n = MIN (n - column, vectors * VEC_WIDTH);
        panel.k = (int) MIN (K_BLOCK, m - first);
        panel.ldw = vectors * VEC_WIDTH;
        pack_block (packed, dy + first * lddy + column, lddy, panel.k, panel.n, vectors);
        panel_rows[TURNED][vectors](dw + column, lddw, x + first * ldx, ldx, &panel, k);
      }
}
