#include "tests/fuzz/fuzz-tensor-file.h"

#include "engine/formats/tensor-file.h"
#include "tests/engine/formats/memory-file.h"

#include <string.h>

#define LARGE (1 << 18)

void
fuzz_tensor_file (const uint8_t *data, size_t size)
{
  g_autoptr (MemoryFile) memory = memory_file_new (data, size, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostTensorFile) file = frost_tensor_file_open (memory->path, &error);

  g_assert_true ((file == NULL) == (error != NULL));
  if (file == NULL)
    {
      g_assert_null (strchr (error->message, '\n'));
      return;
    }
  for (int i = 0; i < frost_tensor_file_get_n_tensors (file); i++)
    {
      const FrostStoredTensor *tensor = frost_tensor_file_peek (file, i);
      g_assert_true (frost_tensor_file_find (file, tensor->name) == tensor);
      if (tensor->n > LARGE)
        continue;
      /* Exactly as long as it must be, so that a number too many is found. */
      g_autofree float *numbers = g_new (float, tensor->n);
      frost_tensor_file_read (file, tensor, numbers, NULL);
    }
}
