/* clutter.h - other things that stand or lie about: books, plants, fruit, pencils.
 *
 * None of them is of a class of the sample set, though a vase, a pair of balls or a box may
 * look like one from afar: that is what makes telling them apart worth learning.
 * Threads: any.
 */
#pragma once

#include "data/sample/draw-color.h"

G_BEGIN_DECLS

int frost_clutter_n (void);
const char *frost_clutter_get_name (int index);

/* One of them in [-1, 1] x [-1, 1], without a shadow; those that stand have their foot at
 * y = 1. */
void frost_clutter_draw (cairo_t *cr, FrostDrawRandom *random, int index);

/* Any that stands, with its shadow; (x, y) is its foot, size half of it. */
void frost_clutter_draw_standing (cairo_t *cr, FrostDrawRandom *random, double x,
                                  double y, double size);

/* Any that lies, with its shadow, around (x, y) at any angle. */
void frost_clutter_draw_lying (cairo_t *cr, FrostDrawRandom *random, double x, double y,
                               double size);

G_END_DECLS
