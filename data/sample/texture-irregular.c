#include "data/sample/texture-field.h"

#include <math.h>

/* A number in [0, 1) for a point of the lattice. The mixing is that of murmur3's last
 * step (Appleby 2011): neighbours have unrelated numbers. */
static float
lattice (guint32 seed, int x, int y)
{
  guint32 h = seed + (guint32) x * 0x9e3779b1u + (guint32) y * 0x85ebca6bu;
  h ^= h >> 16;
  h *= 0x85ebca6bu;
  h ^= h >> 13;
  h *= 0xc2b2ae35u;
  h ^= h >> 16;
  return (float) (h >> 8) * 0x1.0p-24f;
}

static float
soft (float t)
{
  return t * t * (3 - 2 * t);
}

static float
clip (float x)
{
  return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* Smooth noise, one swing a cell, mean a half. */
static float
noise (guint32 seed, float u, float v)
{
  const float fu = floorf (u);
  const float fv = floorf (v);
  const int x = (int) fu;
  const int y = (int) fv;
  const float tu = soft (u - fu);
  const float tv = soft (v - fv);
  const float top = lattice (seed, x, y) * (1 - tu) + lattice (seed, x + 1, y) * tu;
  const float bottom =
      lattice (seed, x, y + 1) * (1 - tu) + lattice (seed, x + 1, y + 1) * tu;
  return top * (1 - tv) + bottom * tv;
}

/* Octaves of it, each twice as fine and half as strong. */
static float
octaves (guint32 seed, float u, float v, int n)
{
  float sum = 0;
  float weight = 0.5f;
  float total = 0;

  for (int i = 0; i < n; i++)
    {
      sum += weight * noise (seed + (guint32) i * 101, u, v);
      total += weight;
      weight *= 0.5f;
      u *= 2;
      v *= 2;
    }
  return sum / total;
}

typedef struct
{
  float near;   /* distance to the nearest point … */
  float second; /* … and to the next */
  float id;     /* the nearest one's own number, in [0, 1) */
} Cell;

/* One point at random in each square (Worley 1996). */
static Cell
cell_at (guint32 seed, float u, float v)
{
  const int x = (int) floorf (u);
  const int y = (int) floorf (v);
  Cell cell = { 9, 9, 0 };

  for (int j = y - 1; j <= y + 1; j++)
    for (int i = x - 1; i <= x + 1; i++)
      {
        const float du = (float) i + lattice (seed, i, j) - u;
        const float dv = (float) j + lattice (seed + 7, i, j) - v;
        const float distance = du * du + dv * dv;

        if (distance < cell.near)
          {
            cell.second = cell.near;
            cell.near = distance;
            cell.id = lattice (seed + 13, i, j);
          }
        else if (distance < cell.second)
          cell.second = distance;
      }
  cell.near = sqrtf (cell.near);
  cell.second = sqrtf (cell.second);
  return cell;
}

static float
clouds (const FrostTextureParams *p, float u, float v)
{
  return clip (octaves (p->seed, u * 0.5f, v * 0.5f, 4) * 1.8f - 0.4f);
}

static float
grain (const FrostTextureParams *p, float u, float v)
{
  return noise (p->seed, u / p->pixel * 0.7f, v / p->pixel * 0.7f);
}

static float
blotches (const FrostTextureParams *p, float u, float v)
{
  return clip ((octaves (p->seed, u * 0.8f, v * 0.8f, 2) - 0.42f - 0.12f * p->a) * 12
               + 0.5f);
}

static float
camouflage (const FrostTextureParams *p, float u, float v)
{
  const float x = clip (octaves (p->seed, u * 0.55f, v * 0.55f, 3) * 2 - 0.5f);
  return floorf (x * 3.99f) / 3;
}

static float
wood (const FrostTextureParams *p, float u, float v)
{
  const float bend = noise (p->seed, u * 0.15f, v * 0.5f) * 3;
  const float fibre = noise (p->seed + 3, u * 0.5f, v * 8) * 0.25f;
  const float ring = (v * 0.9f + bend) * 1.3f;
  return clip (0.8f * (ring - floorf (ring)) + fibre);
}

static float
marble (const FrostTextureParams *p, float u, float v)
{
  const float swirl = octaves (p->seed, u * 0.5f, v * 0.5f, 4) * 9;
  return 1 - powf (1 - fabsf (sinf (u * 0.6f + swirl)), 3);
}

static float
cells (const FrostTextureParams *p, float u, float v)
{
  return cell_at (p->seed, u * 0.8f, v * 0.8f).id;
}

static float
cracks (const FrostTextureParams *p, float u, float v)
{
  const Cell cell = cell_at (p->seed, u * 0.7f, v * 0.7f);
  return clip ((cell.second - cell.near - 0.03f) * 14);
}

static float
pebbles (const FrostTextureParams *p, float u, float v)
{
  const Cell cell = cell_at (p->seed, u * 0.8f, v * 0.8f);
  const float gap = clip ((cell.second - cell.near) * 6);
  return gap * clip (1.05f - cell.near) * (0.55f + 0.45f * cell.id);
}

static float
spots (const FrostTextureParams *p, float u, float v)
{
  const Cell cell = cell_at (p->seed, u, v);
  return clip ((cell.near - 0.1f - 0.3f * cell.id) / (1.5f * p->pixel) + 0.5f);
}

static float
bubbles (const FrostTextureParams *p, float u, float v)
{
  const Cell cell = cell_at (p->seed, u * 0.7f, v * 0.7f);
  return clip (fabsf (cell.near - 0.18f - 0.22f * cell.id) * 11);
}

static float
fur (const FrostTextureParams *p, float u, float v)
{
  const float bend = noise (p->seed + 5, u * 0.3f, v * 0.3f) * 2;
  return clip (noise (p->seed, u * 6 + bend * 4, v * 0.7f) * 0.7f
               + noise (p->seed + 9, u * 12 + bend * 8, v * 1.5f) * 0.5f - 0.1f);
}

static float
contours (const FrostTextureParams *p, float u, float v)
{
  const float height = octaves (p->seed, u * 0.35f, v * 0.35f, 2) * 7;
  return clip (fabsf (height - roundf (height)) * 6 - 0.3f);
}

static float
ridges (const FrostTextureParams *p, float u, float v)
{
  const float a = 1 - fabsf (2 * noise (p->seed, u * 0.8f, v * 0.8f) - 1);
  const float b = 1 - fabsf (2 * noise (p->seed + 1, u * 1.7f, v * 1.7f) - 1);
  return clip (a * a * 0.75f + a * b * 0.35f);
}

static float
mosaic (const FrostTextureParams *p, float u, float v)
{
  const float x = floorf (u * 1.1f);
  const float y = floorf (v * 1.1f);
  return lattice (p->seed, (int) x, (int) y);
}

static float
scratches (const FrostTextureParams *p, float u, float v)
{
  float dark = 0;
  for (int i = 0; i < 3; i++)
    {
      const float angle = 6.2831853f * lattice (p->seed, i, 99);
      const float x = u * cosf (angle) + v * sinf (angle);
      const float y = v * cosf (angle) - u * sinf (angle);
      const float n = noise (p->seed + (guint32) i, x * 0.35f, y * 7);
      dark = fmaxf (dark, clip ((n - 0.8f) * 8));
    }
  return 1 - dark;
}

static float
terrazzo (const FrostTextureParams *p, float u, float v)
{
  const Cell cell = cell_at (p->seed, u, v);
  const gboolean chip = cell.id > 0.35f && cell.second - cell.near > 0.22f;
  return chip ? 0.3f + cell.id * 0.7f : 0;
}

static float
ripples (const FrostTextureParams *p, float u, float v)
{
  const float bend = octaves (p->seed, u * 0.3f, v * 0.6f, 2) * 2.4f;
  return 0.5f + 0.5f * sinf (5.5f * v + 6 * bend);
}

static float
swirls (const FrostTextureParams *p, float u, float v)
{
  const float du = octaves (p->seed, u * 0.4f, v * 0.4f, 2) * 5;
  const float dv = octaves (p->seed + 17, u * 0.4f, v * 0.4f, 2) * 5;
  return clip (noise (p->seed + 31, u * 0.6f + du, v * 0.6f + dv) * 1.6f - 0.3f);
}

static float
bark (const FrostTextureParams *p, float u, float v)
{
  const Cell cell = cell_at (p->seed, u * 1.4f, v * 0.3f + noise (p->seed, u, v) * 0.3f);
  return clip ((cell.second - cell.near) * 2.6f);
}

static float
weathered (const FrostTextureParams *p, float u, float v)
{
  /* Paint that came off: flat where it holds, grainy where it went. */
  const float edge = octaves (p->seed, u * 0.5f, v * 0.5f, 5) - 0.5f;
  return edge > 0.02f ? 1 : 0.55f * noise (p->seed + 2, u * 5, v * 5);
}

static float
rain (const FrostTextureParams *p, float u, float v)
{
  /* Short strokes of one direction, one in most squares of the lattice. */
  const float x = floorf (u * 1.6f);
  const float shift = lattice (p->seed, (int) x, 0);
  const float y = floorf (v * 0.8f + shift);
  const float along = v * 0.8f + shift - y;
  const float across =
      u * 1.6f - x - 0.25f - 0.5f * lattice (p->seed + 1, (int) x, (int) y);
  const float length = 0.3f + 0.5f * lattice (p->seed + 2, (int) x, (int) y);
  return along < length && fabsf (across) < 0.16f ? 0 : 1;
}

static const FrostTextureField fields[] = {
  { "clouds", clouds },       { "grain", grain },
  { "blotches", blotches },   { "camouflage", camouflage },
  { "wood", wood },           { "marble", marble },
  { "cells", cells },         { "cracks", cracks },
  { "pebbles", pebbles },     { "spots", spots },
  { "bubbles", bubbles },     { "fur", fur },
  { "contours", contours },   { "ridges", ridges },
  { "mosaic", mosaic },       { "scratches", scratches },
  { "terrazzo", terrazzo },   { "ripples", ripples },
  { "swirls", swirls },       { "bark", bark },
  { "weathered", weathered }, { "rain", rain },
};

int
frost_texture_irregular_n (void)
{
  return G_N_ELEMENTS (fields);
}

const FrostTextureField *
frost_texture_irregular_get (int index)
{
  g_return_val_if_fail (index >= 0 && index < (int) G_N_ELEMENTS (fields), NULL);
  return &fields[index];
}
