#include "ui/chart/palette.h"

#include <adwaita.h>

/* Adwaita's named colours; a theme that does not have one gets its own text colour, which
 * is readable everywhere. */
static GdkRGBA
look_up (GtkStyleContext *context, const char *name, const GdkRGBA *fallback)
{
  GdkRGBA color;

  if (gtk_style_context_lookup_color (context, name, &color))
    return color;
  return *fallback;
}

void
frost_palette_read (GtkWidget *widget, FrostPalette *palette)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  AdwStyleManager *manager =
      adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  const GdkRGBA *text = &palette->foreground;

  palette->dark = adw_style_manager_get_dark (manager);
  palette->high_contrast = adw_style_manager_get_high_contrast (manager);
  gtk_style_context_get_color (context, &palette->foreground);
  palette->dim = frost_color_with_alpha (text, palette->high_contrast ? 0.9 : 0.62);
  palette->faint = frost_color_with_alpha (text, palette->high_contrast ? 0.45 : 0.1);
  palette->surface = look_up (context, "popover_bg_color", text);
  palette->accent = look_up (context, "accent_color", text);
  palette->accent_bg = look_up (context, "accent_bg_color", text);
  palette->accent_fg = look_up (context, "accent_fg_color", &palette->surface);
  /* The shades that keep 3:1 and more against the view's background. */
  palette->warm = look_up (context, palette->dark ? "orange_2" : "orange_5", text);
  palette->icy = look_up (context, palette->dark ? "blue_2" : "blue_4", text);
}

void
frost_palette_watch (GtkWidget *widget)
{
  AdwStyleManager *manager =
      adw_style_manager_get_for_display (gtk_widget_get_display (widget));

  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw),
                           widget, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast",
                           G_CALLBACK (gtk_widget_queue_draw), widget, G_CONNECT_SWAPPED);
}

GdkRGBA
frost_color_with_alpha (const GdkRGBA *color, double alpha)
{
  GdkRGBA result = *color;

  result.alpha = (float) (result.alpha * alpha);
  return result;
}

GdkRGBA
frost_rgba_mix (const GdkRGBA *a, const GdkRGBA *b, double share)
{
  float s = (float) CLAMP (share, 0.0, 1.0);

  return (GdkRGBA){
    a->red + (b->red - a->red) * s,
    a->green + (b->green - a->green) * s,
    a->blue + (b->blue - a->blue) * s,
    a->alpha + (b->alpha - a->alpha) * s,
  };
}
