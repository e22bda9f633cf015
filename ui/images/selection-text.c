#include "ui/images/selection-text.h"

char *
frost_counts_to_text (const FrostImageCounts *counts, guint n_shown)
{
  GString *text = g_string_new (NULL);

  if (n_shown != counts->n_total)
    g_string_append_printf (text, "%'u of ", n_shown);
  g_string_append_printf (text, counts->n_total == 1 ? "%'u image" : "%'u images",
                          counts->n_total);
  if (counts->n_unlabelled > 0)
    g_string_append_printf (text, " · %'u unlabelled", counts->n_unlabelled);
  else if (counts->n_total > 0)
    g_string_append (text, " · all labelled");
  if (counts->n_excluded > 0)
    g_string_append_printf (text, " · %'u excluded", counts->n_excluded);
  if (counts->n_unusable > 0)
    g_string_append_printf (text, " · %'u cannot be used", counts->n_unusable);
  return g_string_free (text, FALSE);
}

/* "1", "1 or 2", "1 – 5": the last class of those that have a key ends the range. */
static char *
keys_to_text (FrostProjectClasses *classes)
{
  const char *first = NULL;
  const char *last = NULL;
  guint n_keys = 0;

  for (guint i = 0; i < frost_project_classes_get_n (classes); i++)
    {
      const char *key =
          frost_class_item_get_key (frost_project_classes_peek (classes, i));

      if (*key == '\0')
        continue;
      if (first == NULL)
        first = key;
      last = key;
      n_keys++;
    }
  if (n_keys == 0)
    return NULL;
  if (n_keys == 1)
    return g_strdup (first);
  return g_strdup_printf (n_keys == 2 ? "%s or %s" : "%s – %s", first, last);
}

char *
frost_selection_to_text (guint n_selected, FrostProjectClasses *classes,
                         gboolean read_only)
{
  g_autofree char *keys = keys_to_text (classes);

  if (read_only)
    return n_selected == 0 ? g_strdup ("") : g_strdup_printf ("%'u selected", n_selected);
  if (n_selected == 0)
    return g_strdup (keys != NULL ? "Select images, then press the key of a class"
                                  : "Add a class to start labelling");
  if (keys == NULL)
    return g_strdup_printf ("%'u selected · add a class to label", n_selected);
  return g_strdup_printf ("%'u selected · press %s to label", n_selected, keys);
}
