/* What drawing asks of random numbers.
 *
 * Threads: one state belongs to one thread at a time.
 */
#pragma once

#include "data/data-random.h"

G_BEGIN_DECLS

/* Begun by frost_data_random_init. */
typedef FrostDataRandom FrostDrawRandom;

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
