#include "data/sample/draw-random.h"

double
frost_draw_random_uniform (FrostDrawRandom *random, double low, double high)
{
  const double unit = (double) (frost_data_random_next (random) >> 11) * 0x1.0p-53;
  return low + (high - low) * unit;
}

int
frost_draw_random_below (FrostDrawRandom *random, int n)
{
  g_return_val_if_fail (n > 0, 0);
  /* The bias of the multiplication is n / 2^32, far below what a picture can show. */
  return (int) (((frost_data_random_next (random) >> 32) * (guint64) n) >> 32);
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
      const guint64 bits = frost_data_random_next (random);
      const int sum = (int) (bits & 0xffff) + (int) ((bits >> 16) & 0xffff)
                      + (int) ((bits >> 32) & 0xffff) + (int) (bits >> 48);
      normal[i] = (float) (sum - 2 * 65535) * scale;
    }
}
