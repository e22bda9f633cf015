/* Where everything in a layer stack stands, from the top down: head, trainable blocks, the
 * frost line in a row of its own, frozen blocks, pixels. Pixels of the screen; no GTK.
 *
 * The total height does not depend on the cut, and the line's place is linear in it, so a
 * dragged line never jumps back and forth.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A plain value. */
typedef struct
{
  int n;                /* blocks without the head */
  double padding;       /* above the head and below the pixels */
  double block_height;  /* of a block and of the head */
  double spacing;       /* between two of them */
  double line_height;   /* what the frost line needs in addition */
  double pixels_height; /* of the row at the bottom */
  double tolerance;     /* how far from a gap's middle still counts as the gap */
} FrostLayerGeometry;

void frost_layer_geometry_init (FrostLayerGeometry *geometry, int n, gboolean compact);

double frost_layer_geometry_get_height (const FrostLayerGeometry *geometry);

/* Top of block `index` (the number of blocks = the head). `cut` may lie between two whole
 * ones while the line moves from one to the other. */
double frost_layer_geometry_block_top (const FrostLayerGeometry *geometry, int index,
                                       double cut);
double frost_layer_geometry_pixels_top (const FrostLayerGeometry *geometry);

/* Middle of the frost line at a cut. */
double frost_layer_geometry_line (const FrostLayerGeometry *geometry, double cut);

/* Middle of the gap above `gap` blocks, while the line is at `cut`; the line itself for
 * gap = cut. */
double frost_layer_geometry_gap (const FrostLayerGeometry *geometry, int gap, int cut);

/* The cut at which the line would be nearest to y. */
int frost_layer_geometry_cut_at (const FrostLayerGeometry *geometry, double y);

gboolean frost_layer_geometry_is_on_line (const FrostLayerGeometry *geometry, int cut,
                                          double y);

/* The gap at y while the line is at `cut`, or -1; never the line itself. */
int frost_layer_geometry_gap_at (const FrostLayerGeometry *geometry, int cut, double y);

/* The block at y while the line is at `cut` (the number of blocks = the head), or -1. */
int frost_layer_geometry_block_at (const FrostLayerGeometry *geometry, int cut, double y);

G_END_DECLS
