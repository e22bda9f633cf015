#include "ui/layers/layer-picture.h"

#include <math.h>

#include "ui/chart/number-text.h"
#include "ui/chart/text-layout.h"
#include "ui/layers/layer-glyph.h"

#define MARGIN 6.0      /* left and right of the blocks */
#define INSET 12.0      /* from a block's edge to what stands in it */
#define GAP 8.0         /* between texts */
#define GLYPH_ROOM 16.0 /* of the sign in front */
#define MIN_DETAIL 48.0 /* of class names; less of them says nothing */
#define BAR_WIDTH 64.0
#define BAR_HEIGHT 4.0
#define RADIUS 8.0f
#define COMPACT_RADIUS 6.0f

/* Below this width a full block states its share of the cost without drawing it. */
#define BAR_MIN_WIDTH 330.0

/* Below this width a compact block says either that it is frozen or how many parameters it
 * trains; above it has room for both. */
#define CAPTION_MIN_WIDTH 250.0

/* The texts of one block. */
typedef struct
{
  PangoLayout *name;
  PangoLayout *detail; /* shape, or class names */
  PangoLayout *parameters;
  PangoLayout *share;
  double bar; /* length of the cost bar, 0..1 of the longest */
} Block;

struct _FrostLayerPicture
{
  FrostLayerGeometry geometry;
  gboolean compact;
  double width, height;
  double share_width;  /* widest of all shares */
  GArray *blocks;      /* of Block, the head last; empty without a model */
  PangoLayout *frozen; /* the captions */
  PangoLayout *trainable;
  PangoLayout *pixels;
  PangoLayout *line; /* the words on the frost line */
  PangoLayout *empty_title;
  PangoLayout *empty_text;
};

static void
clear_block (gpointer data)
{
  Block *block = data;

  g_clear_object (&block->name);
  g_clear_object (&block->detail);
  g_clear_object (&block->parameters);
  g_clear_object (&block->share);
}

FrostLayerPicture *
frost_layer_picture_new (void)
{
  FrostLayerPicture *picture = g_new0 (FrostLayerPicture, 1);

  frost_layer_geometry_init (&picture->geometry, 0, FALSE);
  picture->blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  g_array_set_clear_func (picture->blocks, clear_block);
  return picture;
}

static void
clear_texts (FrostLayerPicture *picture)
{
  g_array_set_size (picture->blocks, 0);
  g_clear_object (&picture->frozen);
  g_clear_object (&picture->trainable);
  g_clear_object (&picture->pixels);
  g_clear_object (&picture->line);
  g_clear_object (&picture->empty_title);
  g_clear_object (&picture->empty_text);
}

void
frost_layer_picture_free (FrostLayerPicture *picture)
{
  clear_texts (picture);
  g_array_unref (picture->blocks);
  g_free (picture);
}

const FrostLayerGeometry *
frost_layer_picture_peek_geometry (const FrostLayerPicture *picture)
{
  return &picture->geometry;
}

/* "2 classes: ant, bee"; a compact block has no room for more than the names. */
static char *
head_detail (const FrostLayerModel *model, gboolean compact)
{
  if (model->n_classes == 0)
    return g_strdup (compact ? "" : "a new head for your classes");
  if (compact)
    return g_strdup (model->head->shape);
  return g_strdup_printf ("%d %s: %s", model->n_classes,
                          model->n_classes == 1 ? "class" : "classes",
                          model->head->shape);
}

/* Room from the sign to the right edge. */
static double
text_room (const FrostLayerPicture *picture)
{
  return picture->width - 2.0 * MARGIN - 2.0 * INSET - GLYPH_ROOM - GAP;
}

static double
bar_width (const FrostLayerPicture *picture)
{
  return picture->width >= BAR_MIN_WIDTH ? BAR_WIDTH : 0.0;
}

static void
add_block (FrostLayerPicture *picture, GtkWidget *widget, const FrostLayerModel *model,
           int index, double longest)
{
  gboolean is_head = index == frost_layer_model_get_n (model);
  const FrostLayerBlock *block = frost_layer_model_peek (model, index);
  double share = frost_layer_model_get_share (model, index);
  g_autofree char *parameters = frost_count_text (block->parameters);
  g_autofree char *share_text = frost_share_text (share);
  g_autofree char *detail =
      is_head ? head_detail (model, picture->compact) : g_strdup (block->shape);
  FrostTextStyle name_style =
      picture->compact ? FROST_TEXT_SMALL_STRONG : FROST_TEXT_STRONG;
  Block texts;

  texts.name = frost_text_layout_new (widget, block->name, name_style);
  texts.detail =
      frost_text_layout_new (widget, detail != NULL ? detail : "", FROST_TEXT_SMALL);
  texts.parameters = frost_text_layout_new (
      widget, parameters, picture->compact ? FROST_TEXT_SMALL : FROST_TEXT_BODY);
  texts.share = frost_text_layout_new (widget, share_text, FROST_TEXT_SMALL);
  texts.bar = longest > 0.0 ? share / longest : 0.0;
  g_array_append_val (picture->blocks, texts);
}

/* Second pass, when the widest share is known. */
static void
limit_block (FrostLayerPicture *picture, const Block *block)
{
  double caption = frost_text_layout_get_width (picture->trainable) + GAP;
  double first =
      text_room (picture) - frost_text_layout_get_width (block->parameters) - GAP;
  double second;

  if (picture->compact)
    {
      if (picture->width >= CAPTION_MIN_WIDTH)
        first -= caption;
      else
        first = MIN (first, text_room (picture) - GAP
                                - frost_text_layout_get_width (picture->frozen));
      frost_text_layout_limit (block->name, (int) first);
      second = first - frost_text_layout_get_width (block->name) - GAP;
    }
  else
    {
      frost_text_layout_limit (block->name, (int) first);
      second = text_room (picture) - caption - bar_width (picture) - GAP
               - picture->share_width - GAP;
    }
  frost_text_layout_limit (block->detail, (int) MAX (second, 0.0));
}

static void
prepare_blocks (FrostLayerPicture *picture, GtkWidget *widget,
                const FrostLayerModel *model)
{
  int n = frost_layer_model_get_n (model);
  double longest = 0.0;

  for (int i = 0; i <= n; i++)
    longest = MAX (longest, frost_layer_model_get_share (model, i));
  for (int i = 0; i <= n; i++)
    add_block (picture, widget, model, i, longest);
  picture->share_width = 0.0;
  for (int i = 0; i <= n; i++)
    picture->share_width = MAX (
        picture->share_width,
        frost_text_layout_get_width (g_array_index (picture->blocks, Block, i).share));
  for (int i = 0; i <= n; i++)
    limit_block (picture, &g_array_index (picture->blocks, Block, i));
}

static void
prepare_empty (FrostLayerPicture *picture, GtkWidget *widget)
{
  int room = (int) (picture->width - 2.0 * INSET);

  picture->empty_title =
      frost_text_layout_new (widget, "No base model yet", FROST_TEXT_STRONG);
  picture->empty_text = frost_text_layout_new (
      widget, "Choose one, and its layers stand here", FROST_TEXT_SMALL);
  frost_text_layout_wrap (picture->empty_title, room);
  frost_text_layout_wrap (picture->empty_text, room);
}

void
frost_layer_picture_prepare (FrostLayerPicture *picture, GtkWidget *widget,
                             const FrostLayerModel *model, gboolean compact, int width,
                             int height)
{
  g_autofree char *pixels = NULL;

  clear_texts (picture);
  frost_layer_geometry_init (&picture->geometry, frost_layer_model_get_n (model),
                             compact);
  picture->compact = compact;
  picture->width = width;
  picture->height = height;
  if (picture->geometry.n == 0)
    {
      prepare_empty (picture, widget);
      return;
    }

  picture->frozen = frost_text_layout_new (widget, "frozen", FROST_TEXT_SMALL_STRONG);
  picture->trainable =
      frost_text_layout_new (widget, "trainable", FROST_TEXT_SMALL_STRONG);
  pixels =
      model->pixel_width > 0
          ? g_strdup_printf ("pixels  %d × %d", model->pixel_width, model->pixel_height)
          : g_strdup ("pixels");
  picture->pixels = frost_text_layout_new (widget, pixels, FROST_TEXT_SMALL);
  prepare_blocks (picture, widget, model);
  frost_layer_picture_set_cut (picture, widget, model);
}

void
frost_layer_picture_set_cut (FrostLayerPicture *picture, GtkWidget *widget,
                             const FrostLayerModel *model)
{
  int n = frost_layer_model_get_n (model);
  g_autofree char *words = NULL;

  if (n == 0)
    return;
  words = g_strdup_printf ("%s%d of %d frozen", picture->compact ? "" : "Frost line · ",
                           model->cut, n);
  g_clear_object (&picture->line);
  picture->line = frost_text_layout_new (widget, words, FROST_TEXT_SMALL_STRONG);
  frost_text_layout_limit (picture->line, (int) (picture->width - 2.0 * MARGIN - 64.0));
}

static void
fill_rounded (GtkSnapshot *snapshot, const GskRoundedRect *outline, const GdkRGBA *color)
{
  gtk_snapshot_push_rounded_clip (snapshot, outline);
  gtk_snapshot_append_color (snapshot, color, &outline->bounds);
  gtk_snapshot_pop (snapshot);
}

static void
fill_bar (GtkSnapshot *snapshot, double x, double y, double width, double height,
          const GdkRGBA *color)
{
  GskRoundedRect outline;

  if (width <= 0.0)
    return;
  gsk_rounded_rect_init_from_rect (
      &outline, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height),
      (float) (MIN (width, height) / 2.0));
  fill_rounded (snapshot, &outline, color);
}

static void
draw_ground (const FrostLayerPicture *picture, const FrostPalette *palette,
             GtkSnapshot *snapshot, const GdkRGBA *tone, double y, double height)
{
  GskRoundedRect outline;
  GdkRGBA fill = frost_color_with_alpha (tone, palette->dark ? 0.16 : 0.12);
  GdkRGBA edge = frost_color_with_alpha (tone, palette->high_contrast ? 1.0 : 0.3);
  GdkRGBA edges[4] = { edge, edge, edge, edge };
  float widths[4] = { 1.0f, 1.0f, 1.0f, 1.0f };

  gsk_rounded_rect_init_from_rect (
      &outline,
      &GRAPHENE_RECT_INIT ((float) MARGIN, (float) y,
                           (float) (picture->width - 2.0 * MARGIN), (float) height),
      picture->compact ? COMPACT_RADIUS : RADIUS);
  fill_rounded (snapshot, &outline, &fill);
  gtk_snapshot_append_border (snapshot, &outline, widths, edges);
}

/* Nearer to the text's colour than the sign's: small words need 4.5:1, a sign 3:1. */
static GdkRGBA
caption_color (const GdkRGBA *tone, const FrostPalette *palette)
{
  return frost_rgba_mix (tone, &palette->foreground, 0.35);
}

static double
middle (PangoLayout *layout, double y, double height)
{
  return y + (height - frost_text_layout_get_height (layout)) / 2.0;
}

static void
draw_compact_texts (const FrostLayerPicture *picture, const Block *block,
                    PangoLayout *caption, const GdkRGBA *tone,
                    const FrostPalette *palette, GtkSnapshot *snapshot, double x,
                    double right, double y)
{
  double height = picture->geometry.block_height;
  gboolean is_wide = picture->width >= CAPTION_MIN_WIDTH;
  gboolean is_caption_right = !is_wide && caption == picture->frozen;
  PangoLayout *last = is_caption_right ? caption : block->parameters;
  double last_x = right - frost_text_layout_get_width (last);
  double bar_room = picture->width - 2.0 * MARGIN - 2.0 * COMPACT_RADIUS;
  GdkRGBA words = caption_color (tone, palette);
  GdkRGBA bar = frost_color_with_alpha (tone, palette->high_contrast ? 1.0 : 0.55);

  frost_text_layout_draw (block->name, snapshot, x, middle (block->name, y, height),
                          &palette->foreground);
  x += frost_text_layout_get_width (block->name) + GAP;
  if (is_wide)
    {
      frost_text_layout_draw (caption, snapshot, x, middle (caption, y, height), &words);
      x += frost_text_layout_get_width (caption) + GAP;
    }
  /* Only the head has something worth a place here; a shape would be cut to nothing. */
  if (block == &g_array_index (picture->blocks, Block, picture->blocks->len - 1)
      && last_x - x > MIN_DETAIL)
    frost_text_layout_draw (block->detail, snapshot, x, middle (block->detail, y, height),
                            &palette->dim);
  frost_text_layout_draw (last, snapshot, last_x, middle (last, y, height),
                          is_caption_right ? &words : &palette->foreground);
  fill_bar (snapshot, MARGIN + COMPACT_RADIUS, y + height - 3.0, bar_room * block->bar,
            2.0, &bar);
}

static void
draw_full_texts (const FrostLayerPicture *picture, const Block *block,
                 PangoLayout *caption, const GdkRGBA *tone, const FrostPalette *palette,
                 GtkSnapshot *snapshot, double x, double right, double y)
{
  double line_1 = frost_text_layout_get_height (block->name);
  double line_2 = frost_text_layout_get_height (block->detail);
  double top = y + (picture->geometry.block_height - line_1 - line_2 - 1.0) / 2.0;
  double second = top + line_1 + 1.0;
  double share_x = right - picture->share_width;
  double bar_x = share_x - GAP - BAR_WIDTH;
  double bar_y = round (second + (line_2 - BAR_HEIGHT) / 2.0);
  GdkRGBA words = caption_color (tone, palette);
  GdkRGBA trough =
      frost_color_with_alpha (&palette->foreground, palette->high_contrast ? 0.35 : 0.12);

  frost_text_layout_draw (block->name, snapshot, x, top, &palette->foreground);
  frost_text_layout_draw (caption, snapshot, x, second, &words);
  frost_text_layout_draw (block->detail, snapshot,
                          x + frost_text_layout_get_width (caption) + GAP, second,
                          &palette->dim);
  frost_text_layout_draw (block->parameters, snapshot,
                          right - frost_text_layout_get_width (block->parameters), top,
                          &palette->foreground);
  frost_text_layout_draw (block->share, snapshot,
                          right - frost_text_layout_get_width (block->share), second,
                          &palette->dim);
  if (bar_width (picture) <= 0.0)
    return;
  fill_bar (snapshot, bar_x, bar_y, BAR_WIDTH, BAR_HEIGHT, &trough);
  fill_bar (snapshot, bar_x, bar_y,
            MAX (BAR_WIDTH * block->bar, block->bar > 0.0 ? 2.0 : 0.0), BAR_HEIGHT, tone);
}

static void
draw_block (const FrostLayerPicture *picture, int index, double cut,
            const FrostPalette *palette, GtkSnapshot *snapshot)
{
  const Block *block = &g_array_index (picture->blocks, Block, index);
  double y = frost_layer_geometry_block_top (&picture->geometry, index, cut);
  double height = picture->geometry.block_height;
  double frozen = CLAMP (cut - index, 0.0, 1.0);
  GdkRGBA tone = frost_rgba_mix (&palette->warm, &palette->icy, frozen);
  double glyph_size = picture->compact ? 13.0 : 16.0;
  double x = MARGIN + INSET;
  double right = picture->width - MARGIN - INSET;
  gboolean is_frozen = frozen > 0.5;

  draw_ground (picture, palette, snapshot, &tone, y, height);
  frost_glyph_draw (is_frozen ? FROST_GLYPH_SNOWFLAKE : FROST_GLYPH_FLAME, snapshot, x,
                    round (y + (height - glyph_size) / 2.0), glyph_size, &tone);
  (picture->compact ? draw_compact_texts : draw_full_texts) (
      picture, block, is_frozen ? picture->frozen : picture->trainable, &tone, palette,
      snapshot, x + GLYPH_ROOM + GAP, right, y);
}

static void
draw_pixels (const FrostLayerPicture *picture, const FrostPalette *palette,
             GtkSnapshot *snapshot)
{
  double y = frost_layer_geometry_pixels_top (&picture->geometry);
  double height = picture->geometry.pixels_height;
  double size = 12.0;

  frost_glyph_draw (FROST_GLYPH_PIXELS, snapshot, MARGIN + INSET + 2.0,
                    round (y + (height - size) / 2.0), size, &palette->dim);
  frost_text_layout_draw (picture->pixels, snapshot, MARGIN + INSET + GLYPH_ROOM + GAP,
                          middle (picture->pixels, y, height), &palette->dim);
}

/* A dashed line where a click would put the frost line. */
static void
draw_ghost (const FrostLayerPicture *picture, const FrostLayerPose *pose,
            const FrostPalette *palette, GtkSnapshot *snapshot)
{
  static const double dash[] = { 4.0, 5.0 };
  double y = frost_layer_geometry_gap (&picture->geometry, pose->hover_gap,
                                       (int) round (pose->cut));
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot,
      &GRAPHENE_RECT_INIT (0.0f, (float) y - 3.0f, (float) picture->width, 6.0f));

  gdk_cairo_set_source_rgba (cr, &palette->icy);
  cairo_set_line_width (cr, 3.0);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0.0);
  cairo_move_to (cr, MARGIN, y);
  cairo_line_to (cr, picture->width - MARGIN, y);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
draw_line (const FrostLayerPicture *picture, const FrostLayerPose *pose,
           const FrostPalette *palette, GtkSnapshot *snapshot)
{
  double y = round (frost_layer_geometry_line (&picture->geometry, pose->cut));
  double text_width = frost_text_layout_get_width (picture->line);
  double text_height = frost_text_layout_get_height (picture->line);
  double glyph = picture->compact ? 12.0 : 14.0;
  double pill_height = MAX (picture->compact ? 20.0 : 24.0, text_height + 4.0);
  double pill_width = text_width + 2.0 * glyph + 2.0 * GAP + 2.0 * 10.0;
  double pill_x = round ((picture->width - pill_width) / 2.0);
  double pill_y = round (y - pill_height / 2.0);
  double thickness = pose->raised ? 4.0 : 3.0;
  GdkRGBA shadow = { 0.0f, 0.0f, 0.0f, pose->raised ? 0.35f : 0.2f };
  GskRoundedRect pill;

  fill_bar (snapshot, 2.0, y - thickness / 2.0, picture->width - 4.0, thickness,
            &palette->icy);
  gsk_rounded_rect_init_from_rect (&pill,
                                   &GRAPHENE_RECT_INIT ((float) pill_x, (float) pill_y,
                                                        (float) pill_width,
                                                        (float) pill_height),
                                   (float) (pill_height / 2.0));
  if (pose->focused)
    {
      GdkRGBA ring = palette->high_contrast ? palette->foreground : palette->accent;
      GdkRGBA rings[4] = { ring, ring, ring, ring };
      float widths[4] = { 2.0f, 2.0f, 2.0f, 2.0f };
      GskRoundedRect outer = pill;

      gsk_rounded_rect_shrink (&outer, -4.0f, -4.0f, -4.0f, -4.0f);
      /* The line is not seen through between the pill and its ring. */
      fill_rounded (snapshot, &outer, &palette->surface);
      gtk_snapshot_append_border (snapshot, &outer, widths, rings);
    }
  gtk_snapshot_append_outset_shadow (snapshot, &pill, &shadow, 0.0f, 1.0f, 0.0f,
                                     pose->raised ? 5.0f : 2.0f);
  fill_rounded (snapshot, &pill, &palette->accent_bg);
  frost_glyph_draw (FROST_GLYPH_SNOWFLAKE, snapshot, pill_x + 10.0,
                    round (y - glyph / 2.0), glyph, &palette->accent_fg);
  frost_text_layout_draw (picture->line, snapshot, pill_x + 10.0 + glyph + GAP,
                          y - text_height / 2.0, &palette->accent_fg);
  frost_glyph_draw (FROST_GLYPH_GRIP, snapshot, pill_x + pill_width - 10.0 - glyph,
                    round (y - glyph / 2.0), glyph, &palette->accent_fg);
}

static void
draw_empty (const FrostLayerPicture *picture, const FrostPalette *palette,
            GtkSnapshot *snapshot)
{
  double title_height = frost_text_layout_get_height (picture->empty_title);
  double text_height = frost_text_layout_get_height (picture->empty_text);
  double size = 32.0;
  double y =
      round ((picture->height - size - title_height - text_height - 2.0 * GAP) / 2.0);
  double center = picture->width / 2.0;

  frost_glyph_draw (FROST_GLYPH_SNOWFLAKE, snapshot, round (center - size / 2.0), y, size,
                    &palette->dim);
  y += size + GAP;
  frost_text_layout_draw (picture->empty_title, snapshot, INSET, y, &palette->foreground);
  y += title_height + GAP / 2.0;
  frost_text_layout_draw (picture->empty_text, snapshot, INSET, y, &palette->dim);
}

void
frost_layer_picture_draw (const FrostLayerPicture *picture, const FrostLayerPose *pose,
                          const FrostPalette *palette, GtkSnapshot *snapshot)
{
  if (picture->blocks->len == 0)
    {
      if (picture->empty_title != NULL)
        draw_empty (picture, palette, snapshot);
      return;
    }
  for (int i = 0; i < (int) picture->blocks->len; i++)
    draw_block (picture, i, pose->cut, palette, snapshot);
  draw_pixels (picture, palette, snapshot);
  if (pose->hover_gap >= 0)
    draw_ghost (picture, pose, palette, snapshot);
  draw_line (picture, pose, palette, snapshot);
}
