#include "engine/formats/keras-tfjs.h"

#include "engine/core/error.h"
#include "engine/formats/json-reader.h"
#include "engine/formats/keras-build.h"
#include "engine/formats/onnx-names.h"
#include "engine/formats/stored-number.h"

#include <math.h>
#include <string.h>

#define BASE_MEMORY (INT64_C (64) << 20)
#define MAX_JSON (INT64_C (64) << 20)
#define MAX_METADATA (INT64_C (1) << 20)
#define MAX_ENTRIES 65536
/* Numbers that are converted at once. */
#define BLOCK 16384

typedef struct
{
  int file;
  int64_t start, size; /* place in the bytes of all shards */
} Shard;

typedef struct
{
  FrostKerasArray array;
  int64_t start; /* place in the bytes of all shards */
  gboolean is_u16;
  FrostStoredType type; /* unless it is u16 */
  float scale, least;   /* value * scale + least */
} Weight;

typedef struct
{
  FrostModelFolder *folder;
  GArray *shards;  /* of Shard */
  GArray *weights; /* of Weight */
  FrostKerasNames *names;
  int64_t size; /* of all shards */
} Store;

static void
weight_clear (Weight *weight)
{
  g_free (weight->array.name);
}

static void
store_clear (Store *store)
{
  g_clear_pointer (&store->shards, g_array_unref);
  g_clear_pointer (&store->weights, g_array_unref);
  g_clear_pointer (&store->names, frost_keras_names_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Store, store_clear)

static gboolean
read_shape (const json_t *list, FrostShape *shape, int64_t *n)
{
  *n = 1;
  shape->rank = (int) MIN (json_array_size (list), FROST_SHAPE_MAX_RANK + 1);
  if (!json_is_array (list) || shape->rank > FROST_SHAPE_MAX_RANK)
    return FALSE;
  for (int d = 0; d < shape->rank; d++)
    {
      const json_t *dim = json_array_get (list, (size_t) d);

      shape->dim[d] = json_integer_value (dim);
      if (!json_is_integer (dim) || shape->dim[d] < 0
          || (shape->dim[d] > 0 && *n > G_MAXINT32 / shape->dim[d]))
        return FALSE;
      *n *= shape->dim[d];
    }
  return TRUE;
}

static gboolean
read_type (const char *name, Weight *weight)
{
  static const struct
  {
    const char *name;
    FrostStoredType type;
  } types[] = { { "float32", FROST_STORED_F32 }, { "float16", FROST_STORED_F16 },
                { "int32", FROST_STORED_I32 },   { "int16", FROST_STORED_I16 },
                { "uint8", FROST_STORED_U8 },    { "bool", FROST_STORED_BOOL } };

  weight->is_u16 = g_strcmp0 (name, "uint16") == 0;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (name, types[i].name) == 0)
      {
        weight->type = types[i].type;
        return TRUE;
      }
  return weight->is_u16;
}

static int
width (const Weight *weight)
{
  return weight->is_u16 ? 2 : frost_stored_type_width (weight->type);
}

/* {"min": -2.5, "scale": 0.0123, "dtype": "uint8"}; of float16 there are only types. */
static gboolean
read_quantization (const json_t *json, Weight *weight, GError **error)
{
  const json_t *scale = json_object_get (json, "scale");
  const json_t *least = json_object_get (json, "min");

  if (!read_type (json_string_value (json_object_get (json, "dtype")), weight)
      || (scale != NULL && !json_is_number (scale))
      || (least != NULL && !json_is_number (least)) || (scale == NULL) != (least == NULL))
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "is quantized in a way that is not known");
  if (scale != NULL)
    {
      weight->scale = (float) json_number_value (scale);
      weight->least = (float) json_number_value (least);
    }
  if (!isfinite (weight->scale) || !isfinite (weight->least))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "is quantized without limits");
  return TRUE;
}

static gboolean
read_weight (Store *store, const json_t *json, int64_t *place, GError **error)
{
  const char *name = json_string_value (json_object_get (json, "name"));
  const char *type = json_string_value (json_object_get (json, "dtype"));
  const json_t *quantization = json_object_get (json, "quantization");
  Weight weight = { .start = *place, .scale = 1 };
  int64_t n;

  if (name == NULL || !frost_onnx_name_check (name, NULL))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "\"weightsManifest\" has a weight without a name");
  if (store->weights->len >= MAX_ENTRIES)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "\"weightsManifest\" has more than %d weights", MAX_ENTRIES);
  if (!read_shape (json_object_get (json, "shape"), &weight.array.shape, &n))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "weight \"%s\" has no shape, or one too large", name);
  if (quantization != NULL
          ? !read_quantization (quantization, &weight, error)
          : !read_type (type, &weight)
                && !frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                                      "has data of a type that is no number"))
    {
      g_prefix_error (error, "weight \"%s\" ", name);
      return FALSE;
    }
  /* n is below 2^31 and a group no larger than its file. */
  *place += n * width (&weight);
  weight.array.name = g_strdup (name);
  frost_keras_names_add (store->names, name, (int) store->weights->len);
  g_array_append_val (store->weights, weight);
  return TRUE;
}

static gboolean
read_group (Store *store, const json_t *json, GError **error)
{
  const json_t *paths = json_object_get (json, "paths");
  const json_t *weights = json_object_get (json, "weights");
  int64_t place = store->size;

  if (!json_is_array (paths) || !json_is_array (weights))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "\"weightsManifest\" has a group without paths or weights");
  if (json_array_size (paths) + store->shards->len > MAX_ENTRIES)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "\"weightsManifest\" has more than %d shards", MAX_ENTRIES);
  for (size_t i = 0; i < json_array_size (paths); i++)
    {
      const char *path = json_string_value (json_array_get (paths, i));
      Shard shard = { .start = store->size };

      if (path == NULL)
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "\"weightsManifest\" has a path that is no text");
      shard.file = frost_model_folder_open (store->folder, path, &shard.size, error);
      if (shard.file < 0)
        return FALSE;
      store->size += shard.size;
      g_array_append_val (store->shards, shard);
    }
  for (size_t i = 0; i < json_array_size (weights); i++)
    if (!read_weight (store, json_array_get (weights, i), &place, error))
      return FALSE;
  if (place != store->size)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "the weights of a group take %" G_GINT64_FORMAT
                             " bytes, its shards have %" G_GINT64_FORMAT,
                             place, store->size);
  return TRUE;
}

static const FrostKerasArray *
find_array (gpointer data, const FrostKerasLayer *layer, int weight, GError **error)
{
  const Store *store = data;
  int index = frost_keras_names_find (store->names, layer, weight);

  if (index >= 0)
    return &g_array_index (store->weights, Weight, (guint) index).array;
  frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                    "there is no weight \"%s/%s\", or two of it", layer->name,
                    layer->weights[weight].role);
  return NULL;
}

/* n bytes at a place in the bytes of all shards; they are all there. */
static gboolean
read_bytes (const Store *store, int64_t place, uint8_t *bytes, int64_t n, GError **error)
{
  guint low = 0, high = store->shards->len;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;
      if (g_array_index (store->shards, Shard, middle).start <= place)
        low = middle;
      else
        high = middle;
    }
  for (; n > 0; low++)
    {
      const Shard *shard = &g_array_index (store->shards, Shard, low);
      int64_t part = MIN (n, shard->start + shard->size - place);

      if (part > 0
          && !frost_model_folder_read (store->folder, shard->file, place - shard->start,
                                       bytes, (size_t) part, error))
        return FALSE;
      bytes += part;
      place += part;
      n -= part;
    }
  return TRUE;
}

static gboolean
read_array (gpointer data, const FrostKerasArray *array, float *numbers, GError **error)
{
  const Store *store = data;
  const Weight *weight = (const Weight *) array;
  int64_t n = frost_shape_n_elements (&array->shape);
  g_autofree uint8_t *block = g_malloc (BLOCK * 8);

  for (int64_t done = 0, part; done < n; done += part)
    {
      part = MIN (n - done, BLOCK);
      if (!read_bytes (store, weight->start + done * width (weight), block,
                       part * width (weight), error))
        return FALSE;
      if (weight->is_u16)
        for (int64_t i = 0; i < part; i++)
          numbers[done + i] = (float) (block[2 * i] | block[2 * i + 1] << 8);
      else
        frost_stored_to_float (weight->type, block, part, numbers + done);
      for (int64_t i = 0; i < part; i++)
        numbers[done + i] = numbers[done + i] * weight->scale + weight->least;
    }
  return TRUE;
}

/* Class names, and what was done to pixels, from Teachable Machine's metadata.json. One that is not
 * what it should be is not needed. */
static void
read_metadata (FrostModelFolder *folder, FrostModel *model)
{
  size_t size;
  g_autofree char *text =
      frost_model_folder_load (folder, "metadata.json", MAX_METADATA, &size, NULL);
  g_autoptr (json_t) json =
      text == NULL
          ? NULL
          : frost_json_read (text, size, FROST_KERAS_JSON_DEPTH, BASE_MEMORY, NULL);
  const json_t *labels = json_object_get (json, "labels");
  const char *package = json_string_value (json_object_get (json, "packageName"));
  FrostPreprocessing *p = &model->preprocessing;

  if (g_strcmp0 (package, "@teachablemachine/image") == 0)
    {
      /* x / 127 - 1 on the largest square, without a border. */
      for (int c = 0; c < 3; c++)
        {
          p->mean[c] = 127;
          p->scale[c] = 1 / 127.0f;
        }
      p->bgr = FALSE;
      p->resize_short = MAX (p->height, p->width);
      model->preprocessing_known = TRUE;
    }
  if (json_array_size (labels) != (size_t) frost_model_n_outputs (model))
    return;
  g_auto (GStrv) classes = g_new0 (char *, json_array_size (labels) + 1);
  for (size_t i = 0; i < json_array_size (labels); i++)
    {
      const char *label = json_string_value (json_array_get (labels, i));
      if (label == NULL)
        return;
      classes[i] = g_strdup (label);
    }
  model->classes = g_steal_pointer (&classes);
}

/* The model is the topology itself, or its "model_config" as Keras' converter writes it. */
static const json_t *
find_model (const json_t *root, const char **version, GError **error)
{
  const json_t *topology = json_object_get (root, "modelTopology");
  const json_t *config = json_object_get (topology, "model_config");
  const char *format = json_string_value (json_object_get (root, "format"));

  *version = json_string_value (json_object_get (topology, "keras_version"));
  if (g_strcmp0 (format, "graph-model") == 0
      || json_object_get (topology, "node") != NULL)
    {
      frost_error_fail (
          error, FROST_ENGINE_ERROR_UNSUPPORTED,
          "is a graph model of TensorFlow.js, which has no layers: convert it with "
          "--output_format=tfjs_layers_model");
      return NULL;
    }
  if (!json_is_object (topology))
    {
      frost_error_fail (
          error, FROST_ENGINE_ERROR_UNSUPPORTED,
          "is JSON but not a model of TensorFlow.js: it has no \"modelTopology\"");
      return NULL;
    }
  return config != NULL ? config : topology;
}

FrostModel *
frost_keras_tfjs_load (FrostModelFolder *folder, const char *json, const char *name,
                       GError **error)
{
  g_auto (Store) store = { .folder = folder };
  const char *version;
  size_t size;
  g_autofree char *text = frost_model_folder_load (folder, json, MAX_JSON, &size, error);

  if (text == NULL)
    return NULL;
  g_autoptr (json_t) root = frost_json_read (text, size, FROST_KERAS_JSON_DEPTH,
                                             2 * (int64_t) size + BASE_MEMORY, error);
  const json_t *config = root == NULL ? NULL : find_model (root, &version, error);
  const json_t *manifest = json_object_get (root, "weightsManifest");
  if (config == NULL)
    return NULL;
  g_clear_pointer (&text, g_free);

  store.shards = g_array_new (FALSE, FALSE, sizeof (Shard));
  store.weights = g_array_new (FALSE, FALSE, sizeof (Weight));
  g_array_set_clear_func (store.weights, (GDestroyNotify) weight_clear);
  store.names = frost_keras_names_new ();
  for (size_t i = 0; i < json_array_size (manifest); i++)
    if (!read_group (&store, json_array_get (manifest, i), error))
      return NULL;
  g_autoptr (FrostKerasLayer) tree = frost_keras_topology_read (config, error);
  if (tree == NULL)
    return NULL;
  const FrostKerasWeights weights = { &store, find_array, read_array };
  FrostModel *model = frost_keras_build (
      tree, &weights, version != NULL && g_str_has_prefix (version, "3."), name,
      2 * ((int64_t) size + store.size) + BASE_MEMORY, error);
  if (model != NULL)
    read_metadata (folder, model);
  return model;
}
