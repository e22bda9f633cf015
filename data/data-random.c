#include "data/data-random.h"

static guint64
rotate_left (guint64 x, int bits)
{
  return (x << bits) | (x >> (64 - bits));
}

static guint64
splitmix (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

void
frost_data_random_init (FrostDataRandom *random, guint64 a, guint64 b, guint64 c)
{
  /* Each number passes the mixer before the next is added, so that (1, 2) and (2, 1),
   * and neighbours in any of the three, have unrelated states. */
  guint64 mixer = a;
  mixer = splitmix (&mixer) ^ b;
  mixer = splitmix (&mixer) ^ c;
  for (int i = 0; i < 4; i++)
    random->state[i] = splitmix (&mixer);
}

guint64
frost_data_random_next (FrostDataRandom *random)
{
  guint64 *s = random->state;
  const guint64 result = rotate_left (s[1] * 5, 7) * 9;
  const guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}
