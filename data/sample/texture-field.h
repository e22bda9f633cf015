/* texture-field.h - textures as functions over the plane, for texture-set.h.
 *
 * A field gives every point a number in [0, 1], which a ramp of colours turns into
 * a colour: the same texture in any colours. Threads: any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  float a, b, c; /* in [0, 1): what varies within one texture, each in its own way */
  float pixel;   /* the width of a pixel in cells, for soft edges */
  guint32 seed;  /* of the irregular ones */
} FrostTextureParams;

/* u, v: in cells, of which about four to sixteen cover a picture; 0, 0 is its middle. */
typedef float (*FrostTextureFunction) (const FrostTextureParams *params, float u,
                                       float v);

typedef struct
{
  const char *name;
  FrostTextureFunction value;
} FrostTextureField;

/* Patterns that repeat: stripes, checks, bricks … */
int frost_texture_regular_n (void);
const FrostTextureField *frost_texture_regular_get (int index);

/* Patterns that never do: clouds, wood, cells, scratches … */
int frost_texture_irregular_n (void);
const FrostTextureField *frost_texture_irregular_get (int index);

G_END_DECLS
