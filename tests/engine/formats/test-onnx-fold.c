/* The fold table, how nodes are read, and what makes or casts constants. */
#include "engine/core/error.h"
#include "tests/engine/formats/onnx-fold-check.h"

#include <math.h>
#include <string.h>

static void
test_table (void)
{
  g_assert_null (frost_onnx_fold_find ("Einsum"));
  g_assert_cmpint (frost_onnx_fold_n_outputs ("Einsum"), ==, 0);
  g_assert_cmpint (frost_onnx_fold_n_outputs ("Add"), ==, 1);
  g_assert_cmpint (frost_onnx_fold_n_outputs ("Split"), ==, INT_MAX);
  REFUSED (CORRUPT, fold_node ("Add"), 13, LIST (1));
  REFUSED (CORRUPT, fold_node ("Add"), 13, LIST (1), NULL);
  fold_budget_is_free ();
}

static void
test_constant (void)
{
  Wire *wire = fold_node ("Constant");
  onnx_attribute_tensor (wire, "value", onnx_ints ("", DIMS (3, -1), 2));
  IS_LIST (FOLD (wire, 13, NULL), 3, -1);

  IS (FOLD (fold_node_int ("Constant", "value_int", 7), 13, NULL), 0, NULL, 7);

  wire = fold_node ("Constant");
  onnx_attribute_ints (wire, "value_ints", 3, (int64_t) 1, (int64_t) 2, (int64_t) 3);
  IS_LIST (FOLD (wire, 13, NULL), 1, 2, 3);

  wire = fold_node ("Constant");
  onnx_attribute_float (wire, "value_float", 0.5f);
  fold_is_reals (FOLD (wire, 13, NULL), 0, NULL, (double[]){ 0.5 });

  wire = fold_node ("Constant");
  onnx_attribute_text (wire, "value_string", "no");
  REFUSED (UNSUPPORTED, wire, 13, NULL);
  fold_budget_is_free ();
}

static void
test_constant_of_shape (void)
{
  Wire *wire = fold_node ("ConstantOfShape");
  onnx_attribute_tensor (wire, "value", onnx_ints ("", DIMS (9), 1));
  IS (FOLD (wire, 13, LIST (2, 2)), 2, DIMS (2, 2), 9, 9, 9, 9);
  IS_REALS (FOLD (fold_node ("ConstantOfShape"), 13, LIST (3)), 0, 0, 0);

  REFUSED (CORRUPT, fold_node ("ConstantOfShape"), 13, LIST (-4));
  REFUSED (CORRUPT, fold_node ("ConstantOfShape"), 13,
           LIST (1 << 30, 1 << 30, 1 << 30, 1 << 30));
  REFUSED (MEMORY, fold_node ("ConstantOfShape"), 13, LIST (1 << 30));
  REFUSED (CORRUPT, fold_node ("ConstantOfShape"), 13, LIST (1, 1, 1, 1, 1, 1, 1, 1, 1));
  REFUSED (UNSUPPORTED, fold_node ("ConstantOfShape"), 13, FLOATS (1));
  wire = fold_node ("ConstantOfShape");
  onnx_attribute_tensor (wire, "value", onnx_ints ("", DIMS (9, 9), 2));
  REFUSED (CORRUPT, wire, 13, LIST (1));
  fold_budget_is_free ();
}

static void
test_shape (void)
{
  IS_LIST (FOLD (fold_node ("Shape"), 13, COUNTING (3, 4)), 3, 4);
  IS_LIST (FOLD (fold_node_int ("Shape", "start", -1), 15, COUNTING (3, 4)), 4);
  IS_LIST (FOLD (fold_node_int ("Shape", "end", -1), 15, COUNTING (3, 4)), 3);
  IS (FOLD (fold_node ("Size"), 13, COUNTING (3, 4)), 0, NULL, 12);
  fold_budget_is_free ();
}

static void
test_range (void)
{
  IS_LIST (FOLD (fold_node ("Range"), 13, WHOLE (3), WHOLE (10), WHOLE (3)), 3, 6, 9);
  IS_LIST (FOLD (fold_node ("Range"), 13, WHOLE (3), WHOLE (-2), WHOLE (-2)), 3, 1, -1);
  IS (FOLD (fold_node ("Range"), 13, WHOLE (3), WHOLE (3), WHOLE (1)), 1, DIMS (0), 0);
  IS_REALS (FOLD (fold_node ("Range"), 13, REAL (0), REAL (1), REAL (0.4f)), 0, 0.4, 0.8);
  REFUSED (CORRUPT, fold_node ("Range"), 13, WHOLE (0), WHOLE (1), WHOLE (0));
  REFUSED (CORRUPT, fold_node ("Range"), 13, REAL (0), REAL (1), REAL (0));
  REFUSED (CORRUPT, fold_node ("Range"), 13, REAL (0), REAL (NAN), REAL (1));
  REFUSED (CORRUPT, fold_node ("Range"), 13, WHOLE (INT64_MIN), WHOLE (INT64_MAX),
           WHOLE (1));
  REFUSED (CORRUPT, fold_node ("Range"), 13, WHOLE (0), WHOLE (INT64_C (1) << 60),
           WHOLE (1));
  REFUSED (MEMORY, fold_node ("Range"), 13, WHOLE (0), WHOLE (1 << 30), WHOLE (1));
  REFUSED (SHAPE, fold_node ("Range"), 13, WHOLE (0), REAL (1), WHOLE (1));
  REFUSED (SHAPE, fold_node ("Range"), 13, WHOLE (0), LIST (1, 2), WHOLE (1));
  fold_budget_is_free ();
}

static void
test_eye_like (void)
{
  IS (FOLD (fold_node_int ("EyeLike", "k", 1), 13, COUNTING (2, 3)), 2, DIMS (2, 3), 0, 1,
      0, 0, 0, 1);
  IS (FOLD (fold_node_int ("EyeLike", "k", -1), 13, COUNTING (2, 2)), 2, DIMS (2, 2), 0,
      0, 1, 0);
  IS (FOLD (fold_node_int ("EyeLike", "k", INT64_MIN), 13, COUNTING (1, 2)), 2,
      DIMS (1, 2), 0, 0);
  fold_is_reals (FOLD (fold_node_int ("EyeLike", "dtype", 1), 13, COUNTING (1, 1)), 2,
                 DIMS (1, 1), (double[]){ 1 });
  REFUSED (CORRUPT, fold_node ("EyeLike"), 13, LIST (1));
  REFUSED (UNSUPPORTED, fold_node_int ("EyeLike", "dtype", 8), 13, COUNTING (1, 1));
  fold_budget_is_free ();
}

static void
test_cast (void)
{
  IS_REALS (FOLD (fold_node_int ("Cast", "to", 1), 13, LIST (3, -2)), 3, -2);
  IS_REALS (FOLD (fold_node_int ("Cast", "to", 10), 13, FLOATS (0.1f)), (double) 0.1f);
  IS_LIST (FOLD (fold_node_int ("Cast", "to", 7), 13, FLOATS (2.9f, -2.9f)), 2, -2);
  IS_TRUTHS (FOLD (fold_node_int ("Cast", "to", 9), 13, FLOATS (0.1f, 0, NAN)), 1, 0, 1);
  IS_TRUTHS (FOLD (fold_node_int ("Cast", "to", 9), 13, LIST (256, 0)), 1, 0);
  IS_LIST (FOLD (fold_node_int ("Cast", "to", 7), 13, TRUTHS (1, 0)), 1, 0);
  /* Integers lose their upper bits. */
  fold_is_ints (FOLD (fold_node_int ("Cast", "to", 6), 13, LIST (INT64_MAX, 1)),
                FROST_ONNX_INT32, 1, DIMS (2), DIMS (-1, 1));
  fold_is_ints (FOLD (fold_node_int ("Cast", "to", 2), 13, LIST (-1, 300)),
                FROST_ONNX_INT32, 1, DIMS (2), DIMS (255, 44));
  fold_is_ints (FOLD (fold_node_int ("Cast", "to", 3), 13, LIST (200)), FROST_ONNX_INT32,
                1, DIMS (1), DIMS (-56));
  IS_LIST (FOLD (fold_node_int ("Cast", "to", 12), 13, LIST (-1)), 4294967295);
  IS_REALS (FOLD (fold_node ("CastLike"), 15, LIST (3), FLOATS (0)), 3);

  REFUSED (CORRUPT, fold_node_int ("Cast", "to", 7), 13, FLOATS (1e30f));
  REFUSED (CORRUPT, fold_node_int ("Cast", "to", 7), 13, FLOATS (NAN));
  REFUSED (CORRUPT, fold_node_int ("Cast", "to", 2), 13, FLOATS (256));
  REFUSED (UNSUPPORTED, fold_node_int ("Cast", "to", 8), 13, LIST (1));
  REFUSED (UNSUPPORTED, fold_node_int ("Cast", "to", 13), 13, LIST (1));
  REFUSED (UNSUPPORTED, fold_node ("Cast"), 13, LIST (1));
  fold_budget_is_free ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-fold/table", test_table);
  g_test_add_func ("/onnx-fold/constant", test_constant);
  g_test_add_func ("/onnx-fold/constant-of-shape", test_constant_of_shape);
  g_test_add_func ("/onnx-fold/shape", test_shape);
  g_test_add_func ("/onnx-fold/range", test_range);
  g_test_add_func ("/onnx-fold/eye-like", test_eye_like);
  g_test_add_func ("/onnx-fold/cast", test_cast);
  return g_test_run ();
}
