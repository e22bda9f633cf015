/* The mark of a class: its key on its colour, so that colour never stands alone.
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* As a widget, for lists: a square with the key on it.
 * Properties: "colour" (int), "key" (string, "" or NULL shows a dot). */
#define FROST_TYPE_CLASS_BADGE (frost_class_badge_get_type ())
G_DECLARE_FINAL_TYPE (FrostClassBadge, frost_class_badge, FROST, CLASS_BADGE, GtkWidget)

GtkWidget *frost_class_badge_new (void);

void frost_class_badge_set_colour (FrostClassBadge *self, int colour);
void frost_class_badge_set_key (FrostClassBadge *self, const char *key);

/* As a drawing: a pill with the key and, if given, the name. Its lower left corner is (x,
 * bottom); it takes at most `room` pixels, and a name that is longer is cut. */
void frost_class_badge_snapshot (GtkSnapshot *snapshot, int colour, PangoLayout *key,
                                 PangoLayout *name, float x, float bottom, int room);

G_END_DECLS
