/* gather.c - rows of x by their numbers: y[…, i, …] = x[…, indices[i], …] along one axis.
 *
 * x any shape, y the shape of x with dimension axis (-1 = the last) replaced by the shape of the
 * indices, of any rank. Indices are a parameter, whole numbers in floats, and count from 0; what
 * is outside of the axis is taken as its first or last number, so that no file can read beyond.
 * dx adds up what the same number was taken for; indices have no gradient. Saves nothing, reads
 * nothing in backward.
 */
#include <string.h>

#include "engine/core/error.h"
#include "engine/ops/op.h"

/* Whole numbers below are exact in a float. */
#define MAX_INDEX ((int64_t) 1 << 24)

static int
find_axis (const FrostOpAttributes *attributes, const FrostShape *x)
{
  return attributes->axis == -1 ? x->rank - 1 : attributes->axis;
}

static gboolean
check (const FrostShape *x, const FrostShape *indices, int axis, GError **error)
{
  if (indices == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "has no indices, gather needs them");
      return FALSE;
    }
  if (axis < 0 || axis >= x->rank)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input has %d dimensions, axis %d needs more", x->rank, axis);
      return FALSE;
    }
  if (x->dim[axis] > MAX_INDEX)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "input has %" G_GINT64_FORMAT " numbers along axis %d, at most 2^24 "
                   "can be gathered from",
                   (gint64) x->dim[axis], axis);
      return FALSE;
    }
  if (x->rank - 1 + indices->rank > FROST_SHAPE_MAX_RANK)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input has %d dimensions and the indices %d, the output needs more "
                   "than %d",
                   x->rank, indices->rank, FROST_SHAPE_MAX_RANK);
      return FALSE;
    }
  return TRUE;
}

static gboolean
gather_infer (const FrostOpAttributes *attributes, int n_inputs,
              const FrostShape *const *x_shape, const FrostShape *const *w_shape,
              FrostOpInference *inference, GError **error)
{
  const FrostShape *x = x_shape[0], *indices = w_shape[0];
  FrostShape y = { 0 };
  int axis = find_axis (attributes, x);

  if (!check (x, indices, axis, error))
    return FALSE;
  for (int d = 0; d < axis; d++)
    y.dim[y.rank++] = x->dim[d];
  for (int d = 0; d < indices->rank; d++)
    y.dim[y.rank++] = indices->dim[d];
  for (int d = axis + 1; d < x->rank; d++)
    y.dim[y.rank++] = x->dim[d];
  if (!frost_shape_check (&y, "output", error))
    return FALSE;
  *inference = (FrostOpInference){ .y = y };
  return TRUE;
}

/* x [outer, dim, inner], y [outer, n, inner]; the images are among the outer ones. */
typedef struct
{
  int64_t outer, dim, n, inner;
} Blocks;

static Blocks
find_blocks (const FrostOpContext *context)
{
  const FrostShape *x = context->x_shape[0];
  int axis = find_axis (context->attributes, x);
  Blocks blocks = { .outer = 1, .dim = x->dim[axis], .inner = 1 };

  for (int d = 0; d < axis; d++)
    blocks.outer *= x->dim[d];
  for (int d = axis + 1; d < x->rank; d++)
    blocks.inner *= x->dim[d];
  blocks.n = frost_shape_n_elements (context->y_shape) / (blocks.outer * blocks.inner);
  blocks.outer *= context->n;
  return blocks;
}

static int64_t
to_index (float value, int64_t dim)
{
  /* Not-a-number is greater than nothing. */
  if (!(value > 0))
    return 0;
  return value < (float) (dim - 1) ? (int64_t) value : dim - 1;
}

static void
gather_forward (const FrostOpContext *context)
{
  Blocks blocks = find_blocks (context);
  int64_t inner = blocks.inner;
  const float *x = context->x[0];
  float *y = context->y;

  for (int64_t o = 0; o < blocks.outer; o++, x += blocks.dim * inner)
    for (int64_t i = 0; i < blocks.n; i++, y += inner)
      {
        const float *from = x + to_index (context->w[0][i], blocks.dim) * inner;

        if (inner == 1)
          *y = *from;
        else
          memcpy (y, from, (size_t) inner * sizeof (float));
      }
}

static void
gather_backward (const FrostOpContext *context)
{
  Blocks blocks = find_blocks (context);
  int64_t inner = blocks.inner, n = blocks.outer * blocks.dim * inner;
  const float *restrict dy = context->dy;
  float *dx = context->dx[0];

  if (dx == NULL)
    return;
  memset (dx, 0, (size_t) n * sizeof (float));
  for (int64_t o = 0; o < blocks.outer; o++, dx += blocks.dim * inner)
    for (int64_t i = 0; i < blocks.n; i++, dy += inner)
      {
        float *restrict to = dx + to_index (context->w[0][i], blocks.dim) * inner;

        for (int64_t k = 0; k < inner; k++)
          to[k] += dy[k];
      }
}

const FrostOp frost_op_gather = {
  .name = "gather",
  .min_inputs = 1,
  .max_inputs = 1,
  .n_parameters = 1,
  .parameter_names = { "indices" },
  .infer = gather_infer,
  .forward = gather_forward,
  .backward = gather_backward,
};
