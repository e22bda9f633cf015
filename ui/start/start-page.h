/* What a person sees first: what this is, a new project, the sample, the last projects.
 *
 * It asks the window for "win.new-project", "win.new-project-from" (ay, a folder of
 * pictures), "win.sample", "win.open-project" and "win.open-project-folder" (ay).
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROST_TYPE_START_PAGE (frost_start_page_get_type ())
G_DECLARE_FINAL_TYPE (FrostStartPage, frost_start_page, FROST, START_PAGE, GtkWidget)

/* Reads the list of recent projects again. */
void frost_start_page_refresh (FrostStartPage *self);

G_END_DECLS
