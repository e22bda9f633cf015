#include "engine/formats/onnx-fold-broadcast.h"

#include "engine/core/error.h"

#include <string.h>

gboolean
frost_onnx_broadcast_dims (const FrostOnnxConstant *x, int64_t *dim, int *rank,
                           GError **error)
{
  int both = MAX (*rank, x->rank), own = both - x->rank, old = both - *rank;
  int64_t result[FROST_ONNX_MAX_RANK];

  for (int d = 0; d < both; d++)
    {
      int64_t a = d < old ? 1 : dim[d - old], b = d < own ? 1 : x->dim[d - own];

      if (a != b && a != 1 && b != 1)
        {
          g_autofree char *text = frost_onnx_constant_describe (x);
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                       "takes %s where dimension %d of %d is %" G_GINT64_FORMAT
                       ", which do not fit",
                       text, d, both, a);
          return FALSE;
        }
      result[d] = a == 1 ? b : a;
    }
  memcpy (dim, result, sizeof *dim * (size_t) both);
  *rank = both;
  return TRUE;
}

static void
set_steps (FrostOnnxBroadcast *walk, int operand, const FrostOnnxConstant *x)
{
  int64_t stride[FROST_ONNX_MAX_RANK];
  int own = walk->rank - x->rank;

  frost_onnx_fold_strides (x, stride);
  for (int d = 0; d < walk->rank; d++)
    walk->step[operand][d] = d < own || x->dim[d - own] == 1 ? 0 : stride[d - own];
}

gboolean
frost_onnx_broadcast_init (FrostOnnxBroadcast *walk, int n,
                           const FrostOnnxConstant *const *operands, GError **error)
{
  *walk = (FrostOnnxBroadcast){ .n = n };
  for (int i = 0; i < n; i++)
    if (!frost_onnx_broadcast_dims (operands[i], walk->dim, &walk->rank, NULL))
      {
        frost_onnx_fold_misfit (operands[0], operands[i], error);
        return FALSE;
      }
  for (int i = 0; i < n; i++)
    set_steps (walk, i, operands[i]);
  return TRUE;
}

void
frost_onnx_broadcast_init_into (FrostOnnxBroadcast *walk, const FrostOnnxConstant *x,
                                const int64_t *dim, int rank)
{
  *walk = (FrostOnnxBroadcast){ .n = 1, .rank = rank };
  memcpy (walk->dim, dim, sizeof *dim * (size_t) rank);
  set_steps (walk, 0, x);
}
