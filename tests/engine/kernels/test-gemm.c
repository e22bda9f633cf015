/* The library product against a naive loop in doubles: all transpositions, row distances, alpha
 * and beta, empty sizes. */
#include "engine/kernels/gemm.h"

#include <math.h>

#include "engine/core/rng.h"

static float *
numbers (FrostRng *rng, int n)
{
  float *x = g_new (float, n);

  for (int i = 0; i < n; i++)
    x[i] = 2 * frost_rng_uniform (rng) - 1;
  return x;
}

static void
check (FrostRng *rng, gboolean ta, gboolean tb, int m, int n, int k, float alpha,
       float beta)
{
  int lda = (ta ? m : k) + 3;
  int ldb = (tb ? k : n) + 1;
  int ldc = n + 2;
  g_autofree float *a = numbers (rng, (ta ? k : m) * lda);
  g_autofree float *b = numbers (rng, (tb ? n : k) * ldb);
  g_autofree float *c = numbers (rng, m * ldc);
  g_autofree float *old = g_memdup2 (c, (gsize) (m * ldc) * sizeof (float));

  frost_gemm (ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  for (int i = 0; i < m; i++)
    for (int j = 0; j < ldc; j++)
      {
        double sum = 0;

        if (j >= n)
          {
            g_assert_cmpfloat (c[i * ldc + j], ==, old[i * ldc + j]);
            continue;
          }
        for (int p = 0; p < k; p++)
          sum += (double) a[ta ? p * lda + i : i * lda + p]
                 * b[tb ? j * ldb + p : p * ldb + j];
        sum = alpha * sum + (beta != 0 ? beta * old[i * ldc + j] : 0);
        /* float32 sums of k products below 1. */
        g_assert_cmpfloat (fabs (c[i * ldc + j] - sum), <=, 1e-6 * (k + 1));
      }
}

static void
test_values (void)
{
  FrostRng rng;

  frost_rng_seed (&rng, 1);
  for (int transposed = 0; transposed < 4; transposed++)
    {
      check (&rng, transposed & 1, transposed & 2, 1, 1, 1, 1, 0);
      check (&rng, transposed & 1, transposed & 2, 7, 5, 13, 1, 1);
      check (&rng, transposed & 1, transposed & 2, 33, 65, 129, 0.5f, -2);
      check (&rng, transposed & 1, transposed & 2, 64, 3, 300, 1, 0);
    }
}

static void
test_empty (void)
{
  float a = 2, b = 3, c = 5;

  frost_gemm (FALSE, FALSE, 0, 1, 1, 1, &a, 1, &b, 1, 0, &c, 1);
  frost_gemm (FALSE, FALSE, 1, 0, 1, 1, &a, 1, &b, 1, 0, &c, 1);
  g_assert_cmpfloat (c, ==, 5);
}

/* What was there may even be not-a-number when beta is 0. */
static void
test_beta_zero (void)
{
  float a = 2, b = 3, c = NAN;

  frost_gemm (FALSE, FALSE, 1, 1, 1, 1, &a, 1, &b, 1, 0, &c, 1);
  g_assert_cmpfloat (c, ==, 6);
}

/* A size that no int holds is a programmer's mistake: said, and nothing is written. */
static void
test_too_large (void)
{
  float a = 2, b = 3, c = 5;

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*G_MAXINT*");
  frost_gemm (FALSE, FALSE, (int64_t) 1 << 31, 1, 1, 1, &a, 1, &b, 1, 0, &c, 1);
  g_test_assert_expected_messages ();
  g_assert_cmpfloat (c, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  frost_gemm_hold_one_thread ();
  g_test_add_func ("/kernels/gemm/values", test_values);
  g_test_add_func ("/kernels/gemm/empty", test_empty);
  g_test_add_func ("/kernels/gemm/beta-zero", test_beta_zero);
  g_test_add_func ("/kernels/gemm/too-large", test_too_large);
  return g_test_run ();
}
