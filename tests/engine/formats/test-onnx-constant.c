/* Tensors of a file: types, sizes, raw and typed data. Most refusals are in test-onnx-import.c. */
#include "engine/core/error.h"
#include "engine/formats/onnx-constant.h"
#include "tests/engine/formats/onnx-writer.h"

#include <string.h>

/* Takes the wire. The tensor must outlive the constant. */
static FrostOnnxConstant *
unpack (Wire *wire, Onnx__TensorProto **proto, FrostOnnxBudget *budget, GError **error)
{
  *proto = onnx__tensor_proto__unpack (NULL, wire->len, wire->data);
  g_byte_array_unref (wire);
  return frost_onnx_constant_from_proto (*proto, budget, error);
}

static void
test_raw (void)
{
  static const float numbers[3] = { 1, -2, 0.5f };
  FrostOnnxBudget budget = { 1000 };
  Onnx__TensorProto *proto;
  int64_t dim = 3;
  FrostOnnxConstant *constant = unpack (
      onnx_tensor ("t", 1, &dim, 1, numbers, sizeof numbers), &proto, &budget, NULL);
  g_autofree char *text = frost_onnx_constant_describe (constant);

  g_assert_cmpstr (text, ==, "float 3");
  g_assert_cmpstr (constant->name, ==, "t");
  g_assert_cmpmem (constant->data.f, sizeof numbers, numbers, sizeof numbers);
  g_assert_cmpint (budget.left, ==, 1000); /* it lies where the message has it */
  frost_onnx_constant_unref (constant);
  onnx__tensor_proto__free_unpacked (proto, NULL);
}

static void
test_types (void)
{
  static const struct
  {
    int data_type, size;
    FrostOnnxType type;
    const char *bytes;
    double value;
  } cases[] = {
    { 6, 4, FROST_ONNX_INT32, "\xfe\xff\xff\xff", -2 },
    { 7, 8, FROST_ONNX_INT64, "\x05\0\0\0\0\0\0\0", 5 },
    { 9, 1, FROST_ONNX_BOOL, "\x07", 1 },
    { 11, 8, FROST_ONNX_DOUBLE, "\0\0\0\0\0\0\xf8\x3f", 1.5 },
    { 1, 4, FROST_ONNX_FLOAT, "\0\0\xc0\x3f", 1.5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FrostOnnxBudget budget = { 1000 };
      Onnx__TensorProto *proto;
      double value;
      FrostOnnxConstant *constant =
          unpack (onnx_tensor ("", cases[i].data_type, NULL, 0, cases[i].bytes,
                               (size_t) cases[i].size),
                  &proto, &budget, NULL);

      g_assert_nonnull (constant);
      g_assert_cmpint (constant->type, ==, cases[i].type);
      g_assert_null (constant->name);
      g_assert_true (frost_onnx_constant_scalar (constant, "x", &value, NULL));
      g_assert_cmpfloat (value, ==, cases[i].value);
      frost_onnx_constant_unref (constant);
      onnx__tensor_proto__free_unpacked (proto, NULL);
    }
}

static void
test_typed (void)
{
  Wire *wire = wire_new ();
  FrostOnnxBudget budget = { 1000 };
  Onnx__TensorProto *proto;

  wire_int (wire, 1, 2);
  wire_int (wire, 2, 9); /* bool, in int32_data */
  wire_bytes (wire, 5, "\x00\x05", 2);
  FrostOnnxConstant *constant = unpack (wire, &proto, &budget, NULL);
  g_assert_cmpint (frost_onnx_constant_int (constant, 0), ==, 0);
  g_assert_cmpint (frost_onnx_constant_int (constant, 1), ==, 1);
  frost_onnx_constant_unref (constant);
  onnx__tensor_proto__free_unpacked (proto, NULL);

  wire = wire_new ();
  wire_int (wire, 1, 2);
  wire_int (wire, 2, 7);
  wire_int (wire, 7, -3); /* int64_data, not packed */
  wire_int (wire, 7, 4);
  constant = unpack (wire, &proto, &budget, NULL);
  g_assert_cmpint (frost_onnx_constant_int (constant, 0), ==, -3);
  g_assert_cmpint (frost_onnx_constant_int (constant, 1), ==, 4);
  frost_onnx_constant_unref (constant);
  onnx__tensor_proto__free_unpacked (proto, NULL);
}

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
  frost_onnx_constant_unref (first);
  /* What is freed is not given back: the budget bounds the work too. */
  g_assert_null (
      frost_onnx_constant_new (FROST_ONNX_FLOAT, &dim, 1, &budget, &data, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY);
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
  g_test_add_func ("/onnx-constant/raw", test_raw);
  g_test_add_func ("/onnx-constant/types", test_types);
  g_test_add_func ("/onnx-constant/typed", test_typed);
  g_test_add_func ("/onnx-constant/budget", test_budget);
  g_test_add_func ("/onnx-constant/count", test_count);
  return g_test_run ();
}
