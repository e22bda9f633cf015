/* Tensors of a file: types, sizes, raw and typed data, and numbers that come from a source. */
#include "engine/core/error.h"
#include "engine/formats/onnx-tensor.h"
#include "tests/engine/formats/onnx-writer.h"

#include <string.h>

/* Takes the wire. The tensor must outlive the constant. */
static FrostOnnxConstant *
unpack (Wire *wire, Onnx__TensorProto **proto, FrostOnnxBudget *budget, GError **error)
{
  *proto = onnx__tensor_proto__unpack (NULL, wire->len, wire->data);
  g_byte_array_unref (wire);
  return frost_onnx_constant_from_proto (*proto, NULL, budget, error);
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
  /* It lies where the message has it. */
  g_assert_null (constant->owned);
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
    { 10, 2, FROST_ONNX_FLOAT, "\0\x3e", 1.5 }, /* half: exponent 15 + 0, fraction 1/2 */
    { 16, 2, FROST_ONNX_FLOAT, "\xc0\xbf",
      -1.5 }, /* bfloat16: the upper half of a float */
    { 2, 1, FROST_ONNX_INT32, "\xfe", 254 },
    { 3, 1, FROST_ONNX_INT32, "\xfe", -2 },
    { 4, 2, FROST_ONNX_INT32, "\xfe\xff", 65534 },
    { 5, 2, FROST_ONNX_INT32, "\xfe\xff", -2 },
    { 12, 4, FROST_ONNX_INT64, "\xfe\xff\xff\xff", 4294967294.0 },
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

/* Field numbers of TensorProto: 4 float_data, 5 int32_data, 7 int64_data, 10 double_data,
 * 11 uint64_data. */
static void
test_typed (void)
{
  static const struct
  {
    int data_type, field;
    int64_t numbers[2];
    double values[2];
  } cases[] = {
    { 9, 5, { 0, 5 }, { 0, 1 } },
    { 6, 5, { -7, 7 }, { -7, 7 } },
    { 7, 7, { -3, 4 }, { -3, 4 } },
    { 12, 11, { 0, 4294967295 }, { 0, 4294967295.0 } },
    { 2, 5, { 255, 1 }, { 255, 1 } },
    { 3, 5, { -128, 127 }, { -128, 127 } },
    { 4, 5, { 65535, 1 }, { 65535, 1 } },
    { 5, 5, { -2, 2 }, { -2, 2 } },
    { 10, 5, { 0x3e00, 0xfbff }, { 1.5, -65504 } },
    { 16, 5, { 0x3fc0, 0xbfc0 }, { 1.5, -1.5 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Wire *wire = wire_new ();
      FrostOnnxBudget budget = { 1000 };
      Onnx__TensorProto *proto;

      wire_int (wire, 1, 2);
      wire_int (wire, 2, cases[i].data_type);
      wire_int (wire, cases[i].field, cases[i].numbers[0]);
      wire_int (wire, cases[i].field, cases[i].numbers[1]);
      FrostOnnxConstant *constant = unpack (wire, &proto, &budget, NULL);
      g_assert_nonnull (constant);
      for (int k = 0; k < 2; k++)
        g_assert_cmpfloat (constant->type == FROST_ONNX_FLOAT
                               ? (double) constant->data.f[k]
                               : (double) frost_onnx_constant_int (constant, k),
                           ==, cases[i].values[k]);
      frost_onnx_constant_unref (constant);
      onnx__tensor_proto__free_unpacked (proto, NULL);
    }
}

static void
refuse (Wire *wire, int code, const char *text)
{
  FrostOnnxBudget budget = { 1 << 20 };
  g_autoptr (GError) error = NULL;
  Onnx__TensorProto *proto;

  g_assert_null (unpack (wire, &proto, &budget, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, text);
  onnx__tensor_proto__free_unpacked (proto, NULL);
}

static void
test_refused (void)
{
  int64_t two = 2, many[9] = { 1, 1, 1, 1, 1, 1, 1, 1, 1 };

  /* 8 text, 13 uint64, 14 complex, and numbers that are no type. */
  for (int type = 13; type <= 15; type++)
    refuse (onnx_tensor ("t", type, &two, 1, "", 0), FROST_ENGINE_ERROR_UNSUPPORTED,
            "has data type 1");
  refuse (onnx_tensor ("t", 8, &two, 1, "", 0), FROST_ENGINE_ERROR_UNSUPPORTED,
          "has data type 8");
  refuse (onnx_tensor ("t", 0, &two, 1, "", 0), FROST_ENGINE_ERROR_UNSUPPORTED,
          "has data type 0");
  refuse (onnx_tensor ("t", 10, &two, 1, "\0\0\0\0\0\0\0\0", 8),
          FROST_ENGINE_ERROR_CORRUPT, "has 8 bytes of data, its shape needs 4");
  refuse (onnx_tensor ("t", 1, many, 9, "\0\0\0\0", 4), FROST_ENGINE_ERROR_UNSUPPORTED,
          "has 9 dimensions");

  Wire *wire = wire_new (), *entry = wire_new ();
  wire_int (wire, 1, 2);
  wire_int (wire, 2, 1);
  wire_text (entry, 1, "location");
  wire_text (entry, 2, "weights.bin");
  wire_message (wire, 13, entry);
  wire_int (wire, 14, 1);
  refuse (wire, FROST_ENGINE_ERROR_UNSUPPORTED, "another file (\"weights.bin\")");
}

typedef struct
{
  int n_reads;
  gboolean fails;
} Counting;

static gboolean
counting_has (gpointer data, const Onnx__TensorProto *initializer)
{
  return g_str_equal (initializer->name, "known");
}

/* Halves that count to 2047 and start again: all of them exact. */
static gboolean
counting_read (gpointer data, const Onnx__TensorProto *initializer, void *bytes,
               size_t size, GError **error)
{
  Counting *counting = data;

  counting->n_reads++;
  if (counting->fails)
    {
      g_set_error_literal (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO, "has gone");
      return FALSE;
    }
  for (size_t k = 0; k < size / 2; k++)
    {
      size_t i = k % 2048;
      int exponent = g_bit_storage (i) - 1;
      guint16 half =
          i == 0 ? 0
                 : (guint16) ((exponent + 15) << 10 | ((i << (10 - exponent)) & 1023));
      memcpy ((guint16 *) bytes + k, &half, sizeof half);
    }
  return TRUE;
}

static Onnx__TensorProto *
without_numbers (const char *name, int data_type, int64_t rows, int64_t columns)
{
  Wire *wire = wire_new ();

  wire_int (wire, 1, rows);
  wire_int (wire, 1, columns);
  wire_int (wire, 2, data_type);
  wire_text (wire, 8, name);
  Onnx__TensorProto *proto = onnx__tensor_proto__unpack (NULL, wire->len, wire->data);
  g_byte_array_unref (wire);
  return proto;
}

static void
test_source (void)
{
  Counting counting = { 0 };
  const FrostOnnxSource source = { .data = &counting,
                                   .has = counting_has,
                                   .read = counting_read };
  FrostOnnxBudget budget = { 1 << 20 };
  g_autoptr (GError) error = NULL;
  Onnx__TensorProto *large = without_numbers ("known", 10, 16, 2000);
  Onnx__TensorProto *small = without_numbers ("known", 10, 2, 3);
  Onnx__TensorProto *foreign = without_numbers ("foreign", 10, 2, 3);

  /* A small one is read at once. */
  FrostOnnxConstant *x = frost_onnx_constant_from_proto (small, &source, &budget, &error);
  g_assert_no_error (error);
  g_assert_cmpint (counting.n_reads, ==, 1);
  g_assert_cmpfloat (x->data.f[5], ==, 5);
  frost_onnx_constant_unref (x);

  /* A large one when it is wanted, and again after it was let go; a view reads its own. */
  x = frost_onnx_constant_from_proto (large, &source, &budget, &error);
  g_assert_no_error (error);
  g_assert_cmpint (counting.n_reads, ==, 1);
  g_assert_null (x->data.any);
  int64_t left = budget.left;
  g_assert_true (frost_onnx_constant_ensure (x, NULL));
  g_assert_true (frost_onnx_constant_ensure (x, NULL));
  g_assert_cmpint (counting.n_reads, ==, 2);
  g_assert_cmpfloat (x->data.f[2047], ==, 2047);
  g_assert_cmpint (budget.left, ==, left - 4 * 32000);
  FrostOnnxConstant *view =
      frost_onnx_constant_reshape (x, (int64_t[]){ 32000 }, 1, NULL);
  frost_onnx_constant_release (x);
  g_assert_null (x->data.any);
  g_assert_true (frost_onnx_constant_ensure (view, NULL));
  g_assert_cmpfloat (view->data.f[2000], ==, 2000);
  g_assert_cmpint (counting.n_reads, ==, 3);

  counting.fails = TRUE;
  g_assert_false (frost_onnx_constant_ensure (x, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_assert_cmpstr (error->message, ==, "initializer \"known\" has gone");
  g_clear_error (&error);
  g_assert_null (x->data.any);
  frost_onnx_constant_unref (x);
  frost_onnx_constant_unref (view);
  g_assert_cmpint (budget.left, ==, 1 << 20);

  /* Without numbers anywhere it is a damaged one. */
  g_assert_null (frost_onnx_constant_from_proto (foreign, &source, &budget, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
  onnx__tensor_proto__free_unpacked (large, NULL);
  onnx__tensor_proto__free_unpacked (small, NULL);
  onnx__tensor_proto__free_unpacked (foreign, NULL);
}

static gboolean
has_pieces (gpointer data, const Onnx__TensorProto *initializer)
{
  return TRUE;
}

/* Halves: element i is i % 2048, like counting_read. */
static gboolean
read_piece (gpointer data, const Onnx__TensorProto *initializer, size_t whole,
            size_t offset, void *bytes, size_t size, GError **error)
{
  g_autofree guint16 *all = g_malloc (whole);

  g_assert_cmpuint (whole, ==, 2 * 16 * 2000);
  if (!counting_read (data, initializer, all, whole, error))
    return FALSE;
  memcpy (bytes, (guint8 *) all + offset, size);
  return TRUE;
}

static void
test_pieces (void)
{
  Counting counting = { 0 };
  FrostOnnxSource source = { &counting, counting_has, counting_read, has_pieces,
                             read_piece };
  FrostOnnxBudget budget = { 1 << 20 };
  g_autoptr (GError) error = NULL;
  Onnx__TensorProto *large = without_numbers ("known", 10, 16, 2000);
  FrostOnnxConstant *x = frost_onnx_constant_from_proto (large, &source, &budget, NULL);
  float numbers[300];

  /* The rest is not read. */
  g_assert_true (frost_onnx_constant_read (x, 1900, 300, numbers, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (numbers[0], ==, 1900);
  g_assert_cmpfloat (numbers[299], ==, 2199 - 2048);
  g_assert_null (x->data.any);

  counting.fails = TRUE;
  g_assert_false (frost_onnx_constant_read (x, 0, 1, numbers, &error));
  g_assert_cmpstr (error->message, ==, "initializer \"known\" has gone");
  counting.fails = FALSE;

  /* A source without pieces, or numbers that are there already. */
  source.has_pieces = NULL;
  g_assert_true (frost_onnx_constant_read (x, 5, 2, numbers, NULL));
  g_assert_cmpfloat (numbers[1], ==, 6);
  g_assert_nonnull (x->data.any);
  source.has_pieces = has_pieces;
  g_assert_true (frost_onnx_constant_read (x, 7, 1, numbers, NULL));
  g_assert_cmpfloat (numbers[0], ==, 7);
  frost_onnx_constant_unref (x);
  onnx__tensor_proto__free_unpacked (large, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-tensor/raw", test_raw);
  g_test_add_func ("/onnx-tensor/types", test_types);
  g_test_add_func ("/onnx-tensor/typed", test_typed);
  g_test_add_func ("/onnx-tensor/refused", test_refused);
  g_test_add_func ("/onnx-tensor/source", test_source);
  g_test_add_func ("/onnx-tensor/pieces", test_pieces);
  return g_test_run ();
}
