#include "engine/graph/surgery.h"

#include <math.h>

#include "engine/core/error.h"
#include "engine/graph/cuts.h"

static int
find_last_weights (const FrostModel *model)
{
  /* What is fixed (a factor at the end) has nothing to learn. */
  for (int i = frost_graph_n_nodes (model->graph) - 1; i >= 0; i--)
    {
      int parameter = frost_graph_node (model->graph, i)->parameters[0];

      if (parameter >= 0 && !frost_model_parameter (model, parameter)->fixed)
        return i;
    }
  return -1;
}

int
frost_surgery_find_head (const FrostModel *model, GError **error)
{
  int index = find_last_weights (model);
  const FrostNode *head;
  const FrostWindow *window;

  if (index < 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "%s: has no layer with weights, a head needs one to replace",
                   model->name);
      return -1;
    }
  head = frost_graph_node (model->graph, index);
  window = &head->attributes.window;
  if (head->kind == FROST_OP_LINEAR
      || (head->kind == FROST_OP_CONV && window->kernel_h == 1 && window->kernel_w == 1
          && head->attributes.groups == 1))
    return index;
  g_set_error (
      error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
      "%s: the last layer with weights is %s, a linear layer or a 1x1 convolution is "
      "needed to make a new head",
      head->name, frost_op_get (head->kind)->name);
  return -1;
}

/* uniform in +-1 / sqrt (fan_in): what torch.nn.Linear's reset_parameters amounts to. */
static void
fill_uniform (FrostTensor *tensor, int64_t fan_in, FrostRng *rng)
{
  float bound = 1 / sqrtf ((float) fan_in);

  for (int64_t i = 0; i < tensor->n; i++)
    tensor->data[i] = (2 * frost_rng_uniform (rng) - 1) * bound;
}

static void
replace_tensor (FrostParameter *parameter, FrostTensor *tensor)
{
  frost_tensor_unref (parameter->tensor);
  parameter->tensor = tensor;
}

/* A reshape above the head (of 1 x 1 x classes to classes) says how many there are. */
static void
adjust_reshapes (FrostModel *model, int head, int64_t old_classes, int64_t n_classes)
{
  for (int i = head + 1; i < frost_graph_n_nodes (model->graph); i++)
    {
      FrostNode *node = frost_graph_node (model->graph, i);

      for (int d = 0; node->kind == FROST_OP_RESHAPE && d < node->attributes.n_axes; d++)
        if (node->attributes.size[d] == old_classes)
          node->attributes.size[d] = n_classes;
    }
}

gboolean
frost_surgery_replace_head (FrostModel *model, const char *const *classes, uint64_t seed,
                            GError **error)
{
  FrostNode *head;
  int index;
  int n_classes = classes != NULL ? (int) g_strv_length ((char **) classes) : 0;
  g_autoptr (FrostTensor) weight = NULL;
  g_autoptr (FrostTensor) bias = NULL;
  FrostShape weight_shape, bias_shape = frost_shape_vector (n_classes);
  int64_t fan_in;
  FrostRng rng;

  if (n_classes < 2)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT,
                   "head: has %d classes, at least 2 are needed", n_classes);
      return FALSE;
    }
  index = frost_surgery_find_head (model, error);
  if (index < 0)
    return FALSE;

  head = frost_graph_node (model->graph, index);
  weight_shape = frost_model_parameter (model, head->parameters[0])->tensor->shape;
  adjust_reshapes (model, index, frost_shape_channels (&weight_shape), n_classes);
  weight_shape.dim[weight_shape.rank - 1] = n_classes;
  weight = frost_tensor_new (&weight_shape, error);
  bias = weight != NULL ? frost_tensor_new (&bias_shape, error) : NULL;
  if (bias == NULL)
    return FALSE;
  fan_in = weight->n / n_classes;
  frost_rng_seed (&rng, seed);
  fill_uniform (weight, fan_in, &rng);
  fill_uniform (bias, fan_in, &rng);

  replace_tensor (frost_model_parameter (model, head->parameters[0]),
                  g_steal_pointer (&weight));
  if (head->parameters[1] >= 0)
    replace_tensor (frost_model_parameter (model, head->parameters[1]),
                    g_steal_pointer (&bias));
  else
    {
      g_autofree char *name = g_strconcat (head->name, ".bias", NULL);

      head->parameters[1] =
          frost_model_add_parameter (model, name, g_steal_pointer (&bias), FALSE);
    }
  g_strfreev (model->classes);
  model->classes = g_strdupv ((char **) classes);
  g_clear_pointer (&model->truncated, g_free);
  return frost_model_infer (model, error);
}

gboolean
frost_surgery_freeze (FrostModel *model, int cut, GError **error)
{
  g_autoptr (FrostCuts) cuts = frost_cuts_find (model);
  int first_trainable;

  if (cut < 0 || cut > cuts->head_cut)
    {
      g_set_error (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT,
          "%s: the frost line is at cut %d, 0 (everything trainable) to %d (all but the "
          "head frozen) are possible",
          model->name, cut, cuts->head_cut);
      return FALSE;
    }
  first_trainable = frost_cuts_value (cuts, cut);
  for (guint i = 0; i < model->parameters->len; i++)
    frost_model_parameter (model, (int) i)->trainable = FALSE;
  for (int i = first_trainable; i < frost_graph_n_nodes (model->graph); i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);

      for (int j = 0; j < FROST_OP_MAX_PARAMETERS; j++)
        if (node->parameters[j] >= 0)
          {
            FrostParameter *parameter =
                frost_model_parameter (model, node->parameters[j]);

            parameter->trainable = !parameter->fixed;
          }
    }
  /* A tensor that a layer below shares with one above stays as it is. */
  for (int i = 0; i < first_trainable; i++)
    for (int j = 0; j < FROST_OP_MAX_PARAMETERS; j++)
      {
        int index = frost_graph_node (model->graph, i)->parameters[j];

        if (index >= 0)
          frost_model_parameter (model, index)->trainable = FALSE;
      }
  return TRUE;
}

gboolean
frost_surgery_set_batch_statistics (FrostModel *model, int from_value,
                                    gboolean batch_statistics, GError **error)
{
  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    {
      FrostNode *node = frost_graph_node (model->graph, i);

      if (node->kind == FROST_OP_BATCH_NORM)
        node->attributes.batch_statistics = batch_statistics && i >= from_value;
    }
  return frost_model_infer (model, error);
}
