/* The library's matrix product; gemm.c is the only file that includes cblas.h.
 *
 * Threads: any. One product runs on its caller's thread alone once frost_gemm_hold_one_thread
 * was called, which the worker pool does.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* c = alpha op (a) op (b) + beta c, by rows; op transposes where asked.
 * Shapes: op (a) [m, k], op (b) [k, n], c [m, n]; ld… is the distance between rows in floats.
 *   Each number must fit an int, which a tensor's dimensions do. beta 0 does not read c.
 * The order of summation may depend on m, n and k. */
void frost_gemm (gboolean transpose_a, gboolean transpose_b, int64_t m, int64_t n,
                 int64_t k, float alpha, const float *a, int64_t lda, const float *b,
                 int64_t ldb, float beta, float *c, int64_t ldc);

void frost_gemm_hold_one_thread (void);

G_END_DECLS
