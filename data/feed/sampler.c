#include "data/feed/sampler.h"

/* Constants of splitmix64 and xoshiro256**, Blackman & Vigna 2018, public domain. */
static guint64
splitmix64 (guint64 *state)
{
  guint64 z = *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ z >> 31;
}

typedef struct
{
  guint64 s[4];
} Random;

static guint64
rotate_left (guint64 x, int n)
{
  return x << n | x >> (64 - n);
}

/* The salt and the two numbers are mixed one after the other, so that (seed 1, epoch 2)
 * and (seed 2, epoch 1) have nothing in common, nor orders and views. */
static Random
random_init (guint64 salt, guint64 seed, guint64 epoch)
{
  guint64 state = salt;
  state = splitmix64 (&state) ^ seed;
  state = splitmix64 (&state) ^ epoch;
  Random random;
  for (int i = 0; i < 4; i++)
    random.s[i] = splitmix64 (&state);
  return random;
}

static guint64
random_next (Random *random)
{
  guint64 *s = random->s;
  guint64 result = rotate_left (s[1] * 5, 7) * 9, t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

/* In [0, n), every number equally likely: what would favour the small ones is drawn
 * again. */
static guint32
random_below (Random *random, guint32 n)
{
  guint64 excess = (G_MAXUINT64 % n + 1) % n;
  guint64 x;
  do
    x = random_next (random);
  while (x > G_MAXUINT64 - excess);
  return (guint32) (x % n);
}

void
frost_sampler_order (guint32 *order, guint32 n, guint64 seed, guint64 epoch)
{
  Random random = random_init (1, seed, epoch);
  for (guint32 i = 0; i < n; i++)
    order[i] = i;
  for (guint32 i = n; i > 1; i--)
    {
      guint32 j = random_below (&random, i), last = order[i - 1];
      order[i - 1] = order[j];
      order[j] = last;
    }
}

int
frost_sampler_view (guint64 seed, guint64 epoch, guint32 index, int n_views)
{
  g_return_val_if_fail (n_views >= 1, 0);

  Random random = random_init (2, seed, epoch ^ (guint64) index << 32);
  return (int) random_below (&random, (guint32) n_views);
}
