/* Walks the calls of layers that the output needs. */
#include "engine/formats/keras-build.h"

#include "engine/core/error.h"
#include "engine/formats/keras-preprocessing.h"
#include "engine/formats/onnx-names.h"

#include <string.h>

/* A nested model that is called often enough passes any limit of the file's. */
#define MAX_CALLS 131072

/* One call of a model: what its layers' calls gave. */
typedef struct
{
  FrostKerasLayer *model;
  int *first;   /* [n_layers + 1] of each layer's calls, counted through all layers */
  int *result;  /* [n_calls] value, FROST_KERAS_UNKNOWN, or one of the two below */
  GArray *path; /* of FrostKerasOperand: the calls that wait */
} Walk;

enum
{
  NOT_MADE = -1,
  WAITS = -2 /* for what it reads */
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

      if (source->layer < 0)
        continue;
      if (*result_of (walk, source) == NOT_MADE)
        g_array_append_val (walk->path, *source);
      else if (*result_of (walk, source) == WAITS)
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "layer \"%s\" reads \"%s\", which depends on it",
                                 layer->path, layer_of (walk, source)->name);
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
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "layer \"%s\" is an input that the model is not given",
                             build->layer->path);
  build->result = given[place];
  return TRUE;
}

/* A layer that cannot be read is no error yet: what is below it may be a trunk. */
static void
leave_unknown (FrostKerasBuild *build)
{
  for (int i = 0; i < build->n_inputs; i++)
    if (build->inputs[i] != FROST_KERAS_UNKNOWN)
      g_array_append_val (build->unknown_reads, build->inputs[i]);
  build->result = FROST_KERAS_UNKNOWN;
}

static gboolean
run_layer (FrostKerasBuild *build, GError **error)
{
  FrostKerasLayer *layer = build->layer;
  gboolean known = TRUE;

  for (int i = 0; i < build->n_inputs; i++)
    known = known && build->inputs[i] != FROST_KERAS_UNKNOWN;
  if (layer->kind == NULL && build->first_failure == NULL)
    g_set_error (&build->first_failure, FROST_ENGINE_ERROR,
                 FROST_ENGINE_ERROR_UNSUPPORTED, "layer \"%s\" of class \"%s\": %s",
                 layer->path, layer->class_name,
                 g_str_equal (layer->class_name, "Lambda")
                     ? "runs code of its own, which is never executed"
                     : "is not among the layers that can be used");
  if (layer->kind == NULL || !known)
    {
      leave_unknown (build);
      return TRUE;
    }
  if (build->n_inputs == 0)
    frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT, "reads nothing");
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
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
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
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
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

static void
build_clear (FrostKerasBuild *build)
{
  g_clear_pointer (&build->node_names, g_hash_table_unref);
  g_clear_pointer (&build->parameter_names, g_hash_table_unref);
  g_clear_pointer (&build->unknown_reads, g_array_unref);
  g_clear_error (&build->first_failure);
  g_clear_pointer (&build->model, frost_model_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrostKerasBuild, build_clear)

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
  build.unknown_reads = g_array_new (FALSE, FALSE, sizeof (int));
  if (!run_model (&build, root, &given, 1, error)
      || !frost_keras_finish_model (&build, error))
    return NULL;
  frost_keras_preprocessing_find (root, build.model);
  return g_steal_pointer (&build.model);
}
