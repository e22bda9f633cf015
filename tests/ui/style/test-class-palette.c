#include "ui/style/class-palette.h"

#include <math.h>

static double
linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (GdkRGBA c)
{
  return 0.2126 * linear (c.red) + 0.7152 * linear (c.green) + 0.0722 * linear (c.blue);
}

static double
contrast (double a, double b)
{
  return (MAX (a, b) + 0.05) / (MIN (a, b) + 0.05);
}

/* WCAG 2.1, 1.4.3: 4.5 : 1 for text of this size. */
static void
test_ink_is_readable (void)
{
  for (int i = 0; i < FROST_CLASS_PALETTE_SIZE; i++)
    {
      GdkRGBA fill = frost_class_palette_fill (i);
      GdkRGBA ink = frost_class_palette_ink (i);
      /* The black ink lets a little of the fill through. */
      GdkRGBA seen = { ink.red * ink.alpha + fill.red * (1 - ink.alpha),
                       ink.green * ink.alpha + fill.green * (1 - ink.alpha),
                       ink.blue * ink.alpha + fill.blue * (1 - ink.alpha), 1 };

      g_assert_cmpfloat (contrast (luminance (fill), luminance (seen)), >=, 4.5);
    }
}

/* 1.4.11: a badge stands out from the window, light (#fafafa) or dark (#242424). A pale or a
 * dark colour meets one of the two better than the other; none may vanish on either. */
static void
test_fill_stands_out (void)
{
  double light = luminance ((GdkRGBA){ 0.98f, 0.98f, 0.98f, 1 });
  double dark = luminance ((GdkRGBA){ 0.141f, 0.141f, 0.141f, 1 });

  for (int i = 0; i < FROST_CLASS_PALETTE_SIZE; i++)
    {
      double fill = luminance (frost_class_palette_fill (i));

      g_assert_cmpfloat (contrast (fill, light), >=, 1.6);
      g_assert_cmpfloat (contrast (fill, dark), >=, 2.0);
    }
}

static void
test_all_differ (void)
{
  for (int i = 0; i < FROST_CLASS_PALETTE_SIZE; i++)
    for (int k = i + 1; k < FROST_CLASS_PALETTE_SIZE; k++)
      {
        GdkRGBA a = frost_class_palette_fill (i);
        GdkRGBA b = frost_class_palette_fill (k);
        double distance =
            fabs (a.red - b.red) + fabs (a.green - b.green) + fabs (a.blue - b.blue);

        g_assert_cmpfloat (distance, >, 0.25);
      }
}

static void
test_any_index (void)
{
  GdkRGBA first = frost_class_palette_fill (0);
  GdkRGBA again = frost_class_palette_fill (FROST_CLASS_PALETTE_SIZE);

  g_assert_true (gdk_rgba_equal (&first, &again));
  frost_class_palette_ink (G_MAXINT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/class-palette/ink-is-readable", test_ink_is_readable);
  g_test_add_func ("/class-palette/fill-stands-out", test_fill_stands_out);
  g_test_add_func ("/class-palette/all-differ", test_all_differ);
  g_test_add_func ("/class-palette/any-index", test_any_index);
  return g_test_run ();
}
