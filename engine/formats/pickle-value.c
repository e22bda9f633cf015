#include "engine/formats/pickle-value.h"

#include "engine/core/error.h"

#include <string.h>

/* malloc's own headers and the place in the heap's list. */
#define ITEMS_OVERHEAD 48

static void
free_items (gpointer data)
{
  FrostPickleItems *items = data;

  g_free (items->value);
  g_free (items);
}

void
frost_pickle_heap_init (FrostPickleHeap *heap, int64_t budget)
{
  *heap = (FrostPickleHeap){ .budget = budget,
                             .items = g_ptr_array_new_with_free_func (free_items) };
}

void
frost_pickle_heap_clear (FrostPickleHeap *heap)
{
  g_clear_pointer (&heap->items, g_ptr_array_unref);
}

static gboolean
no_memory (GError **error, int64_t budget)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
               "its pickle would take more than the %" G_GINT64_FORMAT
               " bytes that a file of this size may take",
               budget);
  return FALSE;
}

gboolean
frost_pickle_heap_charge (FrostPickleHeap *heap, int64_t bytes, GError **error)
{
  if (bytes > heap->budget - heap->spent)
    return no_memory (error, heap->budget);
  heap->spent += bytes;
  return TRUE;
}

gboolean
frost_pickle_heap_new_items (FrostPickleHeap *heap, FrostPickleKind kind,
                             FrostPickleValue *result, GError **error)
{
  if (!frost_pickle_heap_charge (heap, sizeof (FrostPickleItems) + ITEMS_OVERHEAD, error))
    return FALSE;
  FrostPickleItems *items = g_new0 (FrostPickleItems, 1);
  g_ptr_array_add (heap->items, items);
  *result = (FrostPickleValue){ .kind = kind, .items = items };
  return TRUE;
}

static gboolean
reserve (FrostPickleHeap *heap, FrostPickleItems *items, guint extra, GError **error)
{
  if (extra <= items->capacity - items->n)
    return TRUE;
  if (extra > G_MAXINT / 2 - items->n)
    return no_memory (error, heap->budget);
  guint capacity = MAX (items->n + extra, items->capacity + items->capacity / 2);
  capacity = MAX (capacity, 4);
  /* The old array is given back, but for a moment both are there: both count. */
  if (!frost_pickle_heap_charge (heap, (int64_t) (capacity * sizeof *items->value),
                                 error))
    return FALSE;
  FrostPickleValue *value = g_try_renew (FrostPickleValue, items->value, capacity);
  if (value == NULL)
    return no_memory (error, heap->budget);
  items->value = value;
  items->capacity = capacity;
  return TRUE;
}

gboolean
frost_pickle_heap_append (FrostPickleHeap *heap, FrostPickleItems *items,
                          const FrostPickleValue *values, guint n, GError **error)
{
  if (n == 0)
    return TRUE;
  if (!reserve (heap, items, n, error))
    return FALSE;
  memcpy (items->value + items->n, values, n * sizeof *values);
  items->n += n;
  return TRUE;
}

gboolean
frost_pickle_text_is (const FrostPickleValue *value, const char *text)
{
  return value->kind == FROST_PICKLE_TEXT && value->size == strlen (text)
         && memcmp (value->text, text, value->size) == 0;
}

const char *
frost_pickle_describe (const FrostPickleValue *value)
{
  static const char *const names[] = {
    [FROST_PICKLE_NONE] = "None",        [FROST_PICKLE_MARK] = "a mark",
    [FROST_PICKLE_INTEGER] = "a number", [FROST_PICKLE_LONG] = "a long number",
    [FROST_PICKLE_TEXT] = "a text",      [FROST_PICKLE_TUPLE] = "a tuple",
    [FROST_PICKLE_LIST] = "a list",      [FROST_PICKLE_DICTIONARY] = "a dictionary",
    [FROST_PICKLE_GLOBAL] = "a class",   [FROST_PICKLE_STORAGE] = "a storage",
    [FROST_PICKLE_TENSOR] = "a tensor",  [FROST_PICKLE_OPAQUE] = "an object",
  };

  return names[value->kind];
}
