/* Numbers across the edges of the buffer, ends, and inputs that fail. */
#include "engine/core/error.h"
#include "engine/formats/wire-reader.h"
#include "tests/engine/formats/onnx-writer.h"

#include <string.h>

static FrostWireReader reader;

static void
test_varints (void)
{
  static const guint64 values[] = {
    0, 127, 128, 300, G_MAXUINT32, G_MAXINT64, G_MAXUINT64
  };
  Wire *wire = wire_new ();
  const int turns = 20000; /* several buffers, numbers on every offset of their edges */
  g_autoptr (GError) error = NULL;
  guint64 value;

  for (int i = 0; i < turns; i++)
    for (guint k = 0; k < G_N_ELEMENTS (values); k++)
      wire_varint (wire, values[k]);
  g_autoptr (GBytes) bytes = onnx_bytes (wire);
  const FrostWireInput input = frost_wire_input_bytes (bytes);
  frost_wire_reader_init (&reader, &input, 0, input.size);
  for (int i = 0; i < turns; i++)
    for (guint k = 0; k < G_N_ELEMENTS (values); k++)
      {
        g_assert_true (frost_wire_reader_varint (&reader, &value, &error));
        g_assert_cmpuint (value, ==, values[k]);
      }
  g_assert_cmpint (reader.position, ==, input.size);
  g_assert_false (frost_wire_reader_varint (&reader, &value, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
}

static void
test_bytes (void)
{
  Wire *wire = wire_new ();
  g_autofree guint8 *found = g_malloc (3 * FROST_WIRE_BUFFER);

  for (int i = 0; i < 4 * FROST_WIRE_BUFFER; i++)
    g_byte_array_append (wire, &(guint8){ (guint8) (i % 251) }, 1);
  g_autoptr (GBytes) bytes = onnx_bytes (wire);
  const FrostWireInput input = frost_wire_input_bytes (bytes);
  /* A start in the middle, a step back, and a piece longer than the buffer. */
  frost_wire_reader_init (&reader, &input, 1000, input.size);
  g_assert_true (frost_wire_reader_bytes (&reader, found, 10, NULL));
  g_assert_cmpint (found[9], ==, 1009 % 251);
  reader.position = 5;
  g_assert_true (frost_wire_reader_bytes (&reader, found, 3 * FROST_WIRE_BUFFER, NULL));
  for (int i = 0; i < 3 * FROST_WIRE_BUFFER; i++)
    g_assert_cmpint (found[i], ==, (i + 5) % 251);
}

static gboolean
fail (gpointer data, int64_t position, void *bytes, size_t n, GError **error)
{
  g_set_error_literal (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO, "gone");
  return FALSE;
}

static void
test_failing (void)
{
  const FrostWireInput input = { .size = 100, .read = fail };
  g_autoptr (GError) error = NULL;
  guint64 value;
  guint8 byte;

  frost_wire_reader_init (&reader, &input, 0, 100);
  g_assert_false (frost_wire_reader_varint (&reader, &value, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (frost_wire_reader_bytes (&reader, &byte, 1, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire-reader/varints", test_varints);
  g_test_add_func ("/wire-reader/bytes", test_bytes);
  g_test_add_func ("/wire-reader/failing", test_failing);
  return g_test_run ();
}
