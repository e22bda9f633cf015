/* Metadata that does not come from us. */
#include "engine/core/error.h"
#include "engine/formats/onnx-metadata.h"
#include "engine/formats/onnx.h"
#include "tests/engine/formats/onnx-writer.h"

#include <string.h>

#define CLASSES FROST_ONNX_KEY_CLASSES
#define PREPROCESSING FROST_ONNX_KEY_PREPROCESSING

/* A model of 8 x 8 pixels and 2 classes with the key, twice if asked. */
static Wire *
with (const char *key, const char *value, int times)
{
  Wire *graph = graph_begin (8, 8);

  graph_conv (graph);
  graph_head (graph, "c", 4);
  Wire *model = onnx_model (graph, 13);
  for (int i = 0; i < times; i++)
    {
      Wire *entry = wire_new ();
      wire_text (entry, 1, key);
      wire_text (entry, 2, value);
      wire_message (model, 14, entry);
    }
  return model;
}

static FrostModel *
load (const char *key, const char *value)
{
  g_autoptr (GBytes) bytes = onnx_bytes (with (key, value, 1));
  g_autoptr (GError) error = NULL;
  FrostModel *model = frost_onnx_load_bytes (bytes, "test", &error);

  g_assert_no_error (error);
  return model;
}

static void
refuse (const char *key, const char *value, const char *text)
{
  onnx_refuse_model (with (key, value, 1), FROST_ENGINE_ERROR_CORRUPT, text);
}

static void
test_classes (void)
{
  g_autoptr (FrostModel) model = load (CLASSES, "[\"ant\", \"b\\u00e9e\"]");
  g_assert_cmpstr (model->classes[0], ==, "ant");
  g_assert_cmpstr (model->classes[1], ==, "bée");
  g_assert_false (model->preprocessing_known);
  g_autofree char *text = frost_onnx_metadata_classes (model);
  g_assert_cmpstr (text, ==, "[\"ant\",\"bée\"]");

  g_autoptr (FrostModel) other = load ("someone.else", "[not json");
  g_assert_null (other->classes);

  onnx_refuse_model (with (CLASSES, "[\"a\", \"b\", \"c\"]", 1), FROST_ENGINE_ERROR_SHAPE,
                     "names 3 classes, the model has 2 outputs");
  onnx_refuse_model (with (CLASSES, "[\"a\", \"b\"]", 2), FROST_ENGINE_ERROR_CORRUPT,
                     "is there twice");
  refuse (CLASSES, "[\"a\", 2]", "not a list of names");
  refuse (CLASSES, "{\"a\": 1}", "not a list of names");
  refuse (CLASSES, "[\"a\",", "is not JSON");
  refuse (CLASSES, "", "is not JSON");
}

static void
test_bombs (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *large = g_strnfill ((4 << 20) + 1, ' ');

  refuse (CLASSES, deep, "is not JSON");
  refuse (CLASSES, large, "more than 4 MB");
}

#define GOOD                                                                             \
  "\"width\":8,\"height\":8,\"resize_short\":9,\"mean\":[1,2.5,3],\"scale\":[0.5,-1,2]," \
  "\"bgr\":true"

static void
test_preprocessing (void)
{
  g_autoptr (FrostModel) model = load (PREPROCESSING, "{" GOOD "}");
  const FrostPreprocessing *p = &model->preprocessing;

  g_assert_true (model->preprocessing_known);
  g_assert_cmpint (p->resize_short, ==, 9);
  g_assert_cmpfloat (p->mean[1], ==, 2.5f);
  g_assert_cmpfloat (p->scale[1], ==, -1);
  g_assert_true (p->bgr);

  refuse (PREPROCESSING, "{" GOOD ",\"bgr\":false}", "is not JSON"); /* a key twice */
  refuse (PREPROCESSING, "[]", "not an object");
  refuse (PREPROCESSING, "{}", "needs width, height and resize_short");
}

static void
test_ranges (void)
{
  static const struct
  {
    const char *from, *to, *text;
  } cases[] = {
    { "\"width\":8", "\"width\":9", "is for 8 x 9 pixels" }, /* height x width */
    { "\"width\":8", "\"width\":0", "needs width" },
    { "\"width\":8", "\"width\":8.0", "needs width" },
    { "\"width\":8", "\"width\":18446744073709551616", "is not JSON" },
    { "\"resize_short\":9", "\"resize_short\":7", "below the size" },
    { "\"resize_short\":9", "\"resize_short\":99999", "resize_short of 1 to 16384" },
    { "[1,2.5,3]", "[1,2.5]", "three numbers" },
    { "[1,2.5,3]", "[1,2.5,\"3\"]", "three numbers" },
    { "[1,2.5,3]", "[1,2.5,1e300]", "three numbers" },
    { "[1,2.5,3]", "[1,2.5,1e999]", "is not JSON" },
    { "[0.5,-1,2]", "[0.5,0,2]", "three numbers" },
    { "[0.5,-1,2]", "[NaN,1,2]", "is not JSON" },
    { "true", "1", "bgr" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = g_strsplit ("{" GOOD "}", cases[i].from, 2);
      g_autofree char *text = g_strjoinv (cases[i].to, parts);
      refuse (PREPROCESSING, text, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-metadata/classes", test_classes);
  g_test_add_func ("/onnx-metadata/bombs", test_bombs);
  g_test_add_func ("/onnx-metadata/preprocessing", test_preprocessing);
  g_test_add_func ("/onnx-metadata/ranges", test_ranges);
  return g_test_run ();
}
