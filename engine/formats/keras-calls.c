/* What the calls of a functional model's layers read, in every form that files have. */
#include "engine/formats/keras-calls.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-names.h"

#define MAX_CALLS 16384
#define MAX_OPERANDS 65536
/* Of lists within an argument of a Keras 3 call: the inputs of a merge are one deep. */
#define MAX_NESTING 4

/* Operands of one call while they are found; names become indices when all layers are known. */
typedef struct
{
  FrostKerasLayer *model;
  GArray *operands; /* of FrostKerasOperand */
  int *count;
} Operands;

static gboolean
add_operand (Operands *to, FrostKerasOperand operand, GError **error)
{
  if (++*to->count > MAX_OPERANDS)
    return frost_error_fail (
        error, FROST_ENGINE_ERROR_UNSUPPORTED,
        "reads more than the %d values that can be used in one model", MAX_OPERANDS);
  g_array_append_val (to->operands, operand);
  return TRUE;
}

gboolean
frost_keras_find_operand (const FrostKerasLayer *model, const json_t *name,
                          const json_t *call, const json_t *result,
                          FrostKerasOperand *operand, GError **error)
{
  const char *text = json_string_value (name);
  int index =
      text == NULL ? 0 : GPOINTER_TO_INT (g_hash_table_lookup (model->names, text));

  if (index == 0)
    {
      if (text == NULL || !frost_onnx_name_check (text, NULL))
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "reads what is not a layer");
      return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                               "reads \"%s\", a layer that the model does not have",
                               text);
    }
  if (!json_is_integer (call) || json_integer_value (call) < 0
      || json_integer_value (call) > MAX_CALLS || !json_is_integer (result))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "reads a call of \"%s\" that is not there", text);
  if (json_integer_value (result) != 0)
    return frost_error_fail (
        error, FROST_ENGINE_ERROR_UNSUPPORTED,
        "reads another than the first result of \"%s\": only that can be used", text);
  *operand =
      (FrostKerasOperand){ .layer = index - 1, .call = (int) json_integer_value (call) };
  return TRUE;
}

/* ["conv1", 0, 0, {"training": false}], the arguments in the object are optional. */
gboolean
frost_keras_is_reference (const json_t *value)
{
  return json_is_array (value) && json_array_size (value) >= 3
         && json_array_size (value) <= 4 && json_is_string (json_array_get (value, 0))
         && json_is_integer (json_array_get (value, 1));
}

static gboolean add_old_reference (Operands *to, const json_t *value, GError **error);

/* What functions other than layers (class TFOpLambda) are given by name: a number, a list of
 * numbers or another reference. */
static gboolean
add_old_arguments (Operands *to, const json_t *arguments, GError **error)
{
  static const char *const names[] = { "y", "bias" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const json_t *value = json_object_get (arguments, names[i]);

      if (value == NULL)
        continue;
      if (frost_keras_is_reference (value)
              ? !add_old_reference (to, value, error)
              : !add_operand (to,
                              (FrostKerasOperand){
                                  .layer = FROST_KERAS_CONSTANT,
                                  .constant = value,
                              },
                              error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_old_reference (Operands *to, const json_t *value, GError **error)
{
  const json_t *name = json_array_get (value, 0);
  FrostKerasOperand operand = { .layer = FROST_KERAS_CONSTANT };

  if (g_strcmp0 (json_string_value (name), "_CONSTANT_VALUE") == 0)
    operand.constant = json_array_get (value, 2);
  else if (!frost_keras_find_operand (to->model, name, json_array_get (value, 1),
                                      json_array_get (value, 2), &operand, error))
    return FALSE;
  return add_operand (to, operand, error);
}

/* Keras 2 and TensorFlow.js: a list of references; or a reference when there is only one. */
static gboolean
add_old_call (Operands *to, const json_t *call, GError **error)
{
  const json_t *last = NULL;

  if (frost_keras_is_reference (call))
    {
      last = call;
      if (!add_old_reference (to, call, error))
        return FALSE;
    }
  else
    for (size_t i = 0; i < json_array_size (call); i++)
      {
        last = json_array_get (call, i);
        if (!frost_keras_is_reference (last))
          return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                   "reads what is not a layer");
        if (!add_old_reference (to, last, error))
          return FALSE;
      }
  return last == NULL || json_array_size (last) < 4
         || add_old_arguments (to, json_array_get (last, 3), error);
}

/* Keras 3: {"args": [tensor or list of tensors or constant, …], "kwargs": {…}}. */
static gboolean
add_new_argument (Operands *to, const json_t *value, int depth, GError **error)
{
  const char *class_name = json_string_value (json_object_get (value, "class_name"));

  if (g_strcmp0 (class_name, "__keras_tensor__") == 0)
    {
      const json_t *history =
          json_object_get (json_object_get (value, "config"), "keras_history");
      FrostKerasOperand operand;

      return frost_keras_find_operand (to->model, json_array_get (history, 0),
                                       json_array_get (history, 1),
                                       json_array_get (history, 2), &operand, error)
             && add_operand (to, operand, error);
    }
  gboolean holds_tensors = FALSE;
  for (size_t i = 0; i < json_array_size (value); i++)
    holds_tensors = holds_tensors || !json_is_number (json_array_get (value, i));
  if (!holds_tensors)
    return json_is_null (value)
           || add_operand (
               to,
               (FrostKerasOperand){ .layer = FROST_KERAS_CONSTANT, .constant = value },
               error);
  if (depth == MAX_NESTING)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED,
                             "is called with lists nested deeper than %d", MAX_NESTING);
  for (size_t i = 0; i < json_array_size (value); i++)
    if (!add_new_argument (to, json_array_get (value, i), depth + 1, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_new_call (Operands *to, const json_t *call, GError **error)
{
  const json_t *arguments = json_object_get (call, "args");

  if (!json_is_array (arguments))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "is called without \"args\"");
  for (size_t i = 0; i < json_array_size (arguments); i++)
    if (!add_new_argument (to, json_array_get (arguments, i), 0, error))
      return FALSE;
  return TRUE;
}

gboolean
frost_keras_calls_read (FrostKerasLayer *layer, const json_t *inbound, int *n_operands,
                        GError **error)
{
  size_t n = json_array_size (inbound);

  if (inbound != NULL && !json_is_array (inbound))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "\"inbound_nodes\" is not a list");
  if (n > MAX_CALLS)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED, "is called %zu times",
                             n);
  layer->calls = g_new0 (FrostKerasCall, n + 1);
  /* TensorFlow 2 writes a layer with one input as [["conv1", 0, 0, {}]] too: one call, or a list
   * of calls with one reference each, which is the same. */
  for (size_t i = 0; i < n; i++)
    {
      const json_t *call = json_array_get (inbound, i);
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (FrostKerasOperand));
      Operands operands = { layer->model, found, n_operands };

      layer->n_calls++;
      if (json_is_object (call) ? !add_new_call (&operands, call, error)
                                : !add_old_call (&operands, call, error))
        return FALSE;
      layer->calls[i].n_operands = (int) found->len;
      layer->calls[i].operands =
          (FrostKerasOperand *) (void *) g_array_free (g_steal_pointer (&found), FALSE);
    }
  return TRUE;
}

/* Keras counts a nested model's own making as its call 0, so that the ones in its surroundings
 * begin at 1; which of both a file does, the greatest number in it says. */
gboolean
frost_keras_calls_settle (FrostKerasLayer *model, GError **error)
{
  guint n = model->layers->len;
  g_autofree int *greatest = g_new0 (int, n);

  for (guint i = 0; i <= n; i++)
    {
      const FrostKerasLayer *layer = i < n ? g_ptr_array_index (model->layers, i) : NULL;
      const FrostKerasCall last = { &model->output, 1 };

      for (int k = 0; k < (layer == NULL ? 1 : layer->n_calls); k++)
        {
          const FrostKerasCall *call = layer == NULL ? &last : &layer->calls[k];

          for (int o = 0; o < call->n_operands; o++)
            if (call->operands[o].layer >= 0)
              greatest[call->operands[o].layer] =
                  MAX (greatest[call->operands[o].layer], call->operands[o].call);
        }
    }
  for (guint i = 0; i <= n; i++)
    {
      FrostKerasLayer *layer = i < n ? g_ptr_array_index (model->layers, i) : NULL;
      FrostKerasCall last = { &model->output, 1 };

      for (int k = 0; k < (layer == NULL ? 1 : layer->n_calls); k++)
        {
          FrostKerasCall *call = layer == NULL ? &last : &layer->calls[k];

          for (int o = 0; o < call->n_operands; o++)
            {
              FrostKerasOperand *operand = &call->operands[o];
              if (operand->layer < 0)
                continue;
              const FrostKerasLayer *source =
                  g_ptr_array_index (model->layers, (guint) operand->layer);
              if (source->is_model && greatest[operand->layer] == source->n_calls)
                operand->call--;
              if (operand->call < 0 || operand->call >= source->n_calls)
                {
                  frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                    "reads a call of \"%s\" that is not there",
                                    source->name);
                  if (layer != NULL)
                    g_prefix_error (error, "layer \"%s\" ", layer->path);
                  return FALSE;
                }
            }
        }
    }
  return TRUE;
}
