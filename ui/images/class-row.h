/* One class in the panel: its badge, its name (edited in place), how many images it has.
 *
 * Actions: "class.label" (the selected images), "class.rename" (also F2 and a double click),
 * "class.move" (int by), "class.merge" (gint64 into), "class.delete" (also Delete).
 * Tiles dropped on it get its label.
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/project.h"

G_BEGIN_DECLS

#define FROST_TYPE_CLASS_ROW (frost_class_row_get_type ())
G_DECLARE_FINAL_TYPE (FrostClassRow, frost_class_row, FROST, CLASS_ROW, GtkListBoxRow)

GtkWidget *frost_class_row_new (FrostProject *project, FrostClassItem *item);

/* Lent. */
FrostClassItem *frost_class_row_get_item (FrostClassRow *self);

/* Marks the class whose images the grid is filtered to. */
void frost_class_row_set_filtered (FrostClassRow *self, gboolean filtered);

G_END_DECLS
