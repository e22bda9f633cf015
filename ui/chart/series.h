/* The points of one curve: appended while a run goes on, never changed.
 *
 * Beside the points stands a pyramid of the lowest and highest point of every 16, 256, …
 * neighbours, extended as points arrive (amortised constant time). From it the extremes of
 * any range come in logarithmic time, so drawing 100,000 steps costs what 1,000 do, at any
 * zoom. Threads: one at a time; there is no lock.
 */
#pragma once

#include <glib.h>

#include "ui/chart/scale.h"

G_BEGIN_DECLS

typedef struct
{
  double x;
  double y;
} FrostPoint;

typedef struct _FrostSeries FrostSeries;

FrostSeries *frost_series_new (void);
void frost_series_free (FrostSeries *series);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostSeries, frost_series_free)

/* Adds a point behind the last one. FALSE, and nothing is added, when x or y is not finite
 * or x is less than the last x: a diverged loss leaves a gap and does not spoil the axis. */
gboolean frost_series_append (FrostSeries *series, double x, double y);

/* Forgets all points. */
void frost_series_clear (FrostSeries *series);

guint frost_series_get_n_points (const FrostSeries *series);

/* The point at `index`, less than the number of points; owned by the series and valid
 * until the next append or clear. */
const FrostPoint *frost_series_peek_point (const FrostSeries *series, guint index);

/* Index of the first point with an x of at least (lower) or above (upper) the given one;
 * the number of points when there is none. */
guint frost_series_lower_bound (const FrostSeries *series, double x);
guint frost_series_upper_bound (const FrostSeries *series, double x);

/* The point whose x is nearest to `x`, the later one of equals; FALSE when empty. */
gboolean frost_series_find_nearest (const FrostSeries *series, double x,
                                    FrostPoint *point);

/* Lowest and highest y among the points with x in [x_min, x_max]; FALSE when none is. */
gboolean frost_series_find_range (const FrostSeries *series, double x_min, double x_max,
                                  double *y_min, double *y_max);

/* Mean y of the points with x in [x_min, x_max]; FALSE when none is. Constant time after the
 * search for the ends. */
gboolean frost_series_find_mean (const FrostSeries *series, double x_min, double x_max,
                                 double *mean);

/* The lowest y above zero, where a logarithmic axis has to start; infinite when none is. */
double frost_series_get_lowest_positive (const FrostSeries *series);

/* What a line chart `n_columns` pixels wide has to draw: the first, lowest, highest and
 * last point of every pixel column, in their order, and one point beyond each end so that
 * the line runs off the edge. At most 4 points a column and 2 more; all of them are points
 * of the series, and the picture equals that of drawing every one of them.
 * Source: M4, Jugel et al. 2014, "A Visualization-Oriented Time Series Data Aggregation".
 * points: a GArray of FrostPoint, emptied first. */
void frost_series_decimate (const FrostSeries *series, const FrostScale *x_scale,
                            int n_columns, GArray *points);

G_END_DECLS
