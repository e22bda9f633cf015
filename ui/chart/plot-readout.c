#include "ui/chart/plot-readout.h"

#include <math.h>

#include "ui/chart/number-text.h"
#include "ui/chart/plot-tone.h"
#include "ui/chart/text-layout.h"

#define PADDING 8.0
#define GAP 6.0
#define DISTANCE 12.0      /* between the crosshair and the box */
#define RADIUS 8.0f        /* of the box's corners */
#define MARK_TOLERANCE 4.0 /* pixels between a mark and a crosshair that reads its name */

typedef struct
{
  PangoLayout *name;
  PangoLayout *value; /* NULL for a line of words */
  int curve;          /* or -1 */
  double y;           /* value of the curve, in pixels */
} Row;

struct _FrostPlotReadout
{
  GArray *rows; /* of Row; empty while hidden */
  double x;     /* of the crosshair, in pixels */
  double width, height, row_height;
};

static void
clear_row (gpointer data)
{
  Row *row = data;

  g_clear_object (&row->name);
  g_clear_object (&row->value);
}

FrostPlotReadout *
frost_plot_readout_new (void)
{
  FrostPlotReadout *readout = g_new0 (FrostPlotReadout, 1);

  readout->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (readout->rows, clear_row);
  return readout;
}

void
frost_plot_readout_free (FrostPlotReadout *readout)
{
  g_array_unref (readout->rows);
  g_free (readout);
}

static void
add_words (FrostPlotReadout *readout, GtkWidget *widget, const char *words,
           FrostTextStyle style, int limit)
{
  Row row = { frost_text_layout_new (widget, words, style), NULL, -1, 0.0 };

  frost_text_layout_limit (row.name, limit);
  g_array_append_val (readout->rows, row);
}

static void
add_curve (FrostPlotReadout *readout, GtkWidget *widget, const FrostPlotData *data,
           const FrostPlotFrame *frame, guint curve, double value)
{
  g_autofree char *number = frost_value_text (value, data->percent);
  Row row;

  row.name = frost_text_layout_new (
      widget, frost_plot_data_peek_curve (data, curve)->name, FROST_TEXT_SMALL);
  row.value = frost_text_layout_new (widget, number, FROST_TEXT_SMALL_STRONG);
  row.curve = (int) curve;
  row.y = frost_plot_frame_y (frame, value);
  g_array_append_val (readout->rows, row);
}

static void
measure (FrostPlotReadout *readout)
{
  double width = 0.0, height = 0.0;

  for (guint i = 0; i < readout->rows->len; i++)
    {
      const Row *row = &g_array_index (readout->rows, Row, i);
      double row_width = frost_text_layout_get_width (row->name);

      if (row->value != NULL)
        row_width += FROST_PLOT_SAMPLE_WIDTH + GAP + 2.0 * GAP
                     + frost_text_layout_get_width (row->value);
      width = MAX (width, row_width);
      height = MAX (height, frost_text_layout_get_height (row->name));
    }
  readout->row_height = height + 2.0;
  readout->width = ceil (width + 2.0 * PADDING);
  readout->height = ceil (readout->rows->len * readout->row_height + 2.0 * PADDING);
}

void
frost_plot_readout_prepare (FrostPlotReadout *readout, GtkWidget *widget,
                            const FrostPlotData *data, const FrostPlotFrame *frame,
                            double x)
{
  g_autofree char *place = NULL;
  g_autofree char *words = NULL;
  const FrostMark *mark;
  int limit = (int) MAX (frame->width * 0.6, 80.0);

  g_array_set_size (readout->rows, 0);
  if (!isfinite (x) || frost_plot_data_is_empty (data))
    return;

  readout->x = frost_plot_frame_x (frame, x);
  place = frost_place_text (x);
  words = g_strdup_printf ("%s %s", data->x_name, place);
  add_words (readout, widget, words, FROST_TEXT_SMALL_STRONG, limit);
  for (guint i = 0; i < data->curves->len; i++)
    {
      double value;

      if (frost_plot_data_value_at (data, i, x, &value))
        add_curve (readout, widget, data, frame, i, value);
    }
  mark = frost_marks_find (data->marks, x,
                           MARK_TOLERANCE * frost_plot_frame_x_per_pixel (frame));
  if (mark != NULL)
    add_words (readout, widget, mark->name, FROST_TEXT_SMALL, limit);
  measure (readout);
}

static void
draw_box (const FrostPlotReadout *readout, const FrostPalette *palette,
          GtkSnapshot *snapshot, double x, double y)
{
  GskRoundedRect outline;
  GdkRGBA edge =
      frost_color_with_alpha (&palette->foreground, palette->high_contrast ? 0.8 : 0.18);
  GdkRGBA shadow = { 0.0f, 0.0f, 0.0f, 0.14f };
  GdkRGBA edges[4] = { edge, edge, edge, edge };
  float widths[4] = { 1.0f, 1.0f, 1.0f, 1.0f };

  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT ((float) x, (float) y,
                                                        (float) readout->width,
                                                        (float) readout->height),
                                   RADIUS);
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &shadow, 0.0f, 1.0f, 0.0f, 4.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &palette->surface, &outline.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, widths, edges);
}

static void
draw_rows (const FrostPlotReadout *readout, const FrostPlotData *data,
           const FrostPalette *palette, GtkSnapshot *snapshot, double x, double y)
{
  for (guint i = 0; i < readout->rows->len; i++)
    {
      const Row *row = &g_array_index (readout->rows, Row, i);
      double row_y = y + PADDING + i * readout->row_height;
      double name_x = x + PADDING;

      if (row->value != NULL)
        {
          frost_plot_tone_draw_sample (
              frost_plot_data_peek_curve (data, (guint) row->curve)->tone, palette,
              snapshot, name_x, row_y + readout->row_height / 2.0);
          name_x += FROST_PLOT_SAMPLE_WIDTH + GAP;
          frost_text_layout_draw (row->value, snapshot,
                                  x + readout->width - PADDING
                                      - frost_text_layout_get_width (row->value),
                                  row_y, &palette->foreground);
        }
      frost_text_layout_draw (row->name, snapshot, name_x, row_y,
                              i == 0 ? &palette->foreground : &palette->dim);
    }
}

void
frost_plot_readout_draw (const FrostPlotReadout *readout, const FrostPlotData *data,
                         const FrostPlotFrame *frame, const FrostPalette *palette,
                         GtkSnapshot *snapshot)
{
  double right = frame->left + frame->width;
  double x = readout->x + DISTANCE;
  double y = frame->top + GAP;
  GdkRGBA hair = frost_color_with_alpha (&palette->foreground, 0.5);
  cairo_t *cr;

  if (readout->rows->len == 0)
    return;
  gtk_snapshot_append_color (snapshot, &hair,
                             &GRAPHENE_RECT_INIT ((float) floor (readout->x),
                                                  (float) frame->top, 1.0f,
                                                  (float) frame->height));
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) readout->x - 8.0f, (float) frame->top - 8.0f,
                                     16.0f, (float) frame->height + 16.0f));
  for (guint i = 0; i < readout->rows->len; i++)
    {
      const Row *row = &g_array_index (readout->rows, Row, i);

      if (row->curve >= 0 && isfinite (row->y))
        frost_plot_tone_draw_point (
            frost_plot_data_peek_curve (data, (guint) row->curve)->tone, palette, cr,
            readout->x, row->y, 4.5);
    }
  cairo_destroy (cr);

  /* Beside the crosshair, on the side that has room. */
  if (x + readout->width > right)
    x = readout->x - DISTANCE - readout->width;
  x = MAX (x, 2.0);
  draw_box (readout, palette, snapshot, x, y);
  draw_rows (readout, data, palette, snapshot, x, y);
}
