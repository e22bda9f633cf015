/* Several constants seen as having one shape: dimensions of 1, and those that are missing in
 * front, repeat.
 *
 * Source: ONNX 1.12, "Multidirectional Broadcasting".
 */
#pragma once

#include "engine/formats/onnx-fold.h"

G_BEGIN_DECLS

#define FROST_ONNX_BROADCAST_MAX 3

typedef struct
{
  int rank;
  int64_t dim[FROST_ONNX_MAX_RANK];
  int n; /* operands */
  int64_t step[FROST_ONNX_BROADCAST_MAX][FROST_ONNX_MAX_RANK];
  int64_t at[FROST_ONNX_BROADCAST_MAX]; /* the element of each that is at hand */
  int64_t index[FROST_ONNX_MAX_RANK];
} FrostOnnxBroadcast;

/* dim and rank grow to hold x too. Errors: SHAPE, against what there was. */
gboolean frost_onnx_broadcast_dims (const FrostOnnxConstant *x, int64_t *dim, int *rank,
                                    GError **error);

/* The smallest shape that n operands fit in, and the first element of it at hand. Errors: SHAPE. */
gboolean frost_onnx_broadcast_init (FrostOnnxBroadcast *walk, int n,
                                    const FrostOnnxConstant *const *operands,
                                    GError **error);

/* The same for one operand in a shape that it is known to fit in. */
void frost_onnx_broadcast_init_into (FrostOnnxBroadcast *walk, const FrostOnnxConstant *x,
                                     const int64_t *dim, int rank);

/* To the next element in row-major order. */
static inline void
frost_onnx_broadcast_next (FrostOnnxBroadcast *walk)
{
  for (int d = walk->rank - 1; d >= 0; d--)
    {
      gboolean inside = ++walk->index[d] < walk->dim[d];

      for (int i = 0; i < walk->n; i++)
        walk->at[i] += inside ? walk->step[i][d] : -walk->step[i][d] * (walk->dim[d] - 1);
      if (inside)
        return;
      walk->index[d] = 0;
    }
}

G_END_DECLS
