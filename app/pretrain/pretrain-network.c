#include "app/pretrain/pretrain-network.h"

#include <math.h>

/* A depthwise 3x3 and a pointwise convolution, each with batch-norm. A block that keeps its shape
 * adds its input to its output. */
typedef struct
{
  int channels;
  int stride;
} Block;

#define STEM_CHANNELS 16

static const Block blocks[] = {
  { 32, 1 },  { 64, 2 },  { 64, 1 },  { 128, 2 }, { 128, 1 },
  { 192, 2 }, { 192, 1 }, { 192, 1 }, { 384, 2 }, { 384, 1 },
};

typedef struct
{
  FrostModel *model;
  FrostRng rng;
  int value;    /* the last one made */
  int channels; /* of it */
  gboolean failed;
  GError **error;
} Builder;

static float
normal (FrostRng *rng)
{
  /* Box and Muller 1958; 1 - u keeps the logarithm finite. */
  double radius = sqrt (-2 * log (1 - (double) frost_rng_uniform (rng)));

  return (float) (radius * cos (2 * G_PI * frost_rng_uniform (rng)));
}

static int
add_parameter (Builder *builder, const char *layer, const char *name,
               const FrostShape *shape, float value, gboolean statistics)
{
  g_autofree char *full = g_strconcat (layer, ".", name, NULL);
  FrostTensor *tensor = builder->failed ? NULL : frost_tensor_new (shape, builder->error);

  builder->failed = tensor == NULL;
  if (tensor == NULL)
    return -1;
  for (int64_t i = 0; i < tensor->n; i++)
    tensor->data[i] = value;
  return frost_model_add_parameter (builder->model, full, tensor, statistics);
}

static void
add_conv (Builder *builder, const char *name, int kernel, int stride, int groups,
          int channels)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape shape = { .rank = 4 };
  FrostNode *node;
  int weight;

  attributes.window.kernel_h = attributes.window.kernel_w = kernel;
  attributes.window.stride_h = attributes.window.stride_w = stride;
  attributes.window.pad_top = attributes.window.pad_left = kernel / 2;
  attributes.window.pad_bottom = attributes.window.pad_right = kernel / 2;
  attributes.groups = groups;
  shape.dim[0] = shape.dim[1] = kernel;
  shape.dim[2] = builder->channels / groups;
  shape.dim[3] = channels;
  weight = add_parameter (builder, name, "weight", &shape, 0, FALSE);
  if (builder->failed)
    return;
  {
    FrostTensor *tensor = frost_model_parameter (builder->model, weight)->tensor;
    float deviation =
        sqrtf (2.0f * (float) groups / (float) (kernel * kernel * channels));

    for (int64_t i = 0; i < tensor->n; i++)
      tensor->data[i] = deviation * normal (&builder->rng);
  }
  node = frost_graph_add (builder->model->graph, name, FROST_OP_CONV, &attributes,
                          &builder->value, 1);
  node->parameters[0] = weight;
  builder->channels = channels;
  builder->value++;
}

static void
add_batch_norm (Builder *builder, const char *name)
{
  static const struct
  {
    const char *name;
    float value;
    gboolean statistics;
  } rows[] = { { "weight", 1, FALSE },
               { "bias", 0, FALSE },
               { "running_mean", 0, TRUE },
               { "running_var", 1, TRUE } };
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape shape = frost_shape_vector (builder->channels);
  FrostNode *node;

  attributes.epsilon = 1e-5f;
  attributes.momentum = 0.97f;
  node = frost_graph_add (builder->model->graph, name, FROST_OP_BATCH_NORM, &attributes,
                          &builder->value, 1);
  for (int i = 0; i < (int) G_N_ELEMENTS (rows); i++)
    node->parameters[i] = add_parameter (builder, name, rows[i].name, &shape,
                                         rows[i].value, rows[i].statistics);
  builder->value++;
}

static void
add_plain (Builder *builder, const char *name, FrostOpKind kind)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();

  frost_graph_add (builder->model->graph, name, kind, &attributes, &builder->value, 1);
  builder->value++;
}

static void
add_layer (Builder *builder, const char *path, const char *name, int kernel, int stride,
           int groups, int channels, gboolean relu)
{
  g_autofree char *conv = g_strdup_printf ("%s.%s.conv", path, name);
  g_autofree char *norm = g_strdup_printf ("%s.%s.bn", path, name);
  g_autofree char *activation = g_strdup_printf ("%s.%s.relu", path, name);

  add_conv (builder, conv, kernel, stride, groups, channels);
  add_batch_norm (builder, norm);
  if (relu)
    add_plain (builder, activation, FROST_OP_RELU);
}

static void
add_block (Builder *builder, int index, const Block *block)
{
  g_autofree char *path = g_strdup_printf ("block%d", index + 1);
  g_autofree char *sum = g_strconcat (path, ".add", NULL);
  g_autofree char *activation = g_strconcat (path, ".relu", NULL);
  int start = builder->value;
  gboolean residual = block->stride == 1 && block->channels == builder->channels;

  add_layer (builder, path, "dw", 3, block->stride, builder->channels, builder->channels,
             TRUE);
  add_layer (builder, path, "pw", 1, 1, 1, block->channels, !residual);
  if (residual && !builder->failed)
    {
      FrostOpAttributes attributes = frost_op_attributes_default ();
      int inputs[] = { start, builder->value };

      frost_graph_add (builder->model->graph, sum, FROST_OP_ADD, &attributes, inputs, 2);
      builder->value++;
      add_plain (builder, activation, FROST_OP_RELU);
    }
}

static void
add_head (Builder *builder)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape weight = { .rank = 2, .dim = { builder->channels, 2 } };
  FrostShape bias = frost_shape_vector (2);
  FrostNode *node;

  add_plain (builder, "pool", FROST_OP_GLOBAL_AVERAGE_POOL);
  add_plain (builder, "flatten", FROST_OP_FLATTEN);
  node = frost_graph_add (builder->model->graph, "classifier", FROST_OP_LINEAR,
                          &attributes, &builder->value, 1);
  node->parameters[0] =
      add_parameter (builder, "classifier", "weight", &weight, 0, FALSE);
  node->parameters[1] = add_parameter (builder, "classifier", "bias", &bias, 0, FALSE);
  builder->value++;
}

FrostModel *
frost_pretrain_network_new (const char *const *classes, uint64_t seed, GError **error)
{
  FrostShape input = frost_shape_image (FROST_BASE_INPUT, FROST_BASE_INPUT, 3);
  g_autoptr (FrostModel) model =
      frost_model_new ("frostline-base", frost_graph_new (&input));
  Builder builder = { .model = model, .channels = 3, .error = error };

  frost_rng_seed (&builder.rng, seed);
  add_layer (&builder, "stem", "conv1", 3, 2, 1, STEM_CHANNELS, TRUE);
  for (int i = 0; i < (int) G_N_ELEMENTS (blocks) && !builder.failed; i++)
    add_block (&builder, i, &blocks[i]);
  if (!builder.failed)
    add_head (&builder);
  if (builder.failed || !frost_model_infer (model, error)
      || !frost_surgery_replace_head (model, classes, seed, error))
    return NULL;
  model->preprocessing_known = TRUE;
  return g_steal_pointer (&model);
}
