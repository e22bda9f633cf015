#include "engine/formats/onnx-arrange.h"

#include "engine/core/error.h"

/* The axes of a stored shape that are not 1, as axes of the file's tensor. */
static int
skip_ones (const FrostOnnxImport *import, const FrostOnnxValue *x, const int *order,
           int n, int *result)
{
  int count = 0;

  for (int i = 0; i < n; i++)
    if (frost_onnx_value_dim (import, x, order[i]) != 1)
      result[count++] = order[i];
  return count;
}

/* Axes of the stored value: those wanted, in this order, then what is left, which is all 1. */
static void
transposed_order (const FrostOnnxValue *x, const int *wanted, int n_wanted, int rank,
                  FrostOpAttributes *attributes)
{
  guint used = 0;
  int n = 0;

  for (int i = 0; i < n_wanted; i++)
    {
      attributes->order[n++] = x->axis[wanted[i]];
      used |= 1u << x->axis[wanted[i]];
    }
  for (int p = 0; p < rank; p++)
    if ((used & 1u << p) == 0)
      attributes->order[n++] = p;
}

/* A node of the file that reshapes is this one; before any other it is one more. */
static const char *
reshape_suffix (const FrostOnnxNode *node)
{
  static const char *const names[] = { "Flatten", "Reshape", NULL };

  return g_strv_contains (names, node->proto->op_type) ? NULL : "reshape";
}

static gboolean
emit_reshape (FrostOnnxNode *node, const FrostShape *shape, int *value, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();

  attributes.n_axes = shape->rank;
  for (int i = 0; i < shape->rank; i++)
    attributes.size[i] = shape->dim[i];
  frost_onnx_node_emit (node, reshape_suffix (node), FROST_OP_RESHAPE, &attributes, value,
                        1);
  return frost_onnx_node_infer (node, value, error);
}

static gboolean
refuse_axes (FrostOnnxNode *node, const FrostOnnxValue *x, GError **error)
{
  g_autofree char *found = frost_onnx_value_describe (node->import, x);

  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "operator \"%s\" on an input of %s is not supported: its first dimension "
               "must be the number of images, exported as 1 or left open",
               node->proto->op_type, found);
  return FALSE;
}

gboolean
frost_onnx_arrange (FrostOnnxNode *node, const FrostOnnxValue *x, const int *order, int n,
                    int *value, GError **error)
{
  const FrostOnnxImport *import = node->import;
  FrostShape shape = *frost_graph_value_shape (import->model->graph, x->value);
  FrostShape target = { .rank = MAX (n, 1), .dim = { 1 } };
  int held[FROST_ONNX_MAX_RANK], now[FROST_ONNX_MAX_RANK], wanted[FROST_ONNX_MAX_RANK];
  int n_held = frost_onnx_value_order (import, x, held);
  int n_now = skip_ones (import, x, held, n_held, now);
  int n_wanted = skip_ones (import, x, order, n, wanted);
  int result = x->value;
  gboolean same = TRUE;

  if (n_now != n_wanted)
    return refuse_axes (node, x, error);
  for (int i = 0; i < n_now; i++)
    same = same && now[i] == wanted[i];
  for (int i = 0; i < n; i++)
    target.dim[i] = frost_onnx_value_dim (import, x, order[i]);

  if (!same)
    {
      FrostOpAttributes attributes = frost_op_attributes_default ();

      transposed_order (x, wanted, n_wanted, shape.rank, &attributes);
      frost_onnx_node_emit (node, "transpose", FROST_OP_TRANSPOSE, &attributes, &result,
                            1);
      if (!frost_onnx_node_infer (node, &result, error))
        return FALSE;
      shape = *frost_graph_value_shape (import->model->graph, result);
    }
  if (!frost_shape_equal (&shape, &target)
      && !emit_reshape (node, &target, &result, error))
    return FALSE;
  *value = result;
  return TRUE;
}

gboolean
frost_onnx_arrange_image (FrostOnnxNode *node, const FrostOnnxValue *x, int *value,
                          GError **error)
{
  if (x->rank != 4)
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "operator \"%s\" on an input of %d dimensions is not supported, needs 4",
          node->proto->op_type, x->rank);
      return FALSE;
    }
  return frost_onnx_arrange (node, x, (int[]){ 2, 3, 1 }, 3, value, error);
}

static int64_t
count (const FrostOnnxImport *import, const FrostOnnxValue *x)
{
  return frost_shape_n_elements (
      frost_graph_value_shape (import->model->graph, x->value));
}

/* Whether every axis that is not 1 in x is among order [n]. */
static gboolean
covers (const FrostOnnxImport *import, const int *order, int n, const FrostOnnxValue *x)
{
  for (int d = 0; d < x->rank; d++)
    {
      gboolean found = frost_onnx_value_dim (import, x, d) == 1;

      for (int i = 0; i < n; i++)
        found = found || order[i] == d;
      if (!found)
        return FALSE;
    }
  return TRUE;
}

int
frost_onnx_common_order (const FrostOnnxImport *import, const FrostOnnxValue *a,
                         const FrostOnnxValue *b, int *order)
{
  const FrostOnnxValue *candidates[2] = { a, b };
  int n = 0;

  if (a->constant != NULL
      || (b->constant == NULL && count (import, b) > count (import, a)))
    {
      candidates[0] = b;
      candidates[1] = a;
    }
  for (int i = 0; i < 2; i++)
    {
      if (candidates[i]->constant != NULL)
        continue;
      n = frost_onnx_value_order (import, candidates[i], order);
      if (n > 0 && covers (import, order, n, candidates[1 - i]))
        return n;
    }
  n = 0;
  for (int d = 0; d < a->rank; d++)
    if (frost_onnx_value_dim (import, a, d) != 1
        || frost_onnx_value_dim (import, b, d) != 1)
      order[n++] = d;
  return n;
}

int
frost_onnx_order_with_last (const FrostOnnxImport *import, const FrostOnnxValue *x,
                            guint last, int *order)
{
  int held[FROST_ONNX_MAX_RANK], n = 0;
  int n_held = frost_onnx_value_order (import, x, held);

  for (int i = 0; i < n_held; i++)
    if ((last & 1u << held[i]) == 0)
      order[n++] = held[i];
  for (int d = 0; d < x->rank; d++)
    if ((last & 1u << d) != 0)
      order[n++] = d;
  return n;
}
