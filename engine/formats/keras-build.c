/* Walks the calls and gives builders what they append with. */
#include "engine/formats/keras-build.h"

#include "engine/core/error.h"
#include "engine/formats/keras-preprocessing.h"
#include "engine/formats/onnx-names.h"

#include <string.h>

/* The same limits as an ONNX file has; a nested model that is called often enough passes any. */
#define MAX_NODES 32768
#define MAX_CALLS 131072

static gboolean fail (GError **error, FrostEngineError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static gboolean
fail (GError **error, FrostEngineError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (
      error, g_error_new_valist (FROST_ENGINE_ERROR, (int) code, format, arguments));
  va_end (arguments);
  return FALSE;
}

gboolean
frost_keras_check_data_format (const FrostKerasBuild *build, GError **error)
{
  const char *format = "channels_last";

  if (!frost_keras_config_text (build->layer, "data_format", &format, error))
    return FALSE;
  if (g_str_equal (format, "channels_last"))
    return TRUE;
  return fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
               "its images are \"%.40s\", only channels_last can be used", format);
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
      fail (error, FROST_ENGINE_ERROR_MEMORY,
            "%s has %" G_GINT64_FORMAT " bytes, more than a file of this size may take",
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
        return fail (error, FROST_ENGINE_ERROR_SHAPE,
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

      return fail (error, FROST_ENGINE_ERROR_SHAPE, "\"%s\" is %s, needs %s", array->name,
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
frost_keras_add_constant (FrostKerasBuild *build, FrostNode *node, int slot,
                          const FrostShape *shape, GError **error)
{
  FrostTensor *tensor = new_tensor (build, "a constant", shape, error);

  if (tensor != NULL)
    node->parameters[slot] = add_parameter (build, node, slot, tensor, TRUE);
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

  if (op == NULL)
    return fail (error, FROST_ENGINE_ERROR_UNSUPPORTED, "needs an operation of kind %d",
                 last->kind);
  if (n > MAX_NODES)
    return fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                 "is beyond the %d operations that a model may have", MAX_NODES);
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

/* One call of a model: what its layers' calls gave. */
typedef struct
{
  FrostKerasLayer *model;
  int *first;   /* [n_layers + 1] of each layer's calls, counted through all layers */
  int *result;  /* [n_calls] value; -1 = not made yet, -2 = it waits for what it reads */
  GArray *path; /* of FrostKerasOperand: the calls that wait */
} Walk;

enum
{
  NOT_MADE = -1,
  WAITS = -2
};

static gboolean run_model (FrostKerasBuild *build, FrostKerasLayer *model,
                           const int *given, int n_given, GError **error);

static FrostKerasLayer *
layer_of (const Walk *walk, const FrostKerasOperand *operand)
{
  return g_ptr_array_index (walk->model->layers, (guint) operand->layer);
}

static int *
result_of (const Walk *walk, const FrostKerasOperand *operand)
{
  return &walk->result[walk->first[operand->layer] + operand->call];
}

/* Puts what the call reads and nobody made yet on the path. */
static gboolean
wait_for_operands (Walk *walk, const FrostKerasOperand *operand, GError **error)
{
  const FrostKerasLayer *layer = layer_of (walk, operand);
  const FrostKerasCall *call = &layer->calls[operand->call];

  *result_of (walk, operand) = WAITS;
  for (int i = call->n_operands - 1; i >= 0; i--)
    {
      const FrostKerasOperand *source = &call->operands[i];

      if (source->layer < 0 || *result_of (walk, source) >= 0)
        continue;
      if (*result_of (walk, source) == WAITS)
        return fail (error, FROST_ENGINE_ERROR_CORRUPT,
                     "layer \"%s\" reads \"%s\", which depends on it", layer->path,
                     layer_of (walk, source)->name);
      g_array_append_val (walk->path, *source);
    }
  return TRUE;
}

/* Of an InputLayer of a model that is given n values. */
static gboolean
take_given (FrostKerasBuild *build, const FrostKerasLayer *model, int layer,
            const int *given, int n_given, GError **error)
{
  int place = 0;

  while (place < (int) model->inputs->len
         && g_array_index (model->inputs, int, (guint) place) != layer)
    place++;
  if (place >= n_given || (model->inputs->len > 0 && place >= (int) model->inputs->len))
    return fail (error, FROST_ENGINE_ERROR_CORRUPT,
                 "layer \"%s\" is an input that the model is not given",
                 build->layer->path);
  build->result = given[place];
  return TRUE;
}

static gboolean
run_layer (FrostKerasBuild *build, GError **error)
{
  FrostKerasLayer *layer = build->layer;

  if (build->n_inputs == 0)
    fail (error, FROST_ENGINE_ERROR_CORRUPT, "reads nothing");
  else if (layer->kind == NULL)
    fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
          g_str_equal (layer->class_name, "Lambda")
              ? "runs code of its own, which is never executed"
              : "is not among the layers that can be used");
  else
    {
      build->result = build->inputs[0];
      if (layer->kind->build (build, error))
        return TRUE;
    }
  g_prefix_error (error, "layer \"%s\" of class \"%s\": ", layer->path,
                  layer->class_name);
  return FALSE;
}

static gboolean
run_call (FrostKerasBuild *build, const Walk *walk, const FrostKerasOperand *operand,
          const int *given, int n_given, GError **error)
{
  FrostKerasLayer *layer = layer_of (walk, operand);
  const FrostKerasCall *call = &layer->calls[operand->call];
  g_autofree int *inputs = g_new (int, call->n_operands + 1);
  int n = 0;

  if (--build->calls < 0)
    return fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                 "calls its layers more than %d times", MAX_CALLS);
  build->layer = layer;
  build->n_emitted = 0;
  if (call->n_operands == 1 && call->operands[0].layer == FROST_KERAS_GIVEN
      && g_str_equal (layer->class_name, "InputLayer"))
    return take_given (build, walk->model, operand->layer, given, n_given, error);
  for (int i = 0; i < call->n_operands; i++)
    if (call->operands[i].layer >= 0)
      inputs[n++] = *result_of (walk, &call->operands[i]);
    else if (call->operands[i].layer == FROST_KERAS_GIVEN)
      inputs[n++] = given[0];
  if (layer->is_model)
    return run_model (build, layer, inputs, n, error);
  build->call = call;
  build->inputs = inputs;
  build->n_inputs = n;
  return run_layer (build, error);
}

/* Makes all that the model's output needs, operands first. Written without recursion but for
 * nested models, which nest no deeper than their JSON may. */
static gboolean
walk_calls (FrostKerasBuild *build, Walk *walk, const int *given, int n_given,
            GError **error)
{
  g_array_append_val (walk->path, walk->model->output);
  while (walk->path->len > 0)
    {
      FrostKerasOperand top =
          g_array_index (walk->path, FrostKerasOperand, walk->path->len - 1);
      int *result = result_of (walk, &top);

      if (*result == NOT_MADE)
        {
          if (!wait_for_operands (walk, &top, error))
            return FALSE;
          continue;
        }
      if (*result == WAITS)
        {
          if (!run_call (build, walk, &top, given, n_given, error))
            return FALSE;
          *result = build->result;
        }
      g_array_set_size (walk->path, walk->path->len - 1);
    }
  build->result = *result_of (walk, &walk->model->output);
  return TRUE;
}

static gboolean
run_model (FrostKerasBuild *build, FrostKerasLayer *model, const int *given, int n_given,
           GError **error)
{
  guint n = model->layers->len;
  g_autofree int *first = g_new0 (int, n + 1);
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (FrostKerasOperand));

  if (n_given < 1 || (model->inputs->len > 0 && n_given != (int) model->inputs->len))
    return fail (error, FROST_ENGINE_ERROR_CORRUPT,
                 "model \"%s\" takes %u inputs but is given %d", model->path,
                 MAX (model->inputs->len, 1), n_given);
  for (guint i = 0; i < n; i++)
    first[i + 1] =
        first[i] + ((FrostKerasLayer *) g_ptr_array_index (model->layers, i))->n_calls;
  g_autofree int *result = g_new (int, first[n] + 1);
  for (int i = 0; i < first[n]; i++)
    result[i] = NOT_MADE;
  Walk walk = { model, first, result, path };
  return walk_calls (build, &walk, given, n_given, error);
}

/* Walks back from the output over what only gives numbers another shape to a softmax over them,
 * which is taken out: training and probabilities start from the logits. */
static int
drop_softmax (FrostGraph *graph, int output)
{
  int *reader = NULL;
  int value = output;

  while (value > 0)
    {
      FrostNode *node = frost_graph_node (graph, value - 1);

      if (node->kind == FROST_OP_SOFTMAX)
        {
          const FrostShape *shape = frost_graph_value_shape (graph, value);
          if (frost_shape_n_pixels (shape) != 1)
            break;
          value = node->inputs[0];
          if (reader == NULL)
            output = value;
          else
            *reader = value;
          continue;
        }
      if (node->kind != FROST_OP_RESHAPE && node->kind != FROST_OP_FLATTEN
          && node->kind != FROST_OP_DROPOUT)
        break;
      reader = &node->inputs[0];
      value = node->inputs[0];
    }
  return output;
}

/* Removes the nodes that the output does not need, so that it is the last value. */
static void
compact (FrostGraph *graph, int output)
{
  int n = frost_graph_n_nodes (graph), kept = 0;
  g_autofree gboolean *needed = g_new0 (gboolean, n + 1);
  g_autofree int *place = g_new0 (int, n + 1);

  needed[output] = TRUE;
  for (int i = n - 1; i >= 0; i--)
    for (int k = 0; needed[i + 1] && k < frost_graph_node (graph, i)->n_inputs; k++)
      needed[frost_graph_node (graph, i)->inputs[k]] = TRUE;
  for (int i = 0; i < n; i++)
    {
      FrostNode *node = frost_graph_node (graph, i);

      for (int k = 0; needed[i + 1] && k < node->n_inputs; k++)
        node->inputs[k] = place[node->inputs[k]];
      if (needed[i + 1])
        place[i + 1] = ++kept;
    }
  /* What is not needed goes to the end, where the array's own way to free it finds it. */
  g_autofree gpointer *nodes = g_ptr_array_steal (graph->nodes, NULL);
  for (int wanted = TRUE; wanted >= FALSE; wanted--)
    for (int i = 0; i < n; i++)
      if (needed[i + 1] == wanted)
        g_ptr_array_add (graph->nodes, nodes[i]);
  g_ptr_array_set_size (graph->nodes, kept);
}

static void
build_clear (FrostKerasBuild *build)
{
  g_clear_pointer (&build->node_names, g_hash_table_unref);
  g_clear_pointer (&build->parameter_names, g_hash_table_unref);
  g_clear_pointer (&build->model, frost_model_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrostKerasBuild, build_clear)

/* The output becomes a vector: what is left of an image is averaged, as the heads do that people
 * put on a base "without its top". */
static gboolean
finish_output (FrostKerasBuild *build, FrostKerasLayer *root, GError **error)
{
  const FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape vector;

  build->result = drop_softmax (build->model->graph, build->result);
  build->layer = root;
  build->n_emitted = 1;
  if (frost_keras_shape (build, build->result)->rank == 3
      && frost_shape_n_pixels (frost_keras_shape (build, build->result)) > 1
      && !frost_keras_append (build, "average", FROST_OP_GLOBAL_AVERAGE_POOL, &attributes,
                              error))
    return FALSE;
  vector = frost_shape_vector (
      frost_shape_n_elements (frost_keras_shape (build, build->result)));
  if (!frost_keras_reshape (build, &vector, error))
    return FALSE;
  compact (build->model->graph, build->result);
  return frost_model_infer (build->model, error);
}

FrostModel *
frost_keras_build (FrostKerasLayer *root, const FrostKerasWeights *weights,
                   gboolean keras_3, const char *name, int64_t memory, GError **error)
{
  const int given = 0;
  FrostShape input;
  g_auto (FrostKerasBuild) build = {
    .weights = weights, .keras_3 = keras_3, .memory = memory, .calls = MAX_CALLS
  };

  if (!frost_keras_topology_input (root, &input, error))
    return NULL;
  build.model = frost_model_new (name, frost_graph_new (&input));
  build.node_names = frost_onnx_names_new ();
  build.parameter_names = frost_onnx_names_new ();
  if (!run_model (&build, root, &given, 1, error))
    return NULL;
  if (build.result == 0)
    {
      fail (error, FROST_ENGINE_ERROR_UNSUPPORTED, "computes nothing from its image");
      return NULL;
    }
  if (!finish_output (&build, root, error))
    return NULL;
  frost_keras_preprocessing_find (root, build.model);
  return g_steal_pointer (&build.model);
}
