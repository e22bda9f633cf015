#include "ui/layers/layer-geometry.h"

#include <math.h>

/* Each test runs for both densities and a few sizes. */
static void
for_each_geometry (void (*check) (const FrostLayerGeometry *geometry))
{
  static const int sizes[] = { 1, 2, 14, 63 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (int compact = 0; compact <= 1; compact++)
      {
        FrostLayerGeometry geometry;

        frost_layer_geometry_init (&geometry, sizes[s], compact);
        check (&geometry);
      }
}

/* From the top: head, blocks, pixels, none over another, the line between its two. */
static void
check_order (const FrostLayerGeometry *geometry)
{
  for (int cut = 0; cut <= geometry->n; cut++)
    {
      double line = frost_layer_geometry_line (geometry, cut);
      double bottom = 0.0;

      for (int i = geometry->n; i >= 0; i--)
        {
          double top = frost_layer_geometry_block_top (geometry, i, cut);

          g_assert_cmpfloat (top, >=, bottom);
          bottom = top + geometry->block_height;
          if (i >= cut)
            g_assert_cmpfloat (bottom, <, line);
          else
            g_assert_cmpfloat (top, >, line);
        }
      g_assert_cmpfloat (frost_layer_geometry_pixels_top (geometry), >=, bottom);
      g_assert_cmpfloat (frost_layer_geometry_pixels_top (geometry), >, line);
      g_assert_cmpfloat (frost_layer_geometry_get_height (geometry), >,
                         frost_layer_geometry_pixels_top (geometry));
    }
}

/* The line is found where it is drawn, and half a block to either side. */
static void
check_round_trip (const FrostLayerGeometry *geometry)
{
  double nearly_half = 0.45 * (geometry->block_height + geometry->spacing);

  for (int cut = 0; cut <= geometry->n; cut++)
    {
      double line = frost_layer_geometry_line (geometry, cut);

      g_assert_cmpint (frost_layer_geometry_cut_at (geometry, line), ==, cut);
      g_assert_cmpint (frost_layer_geometry_cut_at (geometry, line + nearly_half), ==,
                       cut);
      g_assert_cmpint (frost_layer_geometry_cut_at (geometry, line - nearly_half), ==,
                       cut);
      g_assert_true (frost_layer_geometry_is_on_line (geometry, cut, line));
    }
  g_assert_cmpint (frost_layer_geometry_cut_at (geometry, -1e6), ==, geometry->n);
  g_assert_cmpint (frost_layer_geometry_cut_at (geometry, 1e6), ==, 0);
}

/* Each gap is hit in its middle, none in the middle of a block. */
static void
check_gaps (const FrostLayerGeometry *geometry)
{
  for (int cut = 0; cut <= geometry->n; cut++)
    {
      for (int gap = 0; gap <= geometry->n; gap++)
        {
          double y = frost_layer_geometry_gap (geometry, gap, cut);

          g_assert_cmpint (frost_layer_geometry_gap_at (geometry, cut, y), ==,
                           gap == cut ? -1 : gap);
        }
      for (int i = 0; i <= geometry->n; i++)
        {
          double y = frost_layer_geometry_block_top (geometry, i, cut)
                     + geometry->block_height / 2.0;

          g_assert_cmpint (frost_layer_geometry_gap_at (geometry, cut, y), ==, -1);
          g_assert_cmpint (frost_layer_geometry_block_at (geometry, cut, y), ==, i);
        }
      g_assert_cmpint (frost_layer_geometry_block_at (
                           geometry, cut, frost_layer_geometry_line (geometry, cut)),
                       ==, -1);
    }
  g_assert_cmpint (frost_layer_geometry_block_at (geometry, 0, -100.0), ==, -1);
  g_assert_cmpint (frost_layer_geometry_block_at (geometry, 0, 1e6), ==, -1);
}

/* Between two cuts a block travels from one side of the line to the other. */
static void
check_motion (const FrostLayerGeometry *geometry)
{
  double above = frost_layer_geometry_block_top (geometry, 0, 0.0);
  double half = frost_layer_geometry_block_top (geometry, 0, 0.5);
  double below = frost_layer_geometry_block_top (geometry, 0, 1.0);

  g_assert_cmpfloat (below - above, ==, geometry->line_height);
  g_assert_cmpfloat_with_epsilon (half, (above + below) / 2.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (frost_layer_geometry_line (geometry, 0.5),
                                  (frost_layer_geometry_line (geometry, 0.0)
                                   + frost_layer_geometry_line (geometry, 1.0))
                                      / 2.0,
                                  1e-9);
}

static void
test_order (void)
{
  for_each_geometry (check_order);
}

static void
test_round_trip (void)
{
  for_each_geometry (check_round_trip);
}

static void
test_gaps (void)
{
  for_each_geometry (check_gaps);
}

static void
test_motion (void)
{
  for_each_geometry (check_motion);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layers/geometry/order", test_order);
  g_test_add_func ("/layers/geometry/round-trip", test_round_trip);
  g_test_add_func ("/layers/geometry/gaps", test_gaps);
  g_test_add_func ("/layers/geometry/motion", test_motion);
  return g_test_run ();
}
