#include "engine/train/feature-cache.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine/core/error.h"

#define FLOATS 100
#define SLOT (64 + 448) /* header, 400 bytes filled up to 64 */

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("frost-feature-cache-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "abc.features", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static const uint8_t *
key_of (int image)
{
  static uint8_t key[FROST_SAMPLE_KEY_BYTES];

  memset (key, image & 0xff, sizeof key);
  key[7] = (uint8_t) (image >> 8);
  return key;
}

static void
features_of (int image, int view, float *features)
{
  for (int i = 0; i < FLOATS; i++)
    features[i] = (float) image + (float) view * 0.5f + (float) i * 0.001f;
}

static FrostFeatureCache *
open_cache (const Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  FrostFeatureCache *cache =
      frost_feature_cache_open (fixture->folder, "abc", FLOATS, &error);

  g_assert_no_error (error);
  return cache;
}

static void
write_one (FrostFeatureCache *cache, int image, int view)
{
  g_autoptr (GError) error = NULL;
  float features[FLOATS];

  features_of (image, view, features);
  g_assert_true (
      frost_feature_cache_write (cache, key_of (image), view, features, &error));
  g_assert_no_error (error);
}

static void
assert_holds (FrostFeatureCache *cache, int image, int view)
{
  float expected[FLOATS], features[FLOATS];

  features_of (image, view, expected);
  g_assert_true (frost_feature_cache_contains (cache, key_of (image), view));
  g_assert_true (frost_feature_cache_read (cache, key_of (image), view, features));
  g_assert_cmpmem (features, sizeof features, expected, sizeof expected);
}

static void
assert_lacks (FrostFeatureCache *cache, int image, int view)
{
  float features[FLOATS] = { 42 };

  g_assert_false (frost_feature_cache_contains (cache, key_of (image), view));
  g_assert_false (frost_feature_cache_read (cache, key_of (image), view, features));
  g_assert_cmpfloat (features[0], ==, 42);
}

/* Reading in between makes the mapping grow several times. */
static void
fill (FrostFeatureCache *cache, int n)
{
  for (int i = 0; i < n; i++)
    {
      write_one (cache, i, 0);
      write_one (cache, i, 1);
      if (i % 7 == 0)
        assert_holds (cache, i, 1);
    }
}

static void
test_reopen (Fixture *fixture, gconstpointer data)
{
  for (int round = 0; round < 3; round++)
    {
      g_autoptr (FrostFeatureCache) cache = open_cache (fixture);

      if (round == 0)
        fill (cache, 50);
      for (int i = 0; i < 50; i++)
        {
          assert_holds (cache, i, 0);
          assert_holds (cache, i, 1);
        }
      assert_lacks (cache, 50, 0);
      assert_lacks (cache, 3, 2);
      /* What is there already is not written again. */
      fill (cache, 50);
    }
}

static void
damage (const Fixture *fixture, off_t offset)
{
  int file = open (fixture->path, O_RDWR);
  uint8_t byte;

  g_assert_cmpint (pread (file, &byte, 1, offset), ==, 1);
  byte ^= 0x10;
  g_assert_cmpint (pwrite (file, &byte, 1, offset), ==, 1);
  close (file);
}

/* One bit in the features of a slot: that slot is gone, is computed again, and holds from then on,
 * after another opening too. */
static void
test_corrupt_slot (Fixture *fixture, gconstpointer data)
{
  {
    g_autoptr (FrostFeatureCache) cache = open_cache (fixture);

    fill (cache, 3);
  }
  damage (fixture, 64 + 2 * SLOT + 64 + 200);
  {
    g_autoptr (FrostFeatureCache) cache = open_cache (fixture);

    assert_holds (cache, 0, 0);
    assert_lacks (cache, 1, 0);
    assert_holds (cache, 1, 1);
    assert_holds (cache, 2, 1);
    write_one (cache, 1, 0);
    assert_holds (cache, 1, 0);
  }
  {
    g_autoptr (FrostFeatureCache) cache = open_cache (fixture);

    for (int i = 0; i < 3; i++)
      assert_holds (cache, i, 0);
  }
}

/* Every byte of the file, one after the other: never a wrong number, never a crash. */
static void
test_any_damage (Fixture *fixture, gconstpointer data)
{
  {
    g_autoptr (FrostFeatureCache) cache = open_cache (fixture);

    fill (cache, 2);
  }
  for (off_t offset = 0; offset < 64 + 4 * SLOT; offset += 5)
    {
      damage (fixture, offset);
      {
        g_autoptr (FrostFeatureCache) cache = open_cache (fixture);
        float expected[FLOATS], features[FLOATS];

        for (int i = 0; i < 2; i++)
          for (int view = 0; view < 2; view++)
            if (frost_feature_cache_read (cache, key_of (i), view, features))
              {
                features_of (i, view, expected);
                g_assert_cmpmem (features, sizeof features, expected, sizeof expected);
              }
      }
      /* A header that is not ours makes the file begin anew. */
      g_unlink (fixture->path);
      {
        g_autoptr (FrostFeatureCache) cache = open_cache (fixture);

        fill (cache, 2);
      }
    }
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  for (off_t size = 0; size < 64 + 4 * SLOT; size += 37)
    {
      g_unlink (fixture->path);
      {
        g_autoptr (FrostFeatureCache) cache = open_cache (fixture);

        fill (cache, 2);
      }
      g_assert_cmpint (truncate (fixture->path, size), ==, 0);
      {
        g_autoptr (FrostFeatureCache) cache = open_cache (fixture);

        for (int slot = 0; slot < 4; slot++)
          if (size >= 64 + (slot + 1) * SLOT)
            assert_holds (cache, slot / 2, slot % 2);
          else
            assert_lacks (cache, slot / 2, slot % 2);
        fill (cache, 2);
      }
      {
        g_autoptr (FrostFeatureCache) cache = open_cache (fixture);

        assert_holds (cache, 0, 0);
        assert_holds (cache, 1, 1);
      }
    }
}

/* Somebody cuts the file short while it is open: what is not mapped yet is missing. */
static void
test_cut_while_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrostFeatureCache) cache = NULL;

  {
    g_autoptr (FrostFeatureCache) first = open_cache (fixture);

    fill (first, 3);
  }
  cache = open_cache (fixture);
  g_assert_cmpint (truncate (fixture->path, 100), ==, 0);
  assert_lacks (cache, 0, 0);
  assert_lacks (cache, 2, 1);
  /* Written to again it has holes where slots were. */
  write_one (cache, 7, 0);
  assert_lacks (cache, 1, 0);
  assert_holds (cache, 7, 0);
}

/* Features of another size, under the same name. */
static void
test_other_size (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  float features[FLOATS / 2] = { 1 };
  g_autoptr (FrostFeatureCache) cache = NULL;

  {
    g_autoptr (FrostFeatureCache) first = open_cache (fixture);

    fill (first, 3);
  }
  cache = frost_feature_cache_open (fixture->folder, "abc", FLOATS / 2, &error);
  g_assert_no_error (error);
  g_assert_false (frost_feature_cache_read (cache, key_of (0), 0, features));
}

/* The second one keeps its own, and leaves the file alone. */
static void
test_second_opener (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrostFeatureCache) first = open_cache (fixture);
  g_autoptr (FrostFeatureCache) second = open_cache (fixture);

  write_one (first, 0, 0);
  write_one (second, 1, 0);
  assert_holds (first, 0, 0);
  assert_lacks (first, 1, 0);
  assert_holds (second, 1, 0);
  assert_lacks (second, 0, 0);
  g_clear_pointer (&first, frost_feature_cache_unref);
  first = open_cache (fixture);
  assert_holds (first, 0, 0);
  assert_lacks (first, 1, 0);
}

static void
test_memory (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostFeatureCache) cache =
      frost_feature_cache_open (NULL, "abc", FLOATS, &error);

  g_assert_no_error (error);
  fill (cache, 20);
  for (int i = 0; i < 20; i++)
    assert_holds (cache, i, 1);
}

/* A file size limit stands for a full disk: writing fails with a message, nothing was added, and
 * what was there still is; with room again it goes on. */
static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostFeatureCache) cache = open_cache (fixture);
  struct rlimit old, limit;
  float features[FLOATS];

  write_one (cache, 0, 0);
  write_one (cache, 1, 0);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  limit = old;
  limit.rlim_cur = 64 + 2 * SLOT + 100;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  features_of (2, 0, features);
  g_assert_false (frost_feature_cache_write (cache, key_of (2), 0, features, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, fixture->folder));
  assert_lacks (cache, 2, 0);
  assert_holds (cache, 1, 0);
  write_one (cache, 2, 0);
  assert_holds (cache, 2, 0);
}

static void
test_bad_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (frost_feature_cache_open ("/dev/null/cache", "abc", FLOATS, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "/dev/null/cache"));
}

#define ADD(name, function)                                                              \
  g_test_add ("/engine/train/feature-cache/" name, Fixture, NULL, set_up, function,      \
              tear_down)

/* Views of one generation beside those that stay, in a file that has no name. */
static void
test_views (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrostFeatureCache) cache = open_cache (fixture);
  FrostFeatureCache *views =
      frost_feature_cache_open_unnamed (fixture->folder, FLOATS, NULL);
  g_autoptr (FrostFeatureCache) in_memory =
      frost_feature_cache_open_unnamed (NULL, FLOATS, NULL);
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  float features[FLOATS], got[FLOATS];

  g_assert_cmpstr (g_dir_read_name (dir), ==, "abc.features");
  g_assert_null (g_dir_read_name (dir));
  g_assert_true (frost_feature_cache_peek_views (cache, 0) == cache);
  g_assert_null (frost_feature_cache_peek_views (cache, 1));
  frost_feature_cache_set_views (cache, 2, views);
  g_assert_true (frost_feature_cache_peek_views (cache, 2) == views);
  g_assert_null (frost_feature_cache_peek_views (cache, 1));

  features_of (4, 1, features);
  g_assert_true (frost_feature_cache_write (views, key_of (4), 1, features, NULL));
  g_assert_true (frost_feature_cache_write (in_memory, key_of (4), 1, features, NULL));
  g_assert_false (frost_feature_cache_contains (cache, key_of (4), 1));
  g_assert_true (frost_feature_cache_read (views, key_of (4), 1, got));
  g_assert_cmpmem (got, sizeof got, features, sizeof features);
  g_assert_true (frost_feature_cache_read (in_memory, key_of (4), 1, got));
  g_assert_cmpmem (got, sizeof got, features, sizeof features);
  frost_feature_cache_set_views (cache, 0, NULL);
  g_assert_null (frost_feature_cache_peek_views (cache, 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("reopen", test_reopen);
  ADD ("corrupt-slot", test_corrupt_slot);
  ADD ("any-damage", test_any_damage);
  ADD ("truncated", test_truncated);
  ADD ("cut-while-open", test_cut_while_open);
  ADD ("other-size", test_other_size);
  ADD ("second-opener", test_second_opener);
  ADD ("memory", test_memory);
  ADD ("views", test_views);
  ADD ("disk-full", test_disk_full);
  ADD ("bad-folder", test_bad_folder);
  return g_test_run ();
}
