#include "data/image/exif.h"

#include "tests/data/image/image-maker.h"

#include <string.h>

static void
test_all_orientations (void)
{
  for (int orientation = 1; orientation <= 8; orientation++)
    for (int big_endian = 0; big_endian < 2; big_endian++)
      {
        g_autoptr (GBytes) exif = maker_exif (orientation, big_endian);
        gsize size;
        const guint8 *data = g_bytes_get_data (exif, &size);
        g_assert_cmpint (frost_exif_get_orientation (data, size), ==, orientation);
      }
}

static void
test_absurd_values (void)
{
  static const int values[] = { 0, 9, 255, 65535 };
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GBytes) exif = maker_exif (values[i], FALSE);
      gsize size;
      const guint8 *data = g_bytes_get_data (exif, &size);
      g_assert_cmpint (frost_exif_get_orientation (data, size), ==, 1);
    }
}

/* Each cut is copied to memory of exactly its size: reading on is seen by the sanitizer. */
static void
test_every_truncation (void)
{
  g_autoptr (GBytes) exif = maker_exif (6, TRUE);
  gsize size;
  const guint8 *data = g_bytes_get_data (exif, &size);
  gsize end_of_entry = 8 + 2 + 12;
  for (gsize n = 0; n <= size; n++)
    {
      g_autofree guint8 *cut = g_memdup2 (data, n);
      int expected = n >= end_of_entry ? 6 : 1;
      g_assert_cmpint (frost_exif_get_orientation (cut, n), ==, expected);
    }
}

static void
test_random_bytes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (274);
  for (int round = 0; round < 20000; round++)
    {
      gsize size = (gsize) g_rand_int_range (random, 8, 64);
      g_autofree guint8 *data = g_malloc (size);
      for (gsize i = 0; i < size; i++)
        data[i] = (guint8) g_rand_int_range (random, 0, 256);
      memcpy (data, round % 2 == 0 ? "II*\0" : "MM\0*", 4);
      if (round % 4 < 2) /* an offset that points inside more often than not */
        {
          memset (data + 4, 0, 4);
          data[round % 2 == 0 ? 4 : 7] = (guint8) (round % 70);
        }
      int orientation = frost_exif_get_orientation (data, size);
      g_assert_cmpint (orientation, >=, 1);
      g_assert_cmpint (orientation, <=, 8);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exif/all-orientations", test_all_orientations);
  g_test_add_func ("/exif/absurd-values", test_absurd_values);
  g_test_add_func ("/exif/every-truncation", test_every_truncation);
  g_test_add_func ("/exif/random-bytes", test_random_bytes);
  return g_test_run ();
}
