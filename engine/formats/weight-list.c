#include "engine/formats/weight-list.h"

#include "engine/core/error.h"
#include "engine/core/half.h"
#include "engine/formats/onnx.h"
#include "engine/formats/stored-number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_HALF 65504.0f
#define STATISTIC "running_var"
#define COUNT "num_batches_tracked"

typedef struct
{
  FrostStoredTensor stored; /* its name is owned */
  int parameter;            /* -1 = a count of batches */
} Weight;

struct FrostWeightList
{
  const FrostModel *model;
  GPtrArray *weights; /* of Weight */
  float *numbers;     /* [of the largest weight] */
};

static void
free_weight (gpointer data)
{
  Weight *weight = data;

  g_free (weight->stored.name);
  g_free (weight);
}

static void
export_numbers (FrostWeightList *list, Weight *weight, int64_t *dims, int *rank)
{
  frost_onnx_layout_export (
      list->model, weight->parameter,
      frost_model_parameter (list->model, weight->parameter)->tensor->data, list->numbers,
      dims, rank);
}

static gboolean
fits_half (const float *numbers, int64_t n)
{
  for (int64_t i = 0; i < n; i++)
    if (fabsf (numbers[i]) > MAX_HALF && isfinite (numbers[i]))
      return FALSE;
  return TRUE;
}

/* A constant of the graph's own, "layer1.0.mul.operand": of no interest to who has the network as a
 * program. One that has a name in the file it came from is a buffer of that program. */
static gboolean
is_of_graph (const FrostModel *model, int parameter)
{
  const FrostParameter *p = frost_model_parameter (model, parameter);

  for (int i = 0; p->fixed && i < frost_graph_n_nodes (model->graph); i++)
    {
      const FrostNode *node = frost_graph_node (model->graph, i);
      for (int slot = 0; slot < FROST_OP_MAX_PARAMETERS; slot++)
        if (node->parameters[slot] == parameter && node->kind != FROST_OP_BATCH_NORM)
          {
            g_autofree char *own = g_strconcat (
                node->name, ".", frost_op_get (node->kind)->parameter_names[slot], NULL);
            if (strcmp (own, p->name) == 0)
              return TRUE;
          }
    }
  return FALSE;
}

static void
add_parameter (FrostWeightList *list, int parameter, gboolean half)
{
  const FrostParameter *p = frost_model_parameter (list->model, parameter);
  Weight *weight = g_new0 (Weight, 1);

  weight->parameter = parameter;
  weight->stored.name = g_strdup (p->name);
  weight->stored.n = p->tensor->n;
  export_numbers (list, weight, weight->stored.dim, &weight->stored.rank);
  weight->stored.type = half && fits_half (list->numbers, p->tensor->n)
                            ? FROST_STORED_F16
                            : FROST_STORED_F32;
  g_ptr_array_add (list->weights, weight);
}

static void
add_count (FrostWeightList *list, const char *statistic)
{
  Weight *weight = g_new0 (Weight, 1);
  size_t length = strlen (statistic) - strlen (STATISTIC);

  weight->parameter = -1;
  weight->stored.name = g_strdup_printf ("%.*s" COUNT, (int) length, statistic);
  weight->stored.type = FROST_STORED_I64;
  weight->stored.n = 1;
  g_ptr_array_add (list->weights, weight);
}

static gboolean
is_statistic (const char *name)
{
  return g_str_has_suffix (name, "." STATISTIC) || strcmp (name, STATISTIC) == 0;
}

static gboolean
check_names (const FrostWeightList *list, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < list->weights->len; i++)
    {
      const Weight *weight = g_ptr_array_index (list->weights, i);
      const char *name = weight->stored.name;

      if (name[0] == '\0' || !g_utf8_validate (name, -1, NULL))
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                       "%s: parameter %u has a name that is empty or not UTF-8",
                       list->model->name, i);
          return FALSE;
        }
      if (!g_hash_table_add (seen, weight->stored.name))
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                       "%s: two of its parameters are called \"%s\"", list->model->name,
                       name);
          return FALSE;
        }
    }
  return TRUE;
}

FrostWeightList *
frost_weight_list_new (const FrostModel *model, gboolean half, GError **error)
{
  g_autoptr (FrostWeightList) list = g_new0 (FrostWeightList, 1);
  int64_t largest = 8;

  list->model = model;
  list->weights = g_ptr_array_new_with_free_func (free_weight);
  for (guint i = 0; i < model->parameters->len; i++)
    largest = MAX (largest, frost_model_parameter (model, (int) i)->tensor->n);
  list->numbers = frost_floats_new (largest, "the largest weight", error);
  if (list->numbers == NULL)
    return NULL;
  for (guint i = 0; i < model->parameters->len; i++)
    {
      if (is_of_graph (model, (int) i))
        continue;
      add_parameter (list, (int) i, half);
      if (is_statistic (frost_model_parameter (model, (int) i)->name))
        add_count (list, frost_model_parameter (model, (int) i)->name);
    }
  if (!check_names (list, error))
    return NULL;
  return g_steal_pointer (&list);
}

void
frost_weight_list_free (FrostWeightList *list)
{
  g_ptr_array_unref (list->weights);
  free (list->numbers);
  g_free (list);
}

int
frost_weight_list_get_n (const FrostWeightList *list)
{
  return (int) list->weights->len;
}

const FrostStoredTensor *
frost_weight_list_peek (const FrostWeightList *list, int index)
{
  const Weight *weight = g_ptr_array_index (list->weights, index);

  return &weight->stored;
}

const void *
frost_weight_list_read (FrostWeightList *list, int index, size_t *size)
{
  Weight *weight = g_ptr_array_index (list->weights, index);
  const FrostStoredTensor *stored = &weight->stored;
  int64_t dims[FROST_SHAPE_MAX_RANK];
  int rank;

  *size = (size_t) stored->n * (size_t) frost_stored_type_width (stored->type);
  if (weight->parameter < 0)
    {
      memset (list->numbers, 0, *size);
      return list->numbers;
    }
  export_numbers (list, weight, dims, &rank);
  /* In place: a half is written where only numbers before it have been. */
  if (stored->type == FROST_STORED_F16)
    for (int64_t i = 0; i < stored->n; i++)
      {
        uint16_t half = frost_float_to_half (list->numbers[i]);
        memcpy ((uint8_t *) list->numbers + 2 * i, &half, sizeof half);
      }
  return list->numbers;
}
