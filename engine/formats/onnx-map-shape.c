/* What changes only the form: Shape-15 and Size-13 of an activation, Flatten-13, Reshape-14,
 * Squeeze-13, Unsqueeze-13, Transpose-13. */
#include "engine/formats/onnx-arrange.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"
#include "engine/formats/onnx-reshape.h"

#include <string.h>

static gboolean
set_integers (FrostOnnxNode *node, const int64_t *numbers, const int64_t *n, int rank,
              GError **error)
{
  void *data;
  FrostOnnxConstant *constant = frost_onnx_constant_new (
      FROST_ONNX_INT64, n, rank, &node->import->budget, &data, error);

  if (constant == NULL)
    return FALSE;
  if (constant->n > 0)
    memcpy (data, numbers, (size_t) constant->n * sizeof *numbers);
  frost_onnx_node_set_constant (node, constant);
  return TRUE;
}

/* With the pads that a reader is to add. */
static gboolean
read_dims (FrostOnnxNode *node, FrostOnnxValue *x, int64_t *dim, GError **error)
{
  if (!frost_onnx_node_activation (node, 0, 0, TRUE, x, error))
    return FALSE;
  for (int d = 0; d < x->rank; d++)
    dim[d] = frost_onnx_value_dim (node->import, x, d);
  if (x->padded)
    {
      dim[2] += x->pads.top + x->pads.bottom;
      dim[3] += x->pads.left + x->pads.right;
    }
  return TRUE;
}

gboolean
frost_onnx_map_shape (FrostOnnxNode *node, GError **error)
{
  int64_t start = 0, end = INT64_MAX, dim[FROST_ONNX_MAX_RANK];
  FrostOnnxValue x;

  if (!read_dims (node, &x, dim, error)
      || !frost_onnx_attribute_int (node->proto, "start", &start, error)
      || !frost_onnx_attribute_int (node->proto, "end", &end, error))
    return FALSE;
  start = CLAMP (start < 0 ? start + x.rank : start, 0, x.rank);
  end = CLAMP (end < 0 ? end + x.rank : end, start, x.rank);
  return set_integers (node, dim + start, (int64_t[]){ end - start }, 1, error);
}

gboolean
frost_onnx_map_size (FrostOnnxNode *node, GError **error)
{
  int64_t dim[FROST_ONNX_MAX_RANK], n = 1;
  FrostOnnxValue x;

  if (!read_dims (node, &x, dim, error))
    return FALSE;
  for (int d = 0; d < x.rank; d++)
    n *= dim[d];
  return set_integers (node, &n, NULL, 0, error);
}

gboolean
frost_onnx_map_flatten (FrostOnnxNode *node, GError **error)
{
  int64_t given = 1, to[2] = { 1, 1 };
  FrostOnnxValue x;
  int axis;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || !frost_onnx_attribute_int (node->proto, "axis", &given, error))
    return FALSE;
  if (given == x.rank)
    axis = x.rank;
  else if (!frost_onnx_axis (given, x.rank, &axis, error))
    return FALSE;
  for (int d = 0; d < x.rank; d++)
    to[d < axis ? 0 : 1] *= frost_onnx_value_dim (node->import, &x, d);
  return frost_onnx_reshape (node, &x, to, 2, error);
}

static gboolean
refuse_shape (FrostOnnxNode *node, const FrostOnnxValue *x, const int64_t *to, int rank,
              GError **error)
{
  g_autofree char *from = frost_onnx_value_describe (node->import, x);
  g_autoptr (GString) text = g_string_new (NULL);

  for (int d = 0; d < rank; d++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, d > 0 ? "x" : "", to[d]);
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "operator \"%s\" of %s to %s is not supported%s", node->proto->op_type,
               from, text->str,
               node->import->batch > 1
                   ? ": the file is written for more than one image, export it for one"
                   : "");
  return FALSE;
}

/* -1 = what is left over, 0 = as in the input unless allowzero. */
gboolean
frost_onnx_map_reshape (FrostOnnxNode *node, GError **error)
{
  int64_t to[FROST_ONNX_MAX_RANK], allow_zero = 0, known = 1, all;
  FrostOnnxConstant *list;
  int rank, rest = -1;
  FrostOnnxValue x;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || (list = frost_onnx_node_constant (node, 1, error)) == NULL
      || !frost_onnx_fold_dims (list, "the shape", to, &rank, error)
      || !frost_onnx_attribute_int (node->proto, "allowzero", &allow_zero, error))
    return FALSE;
  all = frost_shape_n_elements (
      frost_graph_value_shape (node->import->model->graph, x.value));
  for (int d = 0; d < rank; d++)
    {
      if (to[d] == 0 && allow_zero == 0 && d < x.rank)
        to[d] = frost_onnx_value_dim (node->import, &x, d);
      /* A file for a fixed number of images says so in its first dimension. */
      if (d == 0 && node->import->batch > 1 && to[d] == node->import->batch)
        to[d] = 1;
      if (to[d] == -1 && rest < 0)
        rest = d;
      else if (to[d] < 1 || to[d] > all || known > all / to[d])
        return refuse_shape (node, &x, to, rank, error);
      else
        known *= to[d];
    }
  if (rest >= 0)
    to[rest] = all / known;
  if ((rest >= 0 ? known * to[rest] : known) != all)
    return refuse_shape (node, &x, to, rank, error);
  return frost_onnx_reshape (node, &x, to, rank, error);
}

static gboolean
read_axes (FrostOnnxNode *node, int rank, int *axes, int *n, GError **error)
{
  FrostOnnxConstant *input = NULL;

  if (frost_onnx_node_has_input (node, 1)
      && (input = frost_onnx_node_constant (node, 1, error)) == NULL)
    return FALSE;
  return frost_onnx_axes (node->proto, node->import->opset, 13, input, rank, axes, n,
                          error);
}

gboolean
frost_onnx_map_squeeze (FrostOnnxNode *node, GError **error)
{
  int axes[FROST_ONNX_MAX_RANK], n;
  FrostOnnxValue x, y;
  guint gone = 0;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || !read_axes (node, x.rank, axes, &n, error))
    return FALSE;
  for (int i = 0; i < n; i++)
    gone |= 1u << axes[i];
  y = x;
  y.rank = 0;
  for (int d = 0; d < x.rank; d++)
    {
      gboolean one = frost_onnx_value_dim (node->import, &x, d) == 1;

      if ((gone & 1u << d) != 0 && !one)
        return frost_onnx_node_refuse (node, "of a dimension that is not 1", error);
      if (n == 0 ? !one : (gone & 1u << d) == 0)
        y.axis[y.rank++] = x.axis[d];
    }
  frost_onnx_node_set_activation (node, &y);
  return TRUE;
}

gboolean
frost_onnx_map_unsqueeze (FrostOnnxNode *node, GError **error)
{
  int axes[FROST_ONNX_MAX_RANK], n, from = 0;
  size_t count = 0;
  const int64_t *unused;
  FrostOnnxValue x, y;
  guint added = 0;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error))
    return FALSE;
  /* Axes count in the result, whose rank depends on how many there are. */
  if (node->import->opset < 13)
    {
      if (!frost_onnx_attribute_ints (node->proto, "axes", &unused, &count, error))
        return FALSE;
    }
  else
    {
      FrostOnnxConstant *input = frost_onnx_node_constant (node, 1, error);

      if (input == NULL)
        return FALSE;
      count = (size_t) input->n;
    }
  if (count > (size_t) (FROST_ONNX_MAX_RANK - x.rank))
    return frost_onnx_node_refuse (node, "to so many dimensions", error);
  y = x;
  y.rank = x.rank + (int) count;
  if (!read_axes (node, y.rank, axes, &n, error))
    return FALSE;
  for (int i = 0; i < n; i++)
    added |= 1u << axes[i];
  for (int d = 0; d < y.rank; d++)
    y.axis[d] = (added & 1u << d) != 0 ? -1 : x.axis[from++];
  frost_onnx_node_set_activation (node, &y);
  return TRUE;
}

gboolean
frost_onnx_map_transpose (FrostOnnxNode *node, GError **error)
{
  const int64_t *perm;
  size_t n;
  guint seen = 0;
  FrostOnnxValue x, y;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || !frost_onnx_attribute_ints (node->proto, "perm", &perm, &n, error))
    return FALSE;
  y = x;
  for (int d = 0; d < x.rank; d++)
    {
      int from = x.rank - 1 - d;

      if (n != 0
          && (n != (size_t) x.rank || !frost_onnx_axis (perm[d], x.rank, &from, NULL)
              || (seen & 1u << from) != 0))
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "attribute \"perm\" is no order of %d dimensions", x.rank);
          return FALSE;
        }
      seen |= 1u << from;
      y.axis[d] = x.axis[from];
    }
  frost_onnx_node_set_activation (node, &y);
  return TRUE;
}
