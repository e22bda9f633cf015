/* Dimensions of a tensor, outermost first. A value in a graph has the shape of one image
 * ([height, width, channels], [features], [tokens, features] and so on); the batch dimension is never part of it.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Swin Transformers cut an image of windows into six dimensions; two are spare. */
#define FROST_SHAPE_MAX_RANK 8

typedef struct
{
  int rank;
  int64_t dim[FROST_SHAPE_MAX_RANK];
} FrostShape;

FrostShape frost_shape_vector (int64_t n);
FrostShape frost_shape_image (int64_t height, int64_t width, int64_t channels);

/* Product of all dimensions. The shape must have passed frost_shape_check. */
int64_t frost_shape_n_elements (const FrostShape *shape);

/* Last dimension: channels of an image, features of a vector. */
int64_t frost_shape_channels (const FrostShape *shape);

/* Product of all dimensions but the last: pixels of an image, 1 for a vector. */
int64_t frost_shape_n_pixels (const FrostShape *shape);

gboolean frost_shape_equal (const FrostShape *a, const FrostShape *b);

/* "112x112x24". */
char *frost_shape_to_string (const FrostShape *shape);

/* Every dimension positive and the product below 2^31 elements, so that no later
 * arithmetic on it can overflow 64 bits.
 * Errors: SHAPE. */
gboolean frost_shape_check (const FrostShape *shape, const char *what, GError **error);

G_END_DECLS
