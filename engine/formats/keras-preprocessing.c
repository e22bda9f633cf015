#include "engine/formats/keras-preprocessing.h"

#include <math.h>
#include <string.h>

/* Beginnings of names in keras.applications, in capitals and small letters as they may come, and
 * the mode of their preprocess_input; the first that fits. EfficientNet, MobileNetV3 and ConvNeXt
 * have layers for it. */
static const struct
{
  const char *beginning;
  FrostPreprocessingPreset preset;
} applications[] = {
  { "mobilenet", FROST_PREPROCESSING_TF },
  { "inception", FROST_PREPROCESSING_TF },
  { "xception", FROST_PREPROCESSING_TF },
  { "nasnet", FROST_PREPROCESSING_TF },
  { "resnet50v2", FROST_PREPROCESSING_TF },
  { "resnet101v2", FROST_PREPROCESSING_TF },
  { "resnet152v2", FROST_PREPROCESSING_TF },
  { "resnet", FROST_PREPROCESSING_CAFFE },
  { "vgg", FROST_PREPROCESSING_CAFFE },
  { "densenet", FROST_PREPROCESSING_TORCHVISION },
};

/* A scale this small makes sense of 0 to 255 only, and so does an offset this large: those on
 * numbers of 0 to 1 are of the order of one. */
#define MOST_SCALE 0.1f
#define LEAST_OFFSET 16.0f

static gboolean
takes_bytes (const FrostModel *model, const FrostNode *node)
{
  const FrostTensor *tensor =
      node->parameters[0] < 0
          ? NULL
          : frost_model_parameter (model, node->parameters[0])->tensor;
  float most = 0;

  for (int64_t i = 0; tensor != NULL && i < tensor->n; i++)
    most = fmaxf (most, fabsf (tensor->data[i]));
  if (tensor == NULL)
    return FALSE;
  switch (node->kind)
    {
    case FROST_OP_MUL:
      return most > 0 && most <= MOST_SCALE;
    case FROST_OP_DIV:
      return most >= 1 / MOST_SCALE;
    case FROST_OP_ADD:
    case FROST_OP_SUB:
      return most >= LEAST_OFFSET;
    default:
      return FALSE;
    }
}

static void
guess (const FrostKerasLayer *layer, FrostModel *model, gboolean *found)
{
  g_autofree char *name = g_ascii_strdown (layer->name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (applications) && !*found; i++)
    if (g_str_has_prefix (name, applications[i].beginning))
      {
        frost_preprocessing_set_preset (&model->preprocessing, applications[i].preset);
        *found = TRUE;
      }
  for (guint i = 0; layer->is_model && !*found && i < layer->layers->len; i++)
    {
      const FrostKerasLayer *inner = g_ptr_array_index (layer->layers, i);

      if (inner->is_model)
        guess (inner, model, found);
    }
}

void
frost_keras_preprocessing_find (const FrostKerasLayer *root, FrostModel *model)
{
  const FrostGraph *graph = model->graph;
  int readers = 0, takers = 0;
  gboolean found = FALSE;

  for (int i = 0; i < frost_graph_n_nodes (graph); i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);

      for (int k = 0; k < node->n_inputs; k++)
        if (node->inputs[k] == 0)
          {
            readers++;
            takers += takes_bytes (model, node);
          }
    }
  if (readers == takers)
    {
      for (int c = 0; c < 3; c++)
        {
          model->preprocessing.mean[c] = 0;
          model->preprocessing.scale[c] = 1;
        }
      model->preprocessing.bgr = FALSE;
      model->preprocessing_known = TRUE;
    }
  else
    guess (root, model, &found);
}
