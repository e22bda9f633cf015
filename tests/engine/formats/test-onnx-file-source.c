/* Numbers that stay in the file: every field and type, and what does not fit together. */
#include "engine/core/error.h"
#include "engine/formats/onnx-file-source.h"
#include "engine/formats/onnx-tensor.h"
#include "tests/engine/formats/onnx-writer.h"

#include <string.h>

/* The numbers of a file that is one tensor and has them left out. Takes the wire. */
static gboolean
read_tensor (Wire *wire, double *values, GError **error)
{
  g_autoptr (GBytes) bytes = onnx_bytes (wire);
  const FrostWireInput input = frost_wire_input_bytes (bytes);
  const FrostWireLimits limits = { .depth = 4,
                                   .messages = 100,
                                   .fields = 100000,
                                   .memory = 1 << 20,
                                   .large_in = &onnx__tensor_proto__descriptor,
                                   .large = 0 };
  g_auto (FrostWireSkeleton) skeleton = { 0 };
  FrostOnnxFileSource source;
  FrostOnnxBudget budget = { 1 << 20 };

  g_assert_true (frost_wire_scan (&input, &onnx__tensor_proto__descriptor, &limits,
                                  &skeleton, NULL));
  g_assert_cmpint ((int) skeleton.parts->len, ==, 1);
  Onnx__TensorProto *proto =
      onnx__tensor_proto__unpack (NULL, skeleton.size, skeleton.bytes);
  frost_onnx_file_source_init (&source, &input, &skeleton, NULL);
  FrostOnnxConstant *constant =
      frost_onnx_constant_from_proto (proto, &source.source, &budget, error);
  gboolean ok = constant != NULL;
  for (int i = 0; ok && i < constant->n; i++)
    values[i] = constant->type == FROST_ONNX_FLOAT ? (double) constant->data.f[i]
                : constant->type == FROST_ONNX_DOUBLE
                    ? constant->data.d[i]
                    : (double) frost_onnx_constant_int (constant, i);
  if (ok)
    frost_onnx_constant_unref (constant);
  onnx__tensor_proto__free_unpacked (proto, NULL);
  return ok;
}

/* Two numbers as a field has them; the same test as for numbers inside of the message. */
static void
test_fields (void)
{
  static const struct
  {
    int data_type, field;
    const char *contents;
    gsize size;
    double values[2];
  } cases[] = {
    { 1, 9, "\0\0\xc0\x3f\0\0\0\xc0", 8, { 1.5, -2 } },
    { 1, 4, "\0\0\xc0\x3f\0\0\0\xc0", 8, { 1.5, -2 } },
    { 11, 9, "\0\0\0\0\0\0\xf8\x3f\0\0\0\0\0\0\0\xc0", 16, { 1.5, -2 } },
    { 11, 10, "\0\0\0\0\0\0\xf8\x3f\0\0\0\0\0\0\0\xc0", 16, { 1.5, -2 } },
    { 10, 9, "\0\x3e\0\xc0", 4, { 1.5, -2 } },
    { 10, 5, "\x80\x7c\x80\x80\x03", 5, { 1.5, -2 } },
    { 16, 9, "\xc0\x3f\0\xc0", 4, { 1.5, -2 } },
    { 16, 5, "\xc0\x7f\x80\x80\x03", 5, { 1.5, -2 } },
    { 6, 9, "\5\0\0\0\xff\xff\xff\xff", 8, { 5, -1 } },
    { 6, 5, "\5\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, { 5, -1 } },
    { 7, 9, "\5\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 16, { 5, -1 } },
    { 7, 7, "\5\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, { 5, -1 } },
    { 12, 9, "\5\0\0\0\xff\xff\xff\xff", 8, { 5, 4294967295.0 } },
    { 12, 11, "\5\xff\xff\xff\xff\x0f", 6, { 5, 4294967295.0 } },
    { 2, 9, "\5\xff", 2, { 5, 255 } },
    { 2, 5, "\5\xff\x01", 3, { 5, 255 } },
    { 3, 5, "\5\xff\x01", 3, { 5, -1 } },
    { 4, 5, "\5\xff\xff\x03", 4, { 5, 65535 } },
    { 5, 9, "\5\0\xff\xff", 4, { 5, -1 } },
    { 9, 9, "\0\7", 2, { 0, 1 } },
    { 9, 5, "\0\x80\x02", 3, { 0, 1 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      Wire *wire = wire_new ();
      double values[2] = { 0 };

      wire_int (wire, 1, 2);
      wire_int (wire, 2, cases[i].data_type);
      wire_bytes (wire, cases[i].field, cases[i].contents, cases[i].size);
      g_assert_true (read_tensor (wire, values, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat (values[0], ==, cases[i].values[0]);
      g_assert_cmpfloat (values[1], ==, cases[i].values[1]);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    int data_type, field;
    gsize size;
    const char *text;
  } cases[] = {
    { 1, 9, 12, "has 12 bytes of data, its shape needs 8" },
    { 1, 4, 4, "has 4 bytes of data, its shape needs 8" },
    { 7, 7, 3, "has 24 bytes of data, its shape needs 16" },
    { 1, 10, 8, "field for another type" }, /* float in double_data */
    { 6, 7, 2, "field for another type" },  /* int32 in int64_data */
  };
  static const guint8 zeros[16] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      Wire *wire = wire_new ();
      double values[2];

      wire_int (wire, 1, 2);
      wire_int (wire, 2, cases[i].data_type);
      wire_bytes (wire, cases[i].field, zeros, cases[i].size);
      g_assert_false (read_tensor (wire, values, &error));
      g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
      if (strstr (error->message, cases[i].text) == NULL)
        g_error ("\"%s\" has no \"%s\"", error->message, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-file-source/fields", test_fields);
  g_test_add_func ("/onnx-file-source/refused", test_refused);
  return g_test_run ();
}
