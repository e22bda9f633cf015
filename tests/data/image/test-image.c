#include "data/image/image.h"

#include "data/data-error.h"

static void
test_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostImage) image = frost_image_new (5, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpint (image->width, ==, 5);
  g_assert_cmpint (image->height, ==, 3);
  g_assert_cmpuint (image->stride, ==, 15);
  g_assert_true (frost_image_row (image, 2) == image->pixels + 30);
}

static void
test_ref (void)
{
  FrostImage *image = frost_image_new (2, 2, NULL);
  g_assert_true (frost_image_ref (image) == image);
  frost_image_unref (image);
  image->pixels[11] = 7; /* still there, as the address sanitizer sees */
  g_assert_cmpint (image->ref_count, ==, 1);
  frost_image_unref (image);
}

static void
test_sizes_refused (void)
{
  static const int sizes[][2] = { { 0, 4 },
                                  { 4, 0 },
                                  { -1, 4 },
                                  { FROST_IMAGE_SIDE_MAX + 1, 1 },
                                  { 1, FROST_IMAGE_SIDE_MAX + 1 },
                                  { FROST_IMAGE_SIDE_MAX, FROST_IMAGE_SIDE_MAX } };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (frost_image_new (sizes[i][0], sizes[i][1], &error));
      g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image/new", test_new);
  g_test_add_func ("/image/ref", test_ref);
  g_test_add_func ("/image/sizes-refused", test_sizes_refused);
  return g_test_run ();
}
