/* One run of a project: what was trained, with which settings, and how it went.
 *
 * Properties: "id" (gint64), "status" (int, FrostRunStatus), "n-epochs" (guint, done), "best-epoch"
 * (int, 0 = none yet), "best-accuracy" (double, of validation; NAN when not measured),
 * "has-model", "n-moves" (guint). All are notified while a run goes on.
 * Threads: main thread.
 */
#pragma once

#include <glib-object.h>

#include "ui/session/engine-data.h"

G_BEGIN_DECLS

/* The frost line was moved while the run went on. */
typedef struct
{
  double place; /* in epochs: 2.5 = in the middle of the third */
  int cut;
  char *name; /* of the cut, for people */
} FrostRunMove;

#define FROST_TYPE_RUN_ITEM (frost_run_item_get_type ())
G_DECLARE_FINAL_TYPE (FrostRunItem, frost_run_item, FROST, RUN_ITEM, GObject)

gint64 frost_run_item_get_id (FrostRunItem *item);

/* Microseconds since 1970. */
gint64 frost_run_item_get_started (FrostRunItem *item);
FrostRunStatus frost_run_item_get_status (FrostRunItem *item);

/* "running", "done", "stopped", "failed": stable words for scripts. */
const char *frost_run_status_get_name (FrostRunStatus status);

/* Lent. */
const char *frost_run_item_get_base_name (FrostRunItem *item);
const char *frost_run_item_get_cut_name (FrostRunItem *item);
int frost_run_item_get_cut (FrostRunItem *item);

/* FrostRunMove, in order. Lent; grows while the run goes on. */
GArray *frost_run_item_get_moves (FrostRunItem *item);

/* Where the line was in the end. */
int frost_run_item_get_last_cut (FrostRunItem *item);
const char *const *frost_run_item_get_classes (FrostRunItem *item);
const FrostTrainSettings *frost_run_item_get_settings (FrostRunItem *item);

/* Versions of each image that were seen, 1 = as it is. */
int frost_run_item_get_n_views (FrostRunItem *item);

/* FrostRunEpoch by epoch. Lent; grows while the run goes on. */
GArray *frost_run_item_get_epochs (FrostRunItem *item);

int frost_run_item_get_best_epoch (FrostRunItem *item);
double frost_run_item_get_best_accuracy (FrostRunItem *item);

/* The best model of the run, an absolute path to an ONNX file; NULL = none was kept. Lent. */
const char *frost_run_item_get_model_path (FrostRunItem *item);

/* A run can be used (evaluated, exported) when it has a model. Errors: NO_RUN. */
gboolean frost_run_item_has_model (FrostRunItem *item);
gboolean frost_run_item_check_model (FrostRunItem *item, GError **error);

/* Blocks while the file is read. Errors: NO_RUN, those of frost_onnx_load. */
FrostModel *frost_run_item_load_model (FrostRunItem *item, GError **error);

G_END_DECLS
