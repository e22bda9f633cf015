/* Functions of two numbers over every form of grid, of every level, against plain loops. */
#include <math.h>

#include "tests/engine/kernels/isa-check.h"

static double
value_of (FrostBinary kind, double a, double b)
{
  switch (kind)
    {
    case FROST_BINARY_ADD:
      return a + b;
    case FROST_BINARY_SUB:
      return a - b;
    case FROST_BINARY_MUL:
      return a * b;
    case FROST_BINARY_DIV:
      return a / b;
    case FROST_BINARY_MINUS_MUL:
      return -a * b;
    case FROST_BINARY_FIRST:
      return a;
    case FROST_BINARY_MINUS_FIRST:
      return -a;
    case FROST_BINARY_PRELU:
      return a > 0 ? a : a * b;
    case FROST_BINARY_PRELU_SLOPE:
      return a > 0 ? 1 : b;
    case FROST_BINARY_PRELU_SUM:
      return b > 0 ? 0 : a * b;
    }
  g_assert_not_reached ();
}

static const int columns[] = { 1, 3, 8, 15, 16, 17, 33, 100 };

#define ROWS 70

/* Rows are c numbers apart, or the same one again; columns 1, or the same number again. */
static FrostGrid
grid_of (int c, int form)
{
  gboolean a_row = form & 1, b_row = form & 2, y_row = form & 4;
  gboolean a_column = form & 8, b_column = form & 16, y_column = form & 32;

  return (FrostGrid){ .rows = ROWS,
                      .c = c,
                      .a_row = a_row ? (a_column ? c : 1) : 0,
                      .b_row = b_row ? (b_column ? c : 1) : 0,
                      .y_row = y_row ? (y_column ? c : 1) : 0,
                      .a_column = a_column ? 1 : 0,
                      .b_column = b_column ? 1 : 0,
                      .y_column = y_column ? 1 : 0 };
}

static void
check_values (const FrostKernels *kernels, FrostBinary kind, const FrostGrid *grid,
              const float *a, const float *b)
{
  int c = (int) grid->c;
  g_autofree float *y = g_new (float, ROWS *c);

  kernels->binary (y, a, b, kind, grid, -0.75f, 1.5f);
  for (int r = 0; r < ROWS; r++)
    for (int i = 0; i < c; i++)
      {
        double want = value_of (kind, a[r * grid->a_row + i * grid->a_column],
                                b[r * grid->b_row + i * grid->b_column]);
        float rounded = (float) CLAMP (want, -0.75, 1.5);

        isa_check_near (y + r * grid->y_row + i, &rounded, 1, 1e-6);
      }
}

static gboolean
has_sums (FrostBinary kind)
{
  return kind != FROST_BINARY_ADD && kind != FROST_BINARY_SUB
         && kind != FROST_BINARY_PRELU && kind != FROST_BINARY_PRELU_SLOPE;
}

static void
check_sums (const FrostKernels *kernels, FrostBinary kind, const FrostGrid *grid,
            const float *a, const float *b)
{
  int c = (int) grid->c, n = ROWS * c;
  g_autofree double *sum = g_new (double, n);
  g_autofree double *want = g_new (double, n);

  for (int i = 0; i < n; i++)
    sum[i] = want[i] = i; /* added to */
  kernels->binary_sums (sum, a, b, kind, grid);
  for (int r = 0; r < ROWS; r++)
    for (int i = 0; i < c; i++)
      want[r * grid->y_row + i * grid->y_column] += value_of (
          kind, a[r * grid->a_row + i], b[r * grid->b_row + i * grid->b_column]);
  for (int i = 0; i < n; i++)
    g_assert_cmpfloat (fabs (sum[i] - want[i]), <=, 1e-6 * (100 + fabs (want[i])));
}

static void
test_grids (const FrostKernels *kernels)
{
  for (guint k = 0; k < G_N_ELEMENTS (columns); k++)
    for (int form = 0; form < 64; form++)
      for (int kind = 0; kind <= FROST_BINARY_PRELU_SUM; kind++)
        {
          int c = columns[k];
          FrostGrid grid = grid_of (c, form);
          g_autofree float *a = isa_check_numbers (ROWS * c);
          g_autofree float *b = isa_check_numbers (ROWS * c);

          for (int i = 0; i < ROWS * c; i++)
            b[i] = copysignf (fabsf (b[i]) + 0.25f, b[i]);
          if (grid.y_row != 0 && grid.y_column != 0 && (grid.a_column | grid.b_column))
            check_values (kernels, kind, &grid, a, b);
          if (grid.a_column != 0 && has_sums (kind))
            check_sums (kernels, kind, &grid, a, b);
        }
}

/* Rows of any length hold the same bits as one long row. */
static void
test_split (const FrostKernels *kernels)
{
  const int n = 247;
  g_autofree float *a = isa_check_numbers (n);
  g_autofree float *b = isa_check_numbers (n);
  float whole[247], part[247];

  for (int kind = 0; kind <= FROST_BINARY_PRELU_SUM; kind++)
    {
      FrostGrid grid = { .rows = 1, .c = n, .a_column = 1, .b_column = 1, .y_column = 1 };

      kernels->binary (whole, a, b, kind, &grid, -INFINITY, INFINITY);
      for (int first = 0; first < n; first += (int) grid.c)
        {
          grid.c = MIN (1 + first % 19, n - first);
          kernels->binary (part + first, a + first, b + first, kind, &grid, -INFINITY,
                           INFINITY);
        }
      g_assert_cmpmem (whole, sizeof whole, part, sizeof part);
    }
}

static void
test_not_finite (const FrostKernels *kernels)
{
  FrostGrid grid = { .rows = 1, .c = 40, .a_column = 1, .b_column = 1, .y_column = 1 };
  float x[40], zero[40] = { 0 }, y[40];

  for (int i = 0; i < 40; i++)
    x[i] = i % 3 == 0 ? NAN : i % 3 == 1 ? INFINITY : -INFINITY;
  kernels->binary (y, x, zero, FROST_BINARY_ADD, &grid, 0, 6);
  for (int i = 0; i < 40; i++)
    if (i % 3 == 0)
      g_assert_true (isnan (y[i]));
    else
      g_assert_cmpfloat (y[i], ==, i % 3 == 1 ? 6 : 0);
}

/* A running float32 sum of a million numbers near 1 would be wrong in the fifth digit. */
static void
test_many (const FrostKernels *kernels)
{
  const int n = 1000000;
  g_autofree float *x = isa_check_numbers (n);
  double want = 0, along = 0, down[5] = { 0 };
  FrostGrid row = { .rows = 1, .c = n, .a_column = 1, .b_column = 1 };
  FrostGrid rows = { .rows = n / 5,
                     .c = 5,
                     .a_row = 5,
                     .b_row = 5,
                     .a_column = 1,
                     .b_column = 1,
                     .y_column = 1 };

  for (int i = 0; i < n; i++)
    {
      x[i] += 1;
      want += x[i];
    }
  kernels->binary_sums (&along, x, x, FROST_BINARY_FIRST, &row);
  kernels->binary_sums (down, x, x, FROST_BINARY_FIRST, &rows);
  g_assert_cmpfloat (fabs (along - want), <=, 1e-7 * want);
  g_assert_cmpfloat (fabs (down[0] + down[1] + down[2] + down[3] + down[4] - want), <=,
                     1e-7 * want);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("binary/grids", test_grids);
  isa_check_add ("binary/split", test_split);
  isa_check_add ("binary/not-finite", test_not_finite);
  isa_check_add ("binary/many", test_many);
  return g_test_run ();
}
