/* Accuracy above, loss below, of one run: what it has, and what comes while it goes on.
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/run-session.h"

G_BEGIN_DECLS

#define FROST_TYPE_TRAIN_CHARTS (frost_train_charts_get_type ())
G_DECLARE_FINAL_TYPE (FrostTrainCharts, frost_train_charts, FROST, TRAIN_CHARTS,
                      GtkWidget)

/* NULL = none. session may be NULL; when it is that of the run, single steps of slow epochs are
 * shown too, and changes of the rate are marked. Moves of the frost line are marked always. Showing the same run again changes nothing. */
void frost_train_charts_show (FrostTrainCharts *self, FrostRunItem *run,
                              FrostRunSession *session);

G_END_DECLS
