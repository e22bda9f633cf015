#include "data/sample/effects.h"

#include <math.h>
#include <string.h>

/* One line of pixels, four bytes each, stride bytes apart, through a copy in line. */
static void
load_line (guint8 *line, const guint8 *pixels, int n, gsize stride)
{
  for (int i = 0; i < n; i++)
    memcpy (line + 4 * i, pixels + i * stride, 4);
}

/* A running mean over 2 * radius + 1 pixels. */
static void
box_line (guint8 *pixels, int n, gsize stride, int radius, guint8 *line)
{
  const int width = 2 * radius + 1;
  const int half = width / 2;
  int sum[4];

  load_line (line, pixels, n, stride);
  for (int c = 0; c < 4; c++)
    {
      sum[c] = line[c] * (radius + 1);
      for (int i = 1; i <= radius; i++)
        sum[c] += line[4 * MIN (i, n - 1) + c];
    }
  for (int i = 0; i < n; i++)
    {
      const guint8 *in = line + 4 * MIN (i + radius + 1, n - 1);
      const guint8 *out = line + 4 * MAX (i - radius, 0);

      for (int c = 0; c < 4; c++)
        {
          pixels[i * stride + c] = (guint8) ((sum[c] + half) / width);
          sum[c] += in[c] - out[c];
        }
    }
}

/* side, 256 - 2 * side, side: in 256ths. */
static void
three_line (guint8 *pixels, int n, gsize stride, int side, guint8 *line)
{
  load_line (line, pixels, n, stride);
  for (int i = 0; i < n; i++)
    {
      const guint8 *before = line + 4 * MAX (i - 1, 0);
      const guint8 *here = line + 4 * i;
      const guint8 *after = line + 4 * MIN (i + 1, n - 1);

      for (int c = 0; c < 4; c++)
        pixels[i * stride + c] =
            (guint8) ((side * (before[c] + after[c]) + (256 - 2 * side) * here[c] + 128)
                      >> 8);
    }
}

void
frost_effect_blur (cairo_surface_t *surface, double sigma)
{
  guint8 line[4 * FROST_EFFECT_SIDE_MAX];
  const int width = cairo_image_surface_get_width (surface);
  const int height = cairo_image_surface_get_height (surface);
  double variance = sigma * sigma;

  if (sigma < 0.05 || width < 1 || height < 1)
    return;
  g_return_if_fail (MAX (width, height) <= FROST_EFFECT_SIDE_MAX);

  cairo_surface_flush (surface);
  guint8 *pixels = cairo_image_surface_get_data (surface);
  const gsize stride = (gsize) cairo_image_surface_get_stride (surface);

  /* A mean of 2 r + 1 pixels has variance r (r + 1) / 3. Three of them are nearly a Gaussian;
   * as many are one wider as fit, and narrow kernels make up what is left over. */
  const int side_min = MIN (width, height);
  const int radius = MIN ((int) (sqrt (variance + 0.25) - 0.5), side_min - 2);
  if (radius > 0)
    {
      const double wider = 2 * (radius + 1) / 3.0;
      const int n_wider =
          CLAMP ((int) ((variance - radius * (radius + 1)) / wider), 0, 3);

      for (int pass = 0; pass < 3; pass++)
        {
          const int r = pass < n_wider ? radius + 1 : radius;

          for (int y = 0; y < height; y++)
            box_line (pixels + y * stride, width, 4, r, line);
          for (int x = 0; x < width; x++)
            box_line (pixels + 4 * x, height, stride, r, line);
        }
      /* Beyond this the rest is a small part of the whole. */
      variance = CLAMP (variance - radius * (radius + 1) - n_wider * wider, 0, 1.5);
    }
  while (variance > 0.01)
    {
      const double part = fmin (variance, 0.5);
      const int side = (int) (128 * part);

      for (int y = 0; y < height; y++)
        three_line (pixels + y * stride, width, 4, side, line);
      for (int x = 0; x < width; x++)
        three_line (pixels + 4 * x, height, stride, side, line);
      variance -= part;
    }
  cairo_surface_mark_dirty (surface);
}

void
frost_effect_shadow (cairo_surface_t *surface, double strength)
{
  cairo_t *cr = cairo_create (surface);

  /* IN keeps the alpha that is there and takes the colour from the source. */
  cairo_set_operator (cr, CAIRO_OPERATOR_IN);
  cairo_set_source_rgba (cr, 0.05, 0.04, 0.12, strength);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
}

static guint8
to_byte (float level)
{
  return (guint8) (level <= 0 ? 0 : level >= 255 ? 255 : level + 0.5f);
}

void
frost_effect_finish (cairo_surface_t *surface, int size, const FrostEffectFinish *finish,
                     FrostDrawRandom *random, guint8 *rgb)
{
  cairo_surface_flush (surface);
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  const gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  const float warm[3] = { (float) (255 * finish->warmth), 0,
                          (float) (-255 * finish->warmth) };
  const float contrast = (float) finish->contrast;
  const float noise = (float) finish->noise;
  const float chroma = (float) finish->chroma;

  for (int y = 0; y < size; y++)
    {
      const guint32 *row = (const guint32 *) (const void *) (pixels + y * stride);
      const float v = ((float) y + 0.5f) / (float) size - 0.5f;

      for (int x = 0; x < size; x++)
        {
          const float u = ((float) x + 0.5f) / (float) size - 0.5f;
          const float slope = (float) finish->slope_x * u + (float) finish->slope_y * v;
          const float dark = (float) finish->vignette * 2 * (u * u + v * v);
          const float light = (float) finish->exposure * (1 + slope) * (1 - dark);
          const float in[3] = { (float) (row[x] >> 16 & 0xff),
                                (float) (row[x] >> 8 & 0xff), (float) (row[x] & 0xff) };
          float normal[4] = { 0, 0, 0, 0 };

          if (noise > 0 || chroma > 0)
            frost_draw_random_normal4 (random, normal);
          for (int c = 0; c < 3; c++)
            rgb[c] = to_byte ((in[c] * light - 128) * contrast + 128 + warm[c]
                              + noise * normal[3] + chroma * normal[c]);
          rgb += 3;
        }
    }
}
