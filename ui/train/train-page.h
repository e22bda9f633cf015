/* The Train view: the layers with the frost line, the curves of a run while it goes on, the
 * recipe of the next run, and the runs that are kept.
 *
 * Property: "workbench" (FrostWorkbench, construct only).
 * Actions, which it adds to the window that it is in, so that menu, key and button share them:
 * "win.train-start" (resumes a paused run), "win.train-pause" (pauses or resumes),
 * "win.train-stop". It asks the window for "win.view" (s), "win.toast" (s) and "win.error" (s).
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/workbench.h"

G_BEGIN_DECLS

#define FROST_TYPE_TRAIN_PAGE (frost_train_page_get_type ())
G_DECLARE_FINAL_TYPE (FrostTrainPage, frost_train_page, FROST, TRAIN_PAGE, GtkWidget)

G_END_DECLS
