/* Where a new project goes and what it is called, before anything is written.
 *
 * Signal: "create" (const char *project folder, const char *image folder), both in the
 * encoding of the file system; the dialog closes itself then.
 * Threads: the main one only.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FROST_TYPE_NEW_PROJECT_DIALOG (frost_new_project_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrostNewProjectDialog, frost_new_project_dialog, FROST,
                      NEW_PROJECT_DIALOG, AdwWindow)

/* images: the folder with the pictures; nothing is ever written into it unless the user
 * puts the project there. */
GtkWindow *frost_new_project_dialog_new (GtkWindow *parent, const char *images);

G_END_DECLS
