/* backpack-parts.h - what all backpacks are sewn from: outline, webbing, zips, buckles, pockets.
 *
 * All draw in the square of draw-object.h. Threads: a backpack belongs to one thread.
 */
#pragma once

#include "data/sample/draw-object.h"

G_BEGIN_DECLS

typedef struct
{
  cairo_t *cr;
  FrostDrawRandom *random;
  FrostObjectColors colors;
  FrostColor strap; /* webbing, zips */
  FrostColor metal;
  double w;     /* half the width at the bottom */
  double top;   /* y of the highest point of the body */
  double round; /* 0 square shoulders, 1 an arch */
} FrostBackpack;

/* Adds the outline of the body, drawn in by inset, to the path. */
void frost_backpack_path (const FrostBackpack *pack, double inset);

/* The next three draw along the current path and clear it: a seam in a colour that shows on
 * cloth of this one, a band with dark edges, a zip with its teeth. */
void frost_backpack_stitch (cairo_t *cr, FrostColor color);
void frost_backpack_webbing (cairo_t *cr, FrostColor color, double width);
void frost_backpack_zip (FrostBackpack *pack);

void frost_backpack_zip_pull (FrostBackpack *pack, double x, double y);
void frost_backpack_buckle (FrostBackpack *pack, double x, double y);

/* A pocket of cloth with light, a seam and a line of shade beneath it. */
void frost_backpack_pocket (FrostBackpack *pack, double x, double y, double width,
                            double height, double radius, FrostColor color);

/* A sewn-on badge of about radius r with a picture on it. */
void frost_backpack_emblem (FrostBackpack *pack, double x, double y, double r);

G_END_DECLS
