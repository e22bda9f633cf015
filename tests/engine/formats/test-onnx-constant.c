/* Counting elements, what constants may take, and sharing numbers. */
#include "engine/core/error.h"
#include "engine/formats/onnx-constant.h"

#include <string.h>

static void
test_budget (void)
{
  FrostOnnxBudget budget = { 2000 };
  g_autoptr (GError) error = NULL;
  int64_t dim = 400;
  void *data;

  FrostOnnxConstant *first =
      frost_onnx_constant_new (FROST_ONNX_FLOAT, &dim, 1, &budget, &data, &error);
  g_assert_no_error (error);
  g_assert_null (
      frost_onnx_constant_new (FROST_ONNX_FLOAT, &dim, 1, &budget, &data, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY);
  frost_onnx_constant_unref (first);
  g_assert_cmpint (budget.left, ==, 2000);
}

/* What is let go is given back, so the work is counted too. */
static void
test_work (void)
{
  FrostOnnxBudget budget = { .left = 1 << 20 };
  g_autoptr (GError) error = NULL;
  int64_t dim = 1000;
  void *data;

  g_assert_true (frost_onnx_budget_work (&budget, (INT64_C (1) << 33) - 1500, NULL));
  g_autoptr (FrostOnnxConstant) first =
      frost_onnx_constant_new (FROST_ONNX_FLOAT, &dim, 1, &budget, &data, NULL);
  g_assert_nonnull (first);
  g_assert_null (
      frost_onnx_constant_new (FROST_ONNX_FLOAT, &dim, 1, &budget, &data, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
}

static void
test_reshape (void)
{
  FrostOnnxBudget budget = { .left = 10000 };
  g_autoptr (GError) error = NULL;
  void *data;
  FrostOnnxConstant *x = frost_onnx_constant_new (FROST_ONNX_FLOAT, (int64_t[]){ 2, 6 },
                                                  2, &budget, &data, NULL);

  x->name = "w";
  ((float *) data)[7] = 7;
  g_assert_null (frost_onnx_constant_reshape (x, (int64_t[]){ 5 }, 1, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
  FrostOnnxConstant *y = frost_onnx_constant_reshape (x, (int64_t[]){ 3, 2, 2 }, 3, NULL);
  /* The numbers stay as long as anybody looks at them. */
  frost_onnx_constant_unref (x);
  g_autofree char *text = frost_onnx_constant_describe (y);
  g_assert_cmpstr (text, ==, "float 3x2x2");
  g_assert_cmpstr (y->name, ==, "w");
  g_assert_cmpfloat (y->data.f[7], ==, 7);
  frost_onnx_constant_unref (y);
  g_assert_cmpint (budget.left, ==, 10000);
}

static void
test_count (void)
{
  int64_t n = -1;
  g_autoptr (GError) error = NULL;

  g_assert_true (frost_onnx_count ((int64_t[]){ 65536, 0, 100 }, 3, &n, NULL));
  g_assert_cmpint (n, ==, 0);
  /* Steps through the tensor are products without the zeros, so those are held too. */
  g_assert_false (frost_onnx_count ((int64_t[]){ 65536, 0, 65536 }, 3, &n, NULL));
  g_assert_true (frost_onnx_count (NULL, 0, &n, NULL));
  g_assert_cmpint (n, ==, 1);
  g_assert_true (frost_onnx_count ((int64_t[]){ 46340, 46340 }, 2, &n, NULL));
  g_assert_false (frost_onnx_count ((int64_t[]){ 46341, 46341 }, 2, &n, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
  g_assert_cmpint (n, ==, 46340 * 46340);
  g_assert_false (frost_onnx_count ((int64_t[]){ INT64_MIN }, 1, &n, NULL));
  g_assert_false (frost_onnx_count ((int64_t[]){ 0, INT64_MAX }, 2, &n, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-constant/budget", test_budget);
  g_test_add_func ("/onnx-constant/work", test_work);
  g_test_add_func ("/onnx-constant/reshape", test_reshape);
  g_test_add_func ("/onnx-constant/count", test_count);
  return g_test_run ();
}
