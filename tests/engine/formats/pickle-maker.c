#include "tests/engine/formats/pickle-maker.h"

#include <string.h>

GByteArray *
pickle_of_bytes (const char *bytes, gsize size)
{
  GByteArray *pickle = g_byte_array_new ();

  pickle_put_bytes (pickle, bytes, size);
  return pickle;
}

GByteArray *
pickle_new (void)
{
  return PICKLE_BYTES ("\x80\x02");
}

void
pickle_put_bytes (GByteArray *to, const void *bytes, gsize size)
{
  if (size > 0)
    g_byte_array_append (to, bytes, (guint) size);
}

void
pickle_put (GByteArray *to, const char *opcodes)
{
  pickle_put_bytes (to, opcodes, strlen (opcodes));
}

void
pickle_put_byte (GByteArray *to, int byte)
{
  guint8 value = (guint8) byte;

  pickle_put_bytes (to, &value, 1);
}

void
pickle_put_argument (GByteArray *to, char opcode, int byte)
{
  pickle_put_byte (to, opcode);
  pickle_put_byte (to, byte);
}

static void
put_number (GByteArray *to, uint64_t number, int width)
{
  for (int i = 0; i < width; i++)
    pickle_put_byte (to, (int) (number >> 8 * i & 0xff));
}

void
pickle_put_text (GByteArray *to, const char *text)
{
  pickle_put (to, "X");
  put_number (to, strlen (text), 4);
  pickle_put (to, text);
}

void
pickle_put_integer (GByteArray *to, int64_t number)
{
  pickle_put_byte (to, 0x8a); /* LONG1 */
  pickle_put_byte (to, 8);
  put_number (to, (uint64_t) number, 8);
}

void
pickle_put_global (GByteArray *to, const char *module, const char *name)
{
  pickle_put (to, "c");
  pickle_put (to, module);
  pickle_put (to, "\n");
  pickle_put (to, name);
  pickle_put (to, "\n");
}

void
pickle_put_storage (GByteArray *to, const char *type, const char *key, int64_t n)
{
  pickle_put (to, "(");
  pickle_put_text (to, "storage");
  pickle_put_global (to, "torch", type);
  pickle_put_text (to, key);
  pickle_put_text (to, "cpu");
  pickle_put_integer (to, n);
  pickle_put (to, "tQ");
}

static void
put_integers (GByteArray *to, const int64_t *numbers)
{
  pickle_put (to, "(");
  for (; *numbers != -1; numbers++)
    pickle_put_integer (to, *numbers);
  pickle_put (to, "t");
}

void
pickle_put_tensor (GByteArray *to, const char *type, const char *key, int64_t n,
                   int64_t offset, const int64_t *dims, const int64_t *strides)
{
  pickle_put_global (to, "torch._utils", "_rebuild_tensor_v2");
  pickle_put (to, "(");
  pickle_put_storage (to, type, key, n);
  pickle_put_integer (to, offset);
  put_integers (to, dims);
  put_integers (to, strides);
  pickle_put (to, "NNtR");
}

void
pickle_put_vector (GByteArray *to, const char *key, int64_t n)
{
  pickle_put_tensor (to, "FloatStorage", key, n, 0, (int64_t[]){ n, -1 },
                     (int64_t[]){ 1, -1 });
}
