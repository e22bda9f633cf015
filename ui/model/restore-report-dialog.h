/* What became of every tensor of a file of weights.
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/engine-data.h"

G_BEGIN_DECLS

/* Shows the report over parent, tensors that were not simply reused first. The report is read at
 * once and not kept. */
GtkWindow *frost_restore_report_dialog_new (GtkWindow *parent,
                                            const FrostRestoreReport *report);

G_END_DECLS
