/* What builders append to the graph with. */
#include "engine/formats/keras-build.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-names.h"

/* The same limit as an ONNX file has; a nested model that is called often enough passes any. */
#define MAX_NODES 32768

gboolean
frost_keras_check_data_format (const FrostKerasBuild *build, GError **error)
{
  const char *format = "channels_last";

  if (!frost_keras_config_text (build->layer, "data_format", &format, error))
    return FALSE;
  if (g_str_equal (format, "channels_last"))
    return TRUE;
  return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                           "its images are \"%.40s\", only channels_last can be used",
                           format);
}

const FrostShape *
frost_keras_shape (const FrostKerasBuild *build, int value)
{
  return frost_graph_value_shape (build->model->graph, value);
}

int
frost_keras_find_weight (const FrostKerasBuild *build, const char *role)
{
  for (int i = 0; i < build->layer->n_weights; i++)
    if (g_str_equal (build->layer->weights[i].role, role))
      return i;
  return -1;
}

FrostNode *
frost_keras_emit_n (FrostKerasBuild *build, const char *suffix, FrostOpKind kind,
                    const FrostOpAttributes *attributes, const int *inputs, int n_inputs)
{
  gboolean first = build->n_emitted++ == 0;
  g_autofree char *wanted = first || suffix == NULL
                                ? g_strdup (build->layer->path)
                                : g_strconcat (build->layer->path, ".", suffix, NULL);

  /* Layers of DenseNet are called "conv1/conv": the parts of a name are joined by points here. */
  g_strdelimit (wanted, "/", '.');
  g_autofree char *name = frost_onnx_names_take (build->node_names, wanted);
  return frost_graph_add (build->model->graph, name, kind, attributes, inputs, n_inputs);
}

FrostNode *
frost_keras_emit (FrostKerasBuild *build, const char *suffix, FrostOpKind kind,
                  const FrostOpAttributes *attributes)
{
  return frost_keras_emit_n (build, suffix, kind, attributes, &build->result, 1);
}

static FrostTensor *
new_tensor (FrostKerasBuild *build, const char *what, const FrostShape *shape,
            GError **error)
{
  if (!frost_shape_check (shape, what, error))
    return NULL;
  int64_t size = frost_shape_n_elements (shape) * (int64_t) sizeof (float);
  if (size > build->memory)
    {
      frost_error_fail (error, FROST_ENGINE_ERROR_MEMORY,
                        "%s has %" G_GINT64_FORMAT
                        " bytes, more than a file of this size may take",
                        what, size);
      return NULL;
    }
  FrostTensor *tensor = frost_tensor_new (shape, error);
  if (tensor != NULL)
    build->memory -= size;
  return tensor;
}

static int
add_parameter (FrostKerasBuild *build, const FrostNode *node, int slot,
               FrostTensor *tensor, gboolean fixed)
{
  g_autofree char *wanted = g_strdup_printf (
      "%s.%s", node->name, frost_op_get (node->kind)->parameter_names[slot]);
  g_autofree char *name = frost_onnx_names_take (build->parameter_names, wanted);

  return frost_model_add_parameter (build->model, name, tensor, fixed);
}

gboolean
frost_keras_add_weight (FrostKerasBuild *build, FrostNode *node, int slot, int weight,
                        const FrostShape *stored, const FrostShape *shape, GError **error)
{
  FrostKerasWeight *wanted = &build->layer->weights[weight];

  if (wanted->parameter >= 0)
    {
      const FrostParameter *had = frost_model_parameter (build->model, wanted->parameter);

      if (!frost_shape_equal (&had->tensor->shape, shape))
        return frost_error_fail (
            error, FROST_ENGINE_ERROR_SHAPE,
            "is called with inputs that take different shapes of its \"%s\"",
            wanted->role);
      node->parameters[slot] = wanted->parameter;
      return TRUE;
    }

  const FrostKerasArray *array =
      build->weights->find (build->weights->data, build->layer, weight, error);
  if (array == NULL)
    return FALSE;
  if (!frost_shape_equal (&array->shape, stored))
    {
      g_autofree char *found = frost_shape_to_string (&array->shape);
      g_autofree char *needed = frost_shape_to_string (stored);

      return frost_error_fail (
          error, FROST_ENGINE_ERROR_SHAPE, "\"%s\" is %s, needs %s", array->name,
          array->shape.rank == 0 ? "a single number" : found, needed);
    }
  g_autoptr (FrostTensor) tensor = new_tensor (build, array->name, shape, error);
  if (tensor == NULL
      || !build->weights->read (build->weights->data, array, tensor->data, error))
    return FALSE;
  wanted->parameter = node->parameters[slot] =
      add_parameter (build, node, slot, g_steal_pointer (&tensor), !wanted->trainable);
  return TRUE;
}

FrostTensor *
frost_keras_add_numbers (FrostKerasBuild *build, FrostNode *node, int slot,
                         const FrostShape *shape, gboolean fixed, GError **error)
{
  FrostTensor *tensor =
      new_tensor (build, frost_op_get (node->kind)->parameter_names[slot], shape, error);

  if (tensor != NULL)
    node->parameters[slot] = add_parameter (build, node, slot, tensor, fixed);
  return tensor;
}

gboolean
frost_keras_finish (FrostKerasBuild *build, GError **error)
{
  FrostModel *model = build->model;
  int n = frost_graph_n_nodes (model->graph);
  FrostNode *last = frost_graph_node (model->graph, n - 1);
  const FrostOp *op = frost_op_get (last->kind);
  g_autofree const FrostShape **x_shape = g_new0 (const FrostShape *, last->n_inputs);
  const FrostShape *w_shape[FROST_OP_MAX_PARAMETERS] = { NULL };

  if (n > MAX_NODES)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "is beyond the %d operations that a model may have",
                             MAX_NODES);
  for (int i = 0; i < last->n_inputs; i++)
    x_shape[i] = frost_keras_shape (build, last->inputs[i]);
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    if (last->parameters[i] >= 0)
      w_shape[i] = &frost_model_parameter (model, last->parameters[i])->tensor->shape;
  if (!op->infer (&last->attributes, last->n_inputs, x_shape, w_shape, &last->inference,
                  error)
      || !frost_shape_check (&last->inference.y, "the result", error))
    return FALSE;
  build->result = n;
  return TRUE;
}

gboolean
frost_keras_append (FrostKerasBuild *build, const char *suffix, FrostOpKind kind,
                    const FrostOpAttributes *attributes, GError **error)
{
  frost_keras_emit (build, suffix, kind, attributes);
  return frost_keras_finish (build, error);
}
