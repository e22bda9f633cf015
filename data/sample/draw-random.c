#include "data/sample/draw-random.h"

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
frost_draw_random_init (FrostDrawRandom *random, guint64 a, guint64 b, guint64 c)
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
frost_draw_random_next (FrostDrawRandom *random)
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

double
frost_draw_random_uniform (FrostDrawRandom *random, double low, double high)
{
  const double unit = (double) (frost_draw_random_next (random) >> 11) * 0x1.0p-53;
  return low + (high - low) * unit;
}

int
frost_draw_random_below (FrostDrawRandom *random, int n)
{
  g_return_val_if_fail (n > 0, 0);
  /* The bias of the multiplication is n / 2^32, far below what a picture can show. */
  return (int) (((frost_draw_random_next (random) >> 32) * (guint64) n) >> 32);
}

gboolean
frost_draw_random_chance (FrostDrawRandom *random, double probability)
{
  return frost_draw_random_uniform (random, 0, 1) < probability;
}

void
frost_draw_random_normal4 (FrostDrawRandom *random, float normal[4])
{
  /* A sum of four uniforms on [0, 65535] has variance (65536^2 - 1) / 3. */
  const float scale = 1.0f / 37837.2f;

  for (int i = 0; i < 4; i++)
    {
      const guint64 bits = frost_draw_random_next (random);
      const int sum = (int) (bits & 0xffff) + (int) ((bits >> 16) & 0xffff)
                      + (int) ((bits >> 32) & 0xffff) + (int) (bits >> 48);
      normal[i] = (float) (sum - 2 * 65535) * scale;
    }
}
