/* The bytes of an ONNX file, from the pre-scan to the model. */
#include "engine/formats/onnx.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = frost_onnx_load_bytes (bytes, "fuzz", &error);

  g_assert_true ((model == NULL) == (error != NULL));
  return 0;
}
