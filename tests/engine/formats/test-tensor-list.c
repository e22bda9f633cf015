/* Shapes and views at the edges of what 64 bits hold. */
#include "engine/core/error.h"
#include "engine/formats/tensor-list.h"

static void
test_measure (void)
{
  static const struct
  {
    int rank;
    int64_t dim[3];
    gboolean possible;
    int64_t n, stride[3];
  } cases[] = {
    { 0, { 0 }, TRUE, 1, { 0 } },
    { 3, { 2, 3, 4 }, TRUE, 24, { 12, 4, 1 } },
    { 3, { 2, 0, 4 }, TRUE, 0, { 4, 4, 1 } },
    { 1, { G_MAXINT64 }, TRUE, G_MAXINT64, { 1 } },
    { 2, { 2, INT64_C (1) << 62 }, FALSE, 0, { 0 } },
    { 3, { 0, INT64_C (1) << 32, INT64_C (1) << 32 }, FALSE, 0, { 0 } },
    { 2, { 3, -1 }, FALSE, 0, { 0 } },
    { 2, { G_MININT64, 0 }, FALSE, 0, { 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      FrostTensorEntry entry = { .stored = { .rank = cases[i].rank } };

      for (int k = 0; k < cases[i].rank; k++)
        entry.stored.dim[k] = cases[i].dim[k];
      g_assert_true (frost_tensor_entry_measure (&entry, &error) == cases[i].possible);
      if (!cases[i].possible)
        {
          g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
          continue;
        }
      g_assert_cmpint (entry.stored.n, ==, cases[i].n);
      for (int k = 0; k < cases[i].rank; k++)
        g_assert_cmpint (entry.stride[k], ==, cases[i].stride[k]);
    }
}

static void
test_check (void)
{
  static const struct
  {
    int64_t dim[2], stride[2], offset, storage_n;
    gboolean inside;
  } cases[] = {
    { { 2, 3 }, { 3, 1 }, 0, 6, TRUE },
    { { 2, 3 }, { 1, 2 }, 0, 6, TRUE },
    { { 2, 3 }, { 3, 1 }, 1, 6, FALSE },
    { { 2, 3 }, { 3, 1 }, 1, 7, TRUE },
    { { 2, 3 }, { 4, 1 }, 0, 6, FALSE },
    { { 2, 3 }, { 0, 0 }, 5, 6, TRUE },
    { { 2, 3 }, { 0, 0 }, 6, 6, FALSE },
    { { 2, 3 }, { -3, 1 }, 3, 6, FALSE },
    { { 2, 3 }, { 3, 1 }, -1, 6, FALSE },
    { { 0, 3 }, { 100, 100 }, 6, 6, TRUE }, /* nothing is looked at */
    { { 0, 3 }, { 1, 1 }, 7, 6, FALSE },
    { { 3, 3 }, { INT64_C (1) << 62, 1 }, 0, 6, FALSE },
    { { 3, 3 }, { G_MAXINT64, G_MAXINT64 }, 0, 6, FALSE },
    { { 2, 2 }, { G_MAXINT64 - 1, 1 }, 5, G_MAXINT64, FALSE },
    { { 1, 1 }, { G_MAXINT64, G_MAXINT64 }, 0, 1, TRUE },
    { { 1, 1 }, { 1, 1 }, G_MAXINT64, 1, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      FrostTensorEntry entry = { .stored = { .rank = 2 }, .offset = cases[i].offset };

      for (int k = 0; k < 2; k++)
        {
          entry.stored.dim[k] = cases[i].dim[k];
          entry.stride[k] = cases[i].stride[k];
        }
      entry.stored.n = cases[i].dim[0] * cases[i].dim[1];
      g_assert_true (frost_tensor_entry_check (&entry, cases[i].storage_n, &error)
                     == cases[i].inside);
      if (!cases[i].inside)
        g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tensor-list/measure", test_measure);
  g_test_add_func ("/tensor-list/check", test_check);
  return g_test_run ();
}
