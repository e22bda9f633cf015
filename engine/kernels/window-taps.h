/* Which taps of a window lie inside an image: of one axis, for convolutions and pools. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

static inline int
frost_window_ceil_div (int a, int b)
{
  return a >= 0 ? (a + b - 1) / b : -(-a / b);
}

/* The taps [first, end) of n that fall on [0, size), when tap 0 falls on start. */
static inline void
frost_window_inside (int start, int dilation, int n, int size, int *first, int *end)
{
  /* Of most windows all do; a division takes longer than the look. */
  if (start >= 0 && start + (n - 1) * dilation < size)
    {
      *first = 0;
      *end = n;
      return;
    }
  *first = CLAMP (frost_window_ceil_div (-start, dilation), 0, n);
  *end = CLAMP (frost_window_ceil_div (size - start, dilation), *first, n);
}

G_END_DECLS
