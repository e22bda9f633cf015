/* The keys that label, for whatever shows pictures: the grid and the large view.
 *
 *   1 … 9, 0, letters   images.label (the class that has the key)
 *   Backspace           images.clear
 *   X, N                images.exclude, images.next-unlabelled
 *
 * They are handled where the focus is and never as accelerators of the window: those
 * would fire while a name is being typed.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/project-classes.h"

G_BEGIN_DECLS

/* For a "key-pressed" handler. TRUE: the key was one of these and its action, looked up from
 * widget, was started. classes may be NULL. */
gboolean frost_label_keys_press (GtkWidget *widget, FrostProjectClasses *classes,
                                 guint keyval, guint keycode, GdkModifierType state);

G_END_DECLS
