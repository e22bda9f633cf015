/* The tool of weights-oracle.py.
 *
 *   weights-exchange save MODEL.onnx FILE float|half   writes the weights as FILE's ending says
 *   weights-exchange dump FILE NUMBERS                 all numbers of FILE as raw float32 to NUMBERS,
 *                                                      and a line "name type dimensions" a tensor
 */
#include "engine/formats/onnx.h"
#include "engine/formats/safetensors-write.h"
#include "engine/formats/tensor-file.h"
#include "engine/formats/torch-write.h"

#include <stdio.h>
#include <string.h>

static gboolean
save (const char *model_path, const char *path, const char *precision, GError **error)
{
  g_autoptr (FrostModel) model = frost_onnx_load (model_path, error);
  gboolean half = strcmp (precision, "half") == 0;

  if (model == NULL)
    return FALSE;
  if (g_str_has_suffix (path, ".safetensors"))
    return frost_safetensors_save (model, path, half, error);
  return frost_torch_save (model, path, half, error);
}

static gboolean
dump (const char *path, const char *numbers_path, GError **error)
{
  g_autoptr (FrostTensorFile) file = frost_tensor_file_open (path, error);
  gboolean done = file != NULL;
  FILE *output = fopen (numbers_path, "wb");

  for (int i = 0; done && i < frost_tensor_file_get_n_tensors (file); i++)
    {
      const FrostStoredTensor *tensor = frost_tensor_file_peek (file, i);
      g_autofree float *numbers = g_new (float, tensor->n + 1);
      g_autofree char *text = frost_stored_tensor_describe (tensor);

      done = frost_tensor_file_read (file, tensor, numbers, error);
      if (done)
        {
          fwrite (numbers, sizeof *numbers, (size_t) tensor->n, output);
          printf ("%s %s\n", tensor->name, text);
        }
    }
  fclose (output);
  return done;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (argc == 5 && strcmp (argv[1], "save") == 0)
    done = save (argv[2], argv[3], argv[4], &error);
  else if (argc == 4 && strcmp (argv[1], "dump") == 0)
    done = dump (argv[2], argv[3], &error);
  else
    return 2;
  if (!done)
    fprintf (stderr, "weights-exchange: %s\n", error->message);
  return done ? 0 : 1;
}
