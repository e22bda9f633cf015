/* clutter.h - other things that stand or lie about: books, plants, fruit, pencils.
 *
 * None of them is of a class of the sample set, though a vase, a pair of balls or a box may
 * look like one from afar: that is what makes telling them apart worth learning.
 * Each comes with its own shadow. Threads: any.
 */
#pragma once

#include "data/sample/draw-color.h"

G_BEGIN_DECLS

/* Stands at (x, y), y its foot; size: half its height or width, whichever is more. */
void frost_clutter_draw_standing (cairo_t *cr, FrostDrawRandom *random, double x,
                                  double y, double size);

/* Lies around (x, y) at any angle. */
void frost_clutter_draw_lying (cairo_t *cr, FrostDrawRandom *random, double x, double y,
                               double size);

G_END_DECLS
