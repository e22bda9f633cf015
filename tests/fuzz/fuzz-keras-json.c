/* config.json of a .keras archive, on the weights of a golden model.
 *
 * The golden models are below FROST_SOURCE_ROOT, or below the folder it is run in.
 */
#include "engine/formats/keras-archive.h"
#include "tests/fuzz/fuzz-folder.h"

#include <string.h>

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  static const char metadata[] = "{\"keras_version\": \"3.8.0\"}";
  const char *root = g_getenv ("FROST_SOURCE_ROOT");
  g_autofree char *path =
      g_build_filename (root != NULL ? root : ".", "tests", "engine", "formats",
                        "keras-golden", "merge-3.keras", NULL);
  FrostRegularFile *file = frost_regular_file_open (path, NULL);
  g_autoptr (FrostModelFolder) archive =
      file == NULL ? NULL : frost_model_folder_new_zip (file, NULL);
  size_t size = 0;
  g_autofree char *weights =
      archive == NULL
          ? NULL
          : frost_model_folder_load (archive, "model.weights.h5", 1 << 20, &size, NULL);

  fuzz_folder_write ("metadata.json", metadata, strlen (metadata));
  fuzz_folder_write ("model.weights.h5", weights, size);
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (FrostModelFolder) folder = frost_model_folder_new (fuzz_folder ());

  fuzz_folder_write ("config.json", data, size);
  FrostModel *model =
      frost_keras_archive_load (folder, (int64_t) size + (64 << 10), "fuzz", NULL);
  g_clear_pointer (&model, frost_model_free);
  return 0;
}
