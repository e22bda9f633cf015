#include "data/feed/crop-cache.h"

#define BYTES (3 * 5 * 4)

static FrostImage *
new_crop (void)
{
  return frost_image_new (5, 4, NULL);
}

/* The first that fit stay, the others are not kept. */
static void
test_limit (void)
{
  g_autoptr (FrostCropCache) cache = frost_crop_cache_new (4, 2 * BYTES + BYTES / 2);
  FrostImage *crops[4];

  for (guint32 i = 0; i < 4; i++)
    crops[i] = new_crop ();
  for (guint32 i = 0; i < 4; i++)
    frost_crop_cache_put (cache, (i + 2) % 4, crops[(i + 2) % 4]);
  for (guint32 i = 0; i < 4; i++)
    {
      g_autoptr (FrostImage) got = frost_crop_cache_get (cache, i);

      g_assert_true (got == (i >= 2 ? crops[i] : NULL));
      frost_image_unref (crops[i]);
    }
}

/* A second one in the same place changes nothing and takes no room. */
static void
test_again (void)
{
  g_autoptr (FrostCropCache) cache = frost_crop_cache_new (2, 2 * BYTES);
  g_autoptr (FrostImage) first = new_crop (), second = new_crop ();

  g_assert_null (frost_crop_cache_get (cache, 0));
  frost_crop_cache_put (cache, 0, first);
  frost_crop_cache_put (cache, 0, second);
  frost_crop_cache_put (cache, 1, second);
  g_autoptr (FrostImage) at_0 = frost_crop_cache_get (cache, 0);
  g_autoptr (FrostImage) at_1 = frost_crop_cache_get (cache, 1);
  g_assert_true (at_0 == first);
  g_assert_true (at_1 == second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crop-cache/limit", test_limit);
  g_test_add_func ("/crop-cache/again", test_again);
  return g_test_run ();
}
