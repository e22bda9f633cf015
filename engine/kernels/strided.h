/* Moves numbers between two arrays that have the same axes but lay them out differently: what
 * transposing, slicing, padding, expanding and joining have in common.
 *
 * A step is the distance in floats from one index of an axis to the next. One of x may be 0 (a
 * number is repeated) or negative (backwards, the pointer then stands at the first one taken).
 * Threads: any; the functions have no state and do not allocate.
 */
#pragma once

#include "engine/core/shape.h"

G_BEGIN_DECLS

/* The axes of a shape and one for the images. */
#define FROST_STRIDED_MAX_RANK (FROST_SHAPE_MAX_RANK + 1)

typedef struct
{
  int rank;
  int64_t size[FROST_STRIDED_MAX_RANK]; /* all positive */
  int64_t y_step[FROST_STRIDED_MAX_RANK];
  int64_t x_step[FROST_STRIDED_MAX_RANK];
} FrostStrided;

/* Steps of a row-major array; steps [rank]. */
void frost_strided_steps (const FrostShape *shape, int64_t *steps);

/* y = x. No two places of y may be the same, and none may be one of x. */
void frost_strided_copy (float *y, const float *x, const FrostStrided *strided);

/* y += x. Steps of y may be 0: what is repeated forward is summed backward. */
void frost_strided_add (float *y, const float *x, const FrostStrided *strided);

G_END_DECLS
