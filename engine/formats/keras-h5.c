#include "engine/formats/keras-h5.h"

#include "engine/core/error.h"
#include "engine/formats/h5-file.h"
#include "engine/formats/json-reader.h"
#include "engine/formats/keras-build.h"
#include "engine/formats/onnx-names.h"

#include <string.h>

#define BASE_MEMORY (INT64_C (64) << 20)
#define MAX_ARRAYS 65536

/* The datasets of one layer of the outermost model. */
typedef struct
{
  GArray *arrays;    /* of FrostKerasArray */
  GHashTable *first; /* FrostKerasLayer → index into order of its first weight + 1 */
  int *order;        /* by weight, layer after layer: index of its array */
} Group;

typedef struct
{
  FrostH5File *file;
  const char *top;    /* path of the layers' groups, "model_weights" or "" */
  GHashTable *groups; /* FrostKerasLayer → Group */
} Store;

static void
array_clear (FrostKerasArray *array)
{
  g_free (array->name);
}

static void
group_free (Group *group)
{
  g_array_unref (group->arrays);
  g_hash_table_unref (group->first);
  g_free (group->order);
  g_free (group);
}

static void
store_clear (Store *store)
{
  g_clear_pointer (&store->file, frost_h5_file_free);
  g_clear_pointer (&store->groups, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Store, store_clear)

/* All layers with weights below a layer, in the order of the file. */
static void
collect_layers (FrostKerasLayer *layer, GPtrArray *layers)
{
  if (layer->n_weights > 0)
    g_ptr_array_add (layers, layer);
  for (guint i = 0; layer->is_model && i < layer->layers->len; i++)
    collect_layers (g_ptr_array_index (layer->layers, i), layers);
}

static gboolean
holds_unknown (const FrostKerasLayer *layer)
{
  gboolean unknown = !layer->is_model && layer->kind == NULL
                     && !g_str_equal (layer->class_name, "InputLayer");

  for (guint i = 0; layer->is_model && !unknown && i < layer->layers->len; i++)
    unknown = holds_unknown (g_ptr_array_index (layer->layers, i));
  return unknown;
}

/* FALSE when a weight has no name, or one that another has too. */
static gboolean
match_names (const GPtrArray *layers, Group *group, int n)
{
  g_autoptr (FrostKerasNames) names = frost_keras_names_new ();
  g_autofree gboolean *used = g_new0 (gboolean, group->arrays->len + 1);
  g_autofree int *order = g_new0 (int, n + 1);
  int place = 0;

  for (guint i = 0; i < group->arrays->len; i++)
    frost_keras_names_add (names, g_array_index (group->arrays, FrostKerasArray, i).name,
                           (int) i);
  for (guint i = 0; i < layers->len; i++)
    {
      const FrostKerasLayer *layer = g_ptr_array_index (layers, i);

      for (int w = 0; w < layer->n_weights; w++)
        {
          int index = frost_keras_names_find (names, layer, w);

          if (index < 0 || used[index])
            return FALSE;
          used[index] = TRUE;
          order[place++] = index;
        }
    }
  group->order = g_steal_pointer (&order);
  return TRUE;
}

/* Keras stores what is trainable first, through all layers, then the rest: of a layer that is
 * frozen that is everything. */
static gboolean
match_order (const GPtrArray *layers, Group *group, int n)
{
  int total = 0, next = 0;

  for (guint i = 0; i < layers->len; i++)
    total += ((FrostKerasLayer *) g_ptr_array_index (layers, i))->n_weights;
  if (total != n)
    return FALSE;
  group->order = g_new0 (int, n + 1);
  for (int frozen = FALSE; frozen <= TRUE; frozen++)
    {
      int place = 0;

      for (guint i = 0; i < layers->len; i++)
        {
          const FrostKerasLayer *layer = g_ptr_array_index (layers, i);

          for (int w = 0; w < layer->n_weights; w++, place++)
            if ((layer->trainable && layer->weights[w].trainable) == !frozen)
              group->order[place] = next++;
        }
    }
  return TRUE;
}

static gboolean
read_arrays (const Store *store, const FrostKerasLayer *layer, GArray *arrays,
             GError **error)
{
  g_autofree char *path = g_strconcat (store->top, "/", layer->name, NULL);
  g_auto (GStrv) names = frost_h5_file_texts (store->file, path, "weight_names");

  if (names == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "the file has no weights for it");
      return FALSE;
    }
  for (int i = 0; names[i] != NULL; i++)
    {
      g_autofree char *place = g_strconcat (path, "/", names[i], NULL);
      FrostKerasArray array = { .name = names[i] };

      if (i >= MAX_ARRAYS || !frost_onnx_name_check (names[i], NULL)
          || !frost_h5_file_shape (store->file, place, &array.shape))
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "the file lists a weight %d of it that is no dataset of numbers",
                       i);
          return FALSE;
        }
      array.name = g_steal_pointer (&place);
      g_array_append_val (arrays, array);
    }
  return TRUE;
}

static Group *
read_group (Store *store, FrostKerasLayer *layer, GError **error)
{
  g_autoptr (GPtrArray) layers = g_ptr_array_new ();
  Group *group = g_new0 (Group, 1);
  int place = 0;

  group->arrays = g_array_new (FALSE, FALSE, sizeof (FrostKerasArray));
  g_array_set_clear_func (group->arrays, (GDestroyNotify) array_clear);
  group->first = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (store->groups, layer, group);
  if (!read_arrays (store, layer, group->arrays, error))
    return NULL;
  collect_layers (layer, layers);
  for (guint i = 0; i < layers->len; i++)
    {
      const FrostKerasLayer *inner = g_ptr_array_index (layers, i);

      g_hash_table_insert (group->first, (gpointer) inner, GINT_TO_POINTER (place + 1));
      place += inner->n_weights;
    }
  /* A layer that is not known has weights that nobody asks for. */
  if ((place == (int) group->arrays->len || holds_unknown (layer))
      && (match_names (layers, group, place)
          || match_order (layers, group, (int) group->arrays->len)))
    return group;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "the file has %u weights for \"%s\", which needs %d", group->arrays->len,
               layer->path, place);
  return NULL;
}

static const FrostKerasArray *
find_array (gpointer data, const FrostKerasLayer *layer, int weight, GError **error)
{
  Store *store = data;
  const FrostKerasLayer *top = layer;

  /* Below the outermost model. */
  while (top->model->model != NULL)
    top = top->model;
  Group *group = g_hash_table_lookup (store->groups, top);
  if (group == NULL)
    group = read_group (store, (FrostKerasLayer *) top, error);
  if (group == NULL)
    {
      g_hash_table_remove (store->groups, top);
      return NULL;
    }
  int first = GPOINTER_TO_INT (g_hash_table_lookup (group->first, layer)) - 1;
  return &g_array_index (group->arrays, FrostKerasArray, group->order[first + weight]);
}

static gboolean
read_array (gpointer data, const FrostKerasArray *array, float *numbers, GError **error)
{
  const Store *store = data;

  return frost_h5_file_read (store->file, array->name, numbers, error);
}

/* Says what a file without a model is, if that can be told. */
static void
refuse (const FrostH5File *file, GError **error)
{
  gboolean weights = frost_h5_file_has (file, "layers")
                     || frost_h5_file_has (file, "_layer_checkpoint_dependencies");
  g_auto (GStrv) names = frost_h5_file_texts (file, "", "layer_names");

  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               weights || names != NULL
                   ? "holds the weights of a Keras model without its layers: save the "
                     "whole model with model.save, not save_weights"
                   : "is an HDF5 file but not a Keras model: it has no \"model_config\"");
}

FrostModel *
frost_keras_h5_load (GBytes *bytes, const char *name, GError **error)
{
  int64_t memory = 2 * (int64_t) g_bytes_get_size (bytes) + BASE_MEMORY;
  g_auto (Store) store = { .file = frost_h5_file_new (bytes, memory, error) };

  if (store.file == NULL)
    return NULL;
  g_autofree char *config = frost_h5_file_text (store.file, "", "model_config");
  if (config == NULL)
    {
      refuse (store.file, error);
      return NULL;
    }
  g_autoptr (json_t) json =
      frost_json_read (config, strlen (config), FROST_KERAS_JSON_DEPTH, memory, error);
  if (json == NULL)
    {
      g_prefix_error_literal (error, "its \"model_config\" ");
      return NULL;
    }
  g_autoptr (FrostKerasLayer) root = frost_keras_topology_read (json, error);
  if (root == NULL)
    return NULL;

  g_autofree char *version = frost_h5_file_text (store.file, "", "keras_version");
  store.top = frost_h5_file_has (store.file, "model_weights") ? "model_weights" : "";
  store.groups = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) group_free);
  const FrostKerasWeights weights = { &store, find_array, read_array };
  return frost_keras_build (root, &weights,
                            version != NULL && g_str_has_prefix (version, "3."), name,
                            memory, error);
}
