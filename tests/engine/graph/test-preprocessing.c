#include "engine/graph/preprocessing.h"

#include <string.h>

static void
test_names (void)
{
  const char *const names[] = { "tf", "torchvision", "unit", "caffe" };
  FrostPreprocessingPreset preset;

  for (int i = 0; i < FROST_PREPROCESSING_N_PRESETS; i++)
    {
      g_assert_true (frost_preprocessing_preset_from_name (names[i], &preset));
      g_assert_cmpint (preset, ==, i);
      g_assert_cmpstr (frost_preprocessing_preset_name (preset), ==, names[i]);
    }
  g_assert_false (frost_preprocessing_preset_from_name ("keras", &preset));
  g_assert_false (frost_preprocessing_preset_from_name ("", &preset));
}

/* y of a channel's 0 and 255, by the presets' definitions. */
static void
test_values (void)
{
  const struct
  {
    FrostPreprocessingPreset preset;
    int channel;
    float low, high;
  } cases[] = {
    { FROST_PREPROCESSING_TF, 0, -1, 1 },
    { FROST_PREPROCESSING_UNIT, 1, 0, 1 },
    { FROST_PREPROCESSING_TORCHVISION, 0, -0.485f / 0.229f, 0.515f / 0.229f },
    { FROST_PREPROCESSING_TORCHVISION, 2, -0.406f / 0.225f, 0.594f / 0.225f },
    { FROST_PREPROCESSING_CAFFE, 0, -103.939f, 255 - 103.939f },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FrostPreprocessing p = { 0 };
      int c = cases[i].channel;

      frost_preprocessing_set_preset (&p, cases[i].preset);
      g_assert_cmpfloat_with_epsilon ((0 - p.mean[c]) * p.scale[c], cases[i].low, 1e-4f);
      g_assert_cmpfloat_with_epsilon ((255 - p.mean[c]) * p.scale[c], cases[i].high,
                                      1e-4f);
      g_assert_cmpint (p.bgr, ==, cases[i].preset == FROST_PREPROCESSING_CAFFE);
    }
}

static void
test_size (void)
{
  FrostPreprocessing p = { 0 };

  frost_preprocessing_set_size (&p, 224, 224, 0);
  g_assert_cmpint (p.resize_short, ==, 256);
  frost_preprocessing_set_size (&p, 299, 299, 299);
  g_assert_cmpint (p.resize_short, ==, 299);
  frost_preprocessing_set_size (&p, 32, 64, 0);
  g_assert_cmpint (p.height, ==, 32);
  g_assert_cmpint (p.width, ==, 64);
  g_assert_cmpint (p.resize_short, ==, 73);
}

static void
test_match (void)
{
  FrostPreprocessing p = { 0 };
  g_autofree char *text = NULL;

  for (int i = 0; i < FROST_PREPROCESSING_N_PRESETS; i++)
    {
      frost_preprocessing_set_preset (&p, (FrostPreprocessingPreset) i);
      p.scale[1] *= 1 + 1e-6f;
      g_assert_cmpint (frost_preprocessing_match_preset (&p), ==, i);
    }
  p.mean[0] += 1;
  g_assert_cmpint (frost_preprocessing_match_preset (&p), ==, -1);

  frost_preprocessing_set_preset (&p, FROST_PREPROCESSING_TF);
  frost_preprocessing_set_size (&p, 224, 224, 0);
  text = frost_preprocessing_describe (&p);
  g_assert_cmpstr (text, ==, "RGB, x / 127.5 - 1, resize 256, crop 224 x 224");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/preprocessing/names", test_names);
  g_test_add_func ("/engine/graph/preprocessing/values", test_values);
  g_test_add_func ("/engine/graph/preprocessing/size", test_size);
  g_test_add_func ("/engine/graph/preprocessing/match", test_match);
  return g_test_run ();
}
