#include "data/sample/draw-color.h"

#include <math.h>

static double
clip_unit (double x)
{
  return x < 0 ? 0 : x > 1 ? 1 : x;
}

static double
encode_srgb (double linear)
{
  const double x = clip_unit (linear);
  return x <= 0.0031308 ? 12.92 * x : 1.055 * pow (x, 1 / 2.4) - 0.055;
}

static double
decode_srgb (double x)
{
  return x <= 0.04045 ? x / 12.92 : pow ((x + 0.055) / 1.055, 2.4);
}

FrostColor
frost_color_from_lch (double lightness, double chroma, double hue)
{
  const double radians = hue * G_PI / 180;
  const double a = chroma * cos (radians);
  const double b = chroma * sin (radians);

  /* OKLab to linear sRGB, Ottosson 2020. */
  const double l_ = lightness + 0.3963377774 * a + 0.2158037573 * b;
  const double m_ = lightness - 0.1055613458 * a - 0.0638541728 * b;
  const double s_ = lightness - 0.0894841775 * a - 1.2914855480 * b;
  const double l = l_ * l_ * l_;
  const double m = m_ * m_ * m_;
  const double s = s_ * s_ * s_;

  return (FrostColor){
    encode_srgb (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode_srgb (-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode_srgb (-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
  };
}

FrostColor
frost_color_mix (FrostColor a, FrostColor b, double amount)
{
  return (FrostColor){
    a.r + (b.r - a.r) * amount,
    a.g + (b.g - a.g) * amount,
    a.b + (b.b - a.b) * amount,
  };
}

FrostColor
frost_color_shade (FrostColor color, double amount)
{
  const FrostColor cool_dark = { 0.07, 0.06, 0.16 };
  const FrostColor warm_white = { 1.0, 0.98, 0.94 };

  return amount < 0 ? frost_color_mix (color, cool_dark, -amount)
                    : frost_color_mix (color, warm_white, amount);
}

double
frost_color_get_lightness (FrostColor color)
{
  const double luminance = 0.2126 * decode_srgb (color.r) + 0.7152 * decode_srgb (color.g)
                           + 0.0722 * decode_srgb (color.b);
  /* The cube root is OKLab's lightness for greys, close enough for every hue. */
  return cbrt (luminance);
}

FrostColor
frost_color_random (FrostDrawRandom *random)
{
  const double hue = frost_draw_random_uniform (random, 0, 360);
  const double kind = frost_draw_random_uniform (random, 0, 1);
  double low, high, chroma_low, chroma_high;

  if (kind < 0.45) /* vivid */
    low = 0.55, high = 0.78, chroma_low = 0.11, chroma_high = 0.19;
  else if (kind < 0.65) /* pastel */
    low = 0.8, high = 0.93, chroma_low = 0.03, chroma_high = 0.09;
  else if (kind < 0.85) /* deep */
    low = 0.3, high = 0.47, chroma_low = 0.05, chroma_high = 0.12;
  else /* near grey */
    low = 0.22, high = 0.96, chroma_low = 0.0, chroma_high = 0.025;

  const double lightness = frost_draw_random_uniform (random, low, high);
  const double chroma = frost_draw_random_uniform (random, chroma_low, chroma_high);
  return frost_color_from_lch (lightness, chroma, hue);
}

FrostColor
frost_color_random_against (FrostDrawRandom *random, FrostColor other)
{
  const double other_lightness = frost_color_get_lightness (other);
  FrostColor color = frost_color_random (random);

  /* Twenty tries fail about once in a million; the last one is then as good as any. */
  for (int i = 0; i < 20; i++)
    {
      if (fabs (frost_color_get_lightness (color) - other_lightness) >= 0.22)
        break;
      color = frost_color_random (random);
    }
  return color;
}

void
frost_color_set (cairo_t *cr, FrostColor color, double alpha)
{
  cairo_set_source_rgba (cr, color.r, color.g, color.b, alpha);
}

static void
set_pattern (cairo_t *cr, cairo_pattern_t *pattern, FrostColor from, double from_alpha,
             FrostColor to, double to_alpha)
{
  cairo_pattern_add_color_stop_rgba (pattern, 0, from.r, from.g, from.b, from_alpha);
  cairo_pattern_add_color_stop_rgba (pattern, 1, to.r, to.g, to.b, to_alpha);
  cairo_set_source (cr, pattern);
  cairo_pattern_destroy (pattern);
}

void
frost_color_set_gradient (cairo_t *cr, double x0, double y0, double x1, double y1,
                          FrostColor from, double from_alpha, FrostColor to,
                          double to_alpha)
{
  set_pattern (cr, cairo_pattern_create_linear (x0, y0, x1, y1), from, from_alpha, to,
               to_alpha);
}

void
frost_color_set_glow (cairo_t *cr, double x, double y, double radius, FrostColor from,
                      double from_alpha, FrostColor to, double to_alpha)
{
  set_pattern (cr, cairo_pattern_create_radial (x, y, 0, x, y, radius), from, from_alpha,
               to, to_alpha);
}
