/* surface.h - table tops, cloths, floors and walls, covering the unit square. Threads: any. */
#pragma once

#include "data/sample/draw-color.h"

G_BEGIN_DECLS

/* A surface to put things on: planks, cloth, stone, paper, sand; color is its main colour. */
void frost_surface_draw (cairo_t *cr, FrostDrawRandom *random, FrostColor color);

/* A wall: plain, papered, tiled, panelled or of bricks. */
void frost_surface_draw_wall (cairo_t *cr, FrostDrawRandom *random, FrostColor color);

G_END_DECLS
