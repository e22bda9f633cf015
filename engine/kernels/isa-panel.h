/* The packed form of the second factor of a product, w [k, n]: columns in panels of one to PANEL_MAX
 * vectors, one panel after the other, each [k, its columns]; columns that do not exist are zeros.
 * As every panel but the last is made of whole vectors, the panel from `column` on begins at
 * column * k.
 *
 * Only isa-*.c may include this.
 */
#pragma once

#include "engine/kernels/isa.h"

#if defined __AVX2__
#define PANEL_MAX 3
#else
#define PANEL_MAX 2
#endif

/* Vectors of the next panel of n columns: as wide as there are, but no last panel of a single
 * vector after one of three, where the loads would be the limit. */
ALWAYS_INLINE int
next_panel (int n)
{
  int vectors = (n + VEC_WIDTH - 1) / VEC_WIDTH;

  if (vectors == PANEL_MAX + 1)
    return (vectors + 1) / 2;
  return MIN (vectors, PANEL_MAX);
}

ALWAYS_INLINE int64_t
packed_size (int n, int k)
{
  return (int64_t) ((n + VEC_WIDTH - 1) / VEC_WIDTH) * VEC_WIDTH * k;
}
