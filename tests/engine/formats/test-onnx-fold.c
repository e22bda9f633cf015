/* Every row of the fold table, and what each refuses. */
#include "engine/core/error.h"
#include "engine/formats/onnx-fold.h"
#include "tests/engine/formats/onnx-writer.h"

#include <string.h>

#define B FROST_ONNX_BATCH

static FrostOnnxBudget budget = { 64 << 20 };

static FrostOnnxConstant *
ints (const int64_t *values, const int64_t *dim, int rank)
{
  void *data;
  FrostOnnxConstant *constant =
      frost_onnx_constant_new (FROST_ONNX_INT64, dim, rank, &budget, &data, NULL);

  memcpy (data, values, sizeof *values * (size_t) constant->n);
  return constant;
}

static FrostOnnxConstant *
list (int n, const int64_t *values)
{
  return ints (values, (int64_t[]){ n }, 1);
}

#define LIST(...)                                                                        \
  list ((int) (sizeof ((int64_t[]){ __VA_ARGS__ }) / sizeof (int64_t)),                  \
        (int64_t[]){ __VA_ARGS__ })

static FrostOnnxConstant *
floats (int n, const float *values)
{
  void *data;
  FrostOnnxConstant *constant = frost_onnx_constant_new (
      FROST_ONNX_FLOAT, (int64_t[]){ n }, 1, &budget, &data, NULL);

  memcpy (data, values, sizeof *values * (size_t) n);
  return constant;
}

/* Takes the node and the inputs (up to the first NULL after n). */
static FrostOnnxConstant *
fold (Wire *wire, int64_t opset, int n, FrostOnnxConstant **inputs, GError **error)
{
  Onnx__NodeProto *node = onnx__node_proto__unpack (NULL, wire->len, wire->data);
  FrostOnnxFold task = {
    .node = node, .opset = opset, .n_inputs = n, .inputs = inputs, .budget = &budget
  };
  FrostOnnxConstant *y = frost_onnx_fold_find (node->op_type) (&task, error);

  for (int i = 0; i < n; i++)
    g_clear_pointer (&inputs[i], frost_onnx_constant_unref);
  /* The result may be what the node's own tensor holds, so it is copied before that goes. */
  if (y != NULL && y->owned == NULL)
    {
      void *data;
      FrostOnnxConstant *copy =
          frost_onnx_constant_new (y->type, y->dim, y->rank, &budget, &data, NULL);
      memcpy (data, y->data.any, (size_t) y->n * frost_onnx_type_size (y->type));
      frost_onnx_constant_unref (y);
      y = copy;
    }
  onnx__node_proto__free_unpacked (node, NULL);
  g_byte_array_unref (wire);
  return y;
}

#define FOLD(wire, opset, ...)                                                           \
  fold (wire, opset,                                                                     \
        (int) (sizeof ((FrostOnnxConstant *[]){ __VA_ARGS__ })                           \
               / sizeof (FrostOnnxConstant *)),                                          \
        (FrostOnnxConstant *[]){ __VA_ARGS__ }, NULL)

static void
is (FrostOnnxConstant *y, int rank, const int64_t *dim, const int64_t *values)
{
  g_assert_nonnull (y);
  g_assert_cmpint (y->type, ==, FROST_ONNX_INT64);
  g_assert_cmpint (y->rank, ==, rank);
  for (int i = 0; i < rank; i++)
    g_assert_cmpint (y->dim[i], ==, dim[i]);
  for (int64_t i = 0; i < y->n; i++)
    g_assert_cmpint (y->data.i64[i], ==, values[i]);
  frost_onnx_constant_unref (y);
}

#define IS_LIST(y, ...)                                                                  \
  is (y, 1, (int64_t[]){ sizeof ((int64_t[]){ __VA_ARGS__ }) / sizeof (int64_t) },       \
      (int64_t[]){ __VA_ARGS__ })

#define REFUSED(code, wire, opset, ...)                                                  \
  G_STMT_START                                                                           \
  {                                                                                      \
    g_autoptr (GError) problem = NULL;                                                   \
    g_assert_null (fold (wire, opset,                                                    \
                         (int) (sizeof ((FrostOnnxConstant *[]){ __VA_ARGS__ })          \
                                / sizeof (FrostOnnxConstant *)),                         \
                         (FrostOnnxConstant *[]){ __VA_ARGS__ }, &problem));             \
    g_assert_error (problem, FROST_ENGINE_ERROR, code);                                  \
  }                                                                                      \
  G_STMT_END

static Wire *
node (const char *op_type)
{
  return onnx_node (op_type, "n", "a", "y");
}

static Wire *
with_int (const char *op_type, const char *name, int64_t value)
{
  Wire *wire = node (op_type);

  onnx_attribute_int (wire, name, value);
  return wire;
}

static const int64_t counting[24] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                                      12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23 };

static FrostOnnxConstant *
matrix (int64_t rows, int64_t columns)
{
  return ints (counting, (int64_t[]){ rows, columns }, 2);
}

static void
test_constant (void)
{
  Wire *wire = node ("Constant");
  onnx_attribute_tensor (wire, "value", onnx_ints ("", (int64_t[]){ 3, -1 }, 2));
  IS_LIST (fold (wire, 13, 0, NULL, NULL), 3, -1);

  is (fold (with_int ("Constant", "value_int", 7), 13, 0, NULL, NULL), 0, NULL,
      (int64_t[]){ 7 });

  wire = node ("Constant");
  onnx_attribute_ints (wire, "value_ints", 3, (int64_t) 1, (int64_t) 2, (int64_t) 3);
  IS_LIST (fold (wire, 13, 0, NULL, NULL), 1, 2, 3);

  wire = node ("Constant");
  onnx_attribute_float (wire, "value_float", 0.5f);
  g_autoptr (FrostOnnxConstant) half = fold (wire, 13, 0, NULL, NULL);
  g_assert_cmpint (half->type, ==, FROST_ONNX_FLOAT);
  g_assert_cmpfloat (half->data.f[0], ==, 0.5f);

  g_autoptr (GError) error = NULL;
  wire = node ("Constant");
  onnx_attribute_text (wire, "value_string", "no");
  g_assert_null (fold (wire, 13, 0, NULL, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
}

static void
test_constant_of_shape (void)
{
  Wire *wire = node ("ConstantOfShape");
  onnx_attribute_tensor (wire, "value", onnx_ints ("", (int64_t[]){ 9 }, 1));
  is (FOLD (wire, 13, LIST (2, 2)), 2, (int64_t[]){ 2, 2 }, (int64_t[]){ 9, 9, 9, 9 });

  g_autoptr (FrostOnnxConstant) zero = FOLD (node ("ConstantOfShape"), 13, LIST (3));
  g_assert_cmpint (zero->type, ==, FROST_ONNX_FLOAT);
  g_assert_cmpfloat (zero->data.f[2], ==, 0);

  REFUSED (FROST_ENGINE_ERROR_UNSUPPORTED, node ("ConstantOfShape"), 13, LIST (B));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("ConstantOfShape"), 13, LIST (-4));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("ConstantOfShape"), 13,
           LIST (1 << 30, 1 << 30, 1 << 30, 1 << 30));
  REFUSED (FROST_ENGINE_ERROR_MEMORY, node ("ConstantOfShape"), 13, LIST (1 << 30));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("ConstantOfShape"), 13,
           LIST (1, 1, 1, 1, 1, 1, 1, 1, 1));
}

static void
test_shape (void)
{
  IS_LIST (FOLD (node ("Shape"), 13, matrix (3, 4)), 3, 4);
  Wire *wire = with_int ("Shape", "start", -1);
  IS_LIST (FOLD (wire, 15, matrix (3, 4)), 4);
}

static void
test_cast (void)
{
  g_autoptr (FrostOnnxConstant) real =
      FOLD (with_int ("Cast", "to", 1), 13, LIST (3, -2));
  g_assert_cmpint (real->type, ==, FROST_ONNX_FLOAT);
  g_assert_cmpfloat (real->data.f[1], ==, -2);
  IS_LIST (FOLD (with_int ("Cast", "to", 7), 13, floats (2, (float[]){ 2.9f, -2.9f })), 2,
           -2);
  IS_LIST (FOLD (with_int ("Cast", "to", 7), 13, LIST (B)), B);
  REFUSED (FROST_ENGINE_ERROR_UNSUPPORTED, with_int ("Cast", "to", 1), 13, LIST (B));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, with_int ("Cast", "to", 7), 13,
           floats (1, (float[]){ 1e30f }));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, with_int ("Cast", "to", 6), 13,
           LIST (INT64_C (1) << 40));
  REFUSED (FROST_ENGINE_ERROR_UNSUPPORTED, with_int ("Cast", "to", 8), 13, LIST (1));
}

static void
test_gather (void)
{
  is (FOLD (with_int ("Gather", "axis", 0), 13, LIST (B, 5, 6), ints (counting, NULL, 0)),
      0, NULL, (int64_t[]){ B });
  is (FOLD (with_int ("Gather", "axis", 1), 13, matrix (2, 3), LIST (-1, 0)), 2,
      (int64_t[]){ 2, 2 }, (int64_t[]){ 2, 0, 5, 3 });
  is (FOLD (with_int ("Gather", "axis", 0), 13, matrix (3, 2), LIST (2)), 2,
      (int64_t[]){ 1, 2 }, (int64_t[]){ 4, 5 });
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Gather"), 13, LIST (1, 2), LIST (2));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Gather"), 13, LIST (1, 2), LIST (-3));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Gather"), 13, LIST (1, 2),
           LIST (INT64_MIN));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, with_int ("Gather", "axis", 1), 13, LIST (1),
           LIST (0));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Gather"), 13, LIST (1, 2),
           floats (1, (float[]){ 0 }));
}

static void
test_slice (void)
{
  /* PyTorch reverses its padding so: from -1 down to the first, along axis 0. */
  is (FOLD (node ("Slice"), 13, matrix (4, 2), LIST (-1), LIST (INT64_MIN + 1), LIST (0),
            LIST (-1)),
      2, (int64_t[]){ 4, 2 }, (int64_t[]){ 6, 7, 4, 5, 2, 3, 0, 1 });
  IS_LIST (FOLD (node ("Slice"), 13, LIST (0, 1, 2, 3, 4, 5, 6), LIST (5), LIST (0),
                 LIST (0), LIST (-2)),
           5, 3, 1);
  IS_LIST (FOLD (node ("Slice"), 13, LIST (0, 1, 2, 3, 4), LIST (1), LIST (INT64_MAX),
                 LIST (0), LIST (3)),
           1, 4);
  IS_LIST (FOLD (node ("Slice"), 13, LIST (B, 7, 8), LIST (0), LIST (1)), B);
  is (FOLD (node ("Slice"), 13, LIST (1, 2, 3), LIST (2), LIST (1)), 1, (int64_t[]){ 0 },
      NULL);
  is (FOLD (node ("Slice"), 13, LIST (1, 2, 3), LIST (-9), LIST (9), LIST (0),
            LIST (INT64_MIN)),
      1, (int64_t[]){ 0 }, NULL);
  is (FOLD (node ("Slice"), 13, matrix (2, 3), LIST (0, 1), LIST (1, 3), LIST (0, 1)), 2,
      (int64_t[]){ 1, 2 }, (int64_t[]){ 1, 2 });

  Wire *wire = node ("Slice"); /* attributes before operator set 10 */
  onnx_attribute_ints (wire, "starts", 1, (int64_t) 1);
  onnx_attribute_ints (wire, "ends", 1, (int64_t) 3);
  onnx_attribute_ints (wire, "axes", 1, (int64_t) 0);
  IS_LIST (FOLD (wire, 9, LIST (5, 6, 7)), 6, 7);

  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Slice"), 13, LIST (1, 2), LIST (0),
           LIST (1), LIST (0), LIST (0));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Slice"), 13, LIST (1, 2), LIST (0, 0),
           LIST (1, 1));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Slice"), 13, matrix (2, 2), LIST (0, 0),
           LIST (1, 1), LIST (0, 0));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Slice"), 13, LIST (1, 2), LIST (0),
           LIST (1), LIST (1));
  REFUSED (FROST_ENGINE_ERROR_UNSUPPORTED, node ("Slice"), 13, LIST (1, 2), LIST (0),
           LIST (B));
}

static void
test_transpose (void)
{
  Wire *wire = node ("Transpose");
  onnx_attribute_ints (wire, "perm", 3, (int64_t) 2, (int64_t) 0, (int64_t) 1);
  /* y[k, i, j] = x[i, j, k] of 2 x 3 x 2. */
  is (FOLD (wire, 13, ints (counting, (int64_t[]){ 2, 3, 2 }, 3)), 3,
      (int64_t[]){ 2, 2, 3 }, (int64_t[]){ 0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11 });
  is (FOLD (node ("Transpose"), 13, matrix (2, 3)), 2, (int64_t[]){ 3, 2 },
      (int64_t[]){ 0, 3, 1, 4, 2, 5 });

  wire = node ("Transpose");
  onnx_attribute_ints (wire, "perm", 2, (int64_t) 0, (int64_t) 0);
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, wire, 13, matrix (2, 3));
  wire = node ("Transpose");
  onnx_attribute_ints (wire, "perm", 2, (int64_t) 0, (int64_t) 7);
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, wire, 13, matrix (2, 3));
  wire = node ("Transpose");
  onnx_attribute_ints (wire, "perm", 1, (int64_t) 0);
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, wire, 13, matrix (2, 3));
}

static void
test_concat (void)
{
  IS_LIST (FOLD (with_int ("Concat", "axis", 0), 13, LIST (B), LIST (-1), LIST (4, 5)), B,
           -1, 4, 5);
  is (FOLD (with_int ("Concat", "axis", -1), 13, matrix (2, 2), matrix (2, 1)), 2,
      (int64_t[]){ 2, 3 }, (int64_t[]){ 0, 1, 0, 2, 3, 1 });
  REFUSED (FROST_ENGINE_ERROR_SHAPE, with_int ("Concat", "axis", 0), 13, LIST (1),
           matrix (1, 1));
  REFUSED (FROST_ENGINE_ERROR_SHAPE, with_int ("Concat", "axis", 0), 13, LIST (1),
           floats (1, (float[]){ 1 }));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, with_int ("Concat", "axis", 1), 13, LIST (1),
           LIST (1));
}

static void
test_reshape (void)
{
  is (FOLD (node ("Reshape"), 13, matrix (2, 6), LIST (-1, 3)), 2, (int64_t[]){ 4, 3 },
      counting);
  is (FOLD (node ("Reshape"), 13, matrix (2, 6), LIST (0, 2, -1)), 3,
      (int64_t[]){ 2, 2, 3 }, counting);
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Reshape"), 13, matrix (2, 6),
           LIST (-1, -1));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Reshape"), 13, matrix (2, 6), LIST (5, -1));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Reshape"), 13, matrix (2, 6), LIST (5));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Reshape"), 13, LIST (1), LIST (1, 0));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Reshape"), 13, LIST (1), LIST (-2));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, with_int ("Reshape", "allowzero", 1), 14, LIST (1),
           LIST (0, -1));
}

static void
test_squeeze_unsqueeze (void)
{
  is (FOLD (node ("Unsqueeze"), 13, LIST (4, 5), LIST (0, -1)), 3, (int64_t[]){ 1, 2, 1 },
      (int64_t[]){ 4, 5 });
  Wire *wire = node ("Unsqueeze");
  onnx_attribute_ints (wire, "axes", 1, (int64_t) 0);
  IS_LIST (FOLD (wire, 11, ints ((int64_t[]){ B }, NULL, 0)), B);
  is (FOLD (node ("Squeeze"), 13, matrix (1, 3), LIST (0)), 1, (int64_t[]){ 3 },
      counting);
  is (FOLD (node ("Squeeze"), 13, matrix (1, 1)), 0, NULL, counting);
  wire = node ("Squeeze");
  onnx_attribute_ints (wire, "axes", 1, (int64_t) 1);
  is (FOLD (wire, 11, matrix (3, 1)), 1, (int64_t[]){ 3 }, counting);
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Squeeze"), 13, matrix (2, 3), LIST (0));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Squeeze"), 13, matrix (1, 3), LIST (0, 0));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Unsqueeze"), 13, LIST (1), LIST (2));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Unsqueeze"), 13, LIST (1),
           LIST (0, 1, 2, 3, 4, 5, 6, 7));
}

static void
test_arithmetic (void)
{
  IS_LIST (FOLD (node ("Add"), 13, LIST (1, 2), LIST (10, 20)), 11, 22);
  IS_LIST (FOLD (node ("Sub"), 13, LIST (8), ints ((int64_t[]){ 4 }, NULL, 0)), 4);
  is (FOLD (node ("Mul"), 13, ints (counting, (int64_t[]){ 3, 1 }, 2), LIST (1, 10)), 2,
      (int64_t[]){ 3, 2 }, (int64_t[]){ 0, 0, 1, 10, 2, 20 });
  IS_LIST (FOLD (node ("Div"), 13, LIST (7, -7), LIST (2)), 3, -3);
  IS_LIST (FOLD (node ("Div"), 13, LIST (INT64_MIN), LIST (-1)), INT64_MIN);
  IS_LIST (FOLD (node ("Add"), 13, LIST (INT64_MAX), LIST (1)), INT64_MIN);
  g_autoptr (FrostOnnxConstant) y =
      FOLD (node ("Div"), 13, floats (2, (float[]){ 1, 3 }), floats (1, (float[]){ 2 }));
  g_assert_cmpfloat (y->data.f[1], ==, 1.5f);

  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Div"), 13, LIST (1), LIST (0));
  REFUSED (FROST_ENGINE_ERROR_UNSUPPORTED, node ("Mul"), 13, LIST (B), LIST (2));
  REFUSED (FROST_ENGINE_ERROR_SHAPE, node ("Add"), 13, LIST (1, 2), LIST (1, 2, 3));
  REFUSED (FROST_ENGINE_ERROR_SHAPE, node ("Add"), 13, LIST (1),
           floats (1, (float[]){ 1 }));
  REFUSED (FROST_ENGINE_ERROR_CORRUPT, node ("Add"), 13, LIST (1));

  /* Broadcasting multiplies: two small inputs, one result beyond the budget. */
  g_autofree int64_t *many = g_new0 (int64_t, 40000);
  REFUSED (FROST_ENGINE_ERROR_MEMORY, node ("Add"), 13,
           ints (many, (int64_t[]){ 40000, 1 }, 2), ints (many, (int64_t[]){ 40000 }, 1));
}

static void
test_identity (void)
{
  IS_LIST (FOLD (node ("Identity"), 13, LIST (4)), 4);
  g_assert_null (frost_onnx_fold_find ("Einsum"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-fold/constant", test_constant);
  g_test_add_func ("/onnx-fold/constant-of-shape", test_constant_of_shape);
  g_test_add_func ("/onnx-fold/shape", test_shape);
  g_test_add_func ("/onnx-fold/cast", test_cast);
  g_test_add_func ("/onnx-fold/gather", test_gather);
  g_test_add_func ("/onnx-fold/slice", test_slice);
  g_test_add_func ("/onnx-fold/transpose", test_transpose);
  g_test_add_func ("/onnx-fold/concat", test_concat);
  g_test_add_func ("/onnx-fold/reshape", test_reshape);
  g_test_add_func ("/onnx-fold/squeeze-unsqueeze", test_squeeze_unsqueeze);
  g_test_add_func ("/onnx-fold/arithmetic", test_arithmetic);
  g_test_add_func ("/onnx-fold/identity", test_identity);
  return g_test_run ();
}
