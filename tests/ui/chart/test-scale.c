#include "ui/chart/scale.h"

#include <locale.h>
#include <math.h>
#include <string.h>

/* A tick stands at 1, 2 or 5 times a power of ten away from the next. */
static void
assert_nice_step (const FrostTicks *ticks)
{
  for (int i = 1; i < ticks->n; i++)
    {
      double step = ticks->value[i] - ticks->value[i - 1];
      double mantissa = step / pow (10.0, floor (log10 (step) + 1e-6));

      g_assert_true (fabs (mantissa - 1.0) < 1e-5 || fabs (mantissa - 2.0) < 1e-5
                     || fabs (mantissa - 5.0) < 1e-5);
    }
}

static void
test_ticks_are_nice (void)
{
  static const double ranges[][2] = {
    { 0.0, 1.0 },         { 0.0, 25.0 },     { 0.1234, 0.1299 },   { -3.7, 11.2 },
    { 1e-9, 3e-9 },       { 0.0, 99999.0 },  { -1e12, 7e12 },      { 0.999, 1.001 },
    { -0.05, 0.0499999 }, { 1e6, 1e6 + 17 }, { -1e300, 1e300 },    { 17.0, 17.3 },
    { 0.0, 3e-290 },      { -7.0, -2.0 },    { 2.0, 2.0000000001 }
  };

  for (guint r = 0; r < G_N_ELEMENTS (ranges); r++)
    for (int wanted = 2; wanted <= 12; wanted++)
      {
        FrostScale scale;
        FrostTicks ticks;
        double slack;

        frost_scale_init (&scale, FROST_SCALE_LINEAR, ranges[r][0], ranges[r][1]);
        frost_scale_ticks (&scale, wanted, &ticks);
        slack = 1e-9 * (scale.max - scale.min);
        g_assert_cmpint (ticks.n, >=, 1);
        g_assert_cmpint (ticks.n, <=, FROST_SCALE_MAX_TICKS);
        /* The ratio between neighbouring steps is at most 2.5, so the number of ticks is
         * within its square root of the wanted one, and one more for both ends. */
        g_assert_cmpfloat (ticks.n, <=, wanted * sqrt (2.5) + 1.0);
        g_assert_cmpfloat (ticks.n, >=, floor (wanted / sqrt (2.5)));
        for (int i = 0; i < ticks.n; i++)
          {
            g_assert_cmpfloat (ticks.value[i], >=, scale.min - slack);
            g_assert_cmpfloat (ticks.value[i], <=, scale.max + slack);
          }
        if (r != 9 && r != 14) /* there the subtraction itself loses the digits */
          assert_nice_step (&ticks);
      }
}

static void
test_labels_differ (void)
{
  FrostScale scale;
  FrostTicks ticks;

  frost_scale_init (&scale, FROST_SCALE_LINEAR, 0.1234, 0.1299);
  frost_scale_ticks (&scale, 6, &ticks);
  for (int i = 1; i < ticks.n; i++)
    {
      g_autofree char *a = frost_ticks_label (&ticks, i - 1, FALSE);
      g_autofree char *b = frost_ticks_label (&ticks, i, FALSE);

      g_assert_cmpstr (a, !=, b);
    }
}

static void
test_percent_labels (void)
{
  static const char *const expected[] = {
    "0 %", "20 %", "40 %", "60 %", "80 %", "100 %"
  };
  FrostScale scale;
  FrostTicks ticks;

  frost_scale_init (&scale, FROST_SCALE_LINEAR, 0.0, 1.0);
  frost_scale_ticks (&scale, 5, &ticks);
  g_assert_cmpint (ticks.n, ==, 6);
  for (int i = 0; i < ticks.n; i++)
    {
      g_autofree char *label = frost_ticks_label (&ticks, i, TRUE);

      g_assert_cmpstr (label, ==, expected[i]);
    }
}

static void
test_zero_has_no_sign (void)
{
  FrostScale scale;
  FrostTicks ticks;
  gboolean seen = FALSE;

  frost_scale_init (&scale, FROST_SCALE_LINEAR, -0.3, 0.3);
  frost_scale_ticks (&scale, 6, &ticks);
  for (int i = 0; i < ticks.n; i++)
    if (ticks.value[i] == 0.0)
      {
        g_autofree char *label = frost_ticks_label (&ticks, i, FALSE);

        g_assert_cmpstr (label, ==, "0.0");
        seen = TRUE;
      }
  g_assert_true (seen);
}

static void
test_log_ticks (void)
{
  FrostScale scale;
  FrostTicks ticks;

  frost_scale_init (&scale, FROST_SCALE_LOG, 0.01, 10.0);
  frost_scale_ticks (&scale, 4, &ticks);
  g_assert_cmpint (ticks.n, ==, 4);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (ticks.value[i], pow (10.0, i - 2), 1e-12);

  /* With room, 2 and 5 between the decades. */
  frost_scale_ticks (&scale, 10, &ticks);
  g_assert_cmpint (ticks.n, ==, 10);
  g_assert_cmpfloat_with_epsilon (ticks.value[1], 0.02, 1e-12);
  g_assert_cmpfloat_with_epsilon (ticks.value[2], 0.05, 1e-12);

  /* Many decades: every so many of them, still in order and within the axis. */
  frost_scale_init (&scale, FROST_SCALE_LOG, 1e-40, 1e40);
  frost_scale_ticks (&scale, 8, &ticks);
  g_assert_cmpint (ticks.n, >=, 4);
  g_assert_cmpint (ticks.n, <=, 12);
  for (int i = 1; i < ticks.n; i++)
    g_assert_cmpfloat (ticks.value[i], >, ticks.value[i - 1]);

  /* Less than a decade: as on a linear axis, but never below zero. */
  frost_scale_init (&scale, FROST_SCALE_LOG, 0.23, 0.81);
  frost_scale_round (&scale, 5);
  g_assert_cmpfloat (scale.min, ==, 0.2);
  g_assert_cmpfloat (scale.max, ==, 1.0);
  frost_scale_ticks (&scale, 5, &ticks);
  g_assert_cmpint (ticks.n, >=, 3);
}

static void
test_round_trip (void)
{
  FrostScale linear, logarithmic;

  frost_scale_init (&linear, FROST_SCALE_LINEAR, -3.0, 17.0);
  frost_scale_init (&logarithmic, FROST_SCALE_LOG, 1e-5, 30.0);
  g_assert_cmpfloat (frost_scale_position (&linear, -3.0), ==, 0.0);
  g_assert_cmpfloat (frost_scale_position (&linear, 17.0), ==, 1.0);
  for (double position = -0.5; position <= 1.5; position += 0.05)
    {
      double a = frost_scale_value (&linear, position);
      double b = frost_scale_value (&logarithmic, position);

      g_assert_cmpfloat_with_epsilon (frost_scale_position (&linear, a), position, 1e-12);
      g_assert_cmpfloat_with_epsilon (frost_scale_position (&logarithmic, b), position,
                                      1e-12);
    }
}

static void
test_rounding_contains (void)
{
  static const double ranges[][2] = {
    { 0.031, 2.34 }, { 5.0, 5.1 }, { 1e-7, 0.3 }, { 2.0, 5.0 }, { 99.0, 101.0 }
  };

  for (guint r = 0; r < G_N_ELEMENTS (ranges); r++)
    for (int kind = FROST_SCALE_LINEAR; kind <= FROST_SCALE_LOG; kind++)
      {
        FrostScale scale, again;

        frost_scale_init (&scale, (FrostScaleKind) kind, ranges[r][0], ranges[r][1]);
        frost_scale_round (&scale, 5);
        g_assert_cmpfloat (scale.min, <=, ranges[r][0] * (1.0 + 1e-9));
        g_assert_cmpfloat (scale.max, >=, ranges[r][1] * (1.0 - 1e-9));
        /* What is round already stays, or the axis would creep. */
        again = scale;
        frost_scale_round (&again, 5);
        if (kind == FROST_SCALE_LOG)
          {
            g_assert_cmpfloat (again.min, ==, scale.min);
            g_assert_cmpfloat (again.max, ==, scale.max);
          }
      }
}

static void
test_any_range_is_usable (void)
{
  static const double odd[] = { NAN,   INFINITY, -INFINITY, 0.0,    1.0, -1.0,
                                1e308, -1e308,   1e-320,    5e-324, 3.14 };

  for (guint a = 0; a < G_N_ELEMENTS (odd); a++)
    for (guint b = 0; b < G_N_ELEMENTS (odd); b++)
      for (int kind = FROST_SCALE_LINEAR; kind <= FROST_SCALE_LOG; kind++)
        {
          FrostScale scale;
          FrostTicks ticks;

          frost_scale_init (&scale, (FrostScaleKind) kind, odd[a], odd[b]);
          frost_scale_round (&scale, 5);
          g_assert_true (isfinite (scale.min) && isfinite (scale.max));
          g_assert_cmpfloat (scale.min, <, scale.max);
          if (kind == FROST_SCALE_LOG)
            g_assert_cmpfloat (scale.min, >, 0.0);
          frost_scale_ticks (&scale, 5, &ticks);
          for (int i = 0; i < ticks.n; i++)
            {
              g_autofree char *label = frost_ticks_label (&ticks, i, FALSE);

              g_assert_true (isfinite (ticks.value[i]));
              g_assert_cmpint (strlen (label), >, 0);
              g_assert_cmpint (g_utf8_strlen (label, -1), <, 16);
            }
        }
}

static void
test_no_position (void)
{
  FrostScale scale;

  frost_scale_init (&scale, FROST_SCALE_LOG, 0.1, 1.0);
  g_assert_true (isnan (frost_scale_position (&scale, 0.0)));
  g_assert_true (isnan (frost_scale_position (&scale, -2.0)));
  g_assert_true (isnan (frost_scale_position (&scale, NAN)));
  g_assert_true (isnan (frost_scale_position (&scale, INFINITY)));
}

static void
test_labels_follow_the_locale (void)
{
  FrostScale scale;
  FrostTicks ticks;
  g_autofree char *label = NULL;

  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("the locale de_DE.UTF-8 is not installed");
      return;
    }
  frost_scale_init (&scale, FROST_SCALE_LINEAR, 0.0, 1.0);
  frost_scale_ticks (&scale, 2, &ticks);
  label = frost_ticks_label (&ticks, 1, FALSE);
  setlocale (LC_NUMERIC, "C");
  g_assert_cmpstr (label, ==, "0,5");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/scale/ticks-are-nice", test_ticks_are_nice);
  g_test_add_func ("/chart/scale/labels-differ", test_labels_differ);
  g_test_add_func ("/chart/scale/percent-labels", test_percent_labels);
  g_test_add_func ("/chart/scale/zero-has-no-sign", test_zero_has_no_sign);
  g_test_add_func ("/chart/scale/log-ticks", test_log_ticks);
  g_test_add_func ("/chart/scale/round-trip", test_round_trip);
  g_test_add_func ("/chart/scale/rounding-contains", test_rounding_contains);
  g_test_add_func ("/chart/scale/any-range-is-usable", test_any_range_is_usable);
  g_test_add_func ("/chart/scale/no-position", test_no_position);
  g_test_add_func ("/chart/scale/labels-follow-the-locale",
                   test_labels_follow_the_locale);
  return g_test_run ();
}
