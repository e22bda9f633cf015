#include "ui/chart/scale.h"

#include <math.h>

#include "ui/chart/number-text.h"

/* Far beyond any value of a chart, and near enough to zero that no width overflows. */
#define LIMIT 1e300
#define SMALLEST 1e-300

/* A range narrower than this, relative to its values, cannot be told from one value by
 * ticks in double precision. */
#define NARROWEST 1e-12

#define DECADES_BELOW 6

/* With more ticks wanted than this, 1-2-5 rounding could pass FROST_SCALE_MAX_TICKS. */
#define MOST_WANTED 12

static gboolean
is_usable (FrostScaleKind kind, double value)
{
  return isfinite (value) && (kind == FROST_SCALE_LINEAR || value > 0.0);
}

void
frost_scale_init (FrostScale *scale, FrostScaleKind kind, double min, double max)
{
  double magnitude;

  if (min > max)
    {
      double swap = min;
      min = max;
      max = swap;
    }
  if (!is_usable (kind, max))
    max = is_usable (kind, min) ? min : 1.0;
  if (!is_usable (kind, min))
    min = kind == FROST_SCALE_LOG ? max * pow (10.0, -DECADES_BELOW) : MIN (max, 0.0);
  min = CLAMP (min, kind == FROST_SCALE_LOG ? SMALLEST : -LIMIT, LIMIT);
  max = CLAMP (max, kind == FROST_SCALE_LOG ? SMALLEST : -LIMIT, LIMIT);

  magnitude = MAX (fabs (min), fabs (max));
  if (max - min <= NARROWEST * magnitude || max - min < SMALLEST)
    {
      /* Half of it, which stays above zero; zero itself gets a range of one around it. */
      double half =
          magnitude > SMALLEST || kind == FROST_SCALE_LOG ? magnitude * 0.5 : 0.5;

      min = min - half;
      max = max + half;
    }
  scale->kind = kind;
  scale->min = min;
  scale->max = max;
}

/* Wilkinson's 1-2-5 steps, chosen so that the number of ticks is nearest to the wanted one
 * in ratio: the boundaries are the geometric means of neighbouring steps. */
static void
find_step (double width, int n_wanted, int *mantissa, int *exponent)
{
  double raw = width / CLAMP (n_wanted, 2, MOST_WANTED);
  double residual;

  *exponent = (int) floor (log10 (raw));
  residual = raw / pow (10.0, *exponent);
  if (residual < sqrt (2.0))
    *mantissa = 1;
  else if (residual < sqrt (10.0))
    *mantissa = 2;
  else if (residual < sqrt (50.0))
    *mantissa = 5;
  else
    {
      *mantissa = 1;
      *exponent += 1;
    }
}

/* `count` steps; divided by a power of ten where the step is below one, since 3 * 0.1 is not
 * 0.3 in binary but 3 / 10 is the nearest there is to it. */
static double
step_value (double count, int mantissa, int exponent)
{
  double scaled = count * mantissa;
  double value =
      exponent < 0 ? scaled / pow (10.0, -exponent) : scaled * pow (10.0, exponent);

  return value == 0.0 ? 0.0 : value; /* never "-0" */
}

/* The largest of 1, 2 and 5 times a power of ten that is not above `value`, or the smallest
 * not below it. */
static double
round_to_125 (double value, gboolean up)
{
  static const double mantissas[] = { 1.0, 2.0, 5.0, 10.0 };
  int exponent = (int) floor (log10 (value));
  double best = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (mantissas); i++)
    {
      double candidate = step_value (mantissas[i], 1, exponent);

      if (up && candidate >= value * (1.0 - NARROWEST))
        return candidate;
      if (!up && candidate <= value * (1.0 + NARROWEST))
        best = candidate;
    }
  return up ? value : MAX (best, SMALLEST);
}

static gboolean
spans_decade (const FrostScale *scale)
{
  return scale->kind == FROST_SCALE_LOG && scale->max / scale->min >= 10.0;
}

void
frost_scale_round (FrostScale *scale, int n_wanted)
{
  if (scale->kind == FROST_SCALE_LOG)
    {
      scale->min = round_to_125 (scale->min, FALSE);
      scale->max = round_to_125 (scale->max, TRUE);
    }
  else
    {
      int mantissa, exponent;
      double step;

      find_step (scale->max - scale->min, n_wanted, &mantissa, &exponent);
      step = step_value (1.0, mantissa, exponent);
      scale->min = step_value (floor (scale->min / step + 1e-9), mantissa, exponent);
      scale->max = step_value (ceil (scale->max / step - 1e-9), mantissa, exponent);
    }
}

double
frost_scale_position (const FrostScale *scale, double value)
{
  if (!is_usable (scale->kind, value))
    return NAN;
  if (scale->kind == FROST_SCALE_LOG)
    return log (value / scale->min) / log (scale->max / scale->min);
  return (value - scale->min) / (scale->max - scale->min);
}

double
frost_scale_value (const FrostScale *scale, double position)
{
  if (scale->kind == FROST_SCALE_LOG)
    return scale->min * pow (scale->max / scale->min, position);
  return scale->min + position * (scale->max - scale->min);
}

static void
add_tick (FrostTicks *ticks, const FrostScale *scale, double value)
{
  double slack = NARROWEST * MAX (fabs (scale->min), fabs (scale->max));

  if (value >= scale->min - slack && value <= scale->max + slack
      && ticks->n < FROST_SCALE_MAX_TICKS)
    ticks->value[ticks->n++] = value;
}

static void
find_linear_ticks (const FrostScale *scale, int n_wanted, FrostTicks *ticks)
{
  int mantissa, exponent;
  double step, first;

  find_step (scale->max - scale->min, n_wanted, &mantissa, &exponent);
  step = step_value (1.0, mantissa, exponent);
  first = ceil (scale->min / step - 1e-9);
  for (int i = 0; i < FROST_SCALE_MAX_TICKS; i++)
    add_tick (ticks, scale, step_value (first + i, mantissa, exponent));
  ticks->decimals = MAX (0, -exponent);
}

static void
find_decade_ticks (const FrostScale *scale, int n_wanted, FrostTicks *ticks)
{
  static const int mantissas[] = { 1, 2, 5 };
  int first = (int) floor (log10 (scale->min) - 1e-9);
  int last = (int) ceil (log10 (scale->max) + 1e-9);
  int wanted = CLAMP (n_wanted, 2, MOST_WANTED);
  double decades = log10 (scale->max / scale->min);
  int stride = MAX (1, (int) ceil (decades / wanted - 1e-9));
  int n_mantissas = stride == 1 && 2.0 * decades <= wanted ? 3 : 1;

  /* On multiples of the stride, so that ticks stay where they are while the range grows. */
  first = (int) floor ((double) first / stride) * stride;
  for (int exponent = first; exponent <= last; exponent += stride)
    for (int m = 0; m < n_mantissas; m++)
      add_tick (ticks, scale, step_value (1.0, mantissas[m], exponent));
  ticks->decimals = -1;
}

void
frost_scale_ticks (const FrostScale *scale, int n_wanted, FrostTicks *ticks)
{
  ticks->n = 0;
  if (spans_decade (scale))
    find_decade_ticks (scale, n_wanted, ticks);
  else
    find_linear_ticks (scale, n_wanted, ticks);
}

char *
frost_ticks_label (const FrostTicks *ticks, int index, gboolean percent)
{
  double value;
  double largest;

  g_return_val_if_fail (index >= 0 && index < ticks->n, NULL);

  value = ticks->value[index];
  if (percent)
    return g_strdup_printf ("%.*f %%", MAX (0, ticks->decimals - 2), value * 100.0);
  /* One form for the whole axis, so that its labels can be compared at a glance. */
  largest = MAX (fabs (ticks->value[0]), fabs (ticks->value[ticks->n - 1]));
  if (ticks->decimals > 5 || largest >= 1e6)
    return frost_power_text (value);
  if (ticks->decimals >= 0)
    return g_strdup_printf ("%'.*f", ticks->decimals, value);
  if (value < 1e-3 || value > 1e4)
    return frost_power_text (value);
  return g_strdup_printf ("%g", value);
}
