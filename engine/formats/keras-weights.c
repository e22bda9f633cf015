#include "engine/formats/keras-weights.h"

#include "engine/formats/onnx-names.h"

#include <string.h>

/* Layers of DenseNet have a slash in their names, models around a layer add theirs. */
#define MAX_COMPONENTS 4
#define AMBIGUOUS (-1)

struct FrostKerasNames
{
  GHashTable *whole; /* name without its number → index + 1, owns the names */
  GHashTable *ends;  /* whole components at its end → index + 1, or AMBIGUOUS */
};

FrostKerasNames *
frost_keras_names_new (void)
{
  FrostKerasNames *names = g_new (FrostKerasNames, 1);

  names->whole = g_hash_table_new_full (frost_onnx_name_hash, g_str_equal, g_free, NULL);
  names->ends = g_hash_table_new (frost_onnx_name_hash, g_str_equal);
  return names;
}

void
frost_keras_names_free (FrostKerasNames *names)
{
  g_hash_table_unref (names->ends);
  g_hash_table_unref (names->whole);
  g_free (names);
}

/* Without the ":0" of TensorFlow 1. */
static char *
plain_name (const char *name)
{
  const char *colon = strrchr (name, ':');

  if (colon != NULL && colon[1] != '\0'
      && strspn (colon + 1, "0123456789") == strlen (colon + 1))
    return g_strndup (name, (size_t) (colon - name));
  return g_strdup (name);
}

void
frost_keras_names_add (FrostKerasNames *names, const char *name, int index)
{
  char *plain = plain_name (name);
  const char *end = plain + strlen (plain);

  if (g_hash_table_contains (names->whole, plain))
    {
      g_hash_table_insert (names->whole, plain, GINT_TO_POINTER (AMBIGUOUS));
      return;
    }
  g_hash_table_insert (names->whole, plain, GINT_TO_POINTER (index + 1));
  for (int components = 0; components < MAX_COMPONENTS && end > plain; components++)
    {
      while (end > plain && end[-1] != '/')
        end--;
      gboolean taken = g_hash_table_contains (names->ends, end);
      g_hash_table_insert (names->ends, (char *) end,
                           GINT_TO_POINTER (taken ? AMBIGUOUS : index + 1));
      end -= end > plain ? 1 : 0;
    }
}

static int
find_role (const FrostKerasNames *names, const char *layer, const char *role)
{
  g_autofree char *wanted = g_strconcat (layer, "/", role, NULL);
  int found = GPOINTER_TO_INT (g_hash_table_lookup (names->whole, wanted));

  if (found == 0)
    found = GPOINTER_TO_INT (g_hash_table_lookup (names->ends, wanted));
  return found > 0 ? found - 1 : -1;
}

int
frost_keras_names_find (const FrostKerasNames *names, const FrostKerasLayer *layer,
                        int weight)
{
  const FrostKerasWeight *wanted = &layer->weights[weight];
  int index = find_role (names, layer->name, wanted->role);

  if (index < 0 && wanted->synonym != NULL)
    index = find_role (names, layer->name, wanted->synonym);
  if (index < 0 && layer->model->model != NULL)
    {
      /* Two nested models have layers of one name: the model's name tells them apart. */
      g_autofree char *nested = g_strconcat (layer->model->name, "/", layer->name, NULL);
      index = find_role (names, nested, wanted->role);
    }
  return index;
}
