/* safetensors: the header's length comes from the data's size, so that bytes are not lost on it;
 * the first byte says how much of the input is the header. */
#include "tests/fuzz/fuzz-tensor-file.h"

#include <glib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  /* An odd first byte: the input is the file as it is. */
  if (data[0] % 2 == 1)
    {
      fuzz_tensor_file (data + 1, size - 1);
      return 0;
    }
  guint64 length = (size - 1) * (data[0] / 2) / 127;
  guint64 little = GUINT64_TO_LE (length);
  g_autofree uint8_t *file = g_malloc (size - 1 + sizeof little);

  memcpy (file, &little, sizeof little);
  memcpy (file + sizeof little, data + 1, size - 1);
  fuzz_tensor_file (file, size - 1 + sizeof little);
  return 0;
}
