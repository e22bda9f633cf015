#include "engine/core/rng.h"

static uint64_t
splitmix (uint64_t *state)
{
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static uint64_t
rotate_left (uint64_t x, int k)
{
  return (x << k) | (x >> (64 - k));
}

void
frost_rng_seed (FrostRng *rng, uint64_t seed)
{
  for (int i = 0; i < 4; i++)
    rng->state[i] = splitmix (&seed);
}

uint64_t
frost_rng_next (FrostRng *rng)
{
  uint64_t *s = rng->state;
  uint64_t result = rotate_left (s[1] * 5, 7) * 9;
  uint64_t t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

float
frost_rng_uniform (FrostRng *rng)
{
  return (float) (frost_rng_next (rng) >> 40) * 0x1p-24f;
}

uint64_t
frost_rng_below (FrostRng *rng, uint64_t n)
{
  uint64_t limit = UINT64_MAX - UINT64_MAX % n;
  uint64_t x;

  /* Values past the last whole multiple of n would favour small remainders. */
  do
    x = frost_rng_next (rng);
  while (x >= limit);
  return x % n;
}

uint64_t
frost_rng_mix (uint64_t a, uint64_t b)
{
  uint64_t state = a;

  state = splitmix (&state) ^ b;
  return splitmix (&state);
}
