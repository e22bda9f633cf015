/* One axis of a chart: values to positions 0..1 and back, and where its ticks stand.
 * Pixels are the caller's business, so one scale serves any size and either direction.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FROST_SCALE_LINEAR,
  FROST_SCALE_LOG, /* base 10; only values above 0 have a position */
} FrostScaleKind;

/* A plain value; copy it freely. Always min < max, both finite, and above 0 on a
 * logarithmic scale: frost_scale_init sees to it. */
typedef struct
{
  FrostScaleKind kind;
  double min; /* the value at position 0 */
  double max; /* the value at position 1 */
} FrostScale;

#define FROST_SCALE_MAX_TICKS 24

typedef struct
{
  int n;
  double value[FROST_SCALE_MAX_TICKS]; /* ascending, inside the scale */
  int decimals;                        /* enough to tell neighbouring ticks apart */
} FrostTicks;

/* Any pair is accepted, because it comes from data: swapped ends are put in order, equal
 * or non-finite ones are widened to a range around what there is, and a logarithmic scale
 * whose lower end is not positive starts six decades below its upper one. */
void frost_scale_init (FrostScale *scale, FrostScaleKind kind, double min, double max);

/* Widens both ends to the next tick of about `n_wanted`, so that a curve does not run into
 * the frame and the axis stays still while values wander a little. */
void frost_scale_round (FrostScale *scale, int n_wanted);

/* Position of a value; outside of 0..1 beyond the ends. Not a number for what has none
 * (not finite, or not above 0 on a logarithmic scale). */
double frost_scale_position (const FrostScale *scale, double value);

/* The value at a position: the inverse of the above. */
double frost_scale_value (const FrostScale *scale, double position);

/* Ticks at 1, 2 or 5 times a power of ten, as near to `n_wanted` (2 or more) as that
 * allows and never more than FROST_SCALE_MAX_TICKS. A logarithmic scale of more than a
 * decade has them at powers of ten, with 2 and 5 between where there is room. */
void frost_scale_ticks (const FrostScale *scale, int n_wanted, FrostTicks *ticks);

/* A tick's text in the locale of the screen ("0,5" in German), never for a file.
 * Free with g_free. */
char *frost_ticks_label (const FrostTicks *ticks, int index, gboolean percent);

G_END_DECLS
