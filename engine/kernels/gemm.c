#include "engine/kernels/gemm.h"

#include <cblas.h>

void
frost_gemm (gboolean transpose_a, gboolean transpose_b, int64_t m, int64_t n, int64_t k,
            float alpha, const float *a, int64_t lda, const float *b, int64_t ldb,
            float beta, float *c, int64_t ldc)
{
  g_return_if_fail (MAX (MAX (m, n), k) <= G_MAXINT);
  g_return_if_fail (MAX (MAX (lda, ldb), ldc) <= G_MAXINT);
  if (m <= 0 || n <= 0 || k < 0)
    return;

  cblas_sgemm (CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
               transpose_b ? CblasTrans : CblasNoTrans, (int) m, (int) n, (int) k, alpha,
               a, (int) lda, b, (int) ldb, beta, c, (int) ldc);
}

void
frost_gemm_hold_one_thread (void)
{
  openblas_set_num_threads (1);
}
