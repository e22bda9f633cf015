/* Random numbers with explicit state, so that one seed gives one run.
 * Source: xoshiro256** 1.0, seeded by splitmix64 (Blackman & Vigna 2018).
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct
{
  uint64_t state[4];
} FrostRng;

void frost_rng_seed (FrostRng *rng, uint64_t seed);
uint64_t frost_rng_next (FrostRng *rng);

/* Uniform in [0, 1), 24 bits. */
float frost_rng_uniform (FrostRng *rng);

/* Uniform in [0, n) without bias; n > 0. */
uint64_t frost_rng_below (FrostRng *rng, uint64_t n);

/* Mixes two numbers into a seed: a stream of its own for every (seed, epoch), (seed, image) … */
uint64_t frost_rng_mix (uint64_t a, uint64_t b);

G_END_DECLS
