#include "engine/formats/zoo-names.h"

#include <string.h>

/* The rules are our own: one that does not compile is a mistake of the build. Names are bytes out
 * of a file and need not be UTF-8. */
static GRegex *
compile (const char *pattern)
{
  g_autoptr (GError) error = NULL;
  GRegex *regex = g_regex_new (pattern, G_REGEX_RAW, 0, &error);

  if (regex == NULL)
    g_error ("zoo: %s", error->message);
  return regex;
}

/* Every step-th of the texts. */
static GPtrArray *
compile_all (char **texts, int step)
{
  GPtrArray *regexes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_regex_unref);

  for (int i = 0; texts[i] != NULL; i += step)
    g_ptr_array_add (regexes, compile (texts[i]));
  return regexes;
}

/* A name so odd that matching it gives up stays as it is, and fits nothing. */
static char *
translate (const char *name, GPtrArray *regexes, char **rules)
{
  char *result = g_strdup (name);

  for (guint i = 0; i < regexes->len; i++)
    {
      char *next =
          g_regex_replace (regexes->pdata[i], result, -1, 0, rules[2 * i + 1], 0, NULL);
      if (next == NULL)
        continue;
      g_free (result);
      result = next;
    }
  return result;
}

/* "in_proj_weight#2" is part 2; a rule writes one digit. */
static int
take_part (char *name)
{
  size_t length = strlen (name);

  if (length < 2 || name[length - 2] != '#' || !g_ascii_isdigit (name[length - 1]))
    return -1;
  name[length - 2] = '\0';
  return g_ascii_digit_value (name[length - 1]);
}

FrostZooName *
frost_zoo_names_new (const FrostTensorFile *file, const FrostZooDialect *dialect)
{
  int n = frost_tensor_file_get_n_tensors (file);
  FrostZooName *names = g_new0 (FrostZooName, n + 1);
  g_autoptr (GPtrArray) regexes =
      dialect == NULL ? NULL : compile_all (dialect->rules, 2);

  for (int i = 0; i < n; i++)
    {
      names[i].stored = frost_tensor_file_peek (file, i);
      names[i].part = -1;
      if (dialect == NULL)
        names[i].name = g_strdup (names[i].stored->name);
      else
        {
          names[i].name = translate (names[i].stored->name, regexes, dialect->rules);
          names[i].part = take_part (names[i].name);
        }
    }
  return names;
}

void
frost_zoo_names_free (FrostZooName *names, int n)
{
  for (int i = 0; i < n; i++)
    g_free (names[i].name);
  g_free (names);
}

GPtrArray *
frost_zoo_patterns_new (char **patterns)
{
  return compile_all (patterns, 1);
}

gboolean
frost_zoo_patterns_match (const GPtrArray *patterns, const char *name)
{
  for (guint i = 0; i < patterns->len; i++)
    if (g_regex_match (patterns->pdata[i], name, 0, NULL))
      return TRUE;
  return FALSE;
}
