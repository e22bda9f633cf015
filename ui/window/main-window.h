/* A window: the start page, then the views of one project.
 *
 * The views meet in the window's FrostWorkbench and never include each other. Another view
 * is one line in the table of main-window.c: a GtkWidget with a construct-only "workbench" property.
 *
 * Actions that views may ask for:
 *   win.toast (s)            plain text at the bottom, gone after a while
 *   win.toast-undo (s)       the same with a button that undoes the last step
 *   win.error (s)            what went wrong and what to do, as a toast that stays longer
 *   win.error-dialog (ss)    the same as a dialog: heading, text
 *   win.view (s)             shows a view by its name: "images", "model", …
 *   win.undo, win.redo, win.import, win.import-folder (ay), win.new-project,
 *   win.new-project-from (ay), win.open-project, win.open-project-folder (ay), win.sample,
 *   win.close-project, win.show-report
 * Threads: the main one only.
 */
#pragma once

#include <adwaita.h>

#include "ui/session/workbench.h"

G_BEGIN_DECLS

#define FROST_TYPE_MAIN_WINDOW (frost_main_window_get_type ())
G_DECLARE_FINAL_TYPE (FrostMainWindow, frost_main_window, FROST, MAIN_WINDOW,
                      AdwApplicationWindow)

FrostMainWindow *frost_main_window_new (AdwApplication *application);

/* Lent. */
FrostWorkbench *frost_main_window_get_workbench (FrostMainWindow *self);

/* Opens the project in a folder, with its progress; failures are shown. */
void frost_main_window_open_folder (FrostMainWindow *self, const char *folder);

/* Makes a fresh sample project in the default place and opens it. */
void frost_main_window_open_sample (FrostMainWindow *self);

/* The names of the views in order, NULL-terminated, for shortcuts. */
const char *const *frost_main_window_list_views (void);

/* The pictures, texts and styles of all of ui/; call it before the first window. */
void frost_main_window_register_resources (void);

G_END_DECLS
