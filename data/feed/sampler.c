#include "data/feed/sampler.h"

#include "data/data-random.h"

/* Of the streams, so that orders and views have nothing in common; 3 is that of data/image/augment.c. */
enum
{
  ORDER = 1,
  VIEW,
  GENERATION = 4
};

/* In [0, n), every number equally likely: what would favour the small ones is drawn
 * again. */
static guint32
random_below (FrostDataRandom *random, guint32 n)
{
  guint64 excess = (G_MAXUINT64 % n + 1) % n;
  guint64 x;
  do
    x = frost_data_random_next (random);
  while (x > G_MAXUINT64 - excess);
  return (guint32) (x % n);
}

void
frost_sampler_order (guint32 *order, guint32 n, guint64 seed, guint64 epoch)
{
  FrostDataRandom random;

  frost_data_random_init (&random, ORDER, seed, epoch);
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
  FrostDataRandom random;

  g_return_val_if_fail (n_views >= 1, 0);

  frost_data_random_init (&random, VIEW, seed, (guint64) index << 32);
  return (int) ((random_below (&random, (guint32) n_views) + epoch) % (guint64) n_views);
}

guint64
frost_sampler_key (guint64 key, guint64 seed, guint64 generation)
{
  FrostDataRandom random;

  if (generation == 0)
    return key;
  frost_data_random_init (&random, GENERATION, seed, generation);
  frost_data_random_init (&random, GENERATION, frost_data_random_next (&random), key);
  return frost_data_random_next (&random);
}
