/* The Export view: which run, what the file will hold, writing it, and the proof that the written
 * file computes the same.
 *
 * Property: "workbench" (FrostWorkbench, construct only).
 * Actions: "export.save" (asks where), "export.save-to" ((ayb): a path, 16 bits), "export.show-in-folder".
 * It asks the window for "win.view" (s). Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/workbench.h"

G_BEGIN_DECLS

#define FROST_TYPE_EXPORT_PAGE (frost_export_page_get_type ())
G_DECLARE_FINAL_TYPE (FrostExportPage, frost_export_page, FROST, EXPORT_PAGE, GtkWidget)

G_END_DECLS
