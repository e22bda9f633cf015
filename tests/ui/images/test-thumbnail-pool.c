#include "ui/images/thumbnail-pool.h"

#include "tests/ui/session/session-fixture.h"

typedef struct
{
  char *folder;
  GArray *tickets; /* guint64, in the order of the answers */
  int n_images;
  int n_errors;
} Fixture;

static void
ready_cb (guint64 ticket, FrostImage *image, const GError *error, gpointer user_data)
{
  Fixture *f = user_data;

  g_assert_true ((image == NULL) == (error != NULL));
  g_array_append_val (f->tickets, ticket);
  if (image != NULL)
    f->n_images++;
  else
    f->n_errors++;
}

static void
setup (Fixture *f, gconstpointer data)
{
  f->folder = session_fixture_make_folder ();
  f->tickets = g_array_new (FALSE, FALSE, sizeof (guint64));
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_array_unref (f->tickets);
  session_fixture_remove (f->folder);
  g_free (f->folder);
}

static char *
make_picture (Fixture *f, guint seed, guint8 *hash)
{
  g_autofree char *name = g_strdup_printf ("%u.jpg", seed);
  char *path = g_build_filename (f->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  session_fixture_write_picture (path, 200, 40, 40, seed);
  frost_hash_file (path, hash, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_answers (Fixture *f, gconstpointer data)
{
  g_autoptr (FrostThumbnailPool) pool = frost_thumbnail_pool_new (2, ready_cb, f);
  guint8 hash[FROST_HASH_SIZE];
  g_autofree char *missing = g_build_filename (f->folder, "missing.jpg", NULL);

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *path = make_picture (f, i, hash);

      g_assert_cmpuint (frost_thumbnail_pool_request (pool, path, hash, 128), >, 0);
    }
  hash[0] ^= 0xff;
  frost_thumbnail_pool_request (pool, missing, hash, 128);
  while (f->tickets->len < 21)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (f->n_images, ==, 20);
  g_assert_cmpint (f->n_errors, ==, 1);
}

/* One thread has its hands full with the first request; those behind it can be taken back,
 * once, and never answer. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (FrostThumbnailPool) pool = frost_thumbnail_pool_new (1, ready_cb, f);
  guint8 hash[FROST_HASH_SIZE];
  g_autofree char *path = make_picture (f, 1, hash);
  guint64 tickets[200];
  guint n_cancelled = 0;

  for (guint i = 0; i < G_N_ELEMENTS (tickets); i++)
    tickets[i] = frost_thumbnail_pool_request (pool, path, hash, 128);
  for (guint i = G_N_ELEMENTS (tickets); i > 0; i--)
    if (frost_thumbnail_pool_cancel (pool, tickets[i - 1]))
      {
        n_cancelled++;
        g_assert_false (frost_thumbnail_pool_cancel (pool, tickets[i - 1]));
        tickets[i - 1] = 0;
      }
  while (f->tickets->len < G_N_ELEMENTS (tickets) - n_cancelled)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f->tickets->len, ==, G_N_ELEMENTS (tickets) - n_cancelled);
  g_assert_false (frost_thumbnail_pool_cancel (pool, 12345));
  for (guint i = 0; i < f->tickets->len; i++)
    {
      gboolean expected = FALSE;

      for (guint k = 0; k < G_N_ELEMENTS (tickets); k++)
        expected |= tickets[k] == g_array_index (f->tickets, guint64, i);
      g_assert_true (expected);
    }
}

/* A large picture does not wait for a queue of thumbnails. */
static void
test_large_first (Fixture *f, gconstpointer data)
{
  g_autoptr (FrostThumbnailPool) pool = frost_thumbnail_pool_new (1, ready_cb, f);
  guint8 hash[FROST_HASH_SIZE];
  g_autofree char *path = make_picture (f, 1, hash);
  guint64 large;
  guint position = 0;

  for (guint i = 0; i < 400; i++)
    frost_thumbnail_pool_request (pool, path, hash, 128);
  large = frost_thumbnail_pool_request_large (pool, path, 100);
  while (f->tickets->len < 401)
    g_main_context_iteration (NULL, TRUE);
  while (g_array_index (f->tickets, guint64, position) != large)
    position++;
  g_assert_cmpuint (position, <, 400);
}

/* Closing in the middle of work neither hangs nor calls back. */
static void
test_free_busy (Fixture *f, gconstpointer data)
{
  for (int round = 0; round < 20; round++)
    {
      FrostThumbnailPool *pool = frost_thumbnail_pool_new (2, ready_cb, f);
      guint8 hash[FROST_HASH_SIZE];
      g_autofree char *path = make_picture (f, 1, hash);

      for (guint i = 0; i < 50; i++)
        frost_thumbnail_pool_request (pool, path, hash, 128);
      frost_thumbnail_pool_free (pool);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_cmpuint (f->tickets->len, ==, 0);
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  ADD ("/thumbnail-pool/answers", test_answers);
  ADD ("/thumbnail-pool/cancel", test_cancel);
  ADD ("/thumbnail-pool/large-first", test_large_first);
  ADD ("/thumbnail-pool/free-busy", test_free_busy);
  return g_test_run ();
}
