#include "engine/graph/preprocessing.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *name;
  const char *text;
  float mean[3], scale[3];
  gboolean bgr;
} Preset;

static const Preset presets[FROST_PREPROCESSING_N_PRESETS] = {
  /* Inception-style, tf.keras.applications' "tf" mode. */
  [FROST_PREPROCESSING_TF] = { "tf",
                               "x / 127.5 - 1",
                               { 127.5f, 127.5f, 127.5f },
                               { 1 / 127.5f, 1 / 127.5f, 1 / 127.5f },
                               FALSE },
  /* Mean (0.485, 0.456, 0.406) and deviation (0.229, 0.224, 0.225) of ImageNet on 0 … 1, as
   * torchvision's models document them. */
  [FROST_PREPROCESSING_TORCHVISION] = { "torchvision",
                                        "(x - mean) / deviation of ImageNet",
                                        { 0.485f * 255, 0.456f * 255, 0.406f * 255 },
                                        { 1 / (0.229f * 255), 1 / (0.224f * 255),
                                          1 / (0.225f * 255) },
                                        FALSE },
  [FROST_PREPROCESSING_UNIT] = { "unit",
                                 "x / 255",
                                 { 0, 0, 0 },
                                 { 1 / 255.0f, 1 / 255.0f, 1 / 255.0f },
                                 FALSE },
  /* Mean of ImageNet in BGR as the VGG authors published it. */
  [FROST_PREPROCESSING_CAFFE] = { "caffe",
                                  "x - mean of ImageNet",
                                  { 103.939f, 116.779f, 123.68f },
                                  { 1, 1, 1 },
                                  TRUE },
};

gboolean
frost_preprocessing_preset_from_name (const char *name, FrostPreprocessingPreset *preset)
{
  for (int i = 0; i < FROST_PREPROCESSING_N_PRESETS; i++)
    if (strcmp (name, presets[i].name) == 0)
      {
        *preset = (FrostPreprocessingPreset) i;
        return TRUE;
      }
  return FALSE;
}

const char *
frost_preprocessing_preset_name (FrostPreprocessingPreset preset)
{
  return presets[preset].name;
}

void
frost_preprocessing_set_preset (FrostPreprocessing *preprocessing,
                                FrostPreprocessingPreset preset)
{
  memcpy (preprocessing->mean, presets[preset].mean, sizeof preprocessing->mean);
  memcpy (preprocessing->scale, presets[preset].scale, sizeof preprocessing->scale);
  preprocessing->bgr = presets[preset].bgr;
}

void
frost_preprocessing_set_size (FrostPreprocessing *preprocessing, int height, int width,
                              int resize_short)
{
  preprocessing->height = height;
  preprocessing->width = width;
  if (resize_short == 0)
    resize_short = (int) lround (MAX (height, width) * 256.0 / 224.0);
  preprocessing->resize_short = resize_short;
}

int
frost_preprocessing_match_preset (const FrostPreprocessing *preprocessing)
{
  for (int i = 0; i < FROST_PREPROCESSING_N_PRESETS; i++)
    {
      gboolean same = preprocessing->bgr == presets[i].bgr;

      /* Files hold decimal numbers: equal to five digits is the same preset. */
      for (int c = 0; c < 3; c++)
        same = same && fabsf (preprocessing->mean[c] - presets[i].mean[c]) < 1e-3f
               && fabsf (preprocessing->scale[c] / presets[i].scale[c] - 1) < 1e-4f;
      if (same)
        return i;
    }
  return -1;
}

char *
frost_preprocessing_describe (const FrostPreprocessing *preprocessing)
{
  int preset = frost_preprocessing_match_preset (preprocessing);

  return g_strdup_printf (
      "%s, %s, resize %d, crop %d x %d", preprocessing->bgr ? "BGR" : "RGB",
      preset >= 0 ? presets[preset].text : "(x - mean) * scale of its own",
      preprocessing->resize_short, preprocessing->width, preprocessing->height);
}
