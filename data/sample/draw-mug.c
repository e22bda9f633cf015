/* draw-mug.c - a mug from the side, seen more or less from above, with its rim an ellipse; or
 * straight from above, a round with a handle. */
#include "data/sample/draw-object.h"
#include "data/sample/draw-path.h"
#include "data/sample/mug-glaze.h"

#include <math.h>

static const FrostColor white = { 1, 0.99, 0.97 };
static const FrostColor night = { 0.07, 0.05, 0.13 };

static double
uniform (FrostMug *mug, double low, double high)
{
  return frost_draw_random_uniform (mug->random, low, high);
}

static void
body_path (const FrostMug *mug)
{
  cairo_t *cr = mug->cr;
  const double height = mug->bottom - mug->top;
  const double corner = 0.1;
  const int n_steps = 14;

  cairo_new_sub_path (cr);
  for (int i = 0; i <= n_steps; i++)
    {
      const double y = mug->top + (height - corner) * i / n_steps;
      cairo_line_to (cr, -frost_mug_half_width_at (mug, y), y);
    }
  /* A rounded foot whose front edge is part of an ellipse. */
  const double w = frost_mug_half_width_at (mug, mug->bottom - corner);
  const double sag = mug->w_bottom * mug->tilt * 0.8;
  cairo_curve_to (cr, -w, mug->bottom + 0.4 * sag, -w * 0.6, mug->bottom + sag, 0,
                  mug->bottom + sag);
  cairo_curve_to (cr, w * 0.6, mug->bottom + sag, w, mug->bottom + 0.4 * sag, w,
                  mug->bottom - corner);
  for (int i = n_steps; i >= 0; i--)
    {
      const double y = mug->top + (height - corner) * i / n_steps;
      cairo_line_to (cr, frost_mug_half_width_at (mug, y), y);
    }
  /* The far edge of the rim stands above its middle. */
  cairo_curve_to (cr, mug->w_top, mug->top - mug->w_top * mug->tilt * 1.33, -mug->w_top,
                  mug->top - mug->w_top * mug->tilt * 1.33, -mug->w_top, mug->top);
  cairo_close_path (cr);
}

static void
handle_path (const FrostMug *mug, int kind, double reach)
{
  cairo_t *cr = mug->cr;
  const double height = mug->bottom - mug->top;
  const double y0 = mug->top + height * 0.16;
  const double y1 = mug->top + height * 0.74;
  const double x0 = frost_mug_half_width_at (mug, y0) - 0.03;
  const double x1 = frost_mug_half_width_at (mug, y1) - 0.03;
  const double x = fmax (x0, x1) + reach;

  cairo_move_to (cr, x0, y0);
  switch (kind)
    {
    case 0: /* C */
      cairo_curve_to (cr, x * 1.12, y0 - 0.1, x * 1.12, y1 + 0.06, x1, y1);
      break;
    case 1: /* ear: wide above, drawn in below */
      cairo_curve_to (cr, x0 + 0.15, y0 - 0.14, x + 0.08, y0 - 0.12, x, y0 + 0.2);
      cairo_curve_to (cr, x - 0.06, y1 - 0.2, x1 + 0.1, y1 - 0.1, x1, y1);
      break;
    case 2: /* square with round corners */
      cairo_line_to (cr, x - 0.14, y0);
      cairo_curve_to (cr, x, y0, x, y0, x, y0 + 0.14);
      cairo_line_to (cr, x, y1 - 0.14);
      cairo_curve_to (cr, x, y1, x, y1, x - 0.14, y1);
      cairo_line_to (cr, x1, y1);
      break;
    default: /* D, leaning down */
      cairo_curve_to (cr, x + 0.02, y0 - 0.02, x + 0.12, y0 + 0.32, x - 0.02, y1 - 0.1);
      cairo_curve_to (cr, x - 0.1, y1 + 0.03, x1 + 0.1, y1 + 0.02, x1, y1);
      break;
    }
}

static void
draw_handle (FrostMug *mug, FrostColor color)
{
  cairo_t *cr = mug->cr;
  const int kind = frost_draw_random_below (mug->random, 4);
  const double thick = uniform (mug, 0.11, 0.19);
  /* A handle turned towards or away from the viewer reaches out less. */
  const double reach = uniform (mug, 0.22, 0.42);

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  handle_path (mug, kind, reach);
  cairo_set_line_width (cr, thick);
  frost_color_set (cr, frost_color_shade (color, -0.34), 1);
  cairo_stroke (cr);
  cairo_save (cr);
  cairo_translate (cr, -0.012, -0.018);
  handle_path (mug, kind, reach);
  cairo_set_line_width (cr, thick * 0.74);
  frost_color_set (cr, frost_color_shade (color, -0.1), 1);
  cairo_stroke (cr);
  cairo_translate (cr, -0.01, -0.018);
  handle_path (mug, kind, reach);
  cairo_set_line_width (cr, thick * 0.24);
  frost_color_set (cr, frost_color_shade (color, 0.4), 0.75);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* Coffee, tea or milk as an ellipse, with what floats on it. */
static void
draw_drink (FrostMug *mug, double y, double rx, double ry)
{
  static const FrostColor drinks[] = {
    { 0.23, 0.12, 0.06 }, /* black coffee */
    { 0.62, 0.4, 0.24 },  /* with milk */
    { 0.72, 0.36, 0.1 },  /* tea */
    { 0.38, 0.2, 0.12 },  /* cocoa */
    { 0.56, 0.64, 0.3 },  /* matcha */
  };
  cairo_t *cr = mug->cr;
  const FrostColor drink = drinks[frost_draw_random_below (mug->random, 5)];

  frost_path_ellipse (cr, 0, y, rx, ry);
  frost_color_set (cr, frost_color_shade (drink, 0.25), 1);
  cairo_fill (cr);
  frost_path_ellipse (cr, 0, y, rx * 0.92, ry * 0.9);
  frost_color_set_gradient (cr, -rx, y - ry, rx, y + ry, drink, 1,
                            frost_color_shade (drink, -0.25), 1);
  cairo_fill (cr);
  cairo_save (cr);
  cairo_translate (cr, 0, y);
  cairo_scale (cr, rx, ry);
  switch (frost_draw_random_below (mug->random, 4))
    {
    case 0: /* a heart poured in milk */
      frost_path_heart (cr, 0, 0.02, 0.5);
      frost_color_set (cr, white, 0.85);
      cairo_fill (cr);
      break;
    case 1: /* marshmallows */
      for (int i = 0; i < 5; i++)
        {
          frost_path_round_box (cr, uniform (mug, -0.65, 0.35), uniform (mug, -0.6, 0.3),
                                0.3, 0.3, 0.09);
          frost_color_set (cr, i % 2 ? white : (FrostColor){ 1, 0.88, 0.88 }, 1);
          cairo_fill (cr);
        }
      break;
    case 2: /* a swirl of foam */
      for (int i = 0; i < 3; i++)
        {
          cairo_new_sub_path (cr);
          cairo_arc (cr, 0, 0, 0.2 + 0.22 * i, i, i + 3.5);
        }
      cairo_set_line_width (cr, 0.1);
      frost_color_set (cr, white, 0.5);
      cairo_stroke (cr);
      break;
    default: /* the window's reflection */
      cairo_new_sub_path (cr);
      cairo_arc (cr, 0, 0, 0.72, G_PI, G_PI * 1.4);
      cairo_set_line_width (cr, 0.1);
      frost_color_set (cr, white, 0.55);
      cairo_stroke (cr);
      break;
    }
  cairo_restore (cr);
}

static void
draw_steam (FrostMug *mug)
{
  cairo_t *cr = mug->cr;
  const int n = 2 + frost_draw_random_below (mug->random, 2);

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (int i = 0; i < n; i++)
    {
      const double x = (i - (n - 1) / 2.0) * 0.28;
      const double y = mug->top - mug->w_top * mug->tilt * 0.6;
      const double rise = uniform (mug, 0.3, 0.5);
      const double bend = uniform (mug, 0.08, 0.16);

      cairo_move_to (cr, x, y);
      cairo_curve_to (cr, x - bend, y - rise * 0.35, x + bend, y - rise * 0.6, x,
                      y - rise);
      frost_color_set_gradient (cr, 0, y, 0, y - rise, white, 0.6, white, 0.1);
      cairo_set_line_width (cr, 0.05);
      cairo_stroke (cr);
    }
}

static void
draw_tea_tag (FrostMug *mug)
{
  cairo_t *cr = mug->cr;
  const double x = uniform (mug, -0.3, 0.1);
  const double y = mug->top + mug->w_top * mug->tilt * 0.9;
  const double drop = uniform (mug, 0.2, 0.45);

  cairo_move_to (cr, x, y - 0.02);
  cairo_curve_to (cr, x - 0.02, y + 0.1, x + 0.05, y + drop * 0.7, x + 0.02, y + drop);
  cairo_set_line_width (cr, 0.016);
  frost_color_set (cr, white, 1);
  cairo_stroke (cr);
  frost_path_round_box (cr, x - 0.07, y + drop, 0.18, 0.2, 0.02);
  frost_color_set (cr, white, 1);
  cairo_fill (cr);
  frost_path_leaf (cr, x - 0.04, y + drop + 0.15, 0.15, 0.035, -0.7);
  frost_color_set (cr, mug->colors.accent, 1);
  cairo_fill (cr);
}

static void
draw_spoon (FrostMug *mug)
{
  cairo_t *cr = mug->cr;
  const double lean = uniform (mug, 0.2, 0.6);
  const double x = uniform (mug, -0.1, 0.2);

  cairo_move_to (cr, x, mug->top + 0.02);
  cairo_line_to (cr, x - lean, mug->top - 0.5);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, 0.06);
  cairo_set_source_rgb (cr, 0.56, 0.57, 0.62);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 0.028);
  cairo_set_source_rgb (cr, 0.86, 0.87, 0.9);
  cairo_stroke (cr);
}

/* The inside of the far wall, the drink, and the edge all around. */
static void
draw_rim (FrostMug *mug)
{
  cairo_t *cr = mug->cr;
  const gboolean lined = frost_draw_random_chance (mug->random, 0.5);
  const FrostColor inside = lined ? white : frost_color_shade (mug->colors.body, 0.15);
  const FrostColor edge = frost_draw_random_chance (mug->random, 0.25)
                              ? mug->colors.accent
                              : frost_color_shade (mug->colors.body, 0.35);
  const double rx = mug->w_top;
  const double ry = mug->w_top * mug->tilt;
  const double wall = 0.055;
  const double level = mug->top + ry * 0.3;

  frost_path_ellipse (cr, 0, mug->top, rx, ry);
  frost_color_set (cr, edge, 1);
  cairo_fill (cr);
  frost_path_ellipse (cr, 0, mug->top, rx - wall, fmax (ry - wall * 0.6, 0.01));
  cairo_save (cr);
  cairo_clip (cr);
  frost_color_set_gradient (cr, -rx, 0, rx, 0, frost_color_shade (inside, -0.38), 1,
                            frost_color_shade (inside, -0.06), 1);
  cairo_paint (cr);
  if (frost_draw_random_chance (mug->random, 0.82))
    draw_drink (mug, level, rx - wall, fmax (ry - wall * 0.6, 0.01));
  cairo_restore (cr);
}

static void
draw_side (FrostMug *mug)
{
  cairo_t *cr = mug->cr;
  const FrostColor body = mug->colors.body;
  const double w = fmax (mug->w_top, mug->w_bottom);

  if (frost_draw_random_chance (mug->random, 0.3))
    draw_spoon (mug);
  draw_handle (mug,
               frost_draw_random_chance (mug->random, 0.2) ? mug->colors.accent : body);

  cairo_save (cr);
  body_path (mug);
  cairo_clip (cr);
  frost_color_set (cr, body, 1);
  cairo_paint (cr);
  frost_mug_draw_glaze (mug);
  /* Round: dark at both sides, more at the right, with a little light thrown back. */
  frost_color_set_gradient (cr, w * 0.1, 0, w * 0.96, 0, night, 0, night, 0.36);
  cairo_paint (cr);
  frost_color_set_gradient (cr, -w, 0, -w * 0.55, 0, night, 0.2, night, 0);
  cairo_paint (cr);
  frost_color_set_gradient (cr, w * 0.86, 0, w, 0, white, 0, white, 0.18);
  cairo_paint (cr);
  frost_color_set_gradient (cr, 0, mug->bottom - 0.25, 0, mug->bottom + 0.1, night, 0,
                            night, 0.2);
  cairo_paint (cr);
  if (frost_draw_random_chance (mug->random, 0.8))
    {
      const double x = -w * uniform (mug, 0.5, 0.66);
      const double y = mug->top + w * mug->tilt + 0.12;

      frost_path_round_box (cr, x, y, 0.075, (mug->bottom - y) * uniform (mug, 0.5, 0.75),
                            0.04);
      frost_color_set (cr, white, 0.5);
      cairo_fill (cr);
    }
  cairo_restore (cr);

  draw_rim (mug);
  if (frost_draw_random_chance (mug->random, 0.15))
    draw_tea_tag (mug);
  if (frost_draw_random_chance (mug->random, 0.4))
    draw_steam (mug);
}

static void
draw_top (FrostMug *mug)
{
  cairo_t *cr = mug->cr;
  const FrostColor body = mug->colors.body;
  const double r = uniform (mug, 0.58, 0.68);
  const double reach = r + uniform (mug, 0.24, 0.36);
  const double half = uniform (mug, 0.07, 0.11);

  if (frost_draw_random_chance (mug->random, 0.35))
    {
      /* A saucer. */
      for (int ring = 0; ring < 3; ring++)
        {
          const double radius = (0.99 - 0.1 * ring);

          frost_path_ellipse (cr, 0, 0, radius, radius);
          frost_color_set (cr, frost_color_shade (mug->colors.second, 0.2 - 0.14 * ring),
                           1);
          cairo_fill (cr);
        }
    }
  frost_path_round_box (cr, r - 0.1, -half, reach - r + 0.1, 2 * half, half * 0.8);
  frost_color_set_gradient (cr, 0, -half, 0, half, frost_color_shade (body, 0.22), 1,
                            frost_color_shade (body, -0.3), 1);
  cairo_fill (cr);
  frost_path_ellipse (cr, 0, 0, r, r);
  frost_color_set_gradient (cr, -r, -r, r, r, frost_color_shade (body, 0.35), 1,
                            frost_color_shade (body, -0.3), 1);
  cairo_fill (cr);
  frost_path_ellipse (cr, 0, 0, r - 0.07, r - 0.07);
  frost_color_set_gradient (cr, -r, -r, r, r, frost_color_shade (body, -0.45), 1,
                            frost_color_shade (body, 0.1), 1);
  cairo_fill (cr);
  draw_drink (mug, 0, r - 0.12, r - 0.12);
  /* The wall's shadow lies on the drink. */
  frost_color_set_gradient (cr, -r, -r, 0, 0, night, 0.4, night, 0);
  frost_path_ellipse (cr, 0, 0, r - 0.12, r - 0.12);
  cairo_fill (cr);
}

void
frost_draw_mug (cairo_t *cr, FrostDrawRandom *random, const FrostObjectColors *colors,
                gboolean from_above)
{
  FrostMug mug = { cr, random, *colors };
  const double height = frost_draw_random_uniform (random, 1.05, 1.62);

  mug.tilt = frost_draw_random_uniform (random, 0.1, 0.4);
  mug.w_top = frost_draw_random_uniform (random, 0.5, 0.68);
  mug.w_bottom = mug.w_top * frost_draw_random_uniform (random, 0.68, 1.06);
  mug.belly = frost_draw_random_chance (random, 0.5)
                  ? 0
                  : frost_draw_random_uniform (random, -0.04, 0.13);
  mug.bottom = FROST_OBJECT_GROUND - mug.w_bottom * mug.tilt * 0.8;
  mug.top = mug.bottom - height + mug.w_top * mug.tilt;

  cairo_save (cr);
  if (from_above)
    draw_top (&mug);
  else
    {
      /* The handle is on the right: the whole is moved so that it stays in the square. */
      cairo_translate (cr, -0.16, 0);
      draw_side (&mug);
    }
  cairo_restore (cr);
}