#include "ui/chart/plot-picture.h"

#include <math.h>

#include "ui/chart/number-text.h"
#include "ui/chart/plot-tone.h"
#include "ui/chart/text-layout.h"

#define PADDING 8.0      /* around everything; the focus ring has its place there */
#define RIGHT_MARGIN 2.0 /* the last point is drawn across the area's edge */
#define GAP 6.0          /* between texts that belong together */
#define WIDE_GAP 16.0    /* between those that do not */
#define HEIGHT_WITHOUT_LANES 150
#define MAX_MARK_LANES 3   /* rows of mark names above the area */
#define POINT_DISTANCE 14. /* pixels between points from which each of them is drawn */

/* A text and where it stands: top left corner, pixels. */
typedef struct
{
  PangoLayout *layout;
  double x, y;
  gboolean is_dim;
  int sample; /* index of the curve whose sample stands before it, or -1 */
} Text;

struct _FrostPlotPicture
{
  FrostPlotFrame *frame;
  GArray *texts; /* of Text */
  GArray *ticks; /* of double: pixel y of each horizontal grid line */
  GArray *marks; /* of FrostPoint: where the vertical line of each mark begins */
  int width, height;
  gboolean is_empty;
};

static void
clear_text (gpointer data)
{
  Text *text = data;

  g_clear_object (&text->layout);
}

FrostPlotPicture *
frost_plot_picture_new (void)
{
  FrostPlotPicture *picture = g_new0 (FrostPlotPicture, 1);

  picture->frame = frost_plot_frame_new ();
  picture->texts = g_array_new (FALSE, FALSE, sizeof (Text));
  g_array_set_clear_func (picture->texts, clear_text);
  picture->ticks = g_array_new (FALSE, FALSE, sizeof (double));
  picture->marks = g_array_new (FALSE, FALSE, sizeof (FrostPoint));
  picture->is_empty = TRUE;
  return picture;
}

void
frost_plot_picture_free (FrostPlotPicture *picture)
{
  frost_plot_frame_free (picture->frame);
  g_array_unref (picture->texts);
  g_array_unref (picture->ticks);
  g_array_unref (picture->marks);
  g_free (picture);
}

const FrostPlotFrame *
frost_plot_picture_peek_frame (const FrostPlotPicture *picture)
{
  return picture->frame;
}

/* Takes the layout. */
static void
place_text (FrostPlotPicture *picture, PangoLayout *layout, double x, double y,
            gboolean is_dim)
{
  Text text = { layout, x, y, is_dim, -1 };

  g_array_append_val (picture->texts, text);
}

static PangoLayout *
value_layout (GtkWidget *widget, const FrostPlotData *data, guint curve)
{
  double value;
  g_autofree char *number = frost_plot_data_value_at (data, curve, G_MAXDOUBLE, &value)
                                ? frost_value_text (value, data->percent)
                                : g_strdup ("–");

  return frost_text_layout_new (widget, number, FROST_TEXT_SMALL_STRONG);
}

/* The legend: sample, name, latest value for each curve, in the title's row when there is
 * room and else in rows below it. Returns the bottom of what was used. */
static double
place_legend (FrostPlotPicture *picture, GtkWidget *widget, const FrostPlotData *data,
              double title_right, double row_top, double row_height)
{
  /* Numbers come and go; the legend stands still because each has the room of this one. */
  g_autoptr (PangoLayout) widest = frost_text_layout_new (
      widget, data->percent ? "100.0 %" : "0.000", FROST_TEXT_SMALL_STRONG);
  double value_width = frost_text_layout_get_width (widest);
  double right = picture->width - PADDING - RIGHT_MARGIN;
  double total = -WIDE_GAP;
  double x, y = row_top;

  for (guint i = 0; i < data->curves->len; i++)
    {
      g_autoptr (PangoLayout) name = frost_text_layout_new (
          widget, frost_plot_data_peek_curve (data, i)->name, FROST_TEXT_SMALL);
      total += WIDE_GAP + FROST_PLOT_SAMPLE_WIDTH + GAP
               + frost_text_layout_get_width (name) + GAP + value_width;
    }
  x = right - total;
  if (x < title_right + WIDE_GAP)
    {
      x = PADDING;
      y = row_top + row_height;
    }
  for (guint i = 0; i < data->curves->len; i++)
    {
      PangoLayout *name = frost_text_layout_new (
          widget, frost_plot_data_peek_curve (data, i)->name, FROST_TEXT_SMALL);
      PangoLayout *value = value_layout (widget, data, i);
      double name_width = frost_text_layout_get_width (name);
      double item = FROST_PLOT_SAMPLE_WIDTH + GAP + name_width + GAP + value_width;
      double text_y = y + (row_height - frost_text_layout_get_height (name)) / 2.0;

      if (x + item > right + 1.0 && x > PADDING)
        {
          x = PADDING;
          y += row_height;
          text_y += row_height;
        }
      place_text (picture, name, x + FROST_PLOT_SAMPLE_WIDTH + GAP, text_y, TRUE);
      g_array_index (picture->texts, Text, picture->texts->len - 1).sample = (int) i;
      place_text (picture, value, x + FROST_PLOT_SAMPLE_WIDTH + GAP + name_width + GAP,
                  text_y, FALSE);
      x += item + WIDE_GAP;
    }
  return y + row_height;
}

static double
place_header (FrostPlotPicture *picture, GtkWidget *widget, const FrostPlotData *data)
{
  PangoLayout *title = frost_text_layout_new (
      widget, data->title != NULL ? data->title : "", FROST_TEXT_STRONG);
  double height = frost_text_layout_get_height (title) + 4.0;
  double right = PADDING + frost_text_layout_get_width (title);

  frost_text_layout_limit (title, (int) (picture->width - 2.0 * PADDING));
  place_text (picture, title, PADDING, PADDING + 2.0, FALSE);
  if (picture->is_empty)
    return PADDING + height;
  return place_legend (picture, widget, data, right, PADDING, height);
}

/* The name of each mark stands right of its line, in the first lane where it does not touch
 * another; a name without a lane is left to the readout. Returns the lanes used. */
static int
place_marks (FrostPlotPicture *picture, GtkWidget *widget, const FrostPlotData *data,
             double left, double top, double width, double lane_height)
{
  double lane_end[MAX_MARK_LANES];
  /* In a low widget the curves need the room more. */
  int max_lanes =
      CLAMP ((picture->height - HEIGHT_WITHOUT_LANES) / 40, 0, MAX_MARK_LANES);
  int n_lanes = 0;

  for (int lane = 0; lane < MAX_MARK_LANES; lane++)
    lane_end[lane] = -G_MAXDOUBLE;
  for (guint i = 0; i < frost_marks_get_n (data->marks); i++)
    {
      const FrostMark *mark = frost_marks_peek (data->marks, i);
      PangoLayout *name;
      double position = frost_scale_position (&picture->frame->x_scale, mark->x);
      double x = left + position * width;
      double text_width, text_x;
      int lane = 0;

      if (!(position >= 0.0 && position <= 1.0))
        continue;
      name = frost_text_layout_new (widget, mark->name, FROST_TEXT_SMALL);
      frost_text_layout_limit (name, (int) (width / 2.0));
      text_width = frost_text_layout_get_width (name);
      text_x = MIN (x + GAP, left + width - text_width);
      while (lane < max_lanes && lane_end[lane] > text_x)
        lane++;
      if (lane < max_lanes)
        {
          FrostPoint begin = { x, top + lane * lane_height };

          lane_end[lane] = text_x + text_width + WIDE_GAP;
          n_lanes = MAX (n_lanes, lane + 1);
          place_text (picture, name, text_x, begin.y, TRUE);
          g_array_append_val (picture->marks, begin);
        }
      else
        {
          FrostPoint begin = { x, top + max_lanes * lane_height };

          g_object_unref (name);
          g_array_append_val (picture->marks, begin);
        }
    }
  return n_lanes;
}

/* At least as wide as "100 %", so that charts above one another share their x axis. */
static double
widest_tick (GtkWidget *widget, const FrostTicks *ticks, gboolean percent)
{
  double widest = 0.0;

  for (int i = -1; i < ticks->n; i++)
    {
      g_autofree char *label =
          i < 0 ? g_strdup ("100 %") : frost_ticks_label (ticks, i, percent);
      g_autoptr (PangoLayout) layout =
          frost_text_layout_new (widget, label, FROST_TEXT_SMALL);

      widest = MAX (widest, frost_text_layout_get_width (layout));
    }
  return widest;
}

static void
place_y_ticks (FrostPlotPicture *picture, GtkWidget *widget, const FrostPlotData *data)
{
  const FrostPlotFrame *frame = picture->frame;

  for (int i = 0; i < frame->y_ticks.n; i++)
    {
      g_autofree char *label = frost_ticks_label (&frame->y_ticks, i, data->percent);
      PangoLayout *layout = frost_text_layout_new (widget, label, FROST_TEXT_SMALL);
      double y = frost_plot_frame_y (frame, frame->y_ticks.value[i]);

      place_text (picture, layout,
                  frame->left - GAP - frost_text_layout_get_width (layout),
                  y - frost_text_layout_get_height (layout) / 2.0, TRUE);
      g_array_append_val (picture->ticks, y);
    }
}

/* Under the area: the ticks, and the name of the axis behind the last of them. */
static void
place_x_ticks (FrostPlotPicture *picture, GtkWidget *widget, const FrostPlotData *data)
{
  const FrostPlotFrame *frame = picture->frame;
  double top = frame->top + frame->height + GAP / 2.0;
  PangoLayout *name = frost_text_layout_new (widget, data->x_name, FROST_TEXT_SMALL);
  double name_x = frame->left + frame->width - frost_text_layout_get_width (name);

  for (int i = 0; i < frame->x_ticks.n; i++)
    {
      g_autofree char *label = frost_ticks_label (&frame->x_ticks, i, FALSE);
      PangoLayout *layout = frost_text_layout_new (widget, label, FROST_TEXT_SMALL);
      double width = frost_text_layout_get_width (layout);
      double x = frost_plot_frame_x (frame, frame->x_ticks.value[i]) - width / 2.0;

      if (x + width > name_x - GAP)
        g_object_unref (layout);
      else
        place_text (picture, layout, x, top, TRUE);
    }
  place_text (picture, name, name_x, top, TRUE);
}

/* The grid without numbers, and in the middle of it what will happen here. */
static void
place_empty_text (FrostPlotPicture *picture, GtkWidget *widget, const FrostPlotData *data)
{
  const FrostPlotFrame *frame = picture->frame;
  PangoLayout *layout = frost_text_layout_new (widget, data->empty_text, FROST_TEXT_BODY);

  frost_text_layout_wrap (layout, (int) frame->width);
  place_text (picture, layout, frame->left,
              frame->top + (frame->height - frost_text_layout_get_height (layout)) / 2.0,
              TRUE);
  for (int i = 0; i < frame->y_ticks.n; i++)
    {
      double y = frost_plot_frame_y (frame, frame->y_ticks.value[i]);

      g_array_append_val (picture->ticks, y);
    }
}

void
frost_plot_picture_prepare (FrostPlotPicture *picture, GtkWidget *widget,
                            const FrostPlotData *data, int width, int height)
{
  FrostPlotFrame *frame = picture->frame;
  g_autoptr (PangoLayout) digit = frost_text_layout_new (widget, "0", FROST_TEXT_SMALL);
  double line = frost_text_layout_get_height (digit);
  double header, left, top, area_width;
  int n_lanes;

  g_array_set_size (picture->texts, 0);
  g_array_set_size (picture->ticks, 0);
  g_array_set_size (picture->marks, 0);
  picture->width = width;
  picture->height = height;
  picture->is_empty = frost_plot_data_is_empty (data);

  header = place_header (picture, widget, data) + GAP;
  frost_plot_frame_set_axes (frame, data, width, height - header - line - 2.0 * PADDING);
  left = ceil (PADDING + widest_tick (widget, &frame->y_ticks, data->percent) + GAP);
  area_width = width - left - PADDING - RIGHT_MARGIN;
  n_lanes = picture->is_empty
                ? 0
                : place_marks (picture, widget, data, left, header, area_width, line);
  /* Half a line more, because the topmost tick's label stands across the area's edge. */
  top = ceil (header + n_lanes * line + (n_lanes > 0 ? GAP : line / 2.0));
  frost_plot_frame_set_area (frame, data, left, top, area_width,
                             floor (height - PADDING - line - GAP / 2.0) - top);
  if (picture->is_empty)
    {
      place_empty_text (picture, widget, data);
      return;
    }
  place_y_ticks (picture, widget, data);
  place_x_ticks (picture, widget, data);
}

static void
draw_grid (const FrostPlotPicture *picture, const FrostPalette *palette,
           GtkSnapshot *snapshot)
{
  const FrostPlotFrame *frame = picture->frame;
  GdkRGBA base = frost_color_with_alpha (&palette->foreground, 0.35);
  float bottom = (float) (frame->top + frame->height);

  for (guint i = 0; i < picture->ticks->len; i++)
    {
      float y = (float) floor (g_array_index (picture->ticks, double, i));
      gtk_snapshot_append_color (
          snapshot, &palette->faint,
          &GRAPHENE_RECT_INIT ((float) frame->left, y, (float) frame->width, 1.0f));
    }
  gtk_snapshot_append_color (
      snapshot, &base,
      &GRAPHENE_RECT_INIT ((float) frame->left, bottom, (float) frame->width, 1.0f));
}

static void
draw_marks (const FrostPlotPicture *picture, const FrostPalette *palette, cairo_t *cr)
{
  static const double dash[] = { 3.0, 3.0 };
  const FrostPlotFrame *frame = picture->frame;

  gdk_cairo_set_source_rgba (cr, &palette->dim);
  cairo_set_line_width (cr, 1.0);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0.0);
  for (guint i = 0; i < picture->marks->len; i++)
    {
      const FrostPoint *begin = &g_array_index (picture->marks, FrostPoint, i);
      double x = floor (begin->x) + 0.5;

      cairo_move_to (cr, x, begin->y + 2.0);
      cairo_line_to (cr, x, frame->top + frame->height);
    }
  cairo_stroke (cr);
}

/* What the curve covers, pale, in front of which its trend stands as the line. Whole pixels:
 * cairo fills those without antialiasing, many times faster. */
static void
draw_band (const FrostPlotCurve *curve, const GArray *band, const FrostPalette *palette,
           cairo_t *cr)
{
  GdkRGBA pale = frost_plot_tone_color (curve->tone, palette);

  pale = frost_color_with_alpha (&pale, palette->high_contrast ? 0.5 : 0.28);
  gdk_cairo_set_source_rgba (cr, &pale);
  cairo_new_path (cr);
  for (guint i = 0; i < band->len; i++)
    {
      const FrostPlotColumn *column = &g_array_index (band, FrostPlotColumn, i);
      double top = floor (column->top);

      cairo_rectangle (cr, column->left, top, 1.0, ceil (column->bottom) - top + 1.0);
    }
  cairo_fill (cr);
}

static void
draw_curve (const FrostPlotPicture *picture, const FrostPlotCurve *curve,
            const GArray *line, const GArray *band, const FrostPalette *palette,
            cairo_t *cr)
{
  const FrostPlotFrame *frame = picture->frame;
  gboolean is_sparse = line->len * POINT_DISTANCE <= frame->width;

  if (line->len == 0)
    return;
  cairo_save (cr);
  /* A pen's width more on each side, so that a line along the edge keeps its width. */
  cairo_rectangle (cr, floor (frame->left) - 1.0, floor (frame->top) - 4.0,
                   ceil (frame->width) + 8.0, ceil (frame->height) + 8.0);
  cairo_clip (cr);
  draw_band (curve, band, palette, cr);
  cairo_new_path (cr);
  for (guint i = 0; i < line->len; i++)
    {
      const FrostPoint *point = &g_array_index (line, FrostPoint, i);

      cairo_line_to (cr, point->x, point->y);
    }
  frost_plot_tone_set_pen (curve->tone, palette, cr);
  cairo_stroke (cr);
  for (guint i = is_sparse ? 0 : line->len - 1; i < line->len; i++)
    {
      const FrostPoint *point = &g_array_index (line, FrostPoint, i);

      frost_plot_tone_draw_point (curve->tone, palette, cr, point->x, point->y,
                                  i + 1 == line->len ? 3.5 : 2.5);
    }
  cairo_restore (cr);
}

void
frost_plot_picture_draw (const FrostPlotPicture *picture, const FrostPlotData *data,
                         const FrostPalette *palette, GtkSnapshot *snapshot)
{
  cairo_t *cr;

  draw_grid (picture, palette, snapshot);
  if (!picture->is_empty)
    {
      cr = gtk_snapshot_append_cairo (
          snapshot, &GRAPHENE_RECT_INIT (0.0f, 0.0f, (float) picture->width,
                                         (float) picture->height));
      draw_marks (picture, palette, cr);
      for (guint i = 0; i < picture->frame->lines->len; i++)
        draw_curve (picture, frost_plot_data_peek_curve (data, i),
                    g_ptr_array_index (picture->frame->lines, i),
                    g_ptr_array_index (picture->frame->bands, i), palette, cr);
      cairo_destroy (cr);
    }
  for (guint i = 0; i < picture->texts->len; i++)
    {
      const Text *text = &g_array_index (picture->texts, Text, i);

      frost_text_layout_draw (text->layout, snapshot, text->x, text->y,
                              text->is_dim ? &palette->dim : &palette->foreground);
      if (text->sample >= 0)
        frost_plot_tone_draw_sample (
            frost_plot_data_peek_curve (data, (guint) text->sample)->tone, palette,
            snapshot, text->x - GAP - FROST_PLOT_SAMPLE_WIDTH,
            text->y + frost_text_layout_get_height (text->layout) / 2.0);
    }
}
