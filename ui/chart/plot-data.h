/* What a plot shows, without a screen: its curves, marks and words. */
#pragma once

#include <glib.h>

#include "ui/chart/marks.h"
#include "ui/chart/series.h"

G_BEGIN_DECLS

/* What a curve stands for decides how it is drawn, see plot-tone.h. */
typedef enum
{
  FROST_PLOT_TRAIN,      /* accent colour, solid, round points */
  FROST_PLOT_VALIDATION, /* warm, dashed, square points */
  FROST_PLOT_BASELINE,   /* grey, dotted, diamonds: an earlier run, or random weights */
} FrostPlotTone;

typedef struct
{
  char *name; /* "train" */
  FrostPlotTone tone;
  FrostSeries *points;
} FrostPlotCurve;

typedef struct
{
  char *title;      /* "Accuracy", or NULL */
  char *x_name;     /* what one unit of x is: "epoch" */
  char *empty_text; /* shown while there is no point */
  gboolean percent;
  gboolean logarithmic;
  double x_max;      /* the x axis reaches at least here; 0 for no plan */
  GPtrArray *curves; /* of FrostPlotCurve, owned */
  FrostMarks *marks;
} FrostPlotData;

FrostPlotData *frost_plot_data_new (void);
void frost_plot_data_free (FrostPlotData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostPlotData, frost_plot_data_free)

guint frost_plot_data_add_curve (FrostPlotData *data, const char *name,
                                 FrostPlotTone tone);
const FrostPlotCurve *frost_plot_data_peek_curve (const FrostPlotData *data, guint index);

/* Forgets points and marks, keeps the curves. */
void frost_plot_data_clear (FrostPlotData *data);

/* TRUE while no curve has a point. */
gboolean frost_plot_data_is_empty (const FrostPlotData *data);

/* First and last x, lowest and highest y over all curves; FALSE when empty. */
gboolean frost_plot_data_find_bounds (const FrostPlotData *data, double *x_min,
                                      double *x_max, double *y_min, double *y_max);

/* The x of the point that is nearest to `x`, over all curves; FALSE when empty. */
gboolean frost_plot_data_find_nearest_x (const FrostPlotData *data, double x,
                                         double *nearest);

/* The x of the first point that lies at least `distance` (> 0) beyond `x`, upwards or
 * downwards; the outermost point when none is that far; `x` itself when empty. */
double frost_plot_data_step (const FrostPlotData *data, double x, double distance,
                             gboolean upwards);

/* What a curve says at `x`: its last point that is not beyond it. FALSE when it starts
 * later, for then it says nothing there. */
gboolean frost_plot_data_value_at (const FrostPlotData *data, guint curve, double x,
                                   double *value);

/* "Loss, epoch 12: train 0.214, validation 0.302": the values at `x`, or the latest ones
 * when x is not a number. Free with g_free. */
char *frost_plot_data_dup_summary (const FrostPlotData *data, double x);

G_END_DECLS
