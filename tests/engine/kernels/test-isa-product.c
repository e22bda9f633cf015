/* The product of every level against a naive loop, and a row's independence of the others. */
#include <math.h>
#include <string.h>

#include "tests/engine/kernels/isa-check.h"

/* How far the epilogue goes. */
typedef enum
{
  NOTHING,
  CLAMP_BIAS,
  RESIDUAL,
  HARD_SWISH,
} Kind;

static void
check (const FrostKernels *kernels, int m, int n, int k, Kind kind)
{
  int ldx = k + 1, ldw = n + 2, ldy = n + 3, ldr = n + 5;
  g_autofree float *x = isa_check_numbers ((int64_t) m * ldx);
  g_autofree float *w = isa_check_numbers ((int64_t) k * ldw);
  g_autofree float *b = isa_check_numbers (n);
  g_autofree float *residual = isa_check_numbers ((int64_t) m * ldr);
  g_autofree float *y = isa_check_numbers ((int64_t) m * ldy);
  g_autofree float *old = g_memdup2 (y, (gsize) (m * ldy) * sizeof (float));
  g_autofree float *row = g_new (float, n);
  FrostEpilogue epilogue = { .bias = kind >= CLAMP_BIAS ? b : NULL,
                             .residual = kind >= RESIDUAL ? residual : NULL,
                             .residual_step = ldr,
                             .hard_swish = kind == HARD_SWISH,
                             .low = -1,
                             .high = 2 };

  kernels->product (y, ldy, x, ldx, w, ldw, m, n, k, kind > NOTHING ? &epilogue : NULL);
  for (int i = 0; i < m; i++)
    for (int j = 0; j < ldy; j++)
      {
        double sum = epilogue.bias != NULL && j < n ? b[j] : 0;

        for (int p = 0; p < k && j < n; p++)
          sum += (double) x[i * ldx + p] * w[p * ldw + j];
        if (epilogue.residual != NULL && j < n)
          sum += residual[i * ldr + j];
        if (epilogue.hard_swish)
          sum *= CLAMP (sum + 3, 0, 6) / 6;
        else if (kind > NOTHING)
          sum = CLAMP (sum, -1, 2);
        if (j >= n)
          g_assert_cmpfloat (y[i * ldy + j], ==, old[i * ldy + j]);
        else
          g_assert_cmpfloat (fabs (y[i * ldy + j] - sum), <=,
                             1e-6 * (10 + sqrt (k)) * MAX (1, fabs (sum)));
      }

  /* Alone, the last row is the same bit for bit. */
  if (epilogue.residual != NULL)
    epilogue.residual += (m - 1) * ldr;
  kernels->product (row, n, x + (m - 1) * ldx, ldx, w, ldw, 1, n, k,
                    kind > NOTHING ? &epilogue : NULL);
  g_assert_cmpmem (row, n * sizeof (float), y + (m - 1) * ldy, n * sizeof (float));
}

/* w packed, and packed from its transposed: the same bits. */
static void
check_packed (const FrostKernels *kernels, int m, int n, int k)
{
  int ldw = n + 2, ldt = k + 3;
  int64_t size = kernels->packed_size (n, k);
  g_autofree float *x = isa_check_numbers ((int64_t) m * k);
  g_autofree float *w = isa_check_numbers ((int64_t) k * ldw);
  g_autofree float *transposed = isa_check_numbers ((int64_t) n * ldt);
  g_autofree float *packed = g_new (float, size);
  g_autofree float *y = g_new (float, m *n), *want = g_new (float, m *n);
  const FrostEpilogue clamp = { .low = -1, .high = 1 };

  for (int i = 0; i < k; i++)
    for (int j = 0; j < n; j++)
      transposed[j * ldt + i] = w[i * ldw + j];
  kernels->product (want, n, x, k, w, ldw, m, n, k, &clamp);
  kernels->pack (packed, w, ldw, n, k);
  kernels->product (y, n, x, k, packed, FROST_PACKED, m, n, k, &clamp);
  g_assert_cmpmem (y, (gsize) (m * n) * sizeof (float), want,
                   (gsize) (m * n) * sizeof (float));
  memset (packed, 0xff, (gsize) size * sizeof (float));
  kernels->pack_turned (packed, transposed, ldt, n, k);
  kernels->product (y, n, x, k, packed, FROST_PACKED, m, n, k, &clamp);
  g_assert_cmpmem (y, (gsize) (m * n) * sizeof (float), want,
                   (gsize) (m * n) * sizeof (float));
}

/* A product with scaled columns of x is one with scaled rows of w. */
static void
check_scaled (const FrostKernels *kernels, int n, int k)
{
  int64_t size = kernels->packed_size (n, k);
  g_autofree float *w = isa_check_numbers ((int64_t) k * n);
  g_autofree float *scale = isa_check_numbers (k);
  g_autofree float *packed = g_new (float, size), *scaled = g_new (float, size);
  g_autofree float *want = g_new (float, size);

  kernels->pack (packed, w, n, n, k);
  kernels->scale_packed (scaled, packed, scale, n, k);
  for (int i = 0; i < k; i++)
    for (int j = 0; j < n; j++)
      w[i * n + j] *= scale[i];
  kernels->pack (want, w, n, n, k);
  for (int64_t i = 0; i < size; i++)
    g_assert_cmpfloat (scaled[i], ==, want[i]);
}

static void
test_packed (const FrostKernels *kernels)
{
  const int columns[] = { 1, 8, 15, 17, 33, 48, 49, 64, 101 };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    for (int m = 1; m < 20; m += 5)
      check_packed (kernels, m, columns[i], 1 + (m * 7 + columns[i]) % 40);
  check_packed (kernels, 300, 50, 400);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    check_scaled (kernels, columns[i], 1 + columns[i] % 40);
}

/* Windows of 3 rows of an image, all but the first column of taps, and the same laid out with zeros
 * in the place of what is left out: the same bits. */
static void
check_windows (const FrostKernels *kernels, int m, int n, int c, int stride)
{
  enum
  {
    ROWS = 3,
    COLUMNS = 4
  };
  const int line = (m * stride + COLUMNS) * c, k = ROWS * COLUMNS * c, ldy = n + 1;
  const FrostWindowRuns runs = { .n = ROWS - 1,
                                 .length = (COLUMNS - 1) * c,
                                 .x_step = line,
                                 .k = k,
                                 .first = (COLUMNS + 1) * c,
                                 .w_step = COLUMNS * c };
  g_autofree float *x = isa_check_numbers ((int64_t) (ROWS - 1) * line);
  g_autofree float *w = isa_check_numbers ((int64_t) k * n);
  g_autofree float *b = isa_check_numbers (n);
  g_autofree float *packed = g_new (float, kernels->packed_size (n, k));
  g_autofree float *rows = g_new0 (float, m *k);
  g_autofree float *y = isa_check_numbers ((int64_t) m * ldy);
  g_autofree float *want = g_memdup2 (y, (gsize) (m * ldy) * sizeof (float));
  g_autofree float *residual = isa_check_numbers ((int64_t) m * ldy);
  const FrostEpilogue epilogue = {
    .bias = b, .residual = residual, .residual_step = ldy, .low = -1, .high = 1
  };

  for (int r = 0; r < m; r++)
    for (int i = 0; i < runs.n; i++)
      memcpy (rows + r * k + runs.first + i * runs.w_step,
              x + r * stride * c + i * runs.x_step, (gsize) runs.length * sizeof (float));
  kernels->pack (packed, w, n, n, k);
  kernels->product (want, ldy, rows, k, packed, FROST_PACKED, m, n, k, &epilogue);
  kernels->product_windows (y, ldy, x, stride * c, &runs, packed, m, n, &epilogue);
  g_assert_cmpmem (y, (gsize) (m * ldy) * sizeof (float), want,
                   (gsize) (m * ldy) * sizeof (float));
}

static void
test_windows (const FrostKernels *kernels)
{
  const int columns[] = { 1, 8, 15, 17, 24, 33, 48, 64, 101 };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    for (int m = 1; m < 20; m += 3)
      check_windows (kernels, m, columns[i], 1 + m % 4, 1 + m % 3);
}

/* dw += x' dy. */
static void
check_dw (const FrostKernels *kernels, int m, int n, int k)
{
  int ldx = k + 1, lddy = n + 2, lddw = n + 3;
  g_autofree float *x = isa_check_numbers ((int64_t) m * ldx);
  g_autofree float *dy = isa_check_numbers ((int64_t) m * lddy);
  g_autofree float *dw = isa_check_numbers ((int64_t) k * lddw);
  g_autofree float *old = g_memdup2 (dw, (gsize) (k * lddw) * sizeof (float));

  kernels->product_dw (dw, lddw, x, ldx, dy, lddy, m, n, k);
  for (int i = 0; i < k; i++)
    for (int j = 0; j < lddw; j++)
      {
        double sum = old[i * lddw + j];

        for (int r = 0; r < m && j < n; r++)
          sum += (double) x[r * ldx + i] * dy[r * lddy + j];
        if (j >= n)
          g_assert_cmpfloat (dw[i * lddw + j], ==, old[i * lddw + j]);
        else
          g_assert_cmpfloat (fabs (dw[i * lddw + j] - sum), <=, 1e-6 * (10 + sqrt (m)));
      }
}

static void
test_dw (const FrostKernels *kernels)
{
  const int columns[] = { 1, 7, 16, 24, 33, 49, 65 };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    for (int k = 1; k < 20; k += 3)
      check_dw (kernels, 1 + (k * 7 + columns[i]) % 30, columns[i], k);
  check_dw (kernels, 1000, 19, 21);
  check_dw (kernels, 0, 3, 3);
}

static void
test_values (const FrostKernels *kernels)
{
  const int columns[] = { 1, 7, 8, 15, 16, 17, 24, 31, 32, 33, 48, 49, 64, 80, 101 };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    for (int m = 1; m < 20; m += 3)
      check (kernels, m, columns[i], 1 + (m * 7 + columns[i]) % 30, m % 4);
  check (kernels, 3, 5, 192, CLAMP_BIAS);
  check (kernels, 13, 50, 193, CLAMP_BIAS);
  check (kernels, 21, 19, 1000, NOTHING);
  check (kernels, 600, 9, 300, CLAMP_BIAS); /* more rows than a block */
  check (kernels, 600, 50, 300, RESIDUAL);
  check (kernels, 600, 9, 300, HARD_SWISH);
}

static void
test_not_finite (const FrostKernels *kernels)
{
  float x[] = { 1, NAN, INFINITY };
  float w[] = { 2 };
  float y[3];

  kernels->product (y, 1, x, 1, w, 1, 3, 1, 1, NULL);
  g_assert_cmpfloat (y[0], ==, 2);
  g_assert_true (isnan (y[1]));
  g_assert_true (isinf (y[2]));
  kernels->product (y, 1, x, 1, w, 1, 3, 1, 1, &(FrostEpilogue){ .high = 6 });
  g_assert_true (isnan (y[1]));
  g_assert_cmpfloat (y[2], ==, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("product/values", test_values);
  isa_check_add ("product/not-finite", test_not_finite);
  isa_check_add ("product/packed", test_packed);
  isa_check_add ("product/windows", test_windows);
  isa_check_add ("product/dw", test_dw);
  return g_test_run ();
}
