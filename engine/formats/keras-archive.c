#include "engine/formats/keras-archive.h"

#include "engine/core/error.h"
#include "engine/formats/h5-file.h"
#include "engine/formats/json-reader.h"
#include "engine/formats/keras-build.h"
#include "engine/formats/onnx-names.h"

#include <stdlib.h>
#include <string.h>

#define BASE_MEMORY (INT64_C (64) << 20)
#define MAX_JSON (INT64_C (64) << 20)
#define CONFIG "config.json"
#define METADATA "metadata.json"
#define WEIGHTS "model.weights.h5"

typedef struct
{
  FrostH5File *file;
  GHashTable *groups; /* FrostKerasLayer → path of its group, owned */
  GPtrArray *arrays;  /* of FrostKerasArray, all that were found */
} Store;

static void
array_free (FrostKerasArray *array)
{
  g_free (array->name);
  g_free (array);
}

static void
store_clear (Store *store)
{
  g_clear_pointer (&store->file, frost_h5_file_free);
  g_clear_pointer (&store->groups, g_hash_table_unref);
  g_clear_pointer (&store->arrays, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Store, store_clear)

/* "DepthwiseConv2D" → "depthwise_conv2d", "PReLU" → "p_re_lu": an underscore before a capital that
 * a small letter follows or precedes (keras/src/utils/naming.py, to_snake_case). */
static char *
snake_case (const char *class_name)
{
  GString *name = g_string_new (NULL);

  for (const char *c = class_name; *c != '\0'; c++)
    {
      if (!g_ascii_isalnum (*c) && *c != '_')
        continue;
      if (c > class_name && g_ascii_isupper (*c)
          && (g_ascii_islower (c[1]) || g_ascii_islower (c[-1])) && c[-1] != '_')
        g_string_append_c (name, '_');
      g_string_append_c (name, g_ascii_tolower (*c));
    }
  return g_string_free (name, FALSE);
}

typedef struct
{
  const char *name;
  int number; /* of "conv2d_3"; 0 of "conv2d" */
  gboolean has_numbers;
} Member;

static int
compare_members (gconstpointer a, gconstpointer b)
{
  return ((const Member *) a)->number - ((const Member *) b)->number;
}

/* Whether a layer's group holds a weight, or a model's a group of layers. */
static gboolean
has_numbers (const Store *store, const char *group)
{
  g_autofree char *first = g_strconcat (group, "/vars/0", NULL);
  g_autofree char *layers = g_strconcat (group, "/layers", NULL);
  g_autofree char *old = g_strconcat (group, "/_layer_checkpoint_dependencies", NULL);

  return frost_h5_file_has (store->file, first) || frost_h5_file_has (store->file, layers)
         || frost_h5_file_has (store->file, old);
}

/* Members called as the class, "conv2d" and "conv2d_3", by number. */
static GArray *
find_members (const Store *store, const char *group, char **names, const char *class_name)
{
  GArray *members = g_array_new (FALSE, FALSE, sizeof (Member));
  size_t length = strlen (class_name);

  for (char **name = names; *name != NULL; name++)
    {
      const char *rest = *name + length;

      if (strncmp (*name, class_name, length) != 0)
        continue;
      if (*rest == '\0'
          || (*rest == '_' && strlen (rest) <= 8 && rest[1] != '\0'
              && strspn (rest + 1, "0123456789") == strlen (rest + 1)))
        {
          g_autofree char *path = g_strconcat (group, "/", *name, NULL);
          Member member = { *name, *rest == '\0' ? 0 : atoi (rest + 1),
                            has_numbers (store, path) };
          g_array_append_val (members, member);
        }
    }
  g_array_sort (members, compare_members);
  return members;
}

static gboolean
holds_weights (const FrostKerasLayer *layer)
{
  gboolean holds = layer->n_weights > 0;

  for (guint i = 0; layer->is_model && !holds && i < layer->layers->len; i++)
    holds = holds_weights (g_ptr_array_index (layer->layers, i));
  return holds;
}

/* The group of each layer of a class with weights: the file has as many, in the same order. When it
 * has groups of those without weights too, they count. */
static void
assign_class (Store *store, const char *group, const GPtrArray *layers, char **names,
              const char *class_name)
{
  g_autofree char *snake = snake_case (class_name);
  g_autoptr (GArray) members = find_members (store, group, names, snake);
  guint n_layers = 0, place = 0;

  for (guint i = 0; i < layers->len; i++)
    n_layers += g_str_equal (
        ((FrostKerasLayer *) g_ptr_array_index (layers, i))->class_name, class_name);
  gboolean all = members->len == n_layers;
  for (guint i = 0; i < layers->len; i++)
    {
      FrostKerasLayer *layer = g_ptr_array_index (layers, i);

      if (!g_str_equal (layer->class_name, class_name)
          || (!all && !holds_weights (layer)))
        continue;
      while (!all && place < members->len
             && !g_array_index (members, Member, place).has_numbers)
        place++;
      if (place == members->len)
        return;
      g_hash_table_insert (
          store->groups, layer,
          g_strconcat (group, "/", g_array_index (members, Member, place++).name, NULL));
    }
}

/* Finds the groups of all layers of a model, whose own is path; models in it follow. */
static void
assign_groups (Store *store, const FrostKerasLayer *model, const char *path)
{
  g_autofree char *group = g_strconcat (path, "/layers", NULL);
  g_autoptr (GHashTable) done = g_hash_table_new (frost_onnx_name_hash, g_str_equal);

  if (!frost_h5_file_has (store->file, group))
    {
      g_free (group);
      group = g_strconcat (path, "/_layer_checkpoint_dependencies", NULL);
    }
  g_auto (GStrv) names = frost_h5_file_members (store->file, group);
  for (guint i = 0; names != NULL && i < model->layers->len; i++)
    {
      const FrostKerasLayer *layer = g_ptr_array_index (model->layers, i);

      if (holds_weights (layer) && g_hash_table_add (done, (char *) layer->class_name))
        assign_class (store, group, model->layers, names, layer->class_name);
    }
  for (guint i = 0; i < model->layers->len; i++)
    {
      const FrostKerasLayer *layer = g_ptr_array_index (model->layers, i);
      const char *own = g_hash_table_lookup (store->groups, layer);

      if (layer->is_model && own != NULL)
        assign_groups (store, layer, own);
    }
}

static const FrostKerasArray *
find_array (gpointer data, const FrostKerasLayer *layer, int weight, GError **error)
{
  Store *store = data;
  const char *group = g_hash_table_lookup (store->groups, layer);
  FrostKerasArray *array = g_new0 (FrostKerasArray, 1);

  g_ptr_array_add (store->arrays, array);
  array->name = g_strdup_printf ("%s/vars/%d", group == NULL ? "" : group + 1, weight);
  if (group != NULL && frost_h5_file_shape (store->file, array->name, &array->shape))
    return array;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "%s has no weight %d (\"%s\") for it", WEIGHTS, weight,
               layer->weights[weight].role);
  return NULL;
}

static gboolean
read_array (gpointer data, const FrostKerasArray *array, float *numbers, GError **error)
{
  const Store *store = data;

  return frost_h5_file_read (store->file, array->name, numbers, error);
}

static json_t *
read_json (FrostModelFolder *folder, const char *name, GError **error)
{
  size_t size;
  g_autofree char *text = frost_model_folder_load (folder, name, MAX_JSON, &size, error);

  if (text == NULL)
    return NULL;
  json_t *json = frost_json_read (text, size, FROST_KERAS_JSON_DEPTH,
                                  2 * (int64_t) size + BASE_MEMORY, error);
  if (json == NULL)
    g_prefix_error (error, "%s: ", name);
  return json;
}

static FrostH5File *
open_weights (FrostModelFolder *folder, int64_t memory, int64_t *left, GError **error)
{
  size_t size;
  char *data = frost_model_folder_load (folder, WEIGHTS, memory, &size, error);

  if (data == NULL)
    return NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
  *left = memory - (int64_t) size;
  FrostH5File *file = frost_h5_file_new (bytes, *left, error);
  if (file == NULL)
    g_prefix_error (error, "%s ", WEIGHTS);
  return file;
}

FrostModel *
frost_keras_archive_load (FrostModelFolder *folder, int64_t file_size, const char *name,
                          GError **error)
{
  g_auto (Store) store = { NULL };
  g_autoptr (json_t) config = read_json (folder, CONFIG, error);
  g_autoptr (json_t) metadata =
      config == NULL ? NULL : read_json (folder, METADATA, error);
  int64_t left;

  if (metadata == NULL)
    return NULL;
  g_autoptr (FrostKerasLayer) root = frost_keras_topology_read (config, error);
  if (root == NULL
      || (store.file = open_weights (folder, 2 * file_size + BASE_MEMORY, &left, error))
             == NULL)
    return NULL;
  store.groups = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  store.arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) array_free);
  assign_groups (&store, root, "");

  const char *version = json_string_value (json_object_get (metadata, "keras_version"));
  const FrostKerasWeights weights = { &store, find_array, read_array };
  return frost_keras_build (root, &weights,
                            version != NULL && !g_str_has_prefix (version, "2."), name,
                            left, error);
}
