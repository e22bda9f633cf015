#include "ui/chart/text-layout.h"

#include <math.h>

/* The size of libadwaita's "caption" style. */
#define SMALL_SCALE 0.82

PangoLayout *
frost_text_layout_new (GtkWidget *widget, const char *text, FrostTextStyle style)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (style == FROST_TEXT_SMALL || style == FROST_TEXT_SMALL_STRONG)
    pango_attr_list_insert (attributes, pango_attr_scale_new (SMALL_SCALE));
  if (style == FROST_TEXT_STRONG || style == FROST_TEXT_SMALL_STRONG)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

void
frost_text_layout_limit (PangoLayout *layout, int width)
{
  pango_layout_set_width (layout, -1);
  if (frost_text_layout_get_width (layout) > width)
    {
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, MAX (width, 1) * PANGO_SCALE);
    }
}

void
frost_text_layout_wrap (PangoLayout *layout, int width)
{
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, MAX (width, 1) * PANGO_SCALE);
}

int
frost_text_layout_get_width (PangoLayout *layout)
{
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

int
frost_text_layout_get_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

void
frost_text_layout_draw (PangoLayout *layout, GtkSnapshot *snapshot, double x, double y,
                        const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) round (x), (float) round (y)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}
