/* What main-window.c offers to the flows that open and make projects. */
#pragma once

#include "ui/window/main-window.h"

G_BEGIN_DECLS

/* Shows the progress page in place of everything. Lent until the next job starts. */
const FrostWork *frost_main_window_begin_job (FrostMainWindow *self, const char *title);

/* Shows the project, or the start page when there is none. */
void frost_main_window_end_job (FrostMainWindow *self);
gboolean frost_main_window_is_working (FrostMainWindow *self);

/* Makes it the one that is open (NULL: none) and remembers it as recent. */
void frost_main_window_set_project (FrostMainWindow *self, FrostProject *project);

void frost_main_window_show_error (FrostMainWindow *self, const char *heading,
                                   const char *text);

/* Takes the report, says in a toast what was imported. */
void frost_main_window_show_import (FrostMainWindow *self, FrostImportReport *report);

/* project-flow.c: adds the actions that open, make and import. */
void frost_project_flow_install (GtkWidgetClass *widget_class);

G_END_DECLS
