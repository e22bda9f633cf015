/* How a photograph becomes the model's input: y = (x - mean) * scale on 0 … 255, NHWC. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  int width, height; /* of the input; centre crop */
  int resize_short;  /* short side before the crop */
  float mean[3];     /* by channel in the order of the input */
  float scale[3];
  gboolean bgr; /* the input's first channel is blue */
} FrostPreprocessing;

typedef enum
{
  FROST_PREPROCESSING_TF,          /* x / 127.5 - 1 */
  FROST_PREPROCESSING_TORCHVISION, /* mean and deviation of ImageNet */
  FROST_PREPROCESSING_UNIT,        /* x / 255 */
  FROST_PREPROCESSING_CAFFE,       /* BGR minus mean */
  FROST_PREPROCESSING_N_PRESETS,
} FrostPreprocessingPreset;

/* "tf", "torchvision", "unit", "caffe"; FALSE: no such preset. */
gboolean frost_preprocessing_preset_from_name (const char *name,
                                               FrostPreprocessingPreset *preset);
const char *frost_preprocessing_preset_name (FrostPreprocessingPreset preset);

/* Sets mean, scale and bgr; leaves the sizes. */
void frost_preprocessing_set_preset (FrostPreprocessing *preprocessing,
                                     FrostPreprocessingPreset preset);

/* Sets the sizes; resize_short 0 = the usual share of 256 for 224. */
void frost_preprocessing_set_size (FrostPreprocessing *preprocessing, int height,
                                   int width, int resize_short);

/* The preset that has these numbers, or -1. */
int frost_preprocessing_match_preset (const FrostPreprocessing *preprocessing);

/* One line: "RGB, x / 127.5 - 1, resize 256, crop 224 x 224". */
char *frost_preprocessing_describe (const FrostPreprocessing *preprocessing);

G_END_DECLS
