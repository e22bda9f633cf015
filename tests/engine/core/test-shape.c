#include "engine/core/shape.h"

#include "engine/core/error.h"

static void
test_counts (void)
{
  FrostShape image = frost_shape_image (7, 5, 24), vector = frost_shape_vector (10);
  g_autofree char *text = frost_shape_to_string (&image);

  g_assert_cmpint (frost_shape_n_elements (&image), ==, 840);
  g_assert_cmpint (frost_shape_channels (&image), ==, 24);
  g_assert_cmpint (frost_shape_n_pixels (&image), ==, 35);
  g_assert_cmpint (frost_shape_channels (&vector), ==, 10);
  g_assert_cmpint (frost_shape_n_pixels (&vector), ==, 1);
  g_assert_cmpstr (text, ==, "7x5x24");
}

static void
test_equal (void)
{
  FrostShape a = frost_shape_image (2, 3, 4), b = a, c = frost_shape_vector (24);

  g_assert_true (frost_shape_equal (&a, &b));
  b.dim[1] = 5;
  g_assert_false (frost_shape_equal (&a, &b));
  g_assert_false (frost_shape_equal (&a, &c));
  /* What lies behind the rank does not count. */
  b = a;
  b.dim[3] = 9;
  g_assert_true (frost_shape_equal (&a, &b));
}

static void
assert_refused (FrostShape shape)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (frost_shape_check (&shape, "layer4.0", &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE);
  g_assert_true (g_str_has_prefix (error->message, "layer4.0: "));
}

static void
test_check (void)
{
  FrostShape most = frost_shape_image (32767, 65536, 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (frost_shape_check (&most, "x", &error));
  g_assert_no_error (error);
  assert_refused (frost_shape_image (0, 1, 1));
  assert_refused (frost_shape_image (-3, 1, 1));
  assert_refused (frost_shape_image (65536, 32768, 1));
  /* 2^32 * 2^32 would come out as 0 in 64 bits. */
  assert_refused (frost_shape_image ((int64_t) 1 << 32, (int64_t) 1 << 32, 1));
  assert_refused (frost_shape_vector (G_MAXINT64));
  assert_refused ((FrostShape){ .rank = 5, .dim = { 1, 1, 1, 1 } });
  assert_refused ((FrostShape){ .rank = -1 });
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/core/shape/counts", test_counts);
  g_test_add_func ("/engine/core/shape/equal", test_equal);
  g_test_add_func ("/engine/core/shape/check", test_check);
  return g_test_run ();
}
