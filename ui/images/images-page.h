/* The Images view: classes on the left, the grid, what is shown and what is selected.
 *
 * Property: "workbench" (FrostWorkbench, construct only): the project is taken from there.
 * Actions: "images.label" (gint64 class), "images.clear", "images.exclude" (toggles),
 * "images.next-unlabelled", "images.auto-advance" (a switch), "images.open" (the selected one
 * large), "images.close", "images.find", "images.show-all", "images.add-class".
 * It asks the window for "win.import", "win.import-folder" (ay, a path), "win.toast" (s),
 * "win.toast-undo" (s) and "win.error" (s).
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/workbench.h"

G_BEGIN_DECLS

#define FROST_TYPE_IMAGES_PAGE (frost_images_page_get_type ())
G_DECLARE_FINAL_TYPE (FrostImagesPage, frost_images_page, FROST, IMAGES_PAGE, GtkWidget)

G_END_DECLS
