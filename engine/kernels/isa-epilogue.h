/* The epilogue of a product or a convolution on vectors, for the isa-*.c files alone. */
#pragma once

#include <math.h>

#include "engine/kernels/isa.h"

typedef struct
{
  Vec low, high;
  gboolean hard_swish;
} Activation;

ALWAYS_INLINE Activation
activation_of (const FrostEpilogue *epilogue)
{
  if (epilogue == NULL)
    return (Activation){ vec_all (-INFINITY), vec_all (INFINITY), FALSE };
  return (Activation){ vec_all (epilogue->low), vec_all (epilogue->high),
                       epilogue->hard_swish };
}

/* x + 3 is exact near the kink, where x / 6 + 0.5 has no digit left. */
ALWAYS_INLINE Vec
vec_hard_swish (Vec x)
{
  return x * (vec_clamp (x + vec_all (3), vec_all (0), vec_all (6)) * vec_all (1.0f / 6));
}

ALWAYS_INLINE Vec
vec_activate (Vec v, const Activation *activation)
{
  return activation->hard_swish ? vec_hard_swish (v)
                                : vec_clamp (v, activation->low, activation->high);
}

/* The bias of n channels from one on. */
ALWAYS_INLINE Vec
bias_of (const FrostEpilogue *epilogue, int64_t channel, int n)
{
  return epilogue != NULL && epilogue->bias != NULL
             ? vec_load_first (epilogue->bias + channel, n)
             : vec_all (0);
}
