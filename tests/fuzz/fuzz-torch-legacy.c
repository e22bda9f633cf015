/* PyTorch's old container, the magic number and protocol given where the first byte is even. */
#include "tests/fuzz/fuzz-tensor-file.h"

#include <glib.h>
#include <string.h>

#define HEAD "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03."

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  size_t head = sizeof HEAD - 1;

  if (size == 0)
    return 0;
  if (data[0] % 2 == 1)
    head = 0;
  g_autofree uint8_t *file = g_malloc (head + size);
  memcpy (file, HEAD, head);
  memcpy (file + head, data + 1, size - 1);
  fuzz_tensor_file (file, head + size - 1);
  return 0;
}
