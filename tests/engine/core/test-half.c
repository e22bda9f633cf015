/* All 65,536 halves against their definition, and rounding back. */
#include "engine/core/half.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static double
defined_half (unsigned half)
{
  double sign = half & 0x8000 ? -1 : 1;
  int exponent = half >> 10 & 31, fraction = half & 1023;

  if (exponent == 31)
    return fraction == 0 ? sign * INFINITY : NAN;
  if (exponent == 0)
    return sign * ldexp (fraction, -24);
  return sign * ldexp (1024 + fraction, exponent - 25);
}

static void
test_all (void)
{
  for (unsigned half = 0; half < 65536; half++)
    {
      float number = frost_half_to_float ((uint16_t) half);
      double expected = defined_half (half);

      if (isnan (expected))
        {
          g_assert_true (isnan (number));
          g_assert_cmphex (frost_float_to_half (number), ==, (half & 0x8000) | 0x7e00);
          continue;
        }
      g_assert_true ((double) number == expected);
      g_assert_true (!signbit (number) == !(half & 0x8000));
      g_assert_cmphex (frost_float_to_half (number), ==, half);
    }
}

/* Between two neighbours: below the middle to the lower one, above it to the upper one, from the
 * middle to the even one. */
static void
test_rounding (void)
{
  for (unsigned half = 0; half < 0x7bff; half++)
    {
      double low = defined_half (half), high = defined_half (half + 1);
      float middle = (float) ((low + high) / 2);

      g_assert_cmphex (frost_float_to_half (nextafterf (middle, 0)), ==, half);
      g_assert_cmphex (frost_float_to_half (nextafterf (middle, INFINITY)), ==, half + 1);
      g_assert_cmphex (frost_float_to_half (middle), ==, half + (half & 1));
      g_assert_cmphex (frost_float_to_half (-middle), ==, 0x8000 + half + (half & 1));
    }
  g_assert_cmphex (frost_float_to_half (nextafterf (65520, 0)), ==, 0x7bff);
  g_assert_cmphex (frost_float_to_half (65520), ==, 0x7c00);
  g_assert_cmphex (frost_float_to_half (-INFINITY), ==, 0xfc00);
  g_assert_cmphex (frost_float_to_half (1e-30f), ==, 0);
}

static void
test_bfloat16 (void)
{
  static const struct
  {
    uint16_t bits;
    float number;
  } cases[] = { { 0x3f80, 1 },         { 0xc000, -2 },        { 0x4049, 3.140625f },
                { 0x7f80, INFINITY },  { 0x0001, 0x1p-133f }, { 0x8000, -0.0f },
                { 0x7f7f, 0xffp+120f } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      float number = frost_bfloat16_to_float (cases[i].bits);
      g_assert_true (memcmp (&number, &cases[i].number, sizeof number) == 0);
    }
  g_assert_true (isnan (frost_bfloat16_to_float (0x7fc0)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/half/all", test_all);
  g_test_add_func ("/half/rounding", test_rounding);
  g_test_add_func ("/half/bfloat16", test_bfloat16);
  return g_test_run ();
}
