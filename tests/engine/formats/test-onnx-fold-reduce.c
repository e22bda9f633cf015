/* Folding along axes and of matrix products: by hand; and that no chain of them runs for hours. */
#include "engine/core/error.h"
#include "tests/engine/formats/onnx-fold-check.h"

#include <math.h>

static Wire *
reduce_node (const char *op_type, int64_t axis, int64_t keepdims)
{
  Wire *wire = fold_node_int (op_type, "keepdims", keepdims);

  onnx_attribute_ints (wire, "axes", 1, axis);
  return wire;
}

static void
test_reduce (void)
{
  static const struct
  {
    const char *op_type;
    double rows[2]; /* of { 1, 2, -4 } and { 3, 0.5, 0.5 } */
  } cases[] = {
    { "ReduceMean", { -1. / 3, 4. / 3 } },
    { "ReduceMax", { 2, 3 } },
    { "ReduceMin", { -4, 0.5 } },
    { "ReduceProd", { -8, 0.75 } },
    { "ReduceL1", { 7, 4 } },
    { "ReduceL2", { 4.58257569495584, 3.082207001484488 } },
    { "ReduceSumSquare", { 21, 9.5 } },
    { "ReduceLogSum", { NAN, 1.3862943611198906 } },
    { "ReduceLogSumExp", { 2.315072160665251, 3.1520083843911353 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FrostOnnxConstant *x =
          fold_floats ((float[]){ 1, 2, -4, 3, 0.5f, 0.5f }, DIMS (2, 3), 2);
      fold_is_reals (FOLD (reduce_node (cases[i].op_type, -1, 0), 13, x), 1, DIMS (2),
                     cases[i].rows);
    }

  /* Axes: an attribute or, of ReduceSum since 13, an input; none of them is all of them. */
  IS (FOLD (reduce_node ("ReduceSum", 0, 1), 11, COUNTING (2, 3)), 2, DIMS (1, 3), 3, 5,
      7);
  IS (FOLD (fold_node_int ("ReduceSum", "keepdims", 0), 13, COUNTING (2, 3), LIST (0, 1)),
      0, NULL, 15);
  IS (FOLD (fold_node ("ReduceSum"), 13, COUNTING (2, 3)), 2, DIMS (1, 1), 15);
  IS (FOLD (fold_node_int ("ReduceSum", "noop_with_empty_axes", 1), 13, COUNTING (2, 2)),
      2, DIMS (2, 2), 0, 1, 2, 3);
  IS (FOLD (fold_node_int ("ReduceProd", "keepdims", 0), 13, LIST (3, -4)), 0, NULL, -12);
  IS (FOLD (fold_node ("ReduceMax"), 13, LIST (INT64_MIN, INT64_MIN)), 1, DIMS (1),
      INT64_MIN);
  IS (FOLD (fold_node ("ReduceMean"), 13, LIST (3, 4)), 1, DIMS (1), 3);
  IS (FOLD (fold_node ("ReduceSum"), 13, COUNTING (0)), 1, DIMS (1), 0);

  REFUSED (CORRUPT, reduce_node ("ReduceMean", 2, 1), 13, COUNTING (2, 3));
  REFUSED (CORRUPT, fold_node ("ReduceMax"), 13, COUNTING (0));
  REFUSED (CORRUPT, fold_node ("ReduceL2"), 13, LIST (1));
  REFUSED (CORRUPT, fold_node ("ReduceSum"), 13, TRUTHS (1));
  fold_budget_is_free ();
}

static void
test_arg (void)
{
  IS (FOLD (fold_node_int ("ArgMax", "axis", 1), 13,
            fold_ints (DIMS (1, 5, 5, 4, 0, 2), DIMS (2, 3), 2)),
      2, DIMS (2, 1), 1, 0);
  Wire *wire = fold_node_int ("ArgMin", "keepdims", 0);
  onnx_attribute_int (wire, "select_last_index", 1);
  IS (FOLD (wire, 13, LIST (3, 1, 1)), 0, NULL, 2);
  REFUSED (CORRUPT, fold_node ("ArgMax"), 13, COUNTING (0));
  REFUSED (CORRUPT, fold_node ("ArgMax"), 13, WHOLE (1));
  fold_budget_is_free ();
}

static void
test_cum_sum (void)
{
  IS (FOLD (fold_node ("CumSum"), 13, COUNTING (2, 3), WHOLE (1)), 2, DIMS (2, 3), 0, 1,
      3, 3, 7, 12);
  IS_LIST (FOLD (fold_node_int ("CumSum", "exclusive", 1), 13, LIST (1, 2, 3), WHOLE (0)),
           0, 1, 3);
  IS_LIST (FOLD (fold_node_int ("CumSum", "reverse", 1), 13, LIST (1, 2, 3), WHOLE (0)),
           6, 5, 3);
  REFUSED (CORRUPT, fold_node ("CumSum"), 13, LIST (1), WHOLE (1));
  REFUSED (UNSUPPORTED, fold_node ("CumSum"), 13, LIST (1), LIST (0, 0));
  REFUSED (UNSUPPORTED, fold_node ("CumSum"), 13, LIST (1), REAL (0));
  fold_budget_is_free ();
}

static void
test_softmax (void)
{
  const double e = M_E;

  IS_REALS (FOLD (fold_node ("Softmax"), 13, FLOATS (0, 1)), 1 / (1 + e), e / (1 + e));
  IS_REALS (FOLD (fold_node ("LogSoftmax"), 13, FLOATS (1000, 1001)), -log (1 + e),
            1 - log (1 + e));
  /* Before operator set 13 the axis and all after it are one. */
  fold_is_reals (FOLD (fold_node ("Softmax"), 11,
                       fold_floats ((float[]){ 0, 0, 0, 0 }, DIMS (1, 2, 2), 3)),
                 3, DIMS (1, 2, 2), (double[]){ 0.25, 0.25, 0.25, 0.25 });
  fold_is_reals (FOLD (fold_node_int ("Softmax", "axis", 0), 13,
                       fold_floats ((float[]){ 0, 0, 0, 0 }, DIMS (2, 2), 2)),
                 2, DIMS (2, 2), (double[]){ 0.5, 0.5, 0.5, 0.5 });
  REFUSED (CORRUPT, fold_node ("Softmax"), 13, LIST (1));
  fold_budget_is_free ();
}

static void
test_trilu (void)
{
  IS (FOLD (fold_node ("Trilu"), 14, COUNTING (2, 3)), 2, DIMS (2, 3), 0, 1, 2, 0, 4, 5);
  IS (FOLD (fold_node_int ("Trilu", "upper", 0), 14, COUNTING (2, 3), WHOLE (-1)), 2,
      DIMS (2, 3), 0, 0, 0, 3, 0, 0);
  REFUSED (CORRUPT, fold_node ("Trilu"), 14, LIST (1));
  fold_budget_is_free ();
}

static void
test_mat_mul (void)
{
  /* { 0 1 2, 3 4 5 } times { 0 1, 2 3, 4 5 } */
  IS (FOLD (fold_node ("MatMul"), 13, COUNTING (2, 3), COUNTING (3, 2)), 2, DIMS (2, 2),
      10, 13, 28, 40);
  IS (FOLD (fold_node ("MatMul"), 13, LIST (1, 2), LIST (3, 4)), 0, NULL, 11);
  IS_LIST (FOLD (fold_node ("MatMul"), 13, LIST (1, 2), COUNTING (2, 3)), 6, 9, 12);
  IS_LIST (FOLD (fold_node ("MatMul"), 13, COUNTING (2, 2), LIST (1, 2)), 2, 8);
  /* Two matrices by one, and batches of 2 x 1 by 1 x 2 of them. */
  IS (FOLD (fold_node ("MatMul"), 13, COUNTING (2, 1, 2), COUNTING (2, 1)), 3,
      DIMS (2, 1, 1), 1, 3);
  IS (FOLD (fold_node ("MatMul"), 13, COUNTING (2, 1, 1, 1), COUNTING (2, 1, 1)), 4,
      DIMS (2, 2, 1, 1), 0, 0, 0, 1);
  IS (FOLD (fold_node ("MatMul"), 13, COUNTING (1, 0), COUNTING (0, 1)), 2, DIMS (1, 1),
      0);
  REFUSED (SHAPE, fold_node ("MatMul"), 13, COUNTING (2, 3), COUNTING (2, 3));
  REFUSED (SHAPE, fold_node ("MatMul"), 13, COUNTING (2, 1, 1), COUNTING (3, 1, 1));
  REFUSED (SHAPE, fold_node ("MatMul"), 13, LIST (1), WHOLE (1));
  REFUSED (SHAPE, fold_node ("MatMul"), 13, LIST (1), FLOATS (1));
  fold_budget_is_free ();
}

static void
test_gemm (void)
{
  Wire *wire = fold_node_int ("Gemm", "transA", 1);
  onnx_attribute_int (wire, "transB", 1);
  onnx_attribute_float (wire, "alpha", 2);
  onnx_attribute_float (wire, "beta", 0.5f);
  /* a' b' of a [2, 1], b [2, 2]: { 1 2 } { 1 3, 2 4 } = { 5 11 } */
  fold_is_reals (FOLD (wire, 13, fold_floats ((float[]){ 1, 2 }, DIMS (2, 1), 2),
                       fold_floats ((float[]){ 1, 2, 3, 4 }, DIMS (2, 2), 2),
                       FLOATS (10, 20)),
                 2, DIMS (1, 2), (double[]){ 15, 32 });
  REFUSED (SHAPE, fold_node ("Gemm"), 13, FLOATS (1), FLOATS (1));
  REFUSED (SHAPE, fold_node ("Gemm"), 13, fold_floats ((float[]){ 1, 2 }, DIMS (2, 1), 2),
           fold_floats ((float[]){ 1, 2 }, DIMS (2, 1), 2));
  REFUSED (SHAPE, fold_node ("Gemm"), 13, fold_floats ((float[]){ 1 }, DIMS (1, 1), 2),
           fold_floats ((float[]){ 1 }, DIMS (1, 1), 2), FLOATS (1, 2));
  fold_budget_is_free ();
}

/* A million steps a product: the third one passes the limit of all work. */
static void
test_work (void)
{
  g_autoptr (GError) error = NULL;
  int n = 0;

  fold_budget.work = (INT64_C (1) << 33) - 3000000;
  while (n < 1000)
    {
      FrostOnnxConstant *inputs[2] = { COUNTING (100, 100), COUNTING (100, 100) };
      g_autoptr (FrostOnnxConstant) y =
          fold_run (fold_node ("MatMul"), 13, 0, 2, inputs, &error);
      if (y == NULL)
        break;
      n++;
    }
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
  g_assert_cmpint (n, ==, 2);
  fold_budget_is_free ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-fold-reduce/reduce", test_reduce);
  g_test_add_func ("/onnx-fold-reduce/arg", test_arg);
  g_test_add_func ("/onnx-fold-reduce/cum-sum", test_cum_sum);
  g_test_add_func ("/onnx-fold-reduce/softmax", test_softmax);
  g_test_add_func ("/onnx-fold-reduce/trilu", test_trilu);
  g_test_add_func ("/onnx-fold-reduce/mat-mul", test_mat_mul);
  g_test_add_func ("/onnx-fold-reduce/gemm", test_gemm);
  g_test_add_func ("/onnx-fold-reduce/work", test_work);
  return g_test_run ();
}
