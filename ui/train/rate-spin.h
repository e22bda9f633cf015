/* A spin button for a learning rate: its steps are shares, not amounts, for 0.0001 and 0.1 are
 * equally likely to be right. Ten steps are a factor of ten; typed numbers are taken as they are.
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROST_RATE_MIN 1e-7
#define FROST_RATE_MAX 10.0

/* Once, before the first value. The adjustment of the button is in powers of ten from then on. */
void frost_rate_spin_init (GtkSpinButton *spin);

/* Three significant digits. */
double frost_rate_spin_get (GtkSpinButton *spin);
void frost_rate_spin_set (GtkSpinButton *spin, double rate);

G_END_DECLS
