/* TensorFlow.js: shards, quantization, names that lead out, one hostile file a rule. */
#include "engine/core/error.h"
#include "engine/formats/keras-tfjs.h"

#include <glib/gstdio.h>
#include <string.h>

/* A layer of 3 to 2 classes over the mean of an image: eight numbers. */
#define LAYERS                                                                           \
  "'class_name':'Sequential','config':{'name':'s','layers':[{'class_name':"              \
  "'GlobalAveragePooling2D','config':{'name':'pool','batch_input_shape':"                \
  "[null,4,4,3]}},{'class_name':'Dense','config':{'name':'dense','units':2}}]}"
#define TOPOLOGY "'modelTopology':{" LAYERS "}"
#define KERNEL "{'name':'dense/kernel','shape':[3,2],'dtype':'float32'}"
#define BIAS "{'name':'dense/bias','shape':[2],'dtype':'float32'}"

static char *folder;

static void
write_file (const char *name, const void *bytes, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) size, &error);
  g_assert_no_error (error);
}

static FrostModel *
load (const char *json, GError **error)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (FrostModelFolder) files = frost_model_folder_new (folder);

  write_file ("model.json", quoted, strlen (quoted));
  return frost_keras_tfjs_load (files, "model.json", "test", error);
}

static void
refuse (const char *json, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load (json, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  if (strstr (error->message, message) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, message);
}

/* With a manifest of one group. */
static void
refuse_group (const char *group, int code, const char *message)
{
  g_autofree char *json =
      g_strconcat ("{" TOPOLOGY ",'weightsManifest':[", group, "]}", NULL);

  refuse (json, code, message);
}

static void
assert_weights (const char *json, double tolerance)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = load (json, &error);

  g_assert_no_error (error);
  for (int i = 0; i < 8; i++)
    {
      const FrostParameter *parameter = frost_model_parameter (model, i / 6);
      g_assert_cmpfloat_with_epsilon (parameter->tensor->data[i % 6], i, tolerance);
    }
}

/* Weights lie across the borders of shards, one of which is empty; groups are apart. */
static void
test_shards (void)
{
  const float numbers[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };

  write_file ("a", numbers, 10);
  write_file ("b", (const char *) numbers + 10, 0);
  write_file ("c", (const char *) numbers + 10, 22);
  write_file ("k", numbers, 24);
  write_file ("bias", numbers + 6, 8);
  assert_weights ("{" TOPOLOGY ",'weightsManifest':[{'paths':['a','b','c'],'weights':"
                  "[" KERNEL "," BIAS "]}]}",
                  1e-6);
  assert_weights ("{" TOPOLOGY ",'weightsManifest':[{'paths':['k'],'weights':[" KERNEL
                  "]},{'paths':['bias'],'weights':[" BIAS "]}]}",
                  1e-6);
  /* As a browser downloads it. */
  write_file ("all", numbers, sizeof numbers);
  assert_weights ("{" TOPOLOGY ",'weightsManifest':[{'paths':['./all'],'weights':[" KERNEL
                  "," BIAS "]}]}",
                  1e-6);
  /* As Keras' converter wraps it. */
  assert_weights ("{'format':'layers-model','modelTopology':{'keras_version':'2.15.0',"
                  "'backend':'tensorflow','model_config':{" LAYERS "}},'weightsManifest':"
                  "[{'paths':['a','b','c'],'weights':[" KERNEL "," BIAS "]}]}",
                  1e-6);
}

static void
test_quantized (void)
{
  const uint8_t bytes[8] = { 0, 2, 4, 6, 8, 10, 12, 14 };
  const uint16_t words[8] = { 0, 10000, 20000, 30000, 40000, 50000, 60000, 65535 };
  const uint16_t halves[8] = { 0x0000, 0x3c00, 0x4000, 0x4200,
                               0x4400, 0x4500, 0x4600, 0x4700 };

  write_file ("q", bytes, sizeof bytes);
  assert_weights (
      "{" TOPOLOGY ",'weightsManifest':[{'paths':['q'],'weights':[{'name':'dense/kernel',"
      "'shape':[3,2],'dtype':'float32','quantization':{'dtype':'uint8','scale':0.5,"
      "'min':0}},{'name':'dense/bias','shape':[2],'dtype':'float32','quantization':"
      "{'dtype':'uint8','scale':0.5,'min':0.0}}]}]}",
      1e-6);
  write_file ("q", words, sizeof words);
  assert_weights (
      "{" TOPOLOGY ",'weightsManifest':[{'paths':['q'],'weights':[{'name':'dense/kernel',"
      "'shape':[3,2],'dtype':'float32','quantization':{'dtype':'uint16','scale':0.0001,"
      "'min':0}},{'name':'dense/bias','shape':[2],'dtype':'float32','quantization':"
      "{'dtype':'uint16','scale':0.0001,'min':0.0}}]}]}",
      0.5);
  write_file ("q", halves, sizeof halves);
  assert_weights (
      "{" TOPOLOGY ",'weightsManifest':[{'paths':['q'],'weights':[{'name':'dense/kernel',"
      "'shape':[3,2],'dtype':'float32','quantization':{'dtype':'float16'}},{'name':"
      "'dense/"
      "bias','shape':[2],'dtype':'float32','quantization':{'dtype':'float16'}}]}]}",
      1e-6);
  refuse_group ("{'paths':['q'],'weights':[{'name':'x','shape':[1],'dtype':'float32',"
                "'quantization':{'dtype':'uint4','scale':1,'min':0}}]}",
                FROST_ENGINE_ERROR_UNSUPPORTED, "weight \"x\" is quantized in a way");
  refuse_group ("{'paths':['q'],'weights':[{'name':'x','shape':[1],'dtype':'float32',"
                "'quantization':{'dtype':'uint8','scale':1}}]}",
                FROST_ENGINE_ERROR_UNSUPPORTED, "weight \"x\" is quantized in a way");
  refuse_group ("{'paths':['q'],'weights':[{'name':'x','shape':[1],'dtype':'float32',"
                "'quantization':{'dtype':'uint8','scale':1e200,'min':0}}]}",
                FROST_ENGINE_ERROR_CORRUPT, "weight \"x\" is quantized without limits");
}

static void
test_paths (void)
{
  static const char *const outside[] = { "../a",   "/tmp/a", "x/../../a",
                                         "..",     "./../a", "",
                                         "a\\\\b", "a\\nb",  "x/./../../a" };

  write_file ("a", "12345678", 8);
  for (guint i = 0; i < G_N_ELEMENTS (outside); i++)
    {
      g_autofree char *group =
          g_strconcat ("{'paths':['", outside[i], "'],'weights':[]}", NULL);
      refuse_group (group, FROST_ENGINE_ERROR_UNSUPPORTED, "need not lie beside");
    }
  refuse_group ("{'paths':['missing'],'weights':[]}", FROST_ENGINE_ERROR_IO, "missing: ");
  refuse_group ("{'paths':['.hidden/a'],'weights':[]}", FROST_ENGINE_ERROR_IO,
                ".hidden/a: ");
  refuse_group ("{'paths':[7],'weights':[]}", FROST_ENGINE_ERROR_CORRUPT, "no text");

  /* A pipe is not waited for. */
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  refuse_group ("{'paths':['pipe'],'weights':[]}", FROST_ENGINE_ERROR_IO, "pipe: ");
  g_unlink (pipe);
}

static void
test_sizes (void)
{
  write_file ("a", "12345678", 8);
  refuse_group ("{'paths':['a'],'weights':[" KERNEL "]}", FROST_ENGINE_ERROR_CORRUPT,
                "take 24 bytes, its shards have 8");
  refuse_group ("{'paths':['a'],'weights':[]}", FROST_ENGINE_ERROR_CORRUPT,
                "take 0 bytes, its shards have 8");
  refuse_group ("{'paths':['a'],'weights':[{'name':'x','shape':[3000000000],"
                "'dtype':'float32'}]}",
                FROST_ENGINE_ERROR_CORRUPT, "weight \"x\" has no shape, or one too");
  refuse_group ("{'paths':['a'],'weights':[{'name':'x','shape':[65536,65536],"
                "'dtype':'float32'}]}",
                FROST_ENGINE_ERROR_CORRUPT, "weight \"x\" has no shape, or one too");
  refuse_group ("{'paths':['a'],'weights':[{'name':'x','shape':[-2,-1],"
                "'dtype':'float32'}]}",
                FROST_ENGINE_ERROR_CORRUPT, "weight \"x\" has no shape, or one too");
  refuse_group ("{'paths':['a'],'weights':[{'name':'x','shape':[1,1,1,1,1,1,1,1,2],"
                "'dtype':'float32'}]}",
                FROST_ENGINE_ERROR_CORRUPT, "weight \"x\" has no shape, or one too");
  refuse_group ("{'paths':['a'],'weights':[{'name':'x','shape':[1],'dtype':'string'}]}",
                FROST_ENGINE_ERROR_UNSUPPORTED, "a type that is no number");
  refuse_group ("{'paths':['a'],'weights':[{'shape':[2],'dtype':'float32'}]}",
                FROST_ENGINE_ERROR_CORRUPT, "without a name");
  refuse_group ("{'weights':[]}", FROST_ENGINE_ERROR_CORRUPT,
                "group without paths or weights");
  refuse_group ("7", FROST_ENGINE_ERROR_CORRUPT, "group without paths or weights");
}

static void
test_weights (void)
{
  const float numbers[16] = { 0 };

  refuse ("{" TOPOLOGY "}", FROST_ENGINE_ERROR_CORRUPT,
          "layer \"dense\" of class \"Dense\": there is no weight \"dense/kernel\"");
  write_file ("a", numbers, 48);
  refuse_group ("{'paths':['a'],'weights':[" KERNEL "," KERNEL "]}",
                FROST_ENGINE_ERROR_CORRUPT, "or two of it");
  write_file ("a", numbers, 24);
  refuse_group ("{'paths':['a'],'weights':[{'name':'dense/kernel','shape':[2,3],"
                "'dtype':'float32'}]}",
                FROST_ENGINE_ERROR_SHAPE, "\"dense/kernel\" is 2x3, needs 3x2");
}

static void
test_topology (void)
{
  refuse ("{}", FROST_ENGINE_ERROR_UNSUPPORTED, "no \"modelTopology\"");
  refuse ("[]", FROST_ENGINE_ERROR_UNSUPPORTED, "no \"modelTopology\"");
  refuse ("{'format':'graph-model','modelTopology':{'node':[]}}",
          FROST_ENGINE_ERROR_UNSUPPORTED, "is a graph model");
  refuse ("{'modelTopology':{'node':[{'name':'x'}]}}", FROST_ENGINE_ERROR_UNSUPPORTED,
          "is a graph model");
  refuse ("{'modelTopology':{}}", FROST_ENGINE_ERROR_CORRUPT, "without class");
  refuse ("{'a':1,'a':2}", FROST_ENGINE_ERROR_CORRUPT, "JSON");

  g_autofree char *deep = g_strnfill (3000, '[');
  refuse (deep, FROST_ENGINE_ERROR_CORRUPT, "nested deeper");
  /* Lists that take fifty times their text. */
  g_autofree char *wide = g_strnfill (6000000, '[');
  for (int i = 0; i + 3 < 6000000; i += 3)
    memcpy (wide + i + 1, "],[", 3);
  refuse (wide, FROST_ENGINE_ERROR_MEMORY, "");
}

/* What metadata.json says is taken when it fits, and never makes a model unreadable. */
static void
test_metadata (void)
{
  static const char *const wrong[] = { "{\"labels\": [\"a\"]}", "{\"labels\": [1, 2]}",
                                       "{\"labels\": 7}", "no JSON", "[]" };
  static const char json[] = "{" TOPOLOGY ",'weightsManifest':[{'paths':['w'],"
                             "'weights':[" KERNEL "," BIAS "]}]}";
  const float numbers[8] = { 0 };
  g_autofree char *path = g_build_filename (folder, "metadata.json", NULL);

  write_file ("w", numbers, sizeof numbers);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      write_file ("metadata.json", wrong[i], strlen (wrong[i]));
      g_autoptr (FrostModel) model = load (json, NULL);
      g_assert_nonnull (model);
      g_assert_null (model->classes);
      g_assert_false (model->preprocessing_known);
    }
  write_file ("metadata.json", "{\"labels\": [\"a\", \"b\"]}", 22);
  g_autoptr (FrostModel) model = load (json, NULL);
  g_assert_cmpstr (model->classes[1], ==, "b");
  g_unlink (path);
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("keras-tfjs-XXXXXX", NULL);
  g_test_add_func ("/engine/formats/keras-tfjs/shards", test_shards);
  g_test_add_func ("/engine/formats/keras-tfjs/quantized", test_quantized);
  g_test_add_func ("/engine/formats/keras-tfjs/paths", test_paths);
  g_test_add_func ("/engine/formats/keras-tfjs/sizes", test_sizes);
  g_test_add_func ("/engine/formats/keras-tfjs/weights", test_weights);
  g_test_add_func ("/engine/formats/keras-tfjs/topology", test_topology);
  g_test_add_func ("/engine/formats/keras-tfjs/metadata", test_metadata);
  int code = g_test_run ();
  remove_folder ();
  g_free (folder);
  return code;
}
