/* scene.h - what lies behind an object of the sample set: a room with a table, a surface seen
 * from above, a landscape.
 *
 * The picture is the unit square, y downwards. Threads: any.
 */
#pragma once

#include "data/sample/draw-color.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean from_above; /* things lie on it at any angle, else they stand */
  double horizon;      /* y at which the ground begins; 0 from above */
  FrostColor backdrop; /* what mostly lies behind an object */
} FrostScene;

/* Covers the whole square and says what it drew. */
void frost_scene_draw (cairo_t *cr, FrostDrawRandom *random, FrostScene *scene);

G_END_DECLS
