/* What an import passed over, file by file, with the reason.
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/engine-data.h"

G_BEGIN_DECLS

/* "398 images imported, 1 skipped", for a toast; plain text. */
char *frost_import_report_dup_title (const FrostImportReport *report);

/* Shows the notes over parent. The report is read at once and not kept. */
GtkWindow *frost_import_report_dialog_new (GtkWindow *parent,
                                           const FrostImportReport *report);

G_END_DECLS
