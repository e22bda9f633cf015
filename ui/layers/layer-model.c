#include "ui/layers/layer-model.h"

#include "ui/chart/number-text.h"

FrostLayerModel *
frost_layer_model_new (void)
{
  FrostLayerModel *model = g_new0 (FrostLayerModel, 1);

  model->blocks =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frost_layer_block_free);
  model->head = frost_layer_block_new ("classes", NULL, 0, 0);
  return model;
}

void
frost_layer_model_free (FrostLayerModel *model)
{
  g_ptr_array_unref (model->blocks);
  frost_layer_block_free (model->head);
  g_free (model);
}

void
frost_layer_model_set_blocks (FrostLayerModel *model, const FrostLayerBlock *blocks,
                              int n)
{
  g_ptr_array_set_size (model->blocks, 0);
  for (int i = 0; i < n; i++)
    g_ptr_array_add (model->blocks, frost_layer_block_copy (&blocks[i]));
  model->cut = CLAMP (model->cut, 0, n);
}

void
frost_layer_model_set_head (FrostLayerModel *model, const char *const *class_names,
                            guint64 parameters, guint64 multiply_adds)
{
  g_autofree char *names = NULL;

  model->n_classes =
      class_names != NULL ? (int) g_strv_length ((char **) class_names) : 0;
  if (model->n_classes > 0)
    names = g_strjoinv (", ", (char **) class_names);
  frost_layer_block_free (model->head);
  model->head = frost_layer_block_new ("classes", names, parameters, multiply_adds);
}

int
frost_layer_model_get_n (const FrostLayerModel *model)
{
  return (int) model->blocks->len;
}

const FrostLayerBlock *
frost_layer_model_peek (const FrostLayerModel *model, int index)
{
  g_return_val_if_fail (index >= 0 && index <= frost_layer_model_get_n (model), NULL);

  if (index == frost_layer_model_get_n (model))
    return model->head;
  return g_ptr_array_index (model->blocks, index);
}

static guint64
sum_parameters (const FrostLayerModel *model, int first)
{
  guint64 sum = 0;

  for (int i = first; i <= frost_layer_model_get_n (model); i++)
    sum += frost_layer_model_peek (model, i)->parameters;
  return sum;
}

guint64
frost_layer_model_get_parameters (const FrostLayerModel *model)
{
  return sum_parameters (model, 0);
}

guint64
frost_layer_model_get_trainable (const FrostLayerModel *model)
{
  return sum_parameters (model, model->cut);
}

double
frost_layer_model_get_share (const FrostLayerModel *model, int index)
{
  double sum = 0.0;

  for (int i = 0; i <= frost_layer_model_get_n (model); i++)
    sum += (double) frost_layer_model_peek (model, i)->multiply_adds;
  if (sum <= 0.0)
    return 0.0;
  return (double) frost_layer_model_peek (model, index)->multiply_adds / sum;
}

char *
frost_layer_model_dup_value_text (const FrostLayerModel *model)
{
  int n = frost_layer_model_get_n (model);

  if (n == 0)
    return g_strdup ("no base model");
  return g_strdup_printf ("%d of %d %s frozen", model->cut, n,
                          n == 1 ? "block" : "blocks");
}

char *
frost_layer_model_dup_summary (const FrostLayerModel *model)
{
  guint64 all = frost_layer_model_get_parameters (model);
  g_autofree char *value = frost_layer_model_dup_value_text (model);
  g_autofree char *trainable =
      frost_count_text_of (frost_layer_model_get_trainable (model), all);
  g_autofree char *total = frost_count_text_of (all, all);
  g_autofree char *place = NULL;

  if (frost_layer_model_get_n (model) == 0)
    return g_strdup ("Layers: no base model");
  place = model->cut == 0
              ? g_strdup ("at the pixels")
              : g_strdup_printf ("after %s",
                                 frost_layer_model_peek (model, model->cut - 1)->name);
  return g_strdup_printf ("Frost line %s: %s, %s of %s parameters trainable", place,
                          value, trainable, total);
}

char *
frost_layer_model_dup_details (const FrostLayerModel *model, int index)
{
  const FrostLayerBlock *block = frost_layer_model_peek (model, index);
  g_autofree char *parameters = frost_count_text (block->parameters);
  g_autofree char *cost = frost_count_text (block->multiply_adds);
  g_autofree char *share = frost_share_text (frost_layer_model_get_share (model, index));

  return g_strdup_printf (
      "%s, %s\n%s\n%s parameters\n%s multiply-adds an image, %s of all", block->name,
      index < model->cut ? "frozen" : "trainable",
      block->shape != NULL ? block->shape : "no classes yet", parameters, cost, share);
}
