#include "ui/chart/number-text.h"

#include <math.h>

#define ASSERT_TEXT(call, expected)                                                      \
  G_STMT_START                                                                           \
  {                                                                                      \
    g_autofree char *text = (call);                                                      \
    g_assert_cmpstr (text, ==, expected);                                                \
  }                                                                                      \
  G_STMT_END

static void
test_count (void)
{
  ASSERT_TEXT (frost_count_text (0), "0");
  ASSERT_TEXT (frost_count_text (864), "864");
  ASSERT_TEXT (frost_count_text (999), "999");
  ASSERT_TEXT (frost_count_text (1000), "1.0 K");
  ASSERT_TEXT (frost_count_text (1538), "1.5 K");
  ASSERT_TEXT (frost_count_text (9960), "10 K");
  ASSERT_TEXT (frost_count_text (296448), "296 K");
  ASSERT_TEXT (frost_count_text (999600), "1.0 M");
  ASSERT_TEXT (frost_count_text (2600000), "2.6 M");
  ASSERT_TEXT (frost_count_text (G_GUINT64_CONSTANT (1100000000)), "1.1 G");
  ASSERT_TEXT (frost_count_text (G_MAXUINT64), "18446744 T");
}

static void
test_count_of (void)
{
  ASSERT_TEXT (frost_count_text_of (600000, 1800000), "0.6 M");
  ASSERT_TEXT (frost_count_text_of (1800000, 1800000), "1.8 M");
  ASSERT_TEXT (frost_count_text_of (1538, 1800000), "1.5 K");
  ASSERT_TEXT (frost_count_text_of (0, 1800000), "0");
  ASSERT_TEXT (frost_count_text_of (12, 800), "12");
}

static void
test_share (void)
{
  ASSERT_TEXT (frost_share_text (0.0), "0 %");
  ASSERT_TEXT (frost_share_text (0.003), "< 1 %");
  ASSERT_TEXT (frost_share_text (0.084), "8 %");
  ASSERT_TEXT (frost_share_text (1.0), "100 %");
}

static void
test_value (void)
{
  ASSERT_TEXT (frost_value_text (0.9314, TRUE), "93.1 %");
  ASSERT_TEXT (frost_value_text (0.2137, FALSE), "0.214");
  ASSERT_TEXT (frost_value_text (2.302, FALSE), "2.30");
  ASSERT_TEXT (frost_value_text (0.0, FALSE), "0.000");
  ASSERT_TEXT (frost_value_text (123.4, FALSE), "123");
  ASSERT_TEXT (frost_value_text (0.00002, FALSE), "2·10⁻⁵");
  ASSERT_TEXT (frost_power_text (1e6), "10⁶");
  ASSERT_TEXT (frost_power_text (-2.5e-12), "-2.5·10⁻¹²");
}

static void
test_place (void)
{
  ASSERT_TEXT (frost_place_text (12.0), "12");
  ASSERT_TEXT (frost_place_text (12.43), "12.4");
  ASSERT_TEXT (frost_place_text (0.25), "0.25");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/number-text/count", test_count);
  g_test_add_func ("/chart/number-text/count-of", test_count_of);
  g_test_add_func ("/chart/number-text/share", test_share);
  g_test_add_func ("/chart/number-text/value", test_value);
  g_test_add_func ("/chart/number-text/place", test_place);
  return g_test_run ();
}
