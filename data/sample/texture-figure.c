#include "data/sample/texture-shape.h"
#include "data/sample/draw-path.h"

#include <math.h>

static void
spiral (cairo_t *cr, FrostDrawRandom *random)
{
  const double turns = frost_draw_random_uniform (random, 2.2, 3.4);

  for (int i = 0; i <= 80; i++)
    {
      const double t = i / 80.0;
      const double angle = 2 * G_PI * turns * t;

      cairo_line_to (cr, 0.95 * t * cos (angle), 0.95 * t * sin (angle));
    }
}

static void
wave (cairo_t *cr, FrostDrawRandom *random)
{
  const double waves = frost_draw_random_uniform (random, 1.8, 3);

  for (int i = 0; i <= 60; i++)
    cairo_line_to (cr, -1 + i / 30.0, 0.4 * sin (2 * G_PI * waves * i / 60));
}

static void
letter_s (cairo_t *cr, FrostDrawRandom *random)
{
  cairo_move_to (cr, 0.6, -0.6);
  cairo_curve_to (cr, 0.3, -1.1, -0.6, -1, -0.6, -0.5);
  cairo_curve_to (cr, -0.6, 0.05, 0.6, -0.05, 0.6, 0.5);
  cairo_curve_to (cr, 0.6, 1, -0.3, 1.1, -0.6, 0.6);
}

static void
eight (cairo_t *cr, FrostDrawRandom *random)
{
  for (int i = 0; i <= 80; i++)
    {
      const double angle = 2 * G_PI * i / 80;

      cairo_line_to (cr, 0.95 * sin (angle), 0.75 * sin (angle) * cos (angle) * 1.3);
    }
  cairo_close_path (cr);
}

static void
hook (cairo_t *cr, FrostDrawRandom *random)
{
  cairo_move_to (cr, 0.35, -0.95);
  cairo_line_to (cr, 0.35, 0.35);
  cairo_arc (cr, -0.1, 0.35, 0.45, 0, G_PI);
}

static void
question (cairo_t *cr, FrostDrawRandom *random)
{
  cairo_arc (cr, 0, -0.45, 0.45, G_PI, 2.35 * G_PI);
  cairo_curve_to (cr, 0.1, 0.05, 0, 0.15, 0, 0.5);
  cairo_move_to (cr, 0, 0.88);
  cairo_line_to (cr, 0, 0.94);
}

static void
pretzel (cairo_t *cr, FrostDrawRandom *random)
{
  /* Three loops of one thread. */
  for (int i = 0; i <= 120; i++)
    {
      const double angle = 2 * G_PI * i / 120;

      cairo_line_to (cr, (sin (angle) + 2 * sin (2 * angle)) * 0.33,
                     (cos (angle) - 2 * cos (2 * angle)) * 0.33);
    }
  cairo_close_path (cr);
}

static void
coil (cairo_t *cr, FrostDrawRandom *random)
{
  for (int i = 0; i <= 100; i++)
    {
      const double t = i / 100.0;
      const double angle = 2 * G_PI * 4 * t;

      cairo_line_to (cr, -0.75 + 1.5 * t + 0.28 * sin (angle), -0.5 * cos (angle));
    }
}

static const FrostTextureFigure figures[] = {
  { "spiral", NULL, spiral },
  { "wave", NULL, wave },
  { "s", NULL, letter_s },
  { "eight", NULL, eight },
  { "hook", NULL, hook },
  { "question", NULL, question },
  { "pretzel", NULL, pretzel },
  { "coil", NULL, coil },
  { "zigzag", "01 13 21 33 41", NULL },
  { "t", "00 40,20 24", NULL },
  { "l", "10 14 34", NULL },
  { "u", "00 04 44 40", NULL },
  { "h", "00 04,40 44,02 42", NULL },
  { "e", "40 00 04 44,02 32", NULL },
  { "f", "40 00 04,02 32", NULL },
  { "k", "00 04,40 02 44", NULL },
  { "a", "04 20 44,13 33", NULL },
  { "y", "00 22 40,22 24", NULL },
  { "z", "00 40 04 44", NULL },
  { "p", "04 00 40 42 02", NULL },
  { "r", "04 00 40 42 02,22 44", NULL },
  { "four", "30 02 42,30 34", NULL },
  { "m", "04 00 22 40 44", NULL },
  { "asterisk", "20 24,02 42,00 44,40 04", NULL },
  { "ladder", "10 14,30 34,11 31,12 32,13 33", NULL },
  { "hash", "10 14,30 34,01 41,03 43", NULL },
  { "trident", "00 02 42 40,20 24", NULL },
  { "fence", "01 41,03 43,00 04,20 24,40 44", NULL },
};

int
frost_texture_figure_n (void)
{
  return G_N_ELEMENTS (figures);
}

const FrostTextureFigure *
frost_texture_figure_get (int index)
{
  g_return_val_if_fail (index >= 0 && index < (int) G_N_ELEMENTS (figures), NULL);
  return &figures[index];
}

void
frost_texture_figure_path (const FrostTextureFigure *figure, cairo_t *cr,
                           FrostDrawRandom *random)
{
  cairo_new_sub_path (cr);
  if (figure->strokes == NULL)
    {
      figure->path (cr, random);
      return;
    }
  for (const char *at = figure->strokes; *at != '\0'; at += at[2] == '\0' ? 2 : 3)
    {
      /* Each corner moves a little, as a hand would draw it. */
      const double x =
          (at[0] - '2') * 0.42 + frost_draw_random_uniform (random, -0.06, 0.06);
      const double y =
          (at[1] - '2') * 0.42 + frost_draw_random_uniform (random, -0.06, 0.06);

      cairo_line_to (cr, x, y);
      if (at[2] == ',')
        cairo_new_sub_path (cr);
    }
}
