/* Chooses which images the grid shows, with how many there are of each kind.
 *
 * Signal: "filter-changed" (), only when a person chose.
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/project.h"

G_BEGIN_DECLS

#define FROST_TYPE_FILTER_BUTTON (frost_filter_button_get_type ())
G_DECLARE_FINAL_TYPE (FrostFilterButton, frost_filter_button, FROST, FILTER_BUTTON,
                      GtkWidget)

/* Shows all images of it. */
void frost_filter_button_set_project (FrostFilterButton *self, FrostProject *project);

/* The name of the filter is left NULL. */
void frost_filter_button_get_filter (FrostFilterButton *self, FrostImageFilter *filter);

/* All images, or those of a class; does not emit the signal. */
void frost_filter_button_reset (FrostFilterButton *self);
void frost_filter_button_set_class (FrostFilterButton *self, gint64 class_id);

G_END_DECLS
