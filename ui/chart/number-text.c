#include "ui/chart/number-text.h"

#include <math.h>

typedef struct
{
  double size;
  const char *suffix;
} Unit;

static const Unit units[] = {
  { 1.0, "" }, { 1e3, " K" }, { 1e6, " M" }, { 1e9, " G" }, { 1e12, " T" }
};

static const Unit *
find_unit (guint64 count)
{
  guint i = 0;

  /* Half a unit early, so that 999,600 becomes "1.0 M" and not "1000 K". */
  while (i + 1 < G_N_ELEMENTS (units) && (double) count >= units[i + 1].size * 0.9995)
    i++;
  return &units[i];
}

static char *
count_text_in (guint64 count, const Unit *unit)
{
  double scaled = (double) count / unit->size;
  gboolean whole = unit->size == 1.0 || scaled >= 9.95 || count == 0;

  return g_strdup_printf ("%.*f%s", whole ? 0 : 1, scaled,
                          count == 0 ? "" : unit->suffix);
}

char *
frost_count_text (guint64 count)
{
  return count_text_in (count, count < 1000 ? &units[0] : find_unit (count));
}

char *
frost_count_text_of (guint64 count, guint64 whole)
{
  const Unit *unit = find_unit (whole);

  if (whole < 1000 || (double) count < 0.05 * unit->size)
    return frost_count_text (count);
  return count_text_in (count, unit);
}

char *
frost_share_text (double share)
{
  if (share > 0.0 && share < 0.005)
    return g_strdup ("< 1 %");
  return g_strdup_printf ("%.0f %%", share * 100.0);
}

static char *
exponent_text (int exponent)
{
  static const char *const digits[] = {
    "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"
  };
  g_autofree char *plain = g_strdup_printf ("%d", ABS (exponent));
  GString *text = g_string_new (exponent < 0 ? "⁻" : "");

  for (const char *c = plain; *c != '\0'; c++)
    g_string_append (text, digits[*c - '0']);
  return g_string_free (text, FALSE);
}

char *
frost_power_text (double value)
{
  g_autofree char *power = NULL;
  double mantissa;
  int exponent;

  if (value == 0.0 || !isfinite (value))
    return g_strdup_printf ("%g", value);

  exponent = (int) floor (log10 (fabs (value)) + 1e-9);
  mantissa = value / pow (10.0, exponent);
  if (fabs (mantissa) >= 9.995)
    {
      mantissa /= 10.0;
      exponent += 1;
    }
  power = exponent_text (exponent);
  if (fabs (mantissa - 1.0) < 0.005)
    return g_strdup_printf ("10%s", power);
  return g_strdup_printf ("%.3g·10%s", mantissa, power);
}

char *
frost_value_text (double value, gboolean percent)
{
  double magnitude = fabs (value);
  int decimals;

  if (percent)
    return g_strdup_printf ("%.1f %%", value * 100.0);
  if (magnitude != 0.0 && (magnitude < 1e-3 || magnitude >= 1e5))
    return frost_power_text (value);
  decimals = magnitude >= 100.0 ? 0 : magnitude >= 10.0 ? 1 : magnitude >= 1.0 ? 2 : 3;
  return g_strdup_printf ("%.*f", decimals, value);
}

char *
frost_place_text (double x)
{
  if (fabs (x - round (x)) < 1e-6)
    return g_strdup_printf ("%.0f", round (x));
  if (fabs (x) < 1.0)
    return g_strdup_printf ("%.2g", x);
  return g_strdup_printf ("%.1f", x);
}
