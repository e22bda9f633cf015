#include "data/image/augment.h"

#include <math.h>
#include <string.h>

#include "tests/data/image/image-maker.h"

static const FrostImageTransform crop = {
  .resize_short = 40,
  .width = 32,
  .height = 28,
  .mean = { 120, 110, 100 },
  .scale = { 0.01f, 0.02f, 0.03f },
};

/* The preprocessing's own crop. */
static void
test_plain (void)
{
  g_autoptr (FrostImage) image = maker_noise (101, 80, 20);

  for (int view = 0; view < 2; view++)
    {
      FrostResizeWindow window = frost_augment_window (image, &crop, view, 17);

      g_assert_cmpint (window.full_width, ==, 50);
      g_assert_cmpint (window.full_height, ==, 40);
      g_assert_cmpint (window.x, ==, 9);
      g_assert_cmpint (window.y, ==, 6);
      g_assert_cmpint (frost_augment_is_mirrored (view), ==, view);
    }
}

/* Inside of the image whatever its form; of every size and place that is allowed over many images;
 * the same ones each time. */
static void
check_crops (FrostImageTransform transform, int width, int height)
{
  g_autoptr (FrostImage) image = maker_noise (width, height, 20);
  FrostResizeWindow plain = frost_augment_window (image, &transform, 0, 0);
  double least = HUGE_VAL, most = 0;
  gboolean touches[4] = { FALSE };

  for (guint64 key = 0; key < 500; key++)
    for (int view = 2; view < 6; view++)
      {
        FrostResizeWindow w = frost_augment_window (image, &transform, view, key);
        FrostResizeWindow again = frost_augment_window (image, &transform, view, key);

        g_assert_cmpmem (&w, sizeof w, &again, sizeof again);
        g_assert_cmpint (w.width, ==, transform.width);
        g_assert_cmpint (w.height, ==, transform.height);
        g_assert_cmpint (w.x, >=, 0);
        g_assert_cmpint (w.y, >=, 0);
        g_assert_cmpint (w.x + w.width, <=, w.full_width);
        g_assert_cmpint (w.y + w.height, <=, w.full_height);
        least = MIN (least, (double) w.full_width / plain.full_width);
        most = MAX (most, (double) w.full_width / plain.full_width);
        touches[0] |= w.x == 0;
        touches[1] |= w.y == 0;
        touches[2] |= w.x + w.width == w.full_width;
        touches[3] |= w.y + w.height == w.full_height;
      }
  g_assert_cmpfloat (most, >, 1.3);
  g_assert_cmpfloat (most, <, 1.34 * sqrt (1.15) + 0.02);
  g_assert_cmpfloat (least, <, 1.01);
  for (int i = 0; i < 4; i++)
    g_assert_true (touches[i]);
}

static void
test_crops (void)
{
  FrostImageTransform stretch = crop;

  check_crops (crop, 101, 80);
  check_crops (crop, 30, 200);
  check_crops (crop, 4, 4);
  stretch.resize_short = 0;
  check_crops (stretch, 101, 80);
}

/* Another view or another image is another crop. */
static void
test_differ (void)
{
  g_autoptr (FrostImage) image = maker_noise (101, 80, 20);
  int n_same = 0;

  for (guint64 key = 0; key < 200; key++)
    {
      FrostResizeWindow a = frost_augment_window (image, &crop, 2, key);
      FrostResizeWindow b = frost_augment_window (image, &crop, 3, key);
      FrostResizeWindow c = frost_augment_window (image, &crop, 2, key + 1);

      n_same += memcmp (&a, &b, sizeof a) == 0;
      n_same += memcmp (&a, &c, sizeof a) == 0;
    }
  g_assert_cmpint (n_same, <, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/augment/plain", test_plain);
  g_test_add_func ("/augment/crops", test_crops);
  g_test_add_func ("/augment/differ", test_differ);
  return g_test_run ();
}
