/* Folding of what makes a constant larger: Expand-13, Tile-13, Pad-13. */
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold-broadcast.h"
#include "engine/formats/onnx-fold-rows.h"

#include "engine/core/error.h"

#include <string.h>

FrostOnnxConstant *
frost_onnx_fold_expand (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  const FrostOnnxConstant *shape =
      x == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  int64_t dim[FROST_ONNX_MAX_RANK];
  FrostOnnxBroadcast walk;
  int rank;
  void *data;

  if (shape == NULL || !frost_onnx_fold_dims (shape, "the shape", dim, &rank, error)
      || !frost_onnx_broadcast_dims (x, dim, &rank, error))
    return NULL;
  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, dim, rank, fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  size_t width = frost_onnx_type_size (x->type);
  frost_onnx_broadcast_init_into (&walk, x, dim, rank);
  for (int64_t i = 0; i < y->n; i++, frost_onnx_broadcast_next (&walk))
    memcpy ((uint8_t *) data + (size_t) i * width,
            (const uint8_t *) x->data.any + (size_t) walk.at[0] * width, width);
  return y;
}

/* For each place along each axis of the result the place along x's axis, times its stride; -1 =
 * none, what is there is the filling. */
typedef struct
{
  int64_t *from[FROST_ONNX_MAX_RANK];
} Map;

static void
map_clear (Map *map)
{
  for (int d = 0; d < FROST_ONNX_MAX_RANK; d++)
    g_free (map->from[d]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Map, map_clear)

/* The table counts as memory that constants take, though only for a moment. */
static gboolean
map_axis (Map *map, int d, int64_t n, const FrostOnnxBudget *budget, GError **error)
{
  if (n <= budget->left / (int64_t) sizeof (int64_t)
      && (map->from[d] = g_try_new (int64_t, (gsize) n)) != NULL)
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
               "has a dimension of %" G_GINT64_FORMAT
               ", more than a file of this size may take",
               n);
  return FALSE;
}

static FrostOnnxConstant *
gather_mapped (const FrostOnnxFold *fold, const FrostOnnxConstant *x, const Map *map,
               const int64_t *dim, const void *filling, GError **error)
{
  int64_t index[FROST_ONNX_MAX_RANK] = { 0 };
  size_t width = frost_onnx_type_size (x->type);
  void *data;
  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, dim, x->rank, fold->budget, &data, error);

  for (int64_t i = 0; y != NULL && i < y->n; i++)
    {
      const uint8_t *from = x->data.any;

      for (int d = 0; d < x->rank && from != NULL; d++)
        {
          int64_t at = map->from[d][index[d]];
          from = at < 0 ? NULL : from + (size_t) at * width;
        }
      if (from != NULL)
        memcpy ((uint8_t *) data + (size_t) i * width, from, width);
      else if (filling != NULL)
        memcpy ((uint8_t *) data + (size_t) i * width, filling, width);
      for (int d = x->rank - 1; d >= 0 && ++index[d] == dim[d]; d--)
        index[d] = 0;
    }
  return y;
}

FrostOnnxConstant *
frost_onnx_fold_tile (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  const FrostOnnxConstant *repeats =
      x == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  int64_t dim[FROST_ONNX_MAX_RANK], stride[FROST_ONNX_MAX_RANK], n;
  g_auto (Map) map = { 0 };
  int rank;
  void *data;

  if (repeats == NULL
      || !frost_onnx_fold_dims (repeats, "the repeats", dim, &rank, error))
    return NULL;
  if (rank != x->rank)
    return frost_onnx_fold_misfit (x, repeats, error);
  for (int d = 0; d < rank; d++)
    {
      if (dim[d] < 0 || dim[d] > INT32_MAX)
        return frost_onnx_fold_corrupt (error, "has a repeat that is out of range");
      dim[d] *= x->dim[d];
    }
  if (!frost_onnx_count (dim, rank, &n, error))
    return NULL;
  if (n == 0)
    return frost_onnx_constant_new (x->type, dim, rank, fold->budget, &data, error);
  frost_onnx_fold_strides (x, stride);
  for (int d = 0; d < rank; d++)
    {
      if (!map_axis (&map, d, dim[d], fold->budget, error))
        return NULL;
      for (int64_t i = 0; i < dim[d]; i++)
        map.from[d][i] = i % x->dim[d] * stride[d];
    }
  return gather_mapped (fold, x, &map, dim, NULL, error);
}

enum
{
  CONSTANT,
  REFLECT,
  EDGE,
};
static const char *const modes[] = { "constant", "reflect", "edge", NULL };

/* Attributes before operator set 11: "pads" and "value"; inputs since. pads [2 * rank]. */
static gboolean
read_pads (const FrostOnnxFold *fold, const FrostOnnxConstant *x, int64_t *pads,
           GError **error)
{
  const FrostOnnxConstant *input = NULL;
  const int64_t *values = NULL;
  size_t n = 0;

  if (fold->opset < 11)
    {
      if (!frost_onnx_attribute_ints (fold->node, "pads", &values, &n, error))
        return FALSE;
    }
  else
    {
      input = frost_onnx_fold_input (fold, 1, error);
      if (input == NULL || !frost_onnx_constant_is_list (input, "the pads", error))
        return FALSE;
      n = (size_t) input->n;
    }
  if (n != 2 * (size_t) x->rank)
    return frost_onnx_fold_corrupt (error, "has not two pads for each dimension") != NULL;
  for (size_t i = 0; i < n; i++)
    {
      pads[i] = values != NULL ? values[i] : frost_onnx_constant_int (input, (int64_t) i);
      if (pads[i] < -INT32_MAX || pads[i] > INT32_MAX)
        return frost_onnx_fold_corrupt (error, "has a pad that is out of range") != NULL;
    }
  return TRUE;
}

/* Where place i, counted from the first element, comes from along an axis. */
static int64_t
place_of (int mode, int64_t i, int64_t length)
{
  if (i >= 0 && i < length)
    return i;
  if (mode == CONSTANT || length == 0)
    return -1;
  if (mode == EDGE || length == 1)
    return CLAMP (i, 0, length - 1);
  /* There and back without repeating the ends takes so many steps. */
  int64_t turn = 2 * (length - 1), rest = (i % turn + turn) % turn;
  return rest < length ? rest : turn - rest;
}

/* A negative pad takes away. */
FrostOnnxConstant *
frost_onnx_fold_pad (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  int64_t pads[2 * FROST_ONNX_MAX_RANK], dim[FROST_ONNX_MAX_RANK],
      stride[FROST_ONNX_MAX_RANK], n;
  const void *filling = NULL;
  g_auto (Map) map = { 0 };
  int mode = CONSTANT;
  float value = 0;
  void *data;

  if (x == NULL || !read_pads (fold, x, pads, error)
      || !frost_onnx_attribute_choice (fold->node, "mode", modes, &mode, error)
      || !frost_onnx_attribute_float (fold->node, "value", &value, error))
    return NULL;
  double wide = (double) value;
  if (fold->opset < 11 && frost_onnx_type_is_real (x->type))
    filling = x->type == FROST_ONNX_FLOAT ? (const void *) &value : (const void *) &wide;
  else if (fold->opset >= 11 && frost_onnx_fold_has (fold, 2))
    {
      const FrostOnnxConstant *given = frost_onnx_fold_input (fold, 2, error);

      if (given == NULL)
        return NULL;
      if (given->n != 1 || given->type != x->type)
        return frost_onnx_fold_misfit (x, given, error);
      filling = given->data.any;
    }
  for (int d = 0; d < x->rank; d++)
    dim[d] = MAX (x->dim[d] + pads[d] + pads[x->rank + d], 0);
  if (!frost_onnx_count (dim, x->rank, &n, error))
    return NULL;
  if (n == 0)
    return frost_onnx_constant_new (x->type, dim, x->rank, fold->budget, &data, error);
  frost_onnx_fold_strides (x, stride);
  for (int d = 0; d < x->rank; d++)
    {
      if (!map_axis (&map, d, dim[d], fold->budget, error))
        return NULL;
      for (int64_t i = 0; i < dim[d]; i++)
        {
          int64_t at = place_of (mode, i - pads[d], x->dim[d]);
          map.from[d][i] = at < 0 ? -1 : at * stride[d];
        }
    }
  return gather_mapped (fold, x, &map, dim, filling, error);
}
