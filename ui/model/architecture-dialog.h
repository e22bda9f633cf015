/* Asks of which network a file of weights is, where the file does not tell.
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An AdwMessageDialog over parent, whose response is one of the names in the zoo, or "cancel".
 * names is NULL-terminated and not kept. */
GtkWindow *frost_architecture_dialog_new (GtkWindow *parent, const char *path,
                                          const char *const *names);

G_END_DECLS
