/* Folding along axes: ReduceSum-13 and the other reductions (-13), ArgMax-13, ArgMin-13,
 * CumSum-14, Softmax-13, LogSoftmax-13, Trilu-14. */
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold-rows.h"

#include "engine/core/error.h"

#include <math.h>
#include <string.h>

typedef enum
{
  SUM,
  MEAN,
  MAXIMUM,
  MINIMUM,
  PRODUCT,
  L1,
  L2,
  SQUARES,
  LOG_SUM,
  LOG_SUM_EXP,
} Reduction;

static const char *const reductions[] = {
  [SUM] = "ReduceSum",        [MEAN] = "ReduceMean",
  [MAXIMUM] = "ReduceMax",    [MINIMUM] = "ReduceMin",
  [PRODUCT] = "ReduceProd",   [L1] = "ReduceL1",
  [L2] = "ReduceL2",          [SQUARES] = "ReduceSumSquare",
  [LOG_SUM] = "ReduceLogSum", [LOG_SUM_EXP] = "ReduceLogSumExp",
};

/* An accumulator for each result. Reals in double; integers wrap, through unsigned numbers. */
static double
join_real (Reduction reduction, double sum, double x)
{
  switch (reduction)
    {
    case MAXIMUM:
      return isnan (sum) || sum > x ? sum : x;
    case MINIMUM:
      return isnan (sum) || sum < x ? sum : x;
    case PRODUCT:
      return sum * x;
    case L1:
      return sum + fabs (x);
    case L2:
    case SQUARES:
      return sum + x * x;
    case LOG_SUM_EXP:
      return sum + exp (x);
    default:
      return sum + x;
    }
}

static double
finish_real (Reduction reduction, double sum, int64_t n)
{
  switch (reduction)
    {
    case MEAN:
      return sum / (double) n;
    case L2:
      return sqrt (sum);
    case LOG_SUM:
    case LOG_SUM_EXP:
      return log (sum);
    default:
      return sum;
    }
}

static int64_t
join_whole (Reduction reduction, int64_t sum, int64_t x)
{
  uint64_t a = (uint64_t) sum, b = (uint64_t) x;

  switch (reduction)
    {
    case MAXIMUM:
      return MAX (sum, x);
    case MINIMUM:
      return MIN (sum, x);
    case PRODUCT:
      return (int64_t) (a * b);
    case L1:
      return (int64_t) (a + (x < 0 ? 0 - b : b));
    case SQUARES:
      return (int64_t) (a + b * b);
    default:
      return (int64_t) (a + b);
    }
}

typedef union
{
  double real;
  int64_t whole;
} Sum;

static Sum
start_of (Reduction reduction, gboolean real)
{
  switch (reduction)
    {
    case MAXIMUM:
      return real ? (Sum){ .real = -INFINITY } : (Sum){ .whole = INT64_MIN };
    case MINIMUM:
      return real ? (Sum){ .real = INFINITY } : (Sum){ .whole = INT64_MAX };
    case PRODUCT:
      return real ? (Sum){ .real = 1 } : (Sum){ .whole = 1 };
    default:
      return real ? (Sum){ .real = 0 } : (Sum){ .whole = 0 };
    }
}

/* Which axes go, and the result's dimensions. FALSE in *reduces: none, by noop_with_empty_axes. */
static gboolean
read_axes (const FrostOnnxFold *fold, const FrostOnnxConstant *x, unsigned *gone,
           int64_t *dim, int *rank, gboolean *reduces, GError **error)
{
  /* ReduceSum has its axes as an input since operator set 13, the others since 18. */
  int64_t since = g_str_equal (fold->node->op_type, "ReduceSum") ? 13 : INT64_MAX;
  const FrostOnnxConstant *input = frost_onnx_fold_has (fold, 1) ? fold->inputs[1] : NULL;
  int64_t keep = 1, noop = 0;
  int axes[FROST_ONNX_MAX_RANK], n;

  if (!frost_onnx_axes (fold->node, fold->opset, since, input, x->rank, axes, &n, error)
      || !frost_onnx_attribute_int (fold->node, "keepdims", &keep, error)
      || !frost_onnx_attribute_int (fold->node, "noop_with_empty_axes", &noop, error))
    return FALSE;
  *gone = n == 0 ? (1u << x->rank) - 1 : 0;
  for (int i = 0; i < n; i++)
    *gone |= 1u << axes[i];
  *reduces = n > 0 || noop == 0;
  *rank = 0;
  for (int d = 0; d < x->rank; d++)
    if (!(*gone & 1u << d))
      dim[(*rank)++] = x->dim[d];
    else if (keep != 0)
      dim[(*rank)++] = 1;
  return TRUE;
}

FrostOnnxConstant *
frost_onnx_fold_reduce (const FrostOnnxFold *fold, GError **error)
{
  FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  int64_t dim[FROST_ONNX_MAX_RANK], step[FROST_ONNX_MAX_RANK], at = 0, n = 1;
  int64_t index[FROST_ONNX_MAX_RANK] = { 0 };
  Reduction reduction = SUM;
  unsigned gone;
  int rank;
  gboolean reduces;
  void *data;

  if (x == NULL || !read_axes (fold, x, &gone, dim, &rank, &reduces, error))
    return NULL;
  while (!g_str_equal (reductions[reduction], fold->node->op_type))
    reduction++;
  if (!reduces)
    return frost_onnx_constant_ref (x);
  gboolean real = frost_onnx_type_is_real (x->type);
  gboolean only_real = reduction == L2 || reduction >= LOG_SUM;
  if (x->type == FROST_ONNX_BOOL || (only_real && !real))
    return frost_onnx_fold_corrupt (error, "reduces numbers of a type that it cannot");

  g_autoptr (FrostOnnxConstant) y =
      frost_onnx_constant_new (x->type, dim, rank, fold->budget, &data, error);
  if (y == NULL || !frost_onnx_budget_work (fold->budget, x->n, error))
    return NULL;
  for (int64_t d = x->rank - 1, stride = 1; d >= 0; d--)
    {
      step[d] = gone & 1u << d ? 0 : stride;
      if (gone & 1u << d)
        n *= x->dim[d];
      else
        stride *= x->dim[d];
    }
  if (n == 0 && y->n > 0
      && (reduction == MEAN || reduction == MAXIMUM || reduction == MINIMUM))
    return frost_onnx_fold_corrupt (error, "reduces an axis of no elements");
  if (!frost_onnx_constant_charge (y, y->n * (int64_t) sizeof (Sum), error))
    return NULL;
  g_autofree Sum *sums = g_try_new (Sum, (gsize) MAX (y->n, 1));
  if (sums == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "has no memory for %" G_GINT64_FORMAT " sums", y->n);
      return NULL;
    }
  for (int64_t i = 0; i < y->n; i++)
    sums[i] = start_of (reduction, real);
  for (int64_t i = 0; i < x->n; i++)
    {
      if (real)
        sums[at].real =
            join_real (reduction, sums[at].real, frost_onnx_constant_real (x, i));
      else
        sums[at].whole =
            join_whole (reduction, sums[at].whole, frost_onnx_constant_int (x, i));
      for (int d = x->rank - 1; d >= 0; d--)
        {
          at += step[d];
          if (++index[d] < x->dim[d])
            break;
          at -= step[d] * x->dim[d];
          index[d] = 0;
        }
    }
  for (int64_t i = 0; i < y->n; i++)
    if (real)
      frost_onnx_put_real (y->type, data, i, finish_real (reduction, sums[i].real, n));
    else
      frost_onnx_put_whole (y->type, data, i,
                            reduction == MEAN ? sums[i].whole / n : sums[i].whole);
  frost_onnx_constant_charge (y, -y->n * (int64_t) sizeof (Sum), NULL);
  return g_steal_pointer (&y);
}

/* x seen as [outer, length, inner] around an axis. */
typedef struct
{
  int axis;
  int64_t outer, length, inner;
} Line;

static gboolean
line_read (Line *line, const FrostOnnxConstant *x, int64_t axis, GError **error)
{
  if (!frost_onnx_axis (axis, x->rank, &line->axis, error))
    return FALSE;
  line->outer = frost_onnx_fold_product (x->dim, 0, line->axis);
  line->length = x->dim[line->axis];
  line->inner = frost_onnx_fold_product (x->dim, line->axis + 1, x->rank);
  return TRUE;
}

/* Where the largest or smallest of each line is: the first of equals, or the last one. */
FrostOnnxConstant *
frost_onnx_fold_arg (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  int64_t axis = 0, keep = 1, last = 0, dim[FROST_ONNX_MAX_RANK];
  gboolean largest = g_str_equal (fold->node->op_type, "ArgMax");
  int rank = 0;
  Line line;
  void *data;

  if (x == NULL || !frost_onnx_attribute_int (fold->node, "axis", &axis, error)
      || !frost_onnx_attribute_int (fold->node, "keepdims", &keep, error)
      || !frost_onnx_attribute_int (fold->node, "select_last_index", &last, error)
      || !line_read (&line, x, axis, error))
    return NULL;
  if (line.length == 0)
    return frost_onnx_fold_corrupt (error, "reduces an axis of no elements");
  for (int d = 0; d < x->rank; d++)
    if (d != line.axis)
      dim[rank++] = x->dim[d];
    else if (keep != 0)
      dim[rank++] = 1;
  FrostOnnxConstant *y =
      frost_onnx_constant_new (FROST_ONNX_INT64, dim, rank, fold->budget, &data, error);
  if (y == NULL || !frost_onnx_budget_work (fold->budget, x->n, error))
    {
      g_clear_pointer (&y, frost_onnx_constant_unref);
      return NULL;
    }
  for (int64_t i = 0; i < y->n; i++)
    {
      int64_t first = i / line.inner * line.length * line.inner + i % line.inner,
              best = 0;

      for (int64_t k = 1; k < line.length; k++)
        {
          double value = frost_onnx_constant_real (x, first + k * line.inner);
          double known = frost_onnx_constant_real (x, first + best * line.inner);
          if (value == known ? last != 0 : largest ? value > known : value < known)
            best = k;
        }
      ((int64_t *) data)[i] = best;
    }
  return y;
}

/* Running sums; exclusive: without the element itself; reverse: from the end. */
FrostOnnxConstant *
frost_onnx_fold_cum_sum (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  int64_t axis, exclusive = 0, reverse = 0;
  Line line;
  void *data;

  if (x == NULL || !frost_onnx_fold_whole (fold, 1, "the axis", &axis, error)
      || !frost_onnx_attribute_int (fold->node, "exclusive", &exclusive, error)
      || !frost_onnx_attribute_int (fold->node, "reverse", &reverse, error)
      || !line_read (&line, x, axis, error))
    return NULL;
  if (x->type == FROST_ONNX_BOOL)
    return frost_onnx_fold_corrupt (error, "sums up truth values");
  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, x->dim, x->rank, fold->budget, &data, error);
  if (y == NULL || y->n == 0)
    return y;
  for (int64_t i = 0; i < line.outer * line.inner; i++)
    {
      int64_t first = i / line.inner * line.length * line.inner + i % line.inner;
      double real = 0;
      uint64_t whole = 0;

      for (int64_t k = 0; k < line.length; k++)
        {
          int64_t at = first + (reverse != 0 ? line.length - 1 - k : k) * line.inner;
          double before = real;
          uint64_t whole_before = whole;

          if (frost_onnx_type_is_real (x->type))
            {
              real += frost_onnx_constant_real (x, at);
              frost_onnx_put_real (y->type, data, at, exclusive != 0 ? before : real);
            }
          else
            {
              whole += (uint64_t) frost_onnx_constant_int (x, at);
              frost_onnx_put_whole (y->type, data, at,
                                    (int64_t) (exclusive != 0 ? whole_before : whole));
            }
        }
    }
  return y;
}

/* Before operator set 13 over all axes from the axis on. */
FrostOnnxConstant *
frost_onnx_fold_softmax (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  gboolean logarithm = g_str_equal (fold->node->op_type, "LogSoftmax");
  int64_t axis = fold->opset < 13 ? 1 : -1;
  Line line;
  void *data;

  if (x == NULL || !frost_onnx_attribute_int (fold->node, "axis", &axis, error)
      || !line_read (&line, x, axis, error))
    return NULL;
  if (!frost_onnx_type_is_real (x->type))
    return frost_onnx_fold_corrupt (error, "needs real numbers");
  if (fold->opset < 13)
    {
      line.length *= line.inner;
      line.inner = 1;
    }
  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, x->dim, x->rank, fold->budget, &data, error);
  if (y == NULL || y->n == 0)
    return y;
  for (int64_t i = 0; i < line.outer * line.inner; i++)
    {
      int64_t first = i / line.inner * line.length * line.inner + i % line.inner;
      double most = -INFINITY, sum = 0;

      for (int64_t k = 0; k < line.length; k++)
        most = fmax (most, frost_onnx_constant_real (x, first + k * line.inner));
      for (int64_t k = 0; k < line.length; k++)
        sum += exp (frost_onnx_constant_real (x, first + k * line.inner) - most);
      for (int64_t k = 0; k < line.length; k++)
        {
          int64_t at = first + k * line.inner;
          double value = frost_onnx_constant_real (x, at) - most;
          frost_onnx_put_real (y->type, data, at,
                               logarithm ? value - log (sum) : exp (value) / sum);
        }
    }
  return y;
}

/* Keeps the upper or lower triangle of the last two dimensions, from the k-th diagonal on. */
FrostOnnxConstant *
frost_onnx_fold_trilu (const FrostOnnxFold *fold, GError **error)
{
  const FrostOnnxConstant *x = frost_onnx_fold_input (fold, 0, error);
  int64_t upper = 1, k = 0;
  void *data;

  if (x == NULL || !frost_onnx_attribute_int (fold->node, "upper", &upper, error)
      || (frost_onnx_fold_has (fold, 1)
          && !frost_onnx_fold_whole (fold, 1, "the diagonal", &k, error)))
    return NULL;
  if (x->rank < 2)
    return frost_onnx_fold_corrupt (error, "needs a matrix");
  k = CLAMP (k, -INT32_MAX, INT32_MAX);
  FrostOnnxConstant *y =
      frost_onnx_constant_new (x->type, x->dim, x->rank, fold->budget, &data, error);
  if (y == NULL)
    return NULL;
  int64_t rows = x->dim[x->rank - 2], columns = x->dim[x->rank - 1];
  size_t width = frost_onnx_type_size (x->type);
  for (int64_t i = 0; i < y->n; i++)
    {
      int64_t column = i % columns, row = i / columns % rows;
      if (upper != 0 ? column >= row + k : column <= row + k)
        memcpy ((uint8_t *) data + (size_t) i * width,
                (const uint8_t *) x->data.any + (size_t) i * width, width);
    }
  return y;
}
