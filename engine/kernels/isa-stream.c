/* isa-stream.c - a copy that goes past the cache: what is written is not read from memory first, and
 * pushes nothing out. "Non-temporal" stores in Intel's and AMD's manuals.
 */
#include <stdint.h>

#include "engine/kernels/isa.h"

/* y is aligned to the size of a vector. */
ALWAYS_INLINE void
vec_stream (float *y, Vec v)
{
#if defined __AVX512F__
  _mm512_stream_ps (y, v);
#elif defined __AVX2__
  _mm256_stream_ps (y, v);
#elif defined __SSE2__
  _mm_stream_ps (y, v);
#else
  vec_store (y, v);
#endif
}

void
FROST_ISA_SYMBOL (frost_isa_stream) (float *y, const float *x, int64_t n)
{
  int64_t i = 0;

  for (; i < n && (uintptr_t) (y + i) % sizeof (Vec) != 0; i++)
    y[i] = x[i];
  for (; i + VEC_WIDTH <= n; i += VEC_WIDTH)
    vec_stream (y + i, vec_load (x + i));
  for (; i < n; i++)
    y[i] = x[i];
    /* Whoever is told that the copy is there must see it. */
#if defined __SSE2__
  _mm_sfence ();
#endif
}
