/* Folding of matrix products: MatMul-13 with NumPy's rules for ranks other than 2, Gemm-13. */
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold-broadcast.h"
#include "engine/formats/onnx-fold-rows.h"

#include <string.h>

/* Element i, k of a matrix is at i * row + k * column from its first one. */
typedef struct
{
  const FrostOnnxConstant *x;
  int64_t first, row, column;
} Matrix;

/* y [m, n] = a [m, k] b [k, n] from element first on. Integers wrap. */
static void
multiply (const Matrix *a, const Matrix *b, int64_t m, int64_t n, int64_t k,
          FrostOnnxType type, void *y, int64_t first)
{
  gboolean real = frost_onnx_type_is_real (type);

  for (int64_t i = 0; i < m; i++)
    for (int64_t j = 0; j < n; j++)
      {
        double sum = 0;
        uint64_t whole = 0;

        for (int64_t p = 0; p < k; p++)
          {
            int64_t at_a = a->first + i * a->row + p * a->column;
            int64_t at_b = b->first + p * b->row + j * b->column;

            if (real)
              sum += frost_onnx_constant_real (a->x, at_a)
                     * frost_onnx_constant_real (b->x, at_b);
            else
              whole += (uint64_t) frost_onnx_constant_int (a->x, at_a)
                       * (uint64_t) frost_onnx_constant_int (b->x, at_b);
          }
        if (real)
          frost_onnx_put_real (type, y, first + i * n + j, sum);
        else
          frost_onnx_put_whole (type, y, first + i * n + j, (int64_t) whole);
      }
}

/* m * n * k * batches without overflow: each is below 2^31, as are m * n * batches. */
static gboolean
charge_product (FrostOnnxBudget *budget, int64_t elements, int64_t k, GError **error)
{
  return frost_onnx_budget_work (budget, elements * k, error);
}

/* A vector on the left is a row, on the right a column; that dimension goes from the result. */
FrostOnnxConstant *
frost_onnx_fold_mat_mul (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *given[2], *view[2] = { NULL };
  int64_t dim[FROST_ONNX_MAX_RANK];
  g_autoptr (FrostOnnxConstant) a = NULL, b = NULL, y = NULL;
  void *data;

  for (int i = 0; i < 2; i++)
    if ((given[i] = frost_onnx_fold_input (fold, i, error)) == NULL)
      return NULL;
  if (given[0]->type != given[1]->type || given[0]->type == FROST_ONNX_BOOL
      || given[0]->rank == 0 || given[1]->rank == 0)
    return frost_onnx_fold_misfit (given[0], given[1], error);
  for (int i = 0; i < 2; i++)
    {
      const int64_t row[2] = { 1, given[i]->dim[0] }, column[2] = { given[i]->dim[0], 1 };
      view[i] =
          given[i]->rank > 1
              ? frost_onnx_constant_ref (given[i])
              : frost_onnx_constant_reshape (given[i], i == 0 ? row : column, 2, error);
      *(i == 0 ? &a : &b) = view[i];
      if (view[i] == NULL || !frost_onnx_constant_ensure (view[i], error))
        return NULL;
    }

  /* The batches broadcast; the step of each is a whole matrix. */
  FrostOnnxConstant batch_a = *a, batch_b = *b;
  FrostOnnxBroadcast walk;
  batch_a.rank -= 2;
  batch_b.rank -= 2;
  int64_t m = a->dim[a->rank - 2], k = a->dim[a->rank - 1], n = b->dim[b->rank - 1];
  if (k != b->dim[b->rank - 2]
      || !frost_onnx_broadcast_init (
          &walk, 2, (const FrostOnnxConstant *[]){ &batch_a, &batch_b }, NULL))
    return frost_onnx_fold_misfit (given[0], given[1], error);
  int rank = walk.rank;
  memcpy (dim, walk.dim, sizeof dim);
  if (given[0]->rank > 1)
    dim[rank++] = m;
  if (given[1]->rank > 1)
    dim[rank++] = n;
  y = frost_onnx_constant_new (a->type, dim, rank, fold->budget, &data, error);
  if (y == NULL || !charge_product (fold->budget, y->n, k, error))
    return NULL;
  for (int64_t first = 0; first < y->n; first += m * n, frost_onnx_broadcast_next (&walk))
    {
      const Matrix left = { a, walk.at[0] * m * k, k, 1 };
      const Matrix right = { b, walk.at[1] * k * n, n, 1 };
      multiply (&left, &right, m, n, k, a->type, data, first);
    }
  return g_steal_pointer (&y);
}

/* y = alpha * a b + beta * c, where c broadcasts to y. */
FrostOnnxConstant *
frost_onnx_fold_gemm (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *a = frost_onnx_fold_input (fold, 0, error);
  const FrostOnnxConstant *b = a == NULL ? NULL : frost_onnx_fold_input (fold, 1, error);
  const FrostOnnxConstant *c = NULL;
  int64_t trans_a = 0, trans_b = 0;
  float alpha = 1, beta = 1;
  FrostOnnxBroadcast walk;
  void *data;

  if (b == NULL || !frost_onnx_attribute_int (fold->node, "transA", &trans_a, error)
      || !frost_onnx_attribute_int (fold->node, "transB", &trans_b, error)
      || !frost_onnx_attribute_float (fold->node, "alpha", &alpha, error)
      || !frost_onnx_attribute_float (fold->node, "beta", &beta, error))
    return NULL;
  if (a->rank != 2 || b->rank != 2 || a->type != b->type
      || !frost_onnx_type_is_real (a->type)
      || a->dim[trans_a != 0 ? 0 : 1] != b->dim[trans_b != 0 ? 1 : 0])
    return frost_onnx_fold_misfit (a, b, error);
  const int64_t dim[2] = { a->dim[trans_a != 0 ? 1 : 0], b->dim[trans_b != 0 ? 0 : 1] };
  int64_t k = a->dim[trans_a != 0 ? 0 : 1];
  if (frost_onnx_fold_has (fold, 2))
    {
      int64_t both[FROST_ONNX_MAX_RANK] = { dim[0], dim[1] };
      int rank = 2;

      if ((c = frost_onnx_fold_input (fold, 2, error)) == NULL
          || !frost_onnx_broadcast_dims (c, both, &rank, error))
        return NULL;
      if (c->type != a->type || rank != 2 || both[0] != dim[0] || both[1] != dim[1])
        return frost_onnx_fold_misfit (a, c, error);
      frost_onnx_broadcast_init_into (&walk, c, dim, 2);
    }
  g_autoptr (FrostOnnxConstant) y =
      frost_onnx_constant_new (a->type, dim, 2, fold->budget, &data, error);
  if (y == NULL || !charge_product (fold->budget, y->n, k, error))
    return NULL;
  const Matrix left = { a, 0, trans_a != 0 ? 1 : k, trans_a != 0 ? dim[0] : 1 };
  const Matrix right = { b, 0, trans_b != 0 ? 1 : dim[1], trans_b != 0 ? k : 1 };
  multiply (&left, &right, dim[0], dim[1], k, a->type, data, 0);
  for (int64_t i = 0; i < y->n; i++)
    {
      double value = (double) alpha * frost_onnx_constant_real (y, i);
      if (c != NULL)
        {
          value += (double) beta * frost_onnx_constant_real (c, walk.at[0]);
          frost_onnx_broadcast_next (&walk);
        }
      frost_onnx_put_real (y->type, data, i, value);
    }
  return g_steal_pointer (&y);
}
