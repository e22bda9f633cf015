/* An .h5 file, through the scan and HDF5's library to a model. */
#include "engine/formats/keras-h5.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  FrostModel *model = frost_keras_h5_load (bytes, "fuzz", NULL);

  g_clear_pointer (&model, frost_model_free);
  return 0;
}
