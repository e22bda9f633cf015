/* What goes on, how far it is, and the buttons for it: start, pause or resume, stop. Before a run
 * it says whether one can start, and else leads to where something has to be done.
 *
 * It asks the window for "win.train-start", "win.train-pause", "win.train-stop" and
 * "win.view" (s). Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/train-ready.h"

G_BEGIN_DECLS

#define FROST_TYPE_RUN_BAR (frost_run_bar_get_type ())
G_DECLARE_FINAL_TYPE (FrostRunBar, frost_run_bar, FROST, RUN_BAR, GtkWidget)

/* To be called whenever one of them has changed. Both may be NULL: no run yet, not looked at yet.
 * Neither is kept. */
void frost_run_bar_update (FrostRunBar *self, FrostRunSession *session,
                           const FrostTrainReady *ready);

G_END_DECLS
