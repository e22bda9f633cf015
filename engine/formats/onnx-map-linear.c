/* Products: Gemm-13, MatMul-13. One with a constant matrix is a linear layer over the last
 * dimension; one of two activations is a product of its own for each of the leading ones. */
#include "engine/formats/onnx-arrange.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-layout.h"
#include "engine/formats/onnx-operand.h"
#include "engine/formats/onnx-parameter.h"

#include <math.h>

/* y [..., out] = x [..., in] times the matrix of input 1, [out, in] if transposed, else [in, out].
 * The node is left to be inferred; *y has its axes. */
static FrostNode *
emit_linear (FrostOnnxNode *node, const FrostOnnxValue *x, gboolean transposed,
             float alpha, FrostOnnxValue *y, GError **error)
{
  FrostOnnxConstant *weight = frost_onnx_node_weight (node, 1, 0, error);
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int order[FROST_ONNX_MAX_RANK], n, value, last = x->rank - 1;

  if (weight == NULL)
    return NULL;
  int64_t rows = weight->dim[weight->rank - 2], columns = weight->dim[weight->rank - 1];
  int64_t in = transposed ? columns : rows, out = transposed ? rows : columns;
  FrostShape shape = { .rank = 2, .dim = { in, out } };
  if (frost_onnx_value_dim (node->import, x, last) != in)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input has %" G_GINT64_FORMAT
                   " features but the weight takes %" G_GINT64_FORMAT,
                   frost_onnx_value_dim (node->import, x, last), in);
      return NULL;
    }
  n = frost_onnx_order_with_last (node->import, x, 1u << last, order);
  if (!frost_onnx_arrange (node, x, order, n, &value, error))
    return NULL;
  FrostNode *linear =
      frost_onnx_node_emit (node, NULL, FROST_OP_LINEAR, &attributes, &value, 1);
  FrostTensor *tensor =
      frost_onnx_node_parameter (node, linear, 0, node->inputs[1], &shape, error);
  if (tensor == NULL
      || !frost_onnx_layout_import_linear (weight, transposed, in, out, alpha,
                                           tensor->data, error))
    return NULL;
  *y = frost_onnx_value_new (0, x->rank, order, n);
  return linear;
}

static void
swap_axes (FrostOnnxValue *x)
{
  int first = x->axis[x->rank - 1];

  x->axis[x->rank - 1] = x->axis[x->rank - 2];
  x->axis[x->rank - 2] = first;
}

/* y + beta C, where C is not a vector over the features. */
static gboolean
add_matrix (FrostOnnxNode *node, const FrostOnnxValue *y, float beta, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int order[FROST_ONNX_MAX_RANK], n, value = y->value;

  if (beta != 1)
    return frost_onnx_node_refuse (node, "with a matrix added times a factor", error);
  n = frost_onnx_value_order (node->import, y, order);
  FrostNode *add =
      frost_onnx_node_emit (node, "add", FROST_OP_ADD, &attributes, &value, 1);
  return frost_onnx_operand_add (node, add, 0, node->inputs[2], y->rank, order, n, error)
         && frost_onnx_node_finish_like (node, y, error);
}

gboolean
frost_onnx_map_gemm (FrostOnnxNode *node, GError **error)
{
  int64_t trans_a = 0, trans_b = 0;
  float alpha = 1, beta = 1;
  FrostOnnxConstant *bias = NULL;
  FrostOnnxValue x, y;
  FrostNode *linear;

  if (!frost_onnx_node_activation (node, 0, 2, FALSE, &x, error)
      || frost_onnx_node_weight (node, 1, 2, error) == NULL
      || !frost_onnx_attribute_int (node->proto, "transA", &trans_a, error)
      || !frost_onnx_attribute_int (node->proto, "transB", &trans_b, error)
      || !frost_onnx_attribute_float (node->proto, "alpha", &alpha, error)
      || !frost_onnx_attribute_float (node->proto, "beta", &beta, error))
    return FALSE;
  if (!isfinite (alpha) || !isfinite (beta))
    return frost_onnx_node_refuse (node, "with infinite factors", error);
  if (frost_onnx_node_has_input (node, 2)
      && (bias = frost_onnx_node_constant (node, 2, error)) == NULL)
    return FALSE;
  if (trans_a != 0)
    swap_axes (&x);
  linear = emit_linear (node, &x, trans_b != 0, alpha, &y, error);
  if (linear == NULL)
    return FALSE;

  int64_t out = frost_model_parameter (node->import->model, linear->parameters[0])
                    ->tensor->shape.dim[1];
  gboolean by_feature =
      bias != NULL
      && (bias->n == 1 || (bias->n == out && bias->dim[bias->rank - 1] == out));
  if (by_feature
      && !frost_onnx_parameter_vector (node, linear, 1, node->inputs[2], out, beta,
                                       error))
    return FALSE;
  if (bias == NULL || by_feature)
    return frost_onnx_node_finish_like (node, &y, error);
  return frost_onnx_node_infer (node, &y.value, error)
         && add_matrix (node, &y, beta, error);
}

/* Leading axes that count in either, in the order of the first; then the two of the matrix. A
 * matrix that is held the other way round is read so. */
static gboolean
arrange_matrix (FrostOnnxNode *node, const FrostOnnxValue *x, const int *leading,
                int n_leading, int *value, gboolean *transposed, GError **error)
{
  int order[FROST_ONNX_MAX_RANK], held[FROST_ONNX_MAX_RANK];
  int n_held = frost_onnx_value_order (node->import, x, held);
  int rows = x->rank - 2, columns = x->rank - 1;

  for (int i = 0; i < n_leading; i++)
    order[i] = leading[i];
  *transposed = FALSE;
  for (int i = 0; i + 1 < n_held; i++)
    *transposed = *transposed || (held[i] == columns && held[i + 1] == rows);
  order[n_leading] = *transposed ? columns : rows;
  order[n_leading + 1] = *transposed ? rows : columns;
  return frost_onnx_arrange (node, x, order, n_leading + 2, value, error);
}

/* Repeats what is 1 in x along the leading axes of the product. */
static gboolean
repeat (FrostOnnxNode *node, const int64_t *leading, int n_leading, int *value,
        GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  const FrostShape *shape = frost_graph_value_shape (node->import->model->graph, *value);
  gboolean fits = TRUE;

  attributes.n_axes = shape->rank;
  for (int i = 0; i < shape->rank; i++)
    {
      attributes.size[i] = i < n_leading ? leading[i] : shape->dim[i];
      fits = fits && attributes.size[i] == shape->dim[i];
    }
  if (fits)
    return TRUE;
  frost_onnx_node_emit (node, "expand", FROST_OP_EXPAND, &attributes, value, 1);
  return frost_onnx_node_infer (node, value, error);
}

static gboolean
multiply (FrostOnnxNode *node, const FrostOnnxValue *a, const FrostOnnxValue *b,
          GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int leading[FROST_ONNX_MAX_RANK], order[FROST_ONNX_MAX_RANK], values[2], n = 0;
  int held[FROST_ONNX_MAX_RANK], rank = a->rank;
  int n_held = frost_onnx_value_order (node->import, a, held);
  int64_t lengths[FROST_ONNX_MAX_RANK];
  guint taken = 3u << (rank - 2);

  for (int i = 0; i < n_held + rank; i++)
    {
      int d = i < n_held ? held[i] : i - n_held;
      int64_t length = MAX (frost_onnx_value_dim (node->import, a, d),
                            frost_onnx_value_dim (node->import, b, d));

      if ((taken & 1u << d) != 0 || length == 1)
        continue;
      taken |= 1u << d;
      lengths[n] = length;
      leading[n++] = d;
    }
  if (!arrange_matrix (node, a, leading, n, &values[0], &attributes.transposed_a, error)
      || !arrange_matrix (node, b, leading, n, &values[1], &attributes.transposed_b,
                          error)
      || !repeat (node, lengths, n, &values[0], error)
      || !repeat (node, lengths, n, &values[1], error))
    return FALSE;
  frost_onnx_node_emit (node, NULL, FROST_OP_MAT_MUL, &attributes, values, 2);
  for (int i = 0; i < n; i++)
    order[i] = leading[i];
  order[n] = rank - 2;
  order[n + 1] = rank - 1;
  FrostOnnxValue y = frost_onnx_value_new (0, rank, order, n + 2);
  return frost_onnx_node_finish_like (node, &y, error);
}

/* A constant that is one matrix, whatever dimensions of 1 stand before it. */
static gboolean
is_matrix (const FrostOnnxNode *node, int i, int rank)
{
  const FrostOnnxConstant *constant =
      frost_onnx_node_has_input (node, i) ? node->inputs[i]->constant : NULL;

  return constant != NULL && constant->rank >= 2 && constant->rank <= rank
         && constant->type == FROST_ONNX_FLOAT
         && constant->n
                == constant->dim[constant->rank - 1] * constant->dim[constant->rank - 2];
}

gboolean
frost_onnx_map_mat_mul (FrostOnnxNode *node, GError **error)
{
  FrostOnnxValue a, b, y;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &a, error))
    return FALSE;
  if (is_matrix (node, 1, a.rank))
    return emit_linear (node, &a, FALSE, 1, &y, error) != NULL
           && frost_onnx_node_finish_like (node, &y, error);
  if (!frost_onnx_node_activation (node, 1, 0, FALSE, &b, error))
    return FALSE;
  if (a.rank < 2 || b.rank < 2)
    return frost_onnx_node_refuse (node, "of a vector", error);
  a = frost_onnx_value_widen (&a, MAX (a.rank, b.rank));
  b = frost_onnx_value_widen (&b, a.rank);
  return multiply (node, &a, &b, error);
}
