/* The classes of a project beside the grid: counts, adding, and what splits hold.
 *
 * Activating a class asks to show its images alone ("filter-class", gint64 id).
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/project.h"

G_BEGIN_DECLS

#define FROST_TYPE_CLASS_PANEL (frost_class_panel_get_type ())
G_DECLARE_FINAL_TYPE (FrostClassPanel, frost_class_panel, FROST, CLASS_PANEL, GtkWidget)

void frost_class_panel_set_project (FrostClassPanel *self, FrostProject *project);

/* Marks the class that the grid is filtered to; 0 = none. */
void frost_class_panel_set_filtered_class (FrostClassPanel *self, gint64 id);

/* Puts the focus into the entry that adds a class. */
void frost_class_panel_start_adding (FrostClassPanel *self);

G_END_DECLS
