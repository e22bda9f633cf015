#include "engine/graph/model.h"

#include <string.h>

#include "engine/core/error.h"

/* Of an image, in multiply-adds and numbers read. The largest networks that are in use take 10^12; a small file may ask for any
 * number, and sums of it must not overflow. */
#define MAX_WORK ((int64_t) 10 * 1000 * 1000 * 1000 * 1000)

void
frost_parameter_free (FrostParameter *parameter)
{
  g_free (parameter->name);
  frost_tensor_unref (parameter->tensor);
  g_free (parameter);
}

FrostModel *
frost_model_new (const char *name, FrostGraph *graph)
{
  FrostModel *model = g_new0 (FrostModel, 1);

  model->name = g_strdup (name);
  model->graph = graph;
  model->parameters =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frost_parameter_free);
  frost_preprocessing_set_preset (&model->preprocessing, FROST_PREPROCESSING_TF);
  frost_preprocessing_set_size (&model->preprocessing, (int) graph->input.dim[0],
                                (int) graph->input.dim[1], 0);
  return model;
}

void
frost_model_free (FrostModel *model)
{
  g_free (model->name);
  frost_graph_free (model->graph);
  g_ptr_array_unref (model->parameters);
  g_strfreev (model->classes);
  g_free (model->truncated);
  g_free (model);
}

static FrostGraph *
copy_graph (const FrostGraph *graph)
{
  FrostGraph *copy = frost_graph_new (&graph->input);

  for (int i = 0; i < frost_graph_n_nodes (graph); i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);
      FrostNode *twin = frost_graph_add (copy, node->name, node->kind, &node->attributes,
                                         node->inputs, node->n_inputs);

      memcpy (twin->parameters, node->parameters, sizeof node->parameters);
      twin->inference = node->inference;
    }
  return copy;
}

FrostModel *
frost_model_copy (const FrostModel *model, GError **error)
{
  g_autoptr (FrostModel) copy = frost_model_new (model->name, copy_graph (model->graph));

  for (guint i = 0; i < model->parameters->len; i++)
    {
      const FrostParameter *parameter = frost_model_parameter (model, (int) i);
      FrostTensor *tensor = frost_tensor_copy (parameter->tensor, error);
      FrostParameter *twin;

      if (tensor == NULL)
        return NULL;
      twin = frost_model_parameter (
          copy,
          frost_model_add_parameter (copy, parameter->name, tensor, parameter->fixed));
      twin->trainable = parameter->trainable;
      twin->has_file_shape = parameter->has_file_shape;
      twin->file_shape = parameter->file_shape;
      memcpy (twin->file_order, parameter->file_order, sizeof twin->file_order);
    }
  copy->preprocessing = model->preprocessing;
  copy->preprocessing_known = model->preprocessing_known;
  copy->classes = g_strdupv (model->classes);
  copy->truncated = g_strdup (model->truncated);
  return g_steal_pointer (&copy);
}

int
frost_model_add_parameter (FrostModel *model, const char *name, FrostTensor *tensor,
                           gboolean fixed)
{
  FrostParameter *parameter = g_new0 (FrostParameter, 1);

  parameter->name = g_strdup (name);
  parameter->tensor = tensor;
  parameter->fixed = fixed;
  g_ptr_array_add (model->parameters, parameter);
  return (int) model->parameters->len - 1;
}

FrostParameter *
frost_model_parameter (const FrostModel *model, int index)
{
  return g_ptr_array_index (model->parameters, index);
}

static gboolean
infer_node (FrostModel *model, FrostNode *node, GError **error)
{
  const FrostOp *op = frost_op_get (node->kind);
  g_autofree const FrostShape **x_shape = g_new (const FrostShape *, node->n_inputs);
  const FrostShape *w_shape[FROST_OP_MAX_PARAMETERS] = { NULL };

  if (node->n_inputs < op->min_inputs
      || (op->max_inputs >= 0 && node->n_inputs > op->max_inputs))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "has %d inputs, %s needs %d", node->n_inputs, op->name,
                   op->min_inputs);
      return FALSE;
    }
  for (int i = 0; i < node->n_inputs; i++)
    x_shape[i] = frost_graph_value_shape (model->graph, node->inputs[i]);
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    {
      int index = node->parameters[i];

      if (index >= (int) model->parameters->len)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "uses parameter %d, the model has %u", index,
                       model->parameters->len);
          return FALSE;
        }
      if (index >= 0)
        w_shape[i] = &frost_model_parameter (model, index)->tensor->shape;
    }
  if (!op->infer (&node->attributes, node->n_inputs, x_shape, w_shape, &node->inference,
                  error))
    return FALSE;
  return frost_shape_check (&node->inference.y, "result", error);
}

gboolean
frost_model_infer (FrostModel *model, GError **error)
{
  int64_t work = 0;

  if (!frost_shape_check (&model->graph->input, "input", error))
    return FALSE;
  if (frost_graph_n_nodes (model->graph) == 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "%s: has no layers, at least one is needed", model->name);
      return FALSE;
    }
  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    {
      FrostNode *node = frost_graph_node (model->graph, i);

      if (!infer_node (model, node, error))
        {
          g_prefix_error (error, "%s: ", node->name);
          return FALSE;
        }
      if (frost_graph_node_work (model->graph, i) > MAX_WORK - work)
        {
          g_set_error (
              error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
              "%s: with it an image takes more than 10^13 steps of arithmetic, a "
              "smaller model is needed",
              node->name);
          return FALSE;
        }
      work += frost_graph_node_work (model->graph, i);
    }
  return TRUE;
}

int
frost_model_n_outputs (const FrostModel *model)
{
  const FrostGraph *graph = model->graph;

  return (int) frost_shape_n_elements (
      frost_graph_value_shape (graph, frost_graph_n_values (graph) - 1));
}

int64_t
frost_model_n_parameters (const FrostModel *model)
{
  int64_t n = 0;

  for (guint i = 0; i < model->parameters->len; i++)
    n += frost_model_parameter (model, (int) i)->tensor->n;
  return n;
}

/* Field by field: the bytes between fields are not defined. What only training looks at does not
 * change the numbers of a value and is left out. */
static void
update_attributes (GChecksum *checksum, const FrostOpAttributes *a)
{
  const FrostWindow *w = &a->window;
  int32_t window[] = { w->kernel_h,   w->kernel_w,   w->stride_h, w->stride_w,
                       w->dilation_h, w->dilation_w, w->pad_top,  w->pad_left,
                       w->pad_bottom, w->pad_right };
  int32_t integers[] = { a->groups,         a->ceil_mode, a->count_include_pad,
                         a->approximate,    a->swapped,   a->transposed_a,
                         a->transposed_b,   a->axis,      a->n_axes,
                         (int32_t) a->axes, a->pad_mode,  a->linear,
                         a->coordinates,    a->nearest };
  float floats[] = { a->low,  a->high,      a->epsilon, a->alpha,  a->beta,
                     a->bias, a->pad_value, a->scale_h, a->scale_w };

  g_checksum_update (checksum, (const guchar *) window, sizeof window);
  g_checksum_update (checksum, (const guchar *) integers, sizeof integers);
  g_checksum_update (checksum, (const guchar *) floats, sizeof floats);
  g_checksum_update (checksum, (const guchar *) a->order, sizeof a->order);
  g_checksum_update (checksum, (const guchar *) a->size, sizeof a->size);
  g_checksum_update (checksum, (const guchar *) a->start, sizeof a->start);
  g_checksum_update (checksum, (const guchar *) a->step, sizeof a->step);
  g_checksum_update (checksum, (const guchar *) a->before, sizeof a->before);
  g_checksum_update (checksum, (const guchar *) a->after, sizeof a->after);
}

static void
update_node (GChecksum *checksum, const FrostModel *model, const FrostNode *node)
{
  int32_t integers[] = { node->kind, node->n_inputs };

  g_checksum_update (checksum, (const guchar *) integers, sizeof integers);
  g_checksum_update (checksum, (const guchar *) node->inputs,
                     (gssize) sizeof (int) * node->n_inputs);
  update_attributes (checksum, &node->attributes);
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    {
      const FrostTensor *tensor;

      if (node->parameters[i] < 0)
        continue;
      tensor = frost_model_parameter (model, node->parameters[i])->tensor;
      g_checksum_update (checksum, (const guchar *) tensor->shape.dim,
                         (gssize) sizeof tensor->shape.dim[0] * tensor->shape.rank);
      g_checksum_update (checksum, (const guchar *) tensor->data,
                         (gssize) sizeof (float) * tensor->n);
    }
}

char **
frost_model_fingerprint_all (const FrostModel *model, const int *values, int n)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const FrostPreprocessing *p = &model->preprocessing;
  int32_t sizes[] = { p->width, p->height, p->resize_short, p->bgr };
  char **texts = g_new0 (char *, n + 1);
  int node = 0;

  g_checksum_update (checksum, (const guchar *) sizes, sizeof sizes);
  g_checksum_update (checksum, (const guchar *) p->mean, sizeof p->mean);
  g_checksum_update (checksum, (const guchar *) p->scale, sizeof p->scale);
  for (int i = 0; i < n; i++)
    {
      g_autoptr (GChecksum) here = NULL;

      for (; node < values[i]; node++)
        update_node (checksum, model, frost_graph_node (model->graph, node));
      here = g_checksum_copy (checksum);
      texts[i] = g_strdup (g_checksum_get_string (here));
    }
  return texts;
}

char *
frost_model_fingerprint (const FrostModel *model, int value)
{
  g_autofree char **texts = frost_model_fingerprint_all (model, &value, 1);

  return texts[0];
}
