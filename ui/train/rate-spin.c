#include "ui/train/rate-spin.h"

#include <math.h>

#define STEPS_A_DECADE 10

static double
three_digits (double rate)
{
  const double unit = pow (10, floor (log10 (rate)) - 2);

  return round (rate / unit) * unit;
}

static char *
dup_text (GtkSpinButton *spin)
{
  return g_strdup_printf ("%.3g", frost_rate_spin_get (spin));
}

static gboolean
output_cb (GtkSpinButton *spin)
{
  g_autofree char *text = dup_text (spin);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (spin)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  /* Else a screen reader would say the power of ten. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  return TRUE;
}

/* Numbers as the screen has them, and as files and programs have them. */
static int
input_cb (GtkSpinButton *spin, double *value)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (spin));
  char *end = NULL;
  double rate = g_strtod (text, &end);

  if (end == text || *end != '\0' || !(rate > 0))
    return GTK_INPUT_ERROR;
  *value = log10 (CLAMP (rate, FROST_RATE_MIN, FROST_RATE_MAX));
  return TRUE;
}

void
frost_rate_spin_init (GtkSpinButton *spin)
{
  g_return_if_fail (GTK_IS_SPIN_BUTTON (spin));

  /* "1e-4" is a number too; what is none is refused as a whole. */
  gtk_spin_button_set_numeric (spin, FALSE);
  gtk_spin_button_set_update_policy (spin, GTK_UPDATE_IF_VALID);
  gtk_spin_button_configure (spin,
                             gtk_adjustment_new (-2, log10 (FROST_RATE_MIN),
                                                 log10 (FROST_RATE_MAX),
                                                 1.0 / STEPS_A_DECADE, 1, 0),
                             0, 0);
  g_signal_connect (spin, "output", G_CALLBACK (output_cb), NULL);
  g_signal_connect (spin, "input", G_CALLBACK (input_cb), NULL);
  output_cb (spin);
}

double
frost_rate_spin_get (GtkSpinButton *spin)
{
  return three_digits (pow (10, gtk_spin_button_get_value (spin)));
}

void
frost_rate_spin_set (GtkSpinButton *spin, double rate)
{
  gtk_spin_button_set_value (spin, log10 (CLAMP (rate, FROST_RATE_MIN, FROST_RATE_MAX)));
}
