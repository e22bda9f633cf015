#include "data/sample/texture-field.h"

#include <math.h>

#define PI 3.14159265f

/* 0 below the edge, 1 above it, a straight slope of one pixel between. */
static float
step_at (const FrostTextureParams *params, float edge, float x)
{
  const float t = (x - edge) / params->pixel + 0.5f;
  return t <= 0 ? 0 : t >= 1 ? 1 : t;
}

static float
fraction (float x)
{
  return x - floorf (x);
}

/* Distance to the nearest whole number, in [0, 0.5]. */
static float
to_whole (float x)
{
  return fabsf (x - roundf (x));
}

static int
parity (float x)
{
  return (int) floorf (x) & 1;
}

static float
stripes (const FrostTextureParams *p, float u, float v)
{
  return step_at (p, 0.25f, to_whole (u * 0.5f));
}

static float
thin_lines (const FrostTextureParams *p, float u, float v)
{
  return step_at (p, 0.06f + 0.05f * p->a, to_whole (u));
}

static float
double_stripes (const FrostTextureParams *p, float u, float v)
{
  const float x = fraction (u * 0.5f);
  const float wide = step_at (p, 0.16f, fabsf (x - 0.3f));
  const float narrow = step_at (p, 0.05f, fabsf (x - 0.75f));
  return fminf (wide, narrow);
}

static float
checker (const FrostTextureParams *p, float u, float v)
{
  return (float) (parity (u) ^ parity (v));
}

static float
argyle (const FrostTextureParams *p, float u, float v)
{
  const float x = u + v * 0.55f;
  const float y = u - v * 0.55f;
  const float line = fminf (to_whole (x + 0.5f), to_whole (y + 0.5f));
  const float diamond = 0.75f * (float) (parity (x) ^ parity (y));
  return step_at (p, 0.05f, line) > 0.5f ? diamond : 1;
}

static float
dots_square (const FrostTextureParams *p, float u, float v)
{
  const float du = fraction (u) - 0.5f;
  const float dv = fraction (v) - 0.5f;
  return step_at (p, 0.2f + 0.16f * p->a, sqrtf (du * du + dv * dv));
}

static float
dots_staggered (const FrostTextureParams *p, float u, float v)
{
  const float row = floorf (v * 1.1547f);
  const float du = fraction (u + 0.5f * (float) ((int) row & 1)) - 0.5f;
  const float dv = (v * 1.1547f - row - 0.5f) * 0.866f;
  return step_at (p, 0.15f + 0.12f * p->a, sqrtf (du * du + dv * dv));
}

static float
rings (const FrostTextureParams *p, float u, float v)
{
  const float x = u + 4 * (p->a - 0.5f);
  const float y = v + 4 * (p->b - 0.5f);
  return step_at (p, 0.25f, to_whole (sqrtf (x * x + y * y) * 0.7f));
}

static float
rays (const FrostTextureParams *p, float u, float v)
{
  const float x = u + 3 * (p->a - 0.5f);
  const float y = v + 3 * (p->b - 0.5f);
  const float n = floorf (6 + 8 * p->c);
  const float blur = fmaxf (0.05f, p->pixel / (0.3f + sqrtf (x * x + y * y)));
  const float wave = sinf (n * atan2f (y, x)) / (blur * n);
  return 0.5f + 0.5f * fminf (fmaxf (wave, -1), 1);
}

static float
spiral (const FrostTextureParams *p, float u, float v)
{
  const float x = u + 2 * (p->a - 0.5f);
  const float y = v + 2 * (p->b - 0.5f);
  const float arms = p->c < 0.5f ? 1 : 2;
  const float turn = arms * atan2f (y, x) / (2 * PI) + sqrtf (x * x + y * y) * 0.6f;
  return step_at (p, 0.25f, to_whole (turn));
}

static float
bricks (const FrostTextureParams *p, float u, float v)
{
  const float row = floorf (v * 1.6f);
  const float x = to_whole (u * 0.7f + 0.5f * (float) ((int) row & 1));
  const float y = to_whole (v * 1.6f);
  return fminf (step_at (p, 0.05f, x), step_at (p, 0.08f, y));
}

static float
grid (const FrostTextureParams *p, float u, float v)
{
  return step_at (p, 0.05f + 0.07f * p->a, fminf (to_whole (u), to_whole (v)));
}

static float
basket (const FrostTextureParams *p, float u, float v)
{
  /* Squares of three slats, lying and standing in turn. */
  const gboolean upright = parity (u) ^ parity (v);
  const float along = upright ? fraction (u) : fraction (v);
  const float across = upright ? fraction (v) : fraction (u);
  const float slat = step_at (p, 0.12f, to_whole (along * 3));
  const float round = 0.55f + 0.45f * sinf (PI * across);
  return slat * round;
}

static float
herringbone (const FrostTextureParams *p, float u, float v)
{
  const float x = fraction (u * 0.5f) * 2;
  const float slope = x < 1 ? x : 2 - x;
  return step_at (p, 0.16f, to_whole ((v + slope) * 1.5f))
         * step_at (p, 0.06f, fminf (x, fabsf (x - 1)));
}

static float
zigzag (const FrostTextureParams *p, float u, float v)
{
  const float slope = fabsf (fraction (u * 0.6f) - 0.5f) * (1.2f + p->a);
  return step_at (p, 0.25f, to_whole (v * 0.7f + slope));
}

static float
waves (const FrostTextureParams *p, float u, float v)
{
  return 0.5f + 0.5f * sinf (PI * (v * 1.3f + (0.3f + 0.5f * p->a) * sinf (u * 1.6f)));
}

static float
plaid (const FrostTextureParams *p, float u, float v)
{
  const float x = fraction (u * 0.5f);
  const float y = fraction (v * 0.5f);
  const float warp = 0.32f * (x < 0.45f) + 0.18f * (fabsf (x - 0.72f) < 0.05f);
  const float weft = 0.32f * (y < 0.45f) + 0.18f * (fabsf (y - 0.72f) < 0.05f);
  return warp + weft;
}

static float
crosshatch (const FrostTextureParams *p, float u, float v)
{
  const float lean = 0.5f + 0.4f * p->a;
  const float one = step_at (p, 0.08f, to_whole (u + lean * v));
  const float other = step_at (p, 0.08f, to_whole (u - lean * v));
  return fminf (one, other);
}

static float
triangles (const FrostTextureParams *p, float u, float v)
{
  const float x = u + v * 0.57735f;
  const float y = v * 1.1547f;
  return fraction (x) + fraction (y) < 1 ? 0 : 1;
}

static float
hexagons (const FrostTextureParams *p, float u, float v)
{
  /* The nearer of two staggered lattices of centres; the edge lies half way. */
  const float h = 1.7320508f;
  const float ax = u - roundf (u), ay = v - h * roundf (v / h);
  const float bx = u - 0.5f - roundf (u - 0.5f);
  const float by = v - h / 2 - h * roundf ((v - h / 2) / h);
  const gboolean first = ax * ax + ay * ay < bx * bx + by * by;
  const float x = fabsf (first ? ax : bx);
  const float y = fabsf (first ? ay : by);
  return step_at (p, 0.05f, 0.5f - fmaxf (x, 0.5f * x + 0.8660254f * y));
}

static float
scales (const FrostTextureParams *p, float u, float v)
{
  /* Each row of discs covers the row above it. */
  float value = 0;
  const float row = floorf (v * 2);
  for (int i = 1; i >= 0; i--)
    {
      const float at = row - (float) i;
      const float du = fraction (u + 0.5f * (float) ((int) at & 1)) - 0.5f;
      const float dv = v - at * 0.5f;
      const float r = sqrtf (du * du + dv * dv);

      if (r < 0.52f)
        value = step_at (p, 0.09f, 0.52f - r) * (0.5f + 0.9f * r);
    }
  return value;
}

static float
crosses (const FrostTextureParams *p, float u, float v)
{
  const float x = fabsf (fraction (u) - 0.5f);
  const float y = fabsf (fraction (v) - 0.5f);
  const float arm = 0.09f + 0.05f * p->a;
  return 1 - step_at (p, -arm, -fminf (x, y)) * step_at (p, -0.36f, -fmaxf (x, y));
}

static float
nested_squares (const FrostTextureParams *p, float u, float v)
{
  const float x = fabsf (fraction (u * 0.4f) - 0.5f);
  const float y = fabsf (fraction (v * 0.4f) - 0.5f);
  return step_at (p, 0.25f, to_whole (fmaxf (x, y) * 5));
}

static float
halftone (const FrostTextureParams *p, float u, float v)
{
  const float du = fraction (u * 1.4f) - 0.5f;
  const float dv = fraction (v * 1.4f) - 0.5f;
  const float size = 0.28f + 0.22f * sinf (0.45f * u + 6 * p->a);
  return step_at (p, size, sqrtf (du * du + dv * dv));
}

static float
pyramids (const FrostTextureParams *p, float u, float v)
{
  /* Studs with four faces, lit from one side. */
  const float x = fraction (u) - 0.5f;
  const float y = fraction (v) - 0.5f;
  if (fabsf (x) > fabsf (y))
    return x < 0 ? 1 : 0.35f;
  return y < 0 ? 0.75f : 0;
}

static float
arches (const FrostTextureParams *p, float u, float v)
{
  /* Fans of bows, as on quilts. */
  const float row = floorf (v);
  const float du = fraction (u + 0.5f * (float) ((int) row & 1)) - 0.5f;
  const float dv = v - row - 1;
  return step_at (p, 0.25f, to_whole (sqrtf (du * du + dv * dv) * 3));
}

static float
lattice_loops (const FrostTextureParams *p, float u, float v)
{
  /* Rings that overlap their neighbours. */
  float value = 1;
  for (int i = 0; i < 2; i++)
    {
      const float du = fraction (u + 0.5f * (float) i) - 0.5f;
      const float dv = fraction (v + 0.5f * (float) i) - 0.5f;
      const float r = sqrtf (du * du + dv * dv);
      value = fminf (value, step_at (p, 0.06f, fabsf (r - 0.4f)));
    }
  return value;
}

static const FrostTextureField fields[] = {
  { "stripes", stripes },
  { "thin-lines", thin_lines },
  { "double-stripes", double_stripes },
  { "checker", checker },
  { "argyle", argyle },
  { "dots-square", dots_square },
  { "dots-staggered", dots_staggered },
  { "rings", rings },
  { "rays", rays },
  { "spiral", spiral },
  { "bricks", bricks },
  { "grid", grid },
  { "basket", basket },
  { "herringbone", herringbone },
  { "zigzag", zigzag },
  { "waves", waves },
  { "plaid", plaid },
  { "crosshatch", crosshatch },
  { "triangles", triangles },
  { "hexagons", hexagons },
  { "scales", scales },
  { "crosses", crosses },
  { "nested-squares", nested_squares },
  { "halftone", halftone },
  { "pyramids", pyramids },
  { "arches", arches },
  { "lattice-loops", lattice_loops },
};

int
frost_texture_regular_n (void)
{
  return G_N_ELEMENTS (fields);
}

const FrostTextureField *
frost_texture_regular_get (int index)
{
  g_return_val_if_fail (index >= 0 && index < (int) G_N_ELEMENTS (fields), NULL);
  return &fields[index];
}
