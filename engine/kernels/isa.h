/* What the files that are compiled once an instruction level have in common. The build defines
 * FROST_ISA as portable, avx2 or avx512; every symbol that leaves such a file carries it.
 *
 * Only isa-*.c may include this.
 */
#pragma once

#include <string.h>

#include "engine/kernels/kernels.h"

#define FROST_ISA_JOIN_(name, isa) name##_##isa
#define FROST_ISA_JOIN(name, isa) FROST_ISA_JOIN_ (name, isa)
#define FROST_ISA_SYMBOL(name) FROST_ISA_JOIN (name, FROST_ISA)
#define FROST_ISA_STRING_(isa) #isa
#define FROST_ISA_STRING(isa) FROST_ISA_STRING_ (isa)

/* A vector of the level, and the few operations that C has no operator for. */
#if defined __AVX512F__
#include <immintrin.h>
#define VEC_WIDTH 16
typedef __m512 Vec;
#elif defined __AVX2__
#include <immintrin.h>
#define VEC_WIDTH 8
typedef __m256 Vec;
#elif defined __SSE2__
#include <immintrin.h>
#define VEC_WIDTH 4
typedef __m128 Vec;
#else
#define VEC_WIDTH 4
typedef float Vec __attribute__ ((vector_size (16)));
#endif

#define ALWAYS_INLINE static inline __attribute__ ((always_inline))

ALWAYS_INLINE Vec
vec_load (const float *p)
{
  Vec v;

  memcpy (&v, p, sizeof v);
  return v;
}

ALWAYS_INLINE void
vec_store (float *p, Vec v)
{
  memcpy (p, &v, sizeof v);
}

/* A page of memory: how far ahead of a walk through it the processor's own guessing ends. */
#define FETCH_AHEAD 1024

/* Asks for what a walk that stands at p will come to, which may lie behind the end of everything. */
ALWAYS_INLINE void
vec_fetch (const float *p)
{
  __builtin_prefetch (p + FETCH_AHEAD);
}

ALWAYS_INLINE Vec
vec_all (float x)
{
  return x - (Vec){ 0 };
}

#if defined __AVX2__ && !defined __AVX512F__
/* The sign bits of the first n numbers. */
ALWAYS_INLINE __m256i
vec_part_mask (int n)
{
  return _mm256_cmpgt_epi32 (_mm256_set1_epi32 (n),
                             _mm256_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7));
}
#endif

/* The first n numbers, 0 < n < VEC_WIDTH; the rest is zero and its memory is not touched. */
ALWAYS_INLINE Vec
vec_load_part (const float *p, int n)
{
#if defined __AVX512F__
  return _mm512_maskz_loadu_ps ((__mmask16) ((1u << n) - 1), p);
#elif defined __AVX2__
  return _mm256_maskload_ps (p, vec_part_mask (n));
#else
  float part[VEC_WIDTH] = { 0 };

  for (int i = 0; i < n; i++)
    part[i] = p[i];
  return vec_load (part);
#endif
}

ALWAYS_INLINE void
vec_store_part (float *p, Vec v, int n)
{
#if defined __AVX512F__
  _mm512_mask_storeu_ps (p, (__mmask16) ((1u << n) - 1), v);
#elif defined __AVX2__
  _mm256_maskstore_ps (p, vec_part_mask (n), v);
#else
  float part[VEC_WIDTH];

  vec_store (part, v);
  for (int i = 0; i < n; i++)
    p[i] = part[i];
#endif
}

/* The first n numbers, 0 < n <= VEC_WIDTH. */
ALWAYS_INLINE Vec
vec_load_first (const float *p, int n)
{
  return n == VEC_WIDTH ? vec_load (p) : vec_load_part (p, n);
}

ALWAYS_INLINE void
vec_store_first (float *p, Vec v, int n)
{
  if (n == VEC_WIDTH)
    vec_store (p, v);
  else
    vec_store_part (p, v, n);
}

/* min (max (v, low), high); not-a-number stays: x86 returns the second operand then. */
ALWAYS_INLINE Vec
vec_clamp (Vec v, Vec low, Vec high)
{
#if defined __AVX512F__
  return _mm512_min_ps (high, _mm512_max_ps (low, v));
#elif defined __AVX2__
  return _mm256_min_ps (high, _mm256_max_ps (low, v));
#elif defined __SSE2__
  return _mm_min_ps (high, _mm_max_ps (low, v));
#else
  for (int i = 0; i < VEC_WIDTH; i++)
    {
      v[i] = low[i] > v[i] ? low[i] : v[i];
      v[i] = high[i] < v[i] ? high[i] : v[i];
    }
  return v;
#endif
}

/* v where low < z < high, else 0. */
ALWAYS_INLINE Vec
vec_where_inside (Vec v, Vec z, Vec low, Vec high)
{
#if defined __AVX512F__
  __mmask16 inside =
      _mm512_cmp_ps_mask (z, low, _CMP_GT_OQ) & _mm512_cmp_ps_mask (z, high, _CMP_LT_OQ);

  return _mm512_maskz_mov_ps (inside, v);
#elif defined __AVX2__
  return _mm256_and_ps (v, _mm256_and_ps (_mm256_cmp_ps (z, low, _CMP_GT_OQ),
                                          _mm256_cmp_ps (z, high, _CMP_LT_OQ)));
#elif defined __SSE2__
  return _mm_and_ps (v, _mm_and_ps (_mm_cmpgt_ps (z, low), _mm_cmplt_ps (z, high)));
#else
  for (int i = 0; i < VEC_WIDTH; i++)
    v[i] = z[i] > low[i] && z[i] < high[i] ? v[i] : 0;
  return v;
#endif
}

/* The same for one number. */
ALWAYS_INLINE float
clamp (float v, float low, float high)
{
  v = low > v ? low : v;
  return high < v ? high : v;
}

/* What each isa file adds to the table. */
void FROST_ISA_SYMBOL (frost_isa_product) (float *y, int64_t ldy, const float *x,
                                           int64_t ldx, const float *w, int64_t ldw,
                                           int64_t m, int n, int k,
                                           const FrostEpilogue *epilogue);
void FROST_ISA_SYMBOL (frost_isa_product_windows) (float *y, int64_t ldy, const float *x,
                                                   int64_t ldx,
                                                   const FrostWindowRuns *runs,
                                                   const float *w, int64_t m, int n,
                                                   const FrostEpilogue *epilogue);
int64_t FROST_ISA_SYMBOL (frost_isa_packed_size) (int n, int k);
void FROST_ISA_SYMBOL (frost_isa_pack) (float *packed, const float *w, int64_t ldw, int n,
                                        int k);
void FROST_ISA_SYMBOL (frost_isa_pack_turned) (float *packed, const float *w, int64_t ldw,
                                               int n, int k);
void FROST_ISA_SYMBOL (frost_isa_scale_packed) (float *scaled, const float *packed,
                                                const float *scale, int n, int k);
void FROST_ISA_SYMBOL (frost_isa_product_dw) (float *dw, int64_t lddw, const float *x,
                                              int64_t ldx, const float *dy, int64_t lddy,
                                              int64_t m, int n, int k);
void FROST_ISA_SYMBOL (frost_isa_transpose) (float *y, int64_t ldy, const float *x,
                                             int64_t ldx, int64_t rows, int64_t columns);
void FROST_ISA_SYMBOL (frost_isa_unary) (float *y, const float *x, int64_t n,
                                         FrostUnary kind, float alpha, float beta);
void FROST_ISA_SYMBOL (frost_isa_unary_backward) (float *dx, const float *dy,
                                                  const float *v, int64_t n,
                                                  FrostUnary kind, float alpha);
void FROST_ISA_SYMBOL (frost_isa_binary) (float *y, const float *a, const float *b,
                                          FrostBinary kind, const FrostGrid *grid,
                                          float low, float high);
void FROST_ISA_SYMBOL (frost_isa_binary_sums) (double *sum, const float *a,
                                               const float *b, FrostBinary kind,
                                               const FrostGrid *grid);
void FROST_ISA_SYMBOL (frost_isa_clip) (float *y, const float *x, int64_t n, float low,
                                        float high);
void FROST_ISA_SYMBOL (frost_isa_clip_backward) (float *dx, const float *dy,
                                                 const float *y, int64_t n, float low,
                                                 float high);
void FROST_ISA_SYMBOL (frost_isa_affine) (float *y, const float *x, const float *scale,
                                          const float *shift, int64_t rows, int c,
                                          float low, float high);
void FROST_ISA_SYMBOL (frost_isa_affine2) (float *y, const float *dy, const float *x,
                                           const float *a, const float *b, const float *d,
                                           const FrostInside *inside, int64_t rows,
                                           int c);
void FROST_ISA_SYMBOL (frost_isa_sums) (double *sum, const float *x, int64_t rows, int c);
void FROST_ISA_SYMBOL (frost_isa_square_sums) (double *sum, const float *x,
                                               const float *mean, int64_t rows, int c);
void FROST_ISA_SYMBOL (frost_isa_moments) (double *sum, double *square, const float *x,
                                           const float *point, int64_t rows, int c);
void FROST_ISA_SYMBOL (frost_isa_product_sums) (double *sum, double *product,
                                                const float *dy, const float *x,
                                                const float *mean,
                                                const FrostInside *inside, int64_t rows,
                                                int c);
void FROST_ISA_SYMBOL (frost_isa_row_sums) (double *sum, const float *x, int64_t rows,
                                            int64_t c);
void FROST_ISA_SYMBOL (frost_isa_row_square_sums) (double *sum, const float *x,
                                                   int64_t rows, int64_t c);
void FROST_ISA_SYMBOL (frost_isa_softmax) (float *y, const float *x, int64_t rows,
                                           int64_t c);
void FROST_ISA_SYMBOL (frost_isa_softmax_backward) (float *dx, const float *dy,
                                                    const float *y, int64_t rows,
                                                    int64_t c);
void FROST_ISA_SYMBOL (frost_isa_layer_norm) (float *y, float *statistics, const float *x,
                                              const float *scale, const float *shift,
                                              int64_t rows, int64_t c, float epsilon);
void FROST_ISA_SYMBOL (frost_isa_layer_norm_backward) (
    float *dx, float *dscale, float *dshift, const float *dy, const float *x,
    const float *statistics, const float *scale, int64_t rows, int64_t c);
void FROST_ISA_SYMBOL (frost_isa_window_max) (float *y, int32_t *index, const float *x,
                                              int c, const FrostPoolWindow *window);
void FROST_ISA_SYMBOL (frost_isa_window_sum) (float *y, const float *x, int c,
                                              const FrostPoolWindow *window, float share);
void FROST_ISA_SYMBOL (frost_isa_depthwise) (float *y, const float *x, const float *w,
                                             const FrostDepthwise *shape,
                                             const FrostEpilogue *epilogue);
void FROST_ISA_SYMBOL (frost_isa_depthwise_dx) (float *dx, const float *dy,
                                                const float *w,
                                                const FrostDepthwise *shape);
void FROST_ISA_SYMBOL (frost_isa_depthwise_dw) (float *dw, const float *dy,
                                                const float *x,
                                                const FrostDepthwise *shape);
void FROST_ISA_SYMBOL (frost_isa_grouped) (float *y, const float *x, const float *w,
                                           const FrostDepthwise *shape, int group,
                                           const FrostEpilogue *epilogue);
void FROST_ISA_SYMBOL (frost_isa_grouped_turn) (float *turned, const float *w,
                                                const FrostDepthwise *shape, int group);
void FROST_ISA_SYMBOL (frost_isa_grouped_dx) (float *dx, const float *dy,
                                              const float *turned,
                                              const FrostDepthwise *shape, int group);
void FROST_ISA_SYMBOL (frost_isa_grouped_dw) (float *dw, const float *dy, const float *x,
                                              const FrostDepthwise *shape, int group);
void FROST_ISA_SYMBOL (frost_isa_winograd_in) (float *v, const float *x,
                                               const FrostWinograd *shape, int c,
                                               int64_t first, int n, int64_t plane);
void FROST_ISA_SYMBOL (frost_isa_winograd_out) (float *y, const float *m,
                                                const FrostWinograd *shape, int c,
                                                int64_t first, int n, int64_t plane,
                                                const FrostEpilogue *epilogue);
void FROST_ISA_SYMBOL (frost_isa_winograd_weights) (float *u, int64_t plane,
                                                    const float *w, int n, int k,
                                                    gboolean turned);
void FROST_ISA_SYMBOL (frost_isa_winograd_dy) (float *v, const float *dy,
                                               const FrostWinograd *shape, int c,
                                               int64_t first, int n, int64_t plane);
void FROST_ISA_SYMBOL (frost_isa_winograd_dw) (float *dw, const float *m, int64_t n,
                                               int64_t plane);
void FROST_ISA_SYMBOL (frost_isa_sgd) (float *w, const float *dw, float *velocity,
                                       int64_t n, double rate, double momentum,
                                       double weight_decay);
void FROST_ISA_SYMBOL (frost_isa_adamw) (float *w, const float *dw, float *m, float *v,
                                         int64_t n, double rate, double beta1,
                                         double beta2, double epsilon,
                                         double weight_decay, int64_t step);

extern const FrostKernels FROST_ISA_SYMBOL (frost_kernels);
