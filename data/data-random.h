/* Random numbers with explicit state, so that one seed gives one split, one order, one picture.
 *
 * Source: xoshiro256** 1.0, seeded by splitmix64 (Blackman & Vigna 2018). Separate from the
 * engine's generator because data/ and engine/ never include each other.
 * Threads: one state belongs to one thread at a time.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 state[4];
} FrostDataRandom;

/* A stream of its own for every triple. */
void frost_data_random_init (FrostDataRandom *random, guint64 a, guint64 b, guint64 c);

/* Uniform over all 64 bits. */
guint64 frost_data_random_next (FrostDataRandom *random);

G_END_DECLS
