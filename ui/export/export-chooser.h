/* Asks where an exported model goes: the file, its format and whether its numbers have 16 bits.
 *
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* path NULL: a place that is not on this computer was chosen. Not called when nothing was. */
typedef void (*FrostExportChosen) (GtkWidget *widget, const char *path, gboolean half);

/* For widget, which is told unless it is gone; folder and name are where it begins. */
void frost_export_choose (GtkWidget *widget, const char *folder, const char *name,
                          FrostExportChosen chosen);

/* path with the ending of the format that was chosen, by its ending without the dot; one that was
 * typed and means the same stays. */
char *frost_export_with_ending (const char *path, const char *format);

G_END_DECLS
