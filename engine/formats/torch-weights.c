/* Which part of a checkpoint are the weights: training loops put a dictionary of them beside the
 * epoch, the optimizer and the settings. */
#include "engine/formats/torch-pickle.h"

#include "engine/core/error.h"

#include <string.h>

/* Below this many items a dictionary of weights has shown its first tensor. Looking no further
 * keeps a file short that names one long dictionary a thousand times. */
#define N_LOOKED_AT 64
#define MAX_DEPTH 4
#define NAME_COST ((int64_t) sizeof (FrostTensorEntry) + 96)

/* In the order of preference: weights as they were trained before their running average. */
static const char *const containers[] = {
  "state_dict",     "model",          "model_state_dict", "model_state",
  "state_dict_ema", "ema_state_dict", "model_ema",        "net",
  "network",        "weights",        "params",           "module",
};

static gboolean
is_tensor (const FrostPickleValue *pair)
{
  return pair[0].kind == FROST_PICKLE_TEXT && pair[1].kind == FROST_PICKLE_TENSOR;
}

static gboolean
holds_tensors (const FrostPickleValue *value)
{
  if (value->kind != FROST_PICKLE_DICTIONARY)
    return FALSE;
  for (guint i = 0; i + 1 < MIN (value->items->n, 2 * N_LOOKED_AT); i += 2)
    if (is_tensor (&value->items->value[i]))
      return TRUE;
  return FALSE;
}

/* NULL = no dictionary is kept under the name. */
static const FrostPickleValue *
find_dictionary (const FrostPickleItems *items, const char *name)
{
  for (guint i = 0; i + 1 < items->n; i += 2)
    if (items->value[i + 1].kind == FROST_PICKLE_DICTIONARY
        && frost_pickle_text_is (&items->value[i], name))
      return &items->value[i + 1];
  return NULL;
}

static const FrostPickleValue *
find_container (const FrostPickleItems *items, gboolean with_tensors)
{
  for (guint i = 0; i < G_N_ELEMENTS (containers); i++)
    {
      const FrostPickleValue *value = find_dictionary (items, containers[i]);
      if (value != NULL && (!with_tensors || holds_tensors (value)))
        return value;
    }
  return NULL;
}

static const FrostPickleValue *
none (GError **error, const char *what)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "holds %s, not a dictionary of tensors by name", what);
  return NULL;
}

/* The only dictionary of tensors, under whatever name. */
static const FrostPickleValue *
find_only (const FrostPickleItems *items, GError **error)
{
  const FrostPickleValue *only = NULL;

  for (guint i = 0; i + 1 < items->n; i += 2)
    if (holds_tensors (&items->value[i + 1]))
      {
        if (only != NULL)
          {
            g_set_error_literal (error, FROST_ENGINE_ERROR,
                                 FROST_ENGINE_ERROR_UNSUPPORTED,
                                 "holds several dictionaries of tensors, none of them "
                                 "called \"state_dict\" or "
                                 "\"model\"; save the one that is wanted alone");
            return NULL;
          }
        only = &items->value[i + 1];
      }
  return only != NULL ? only : none (error, "a dictionary of other things");
}

static const FrostPickleValue *
find_weights (const FrostPickleValue *root, GError **error)
{
  if (root->kind != FROST_PICKLE_DICTIONARY)
    return none (error, frost_pickle_describe (root));
  for (int depth = 0; depth < MAX_DEPTH; depth++)
    {
      const FrostPickleValue *inner = find_container (root->items, TRUE);
      if (inner != NULL)
        return inner;
      /* A tensor beside them ("best_acc1") does not make the outer one the weights. */
      if (holds_tensors (root))
        return root;
      inner = find_container (root->items, FALSE);
      if (inner == NULL)
        break;
      root = inner;
    }
  return find_only (root->items, error);
}

gboolean
frost_torch_pickle_list (const FrostTorchPickle *torch, FrostPickleHeap *heap,
                         const FrostPickleValue *root, FrostTensorList *list,
                         GError **error)
{
  const FrostPickleValue *weights = find_weights (root, error);

  if (weights == NULL)
    return FALSE;
  for (guint i = 0; i + 1 < weights->items->n; i += 2)
    {
      const FrostPickleValue *pair = &weights->items->value[i];
      if (!is_tensor (pair))
        continue;
      if (pair->size == 0 || !g_utf8_validate_len (pair->text, pair->size, NULL))
        {
          g_set_error_literal (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                               "has a tensor whose name is empty or not UTF-8");
          return FALSE;
        }
      if (!frost_pickle_heap_charge (heap, NAME_COST + pair->size, error))
        return FALSE;
      FrostTensorEntry *entry =
          frost_tensor_list_add (list, g_strndup (pair->text, pair->size));
      char *name = entry->stored.name;
      *entry = g_array_index (torch->tensors, FrostTensorEntry, pair[1].index);
      entry->stored.name = name;
    }
  return TRUE;
}
