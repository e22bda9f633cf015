/* Functions of a vector that C has no operator for, for the isa-*.c files alone. Not-a-number in
 * gives not-a-number out.
 */
#pragma once

#include "engine/kernels/isa.h"

/* The bits of a vector, as whole numbers of 32 bits. */
typedef int32_t Bits __attribute__ ((vector_size (sizeof (Vec))));

/* a < b ? yes : no; no where one of them is not a number. */
ALWAYS_INLINE Vec
vec_where_less (Vec a, Vec b, Vec yes, Vec no)
{
#if defined __AVX512F__
  return _mm512_mask_blend_ps (_mm512_cmp_ps_mask (a, b, _CMP_LT_OQ), no, yes);
#elif defined __AVX2__
  return _mm256_blendv_ps (no, yes, _mm256_cmp_ps (a, b, _CMP_LT_OQ));
#else
  Bits mask = (Bits) (a < b);

  return (Vec) (((Bits) yes & mask) | ((Bits) no & ~mask));
#endif
}
