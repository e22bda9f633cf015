/* Tensors stand in the order in which other writers put them, wide types first and then by name:
 * so each begins at a multiple of its width, the header being filled up to eight bytes. */
#include "engine/formats/safetensors-write.h"

#include "engine/core/error.h"
#include "engine/formats/replace-file.h"
#include "engine/formats/stored-number.h"
#include "engine/formats/weight-list.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const FrostWeightList *list = data;
  const FrostStoredTensor *x = frost_weight_list_peek (list, *(const int *) a);
  const FrostStoredTensor *y = frost_weight_list_peek (list, *(const int *) b);
  int x_width = frost_stored_type_width (x->type);
  int y_width = frost_stored_type_width (y->type);

  return x_width != y_width ? y_width - x_width : strcmp (x->name, y->name);
}

static json_t *
describe (const FrostStoredTensor *stored, int64_t *position)
{
  json_t *shape = json_array ();
  int64_t begin = *position;

  for (int i = 0; i < stored->rank; i++)
    json_array_append_new (shape, json_integer (stored->dim[i]));
  *position += stored->n * frost_stored_type_width (stored->type);
  return json_pack ("{s:s, s:o, s:[I, I]}", "dtype",
                    frost_stored_type_name (stored->type), "shape", shape, "data_offsets",
                    (json_int_t) begin, (json_int_t) *position);
}

/* The caller frees it with free (). */
static char *
make_header (const FrostModel *model, const FrostWeightList *list, const int *order,
             int n, GError **error)
{
  json_t *header = json_pack ("{s:{s:s}}", "__metadata__", "format", "pt");
  int64_t position = 0;
  gboolean complete = TRUE;

  for (int i = 0; i < n && complete; i++)
    {
      const FrostStoredTensor *stored = frost_weight_list_peek (list, order[i]);

      if (json_object_get (header, stored->name) != NULL)
        {
          json_decref (header);
          g_set_error (
              error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
              "%s: a parameter is called \"%s\", which safetensors keeps for itself",
              model->name, stored->name);
          return NULL;
        }
      complete =
          json_object_set_new (header, stored->name, describe (stored, &position)) == 0;
    }
  char *text = complete ? json_dumps (header, JSON_COMPACT) : NULL;
  json_decref (header);
  if (text == NULL)
    g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                 "%s: there is no memory for the header of its weights", model->name);
  return text;
}

static void
write_header (FrostReplaceFile *file, const char *text)
{
  static const char spaces[8] = "        ";
  size_t size = strlen (text), fill = (8 - size % 8) % 8;
  uint64_t length = GUINT64_TO_LE ((uint64_t) (size + fill));

  frost_replace_file_write (file, &length, sizeof length);
  frost_replace_file_write (file, text, size);
  frost_replace_file_write (file, spaces, fill);
}

gboolean
frost_safetensors_save (const FrostModel *model, const char *path, gboolean half,
                        GError **error)
{
  g_autoptr (FrostWeightList) list = frost_weight_list_new (model, half, error);

  if (list == NULL)
    return FALSE;
  int n = frost_weight_list_get_n (list);
  g_autofree int *order = g_new (int, n + 1);
  for (int i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, n, sizeof *order, compare, list);

  char *header = make_header (model, list, order, n, error);
  if (header == NULL)
    return FALSE;
  g_autoptr (FrostReplaceFile) file = frost_replace_file_begin (path, error);
  if (file != NULL)
    {
      write_header (file, header);
      for (int i = 0; i < n; i++)
        {
          size_t size;
          const void *bytes = frost_weight_list_read (list, order[i], &size);
          frost_replace_file_write (file, bytes, size);
        }
    }
  free (header);
  return file != NULL && frost_replace_file_commit (file, error);
}
