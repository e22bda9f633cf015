/* draw-random.h - random numbers with explicit state, for drawing.
 *
 * Source: xoshiro256** 1.0 seeded by splitmix64 (Blackman & Vigna 2018). Separate from
 * the engine's generator because data/ and engine/ never include each other.
 * Threads: one state belongs to one thread at a time.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 state[4];
} FrostDrawRandom;

/* A stream of its own for every triple. */
void frost_draw_random_init (FrostDrawRandom *random, guint64 a, guint64 b, guint64 c);

guint64 frost_draw_random_next (FrostDrawRandom *random);

/* Uniform in [low, high). */
double frost_draw_random_uniform (FrostDrawRandom *random, double low, double high);

/* Uniform in [0, n); n > 0. */
int frost_draw_random_below (FrostDrawRandom *random, int n);

/* TRUE with that probability. */
gboolean frost_draw_random_chance (FrostDrawRandom *random, double probability);

/* Four nearly normal numbers (sums of four uniforms), mean 0, deviation 1, no tail
 * beyond 3.5: a picture takes 200,000 of them, and the true normal costs logarithms. */
void frost_draw_random_normal4 (FrostDrawRandom *random, float normal[4]);

G_END_DECLS
