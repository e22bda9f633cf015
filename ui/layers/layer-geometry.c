#include "ui/layers/layer-geometry.h"

#include <math.h>

void
frost_layer_geometry_init (FrostLayerGeometry *geometry, int n, gboolean compact)
{
  geometry->n = n;
  geometry->padding = 6.0;
  geometry->block_height = compact ? 26.0 : 44.0;
  geometry->spacing = compact ? 3.0 : 4.0;
  geometry->line_height = compact ? 26.0 : 34.0;
  geometry->pixels_height = compact ? 22.0 : 28.0;
  geometry->tolerance = compact ? 4.0 : 7.0;
}

static double
pitch (const FrostLayerGeometry *geometry)
{
  return geometry->block_height + geometry->spacing;
}

double
frost_layer_geometry_get_height (const FrostLayerGeometry *geometry)
{
  return frost_layer_geometry_pixels_top (geometry) + geometry->pixels_height
         + geometry->padding;
}

double
frost_layer_geometry_block_top (const FrostLayerGeometry *geometry, int index, double cut)
{
  double above_line = geometry->padding + (geometry->n - index) * pitch (geometry);
  double frozen = CLAMP (cut - index, 0.0, 1.0);

  return above_line + frozen * geometry->line_height;
}

double
frost_layer_geometry_pixels_top (const FrostLayerGeometry *geometry)
{
  return geometry->padding + (geometry->n + 1) * pitch (geometry) + geometry->line_height;
}

/* Middle of the spacing below block `cut`, as if there were no line. */
static double
boundary (const FrostLayerGeometry *geometry, double cut)
{
  return geometry->padding + (geometry->n + 1 - cut) * pitch (geometry)
         - geometry->spacing / 2.0;
}

double
frost_layer_geometry_line (const FrostLayerGeometry *geometry, double cut)
{
  return boundary (geometry, cut) + geometry->line_height / 2.0;
}

double
frost_layer_geometry_gap (const FrostLayerGeometry *geometry, int gap, int cut)
{
  if (gap == cut)
    return frost_layer_geometry_line (geometry, cut);
  return boundary (geometry, gap) + (gap < cut ? geometry->line_height : 0.0);
}

int
frost_layer_geometry_cut_at (const FrostLayerGeometry *geometry, double y)
{
  double from_bottom = (frost_layer_geometry_line (geometry, 0) - y) / pitch (geometry);

  return (int) CLAMP (round (from_bottom), 0.0, geometry->n);
}

gboolean
frost_layer_geometry_is_on_line (const FrostLayerGeometry *geometry, int cut, double y)
{
  double half = (geometry->line_height + geometry->spacing) / 2.0 + 2.0;

  return fabs (y - frost_layer_geometry_line (geometry, cut)) <= half;
}

int
frost_layer_geometry_gap_at (const FrostLayerGeometry *geometry, int cut, double y)
{
  double line = frost_layer_geometry_line (geometry, cut);
  double without_line = y > line ? y - geometry->line_height : y;
  double from_bottom = (boundary (geometry, 0) - without_line) / pitch (geometry);
  int gap = (int) CLAMP (round (from_bottom), 0.0, geometry->n);

  if (gap == cut || frost_layer_geometry_is_on_line (geometry, cut, y))
    return -1;
  if (fabs (y - frost_layer_geometry_gap (geometry, gap, cut)) > geometry->tolerance)
    return -1;
  return gap;
}

int
frost_layer_geometry_block_at (const FrostLayerGeometry *geometry, int cut, double y)
{
  double line = frost_layer_geometry_line (geometry, cut);
  double without_line = y > line ? y - geometry->line_height : y;
  int index =
      geometry->n - (int) floor ((without_line - geometry->padding) / pitch (geometry));
  double top;

  if (index < 0 || index > geometry->n)
    return -1;
  top = frost_layer_geometry_block_top (geometry, index, cut);
  return y >= top && y <= top + geometry->block_height ? index : -1;
}
