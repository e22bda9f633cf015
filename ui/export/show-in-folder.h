/* Shows a file in the system's file manager. Threads: the main one only. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Selected in its folder where the file manager can do that, else the folder alone.
 * window may be NULL. */
void frost_show_in_folder (GtkWindow *window, const char *path);

G_END_DECLS
