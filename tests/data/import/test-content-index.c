#include "data/import/content-index.h"

static void
fill (guint8 *hash, int seed)
{
  for (int i = 0; i < FROST_IMAGE_HASH_SIZE; i++)
    hash[i] = (guint8) (seed * 31 + i);
}

static void
test_find (void)
{
  g_autoptr (FrostContentIndex) index = frost_content_index_new ();
  guint8 a[FROST_IMAGE_HASH_SIZE], b[FROST_IMAGE_HASH_SIZE];
  const FrostContentEntry *match = NULL;
  FrostContentEntry cat = { "cat.jpg", "cat", FROST_SPLIT_TRAIN, 7 };
  FrostContentEntry dog = { "dog.jpg", "dog", FROST_SPLIT_NONE, 0 };

  fill (a, 1);
  fill (b, 2);
  g_assert_cmpint (frost_content_index_find (index, a, "cat", FROST_SPLIT_TRAIN, &match),
                   ==, FROST_CONTENT_NEW);
  g_assert_null (match);
  frost_content_index_add (index, a, &cat);
  frost_content_index_add (index, a, &dog);

  static const struct
  {
    const char *class_name;
    FrostSplit split;
    FrostContentMatch expected;
    const char *path;
  } cases[] = {
    { "cat", FROST_SPLIT_TRAIN, FROST_CONTENT_COPY, "cat.jpg" },
    { "cat", FROST_SPLIT_NONE, FROST_CONTENT_COPY, "cat.jpg" },
    { "cat", FROST_SPLIT_VAL, FROST_CONTENT_ELSEWHERE, "cat.jpg" },
    { "dog", FROST_SPLIT_VAL, FROST_CONTENT_COPY, "dog.jpg" },
    { "owl", FROST_SPLIT_TRAIN, FROST_CONTENT_ELSEWHERE, "cat.jpg" },
    { NULL, FROST_SPLIT_NONE, FROST_CONTENT_COPY, "cat.jpg" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (frost_content_index_find (index, a, cases[i].class_name,
                                                 cases[i].split, &match),
                       ==, cases[i].expected);
      g_assert_cmpstr (match->path, ==, cases[i].path);
    }
  g_assert_cmpint (frost_content_index_find (index, b, "cat", FROST_SPLIT_TRAIN, &match),
                   ==, FROST_CONTENT_NEW);
}

static void
test_many (void)
{
  g_autoptr (FrostContentIndex) index = frost_content_index_new ();
  const FrostContentEntry *match;
  guint8 hash[FROST_IMAGE_HASH_SIZE] = { 0 };

  /* Hashes that agree in their first bytes, and long chains of one hash. */
  for (gint64 i = 1; i <= 2000; i++)
    {
      FrostContentEntry entry = { "x", NULL, FROST_SPLIT_NONE, i };

      hash[30] = (guint8) (i / 256);
      hash[31] = (guint8) i;
      frost_content_index_add (index, hash, &entry);
      frost_content_index_add (index, hash, &entry);
      g_assert_cmpint (
          frost_content_index_find (index, hash, NULL, FROST_SPLIT_NONE, &match), ==,
          FROST_CONTENT_COPY);
      g_assert_cmpint (match->id, ==, i);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content-index/find", test_find);
  g_test_add_func ("/content-index/many", test_many);
  return g_test_run ();
}
