/* The colours that our own drawing takes from the theme, for light, dark and high contrast. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A plain value, read while drawing: a style change redraws, so nothing has to be kept. */
typedef struct
{
  gboolean dark;
  gboolean high_contrast;
  GdkRGBA foreground; /* text */
  GdkRGBA dim;        /* secondary text */
  GdkRGBA faint;      /* grid, hairlines */
  GdkRGBA surface;    /* behind text that floats over curves */
  GdkRGBA accent;     /* the focus, the first curve */
  GdkRGBA accent_bg;  /* behind text that is as important as a suggested action */
  GdkRGBA accent_fg;  /* that text */
  GdkRGBA warm;       /* what learns; the second curve */
  GdkRGBA icy;        /* what is frozen */
} FrostPalette;

void frost_palette_read (GtkWidget *widget, FrostPalette *palette);

/* The widget is redrawn when the user changes between light, dark and high contrast. */
void frost_palette_watch (GtkWidget *widget);

/* `color` with `alpha` (0..1) times its own opacity. */
GdkRGBA frost_color_with_alpha (const GdkRGBA *color, double alpha);

/* From `a` (share = 0) to `b` (share = 1). */
GdkRGBA frost_rgba_mix (const GdkRGBA *a, const GdkRGBA *b, double share);

G_END_DECLS
