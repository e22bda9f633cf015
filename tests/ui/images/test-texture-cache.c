#include "ui/images/texture-cache.h"

#include "tests/ui/session/session-fixture.h"

typedef struct
{
  char *folder;
  int n_textures;
  int n_broken;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->folder = session_fixture_make_folder ();
}

static void
teardown (Fixture *f, gconstpointer data)
{
  session_fixture_remove (f->folder);
  g_free (f->folder);
}

static void
ready_cb (GdkTexture *texture, gpointer user_data)
{
  Fixture *f = user_data;

  if (texture != NULL)
    f->n_textures++;
  else
    f->n_broken++;
}

static char *
make_picture (Fixture *f, guint seed, guint8 *hash)
{
  g_autofree char *name = g_strdup_printf ("%u.jpg", seed);
  char *path = g_build_filename (f->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  session_fixture_write_picture (path, 40, 200, 40, seed);
  frost_hash_file (path, hash, &error);
  g_assert_no_error (error);
  return path;
}

static void
wait_for_all (FrostTextureCache *cache)
{
  while (frost_texture_cache_get_n_pending (cache) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_lookup (Fixture *f, gconstpointer data)
{
  g_autoptr (FrostTextureCache) cache = frost_texture_cache_new (1 << 20);
  guint8 hash[FROST_HASH_SIZE];
  g_autofree char *path = make_picture (f, 1, hash);
  GdkTexture *texture = NULL;

  g_assert_false (frost_texture_cache_lookup (cache, hash, 128, &texture));
  frost_texture_cache_request (cache, path, hash, 128, ready_cb, f);
  /* The same bytes once more: one decode answers both. */
  frost_texture_cache_request (cache, path, hash, 128, ready_cb, f);
  g_assert_cmpuint (frost_texture_cache_get_n_pending (cache), ==, 2);
  wait_for_all (cache);
  g_assert_cmpint (f->n_textures, ==, 2);
  g_assert_true (frost_texture_cache_lookup (cache, hash, 128, &texture));
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 24);
  g_assert_cmpuint (frost_texture_cache_get_size (cache), ==, 24 * 24 * 3);
}

/* A budget of four pictures keeps four: the one that was looked at stays. */
static void
test_budget (Fixture *f, gconstpointer data)
{
  g_autoptr (FrostTextureCache) cache = frost_texture_cache_new (4 * 24 * 24 * 3);
  guint8 hashes[10][FROST_HASH_SIZE];
  GdkTexture *texture = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *path = make_picture (f, i, hashes[i]);

      frost_texture_cache_request (cache, path, hashes[i], 128, ready_cb, f);
      wait_for_all (cache);
      g_assert_true (frost_texture_cache_lookup (cache, hashes[0], 128, &texture));
      g_assert_cmpuint (frost_texture_cache_get_size (cache), <=, 4 * 24 * 24 * 3);
    }
  g_assert_false (frost_texture_cache_lookup (cache, hashes[1], 128, &texture));
  g_assert_true (frost_texture_cache_lookup (cache, hashes[9], 128, &texture));
}

static void
test_broken (Fixture *f, gconstpointer data)
{
  g_autoptr (FrostTextureCache) cache = frost_texture_cache_new (1 << 20);
  const guint8 hash[FROST_HASH_SIZE] = { 1, 2, 3, 4 };
  g_autofree char *path = g_build_filename (f->folder, "missing.jpg", NULL);
  GdkTexture *texture = (GdkTexture *) f;

  frost_texture_cache_request (cache, path, hash, 128, ready_cb, f);
  wait_for_all (cache);
  g_assert_cmpint (f->n_broken, ==, 1);
  g_assert_true (frost_texture_cache_lookup (cache, hash, 128, &texture));
  g_assert_null (texture);
  frost_texture_cache_retry_broken (cache);
  g_assert_false (frost_texture_cache_lookup (cache, hash, 128, &texture));
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (FrostTextureCache) cache = frost_texture_cache_new (1 << 20);
  guint8 hash[FROST_HASH_SIZE];
  g_autofree char *path = make_picture (f, 1, hash);
  guint64 first = frost_texture_cache_request (cache, path, hash, 128, ready_cb, f);

  frost_texture_cache_request (cache, path, hash, 128, ready_cb, f);
  frost_texture_cache_cancel (cache, first);
  frost_texture_cache_cancel (cache, first);
  wait_for_all (cache);
  g_assert_cmpint (f->n_textures, ==, 1);

  /* Scrolling past a thousand images leaves nothing to answer. */
  for (guint i = 0; i < 1000; i++)
    {
      guint8 other[FROST_HASH_SIZE] = { (guint8) i, (guint8) (i >> 8), 7 };

      frost_texture_cache_cancel (
          cache, frost_texture_cache_request (cache, path, other, 128, ready_cb, f));
    }
  g_assert_cmpuint (frost_texture_cache_get_n_pending (cache), ==, 0);
}

static void
test_large (Fixture *f, gconstpointer data)
{
  g_autoptr (FrostTextureCache) cache = frost_texture_cache_new (1 << 20);
  guint8 hash[FROST_HASH_SIZE];
  g_autofree char *path = make_picture (f, 1, hash);

  frost_texture_cache_request_large (cache, path, 500, ready_cb, f);
  wait_for_all (cache);
  g_assert_cmpint (f->n_textures, ==, 1);
  g_assert_cmpuint (frost_texture_cache_get_size (cache), ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  ADD ("/texture-cache/lookup", test_lookup);
  ADD ("/texture-cache/budget", test_budget);
  ADD ("/texture-cache/broken", test_broken);
  ADD ("/texture-cache/cancel", test_cancel);
  ADD ("/texture-cache/large", test_large);
  return g_test_run ();
}
