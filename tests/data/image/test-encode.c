#include "data/image/encode.h"

#include "data/image/decode.h"
#include "tests/data/image/image-maker.h"

static FrostImage *
round_trip (const FrostImage *image, int quality, gsize *size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = frost_image_encode_jpeg (image, quality, &error);
  g_assert_no_error (error);
  const guint8 *data = g_bytes_get_data (file, size);
  FrostImage *back = frost_image_decode_bytes (data, *size, "picture", 0, &error);
  g_assert_no_error (error);
  return back;
}

static void
test_round_trip (void)
{
  static const int sizes[][2] = { { 1, 1 }, { 30, 300 }, { 64, 48 } };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gsize size;
      g_autoptr (FrostImage) picture = maker_picture (sizes[i][0], sizes[i][1]);
      g_autoptr (FrostImage) back = round_trip (picture, 95, &size);
      g_assert_cmpint (maker_difference (back, picture), <=, 8);
    }
}

static void
test_quality (void)
{
  gsize low_size, high_size;
  g_autoptr (FrostImage) noise = maker_noise (64, 64, 2);
  g_autoptr (FrostImage) low = round_trip (noise, 20, &low_size);
  g_autoptr (FrostImage) high = round_trip (noise, 90, &high_size);
  g_assert_cmpuint (2 * low_size, <, high_size);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/encode/round-trip", test_round_trip);
  g_test_add_func ("/encode/quality", test_quality);
  return g_test_run ();
}
