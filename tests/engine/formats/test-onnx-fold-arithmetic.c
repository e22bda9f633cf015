/* Folding of functions of numbers: by C's own double precision, by hand, and the edges. */
#include "engine/core/error.h"
#include "tests/engine/formats/onnx-fold-check.h"

#include <math.h>
#include <string.h>

static void
test_arithmetic (void)
{
  IS_LIST (FOLD (fold_node ("Add"), 13, LIST (1, 2), LIST (10, 20)), 11, 22);
  IS_LIST (FOLD (fold_node ("Sub"), 13, LIST (8), WHOLE (4)), 4);
  IS_LIST (FOLD (fold_node ("Div"), 13, LIST (7, -7), LIST (2)), 3, -3);
  IS_LIST (FOLD (fold_node ("Div"), 13, LIST (INT64_MIN), LIST (-1)), INT64_MIN);
  IS_LIST (FOLD (fold_node ("Add"), 13, LIST (INT64_MAX), LIST (1)), INT64_MIN);
  IS_LIST (FOLD (fold_node ("Mul"), 13, LIST (INT64_MIN), LIST (-1)), INT64_MIN);
  IS_REALS (FOLD (fold_node ("Div"), 13, FLOATS (1, 3), FLOATS (2)), 0.5, 1.5);
  IS_REALS (FOLD (fold_node ("Div"), 13, FLOATS (1, -1), FLOATS (0)), INFINITY,
            -INFINITY);

  REFUSED (CORRUPT, fold_node ("Div"), 13, LIST (1), LIST (0));
  REFUSED (SHAPE, fold_node ("Add"), 13, LIST (1, 2), LIST (1, 2, 3));
  REFUSED (SHAPE, fold_node ("Add"), 13, LIST (1), FLOATS (1));
  REFUSED (SHAPE, fold_node ("Add"), 13, TRUTHS (1), TRUTHS (1));
  fold_budget_is_free ();
}

static void
test_broadcast (void)
{
  IS (FOLD (fold_node ("Mul"), 13, COUNTING (3, 1), LIST (1, 10)), 2, DIMS (3, 2), 0, 0,
      1, 10, 2, 20);
  /* [2, 1, 2] + [3, 1] = [2, 3, 2] */
  IS (FOLD (fold_node ("Add"), 13, COUNTING (2, 1, 2),
            fold_ints (DIMS (0, 10, 20), DIMS (3, 1), 2)),
      3, DIMS (2, 3, 2), 0, 1, 10, 11, 20, 21, 2, 3, 12, 13, 22, 23);
  IS (FOLD (fold_node ("Add"), 13, COUNTING (0, 1), LIST (1, 2)), 2, DIMS (0, 2), 0);

  /* It multiplies: two small inputs, one result beyond the budget. */
  REFUSED (MEMORY, fold_node ("Add"), 13, COUNTING (40000, 1), COUNTING (40000));
  fold_budget_is_free ();
}

static void
test_mod (void)
{
  IS_LIST (
      FOLD (fold_node ("Mod"), 13, LIST (-4, 7, 5, 4, -7, 8), LIST (2, -3, 8, -2, 3, 5)),
      0, -2, 5, 0, 2, 3);
  IS_LIST (FOLD (fold_node_int ("Mod", "fmod", 1), 13, LIST (-4, 7, 5, 4, -7, 8),
                 LIST (2, -3, 8, -2, 3, 5)),
           0, 1, 5, 0, -1, 3);
  IS_LIST (FOLD (fold_node ("Mod"), 13, LIST (INT64_MIN), LIST (-1)), 0);
  IS_REALS (
      FOLD (fold_node_int ("Mod", "fmod", 1), 13, FLOATS (-4.5f, 5.5f), FLOATS (2, -3)),
      -0.5, 2.5);
  REFUSED (CORRUPT, fold_node ("Mod"), 13, LIST (1), LIST (0));
  REFUSED (CORRUPT, fold_node_int ("Mod", "fmod", 1), 13, LIST (1), LIST (0));
  REFUSED (SHAPE, fold_node ("Mod"), 13, FLOATS (1), FLOATS (1));
  fold_budget_is_free ();
}

static void
test_pow (void)
{
  IS_REALS (FOLD (fold_node ("Pow"), 13, FLOATS (2, 9), FLOATS (0.5f)), M_SQRT2, 3);
  IS_REALS (FOLD (fold_node ("Pow"), 13, FLOATS (1.5f), LIST (2, -1)), 2.25, 1 / 1.5);
  IS_LIST (FOLD (fold_node ("Pow"), 13, LIST (3, -2, 7), LIST (39, 3, 0)),
           INT64_C (4052555153018976267), -8, 1);
  IS_LIST (FOLD (fold_node ("Pow"), 13, LIST (1, -1, -1, 5), LIST (-7, -3, -2, -1)), 1,
           -1, 1, 0);
  IS_LIST (FOLD (fold_node ("Pow"), 13, LIST (9), FLOATS (0.5f)), 3);
  REFUSED (CORRUPT, fold_node ("Pow"), 13, LIST (9), FLOATS (50));
  REFUSED (SHAPE, fold_node ("Pow"), 13, TRUTHS (1), LIST (1));
  fold_budget_is_free ();
}

static void
test_variadic (void)
{
  IS_LIST (FOLD (fold_node ("Max"), 13, LIST (1, 9), LIST (5), LIST (0, 10)), 5, 10);
  IS_LIST (FOLD (fold_node ("Min"), 13, LIST (1, 9), LIST (5)), 1, 5);
  IS_REALS (FOLD (fold_node ("Max"), 13, FLOATS (NAN, 1), FLOATS (1, NAN)), NAN, NAN);
  IS_REALS (FOLD (fold_node ("Sum"), 13, FLOATS (1, 2), REAL (10), FLOATS (0.5f, 0)),
            11.5, 12);
  IS_REALS (FOLD (fold_node ("Mean"), 13, FLOATS (1, 2), REAL (5)), 3, 3.5);
  IS_REALS (FOLD (fold_node ("Sum"), 13, FLOATS (4)), 4);
  /* The first one may be the smaller. */
  IS (FOLD (fold_node ("Max"), 13, WHOLE (1), COUNTING (2, 2)), 2, DIMS (2, 2), 1, 1, 2,
      3);
  REFUSED (SHAPE, fold_node ("Max"), 13, LIST (1), FLOATS (1));
  REFUSED (SHAPE, fold_node ("Max"), 13, LIST (1, 2), LIST (1, 2, 3));
  REFUSED (SHAPE, fold_node ("Mean"), 13, LIST (1));
  fold_budget_is_free ();
}

static void
test_unary (void)
{
  static const struct
  {
    const char *op_type;
    float x;
    double y;
  } cases[] = {
    { "Abs", -2.5f, 2.5 },
    { "Ceil", -1.5f, -1 },
    { "Cos", 1, 0.5403023058681398 },
    { "Erf", 0.5f, 0.5204998778130465 },
    { "Exp", 1, M_E },
    { "Floor", -1.5f, -2 },
    { "Log", 10, M_LN10 },
    { "Neg", 3, -3 },
    { "Reciprocal", 4, 0.25 },
    { "Relu", -3, 0 },
    { "Relu", 3, 3 },
    { "Round", 0.5f, 0 },
    { "Round", 1.5f, 2 },
    { "Round", -2.5f, -2 },
    { "Sigmoid", 0, 0.5 },
    { "Sigmoid", -100, 3.720075976020836e-44 },
    { "Sign", -7, -1 },
    { "Sin", 1, 0.8414709848078965 },
    { "Sqrt", 2, M_SQRT2 },
    { "Sqrt", -1, NAN },
    { "Tanh", 0.5f, 0.46211715726000973 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    IS_REALS (FOLD (fold_node (cases[i].op_type), 13, FLOATS (cases[i].x)), cases[i].y);
  IS_LIST (FOLD (fold_node ("Abs"), 13, LIST (-2, 3, INT64_MIN)), 2, 3, INT64_MIN);
  IS_LIST (FOLD (fold_node ("Neg"), 13, LIST (-2, 3, INT64_MIN)), 2, -3, INT64_MIN);
  IS_LIST (FOLD (fold_node ("Sign"), 13, LIST (-2, 3, 0)), -1, 1, 0);
  IS_LIST (FOLD (fold_node ("Relu"), 14, LIST (-2, 3)), 0, 3);
  REFUSED (SHAPE, fold_node ("Sqrt"), 13, LIST (4));
  REFUSED (SHAPE, fold_node ("Neg"), 13, TRUTHS (1));
  fold_budget_is_free ();
}

static void
test_clip (void)
{
  Wire *wire = fold_node ("Clip");
  onnx_attribute_float (wire, "min", -1);
  onnx_attribute_float (wire, "max", 6);
  IS_REALS (FOLD (wire, 6, FLOATS (-3, 3, 9, NAN)), -1, 3, 6, NAN);
  IS_REALS (FOLD (fold_node ("Clip"), 13, FLOATS (-3, 9), NULL, REAL (6)), -3, 6);
  IS_REALS (FOLD (fold_node ("Clip"), 13, FLOATS (-3, 9)), -3, 9);
  IS_REALS (FOLD (fold_node ("Clip"), 13, FLOATS (-3, 9), REAL (5), REAL (2)), 2, 2);
  IS_LIST (FOLD (fold_node ("Clip"), 13, LIST (-3, 9), WHOLE (0), WHOLE (5)), 0, 5);
  REFUSED (SHAPE, fold_node ("Clip"), 13, FLOATS (1), WHOLE (0));
  REFUSED (SHAPE, fold_node ("Clip"), 13, FLOATS (1), FLOATS (0, 1));
  fold_budget_is_free ();
}

static void
test_compare (void)
{
  IS_TRUTHS (FOLD (fold_node ("Equal"), 13, LIST (1, 2, 3), LIST (2)), 0, 1, 0);
  IS_TRUTHS (FOLD (fold_node ("Less"), 13, LIST (1, 2, 3), LIST (2)), 1, 0, 0);
  IS_TRUTHS (FOLD (fold_node ("LessOrEqual"), 16, LIST (1, 2, 3), LIST (2)), 1, 1, 0);
  IS_TRUTHS (FOLD (fold_node ("Greater"), 13, LIST (1, 2, 3), LIST (2)), 0, 0, 1);
  IS_TRUTHS (FOLD (fold_node ("GreaterOrEqual"), 16, LIST (1, 2, 3), LIST (2)), 0, 1, 1);
  IS_TRUTHS (FOLD (fold_node ("Equal"), 13, FLOATS (0, NAN), FLOATS (-0.0f, NAN)), 1, 0);
  IS_TRUTHS (FOLD (fold_node ("LessOrEqual"), 16, FLOATS (NAN), FLOATS (1)), 0);
  IS_TRUTHS (FOLD (fold_node ("Equal"), 13, TRUTHS (1, 0), TRUTHS (1)), 1, 0);
  /* Large integers are not compared as doubles. */
  IS_TRUTHS (FOLD (fold_node ("Less"), 13, LIST (INT64_MAX - 1), LIST (INT64_MAX)), 1);

  IS_TRUTHS (FOLD (fold_node ("And"), 13, TRUTHS (0, 0, 1, 1), TRUTHS (0, 1, 0, 1)), 0, 0,
             0, 1);
  IS_TRUTHS (FOLD (fold_node ("Or"), 13, TRUTHS (0, 0, 1, 1), TRUTHS (0, 1, 0, 1)), 0, 1,
             1, 1);
  IS_TRUTHS (FOLD (fold_node ("Xor"), 13, TRUTHS (0, 0, 1, 1), TRUTHS (0, 1, 0, 1)), 0, 1,
             1, 0);
  IS_TRUTHS (FOLD (fold_node ("Not"), 13, TRUTHS (0, 1)), 1, 0);
  IS_TRUTHS (FOLD (fold_node ("IsNaN"), 13, FLOATS (1, NAN)), 0, 1);
  IS_TRUTHS (FOLD (fold_node ("IsInf"), 13, FLOATS (1, INFINITY, -INFINITY)), 0, 1, 1);
  IS_TRUTHS (FOLD (fold_node_int ("IsInf", "detect_negative", 0), 13,
                   FLOATS (1, INFINITY, -INFINITY)),
             0, 1, 0);

  REFUSED (SHAPE, fold_node ("Less"), 13, TRUTHS (1), TRUTHS (1));
  REFUSED (SHAPE, fold_node ("And"), 13, LIST (1), LIST (1));
  REFUSED (SHAPE, fold_node ("Equal"), 13, LIST (1), FLOATS (1));
  REFUSED (SHAPE, fold_node ("Not"), 13, LIST (1));
  REFUSED (SHAPE, fold_node ("IsNaN"), 13, LIST (1));
  fold_budget_is_free ();
}

static void
test_where (void)
{
  IS_LIST (FOLD (fold_node ("Where"), 16, TRUTHS (1, 0), LIST (1, 2), WHOLE (9)), 1, 9);
  IS_REALS (FOLD (fold_node ("Where"), 16, TRUTHS (0, 1), REAL (1), FLOATS (3, 4)), 3, 1);
  REFUSED (SHAPE, fold_node ("Where"), 16, LIST (1), LIST (1), LIST (1));
  REFUSED (SHAPE, fold_node ("Where"), 16, TRUTHS (1), LIST (1), FLOATS (1));
  REFUSED (SHAPE, fold_node ("Where"), 16, TRUTHS (1, 0), LIST (1, 2, 3), LIST (1));
  fold_budget_is_free ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-fold-arithmetic/arithmetic", test_arithmetic);
  g_test_add_func ("/onnx-fold-arithmetic/broadcast", test_broadcast);
  g_test_add_func ("/onnx-fold-arithmetic/mod", test_mod);
  g_test_add_func ("/onnx-fold-arithmetic/pow", test_pow);
  g_test_add_func ("/onnx-fold-arithmetic/variadic", test_variadic);
  g_test_add_func ("/onnx-fold-arithmetic/unary", test_unary);
  g_test_add_func ("/onnx-fold-arithmetic/clip", test_clip);
  g_test_add_func ("/onnx-fold-arithmetic/compare", test_compare);
  g_test_add_func ("/onnx-fold-arithmetic/where", test_where);
  return g_test_run ();
}
