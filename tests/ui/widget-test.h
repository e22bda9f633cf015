/* What the tests of widgets share. GTK 4 cannot make up events, so keys are sent by what they
 * are bound to; real ones come from xdotool in the drive-*.sh scripts. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Does what a key without modifiers is bound to on the widget. FALSE when it is bound to
 * nothing, or what it is bound to declined. */
gboolean frost_test_press_key (GtkWidget *widget, guint key);

/* Lets a widget that is on the screen lay itself out and draw: waits for three frames. */
void frost_test_settle (GtkWidget *widget);

G_END_DECLS
