/* model.json of TensorFlow.js, beside shards "a" of 256 and "b" of 4096 bytes. */
#include "engine/formats/keras-tfjs.h"
#include "tests/fuzz/fuzz-folder.h"

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  static const uint8_t zeros[4096];

  fuzz_folder_write ("a", zeros, 256);
  fuzz_folder_write ("b", zeros, 4096);
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (FrostModelFolder) folder = frost_model_folder_new (fuzz_folder ());

  fuzz_folder_write ("model.json", data, size);
  FrostModel *model = frost_keras_tfjs_load (folder, "model.json", "fuzz", NULL);
  g_clear_pointer (&model, frost_model_free);
  return 0;
}
