#include "engine/formats/onnx-names.h"

#include "engine/core/error.h"

#include <string.h>

#define MAX_LENGTH 512

/* FNV-1a (Fowler, Noll & Vo) from a random start. */
guint
frost_onnx_name_hash (gconstpointer name)
{
  static gsize seed = 0;
  guint32 hash;

  if (g_once_init_enter (&seed))
    g_once_init_leave (&seed, (gsize) g_random_int () | 1);
  hash = (guint32) seed;
  for (const guchar *c = name; *c != 0; c++)
    hash = (hash ^ *c) * 16777619u;
  return hash;
}

GHashTable *
frost_onnx_names_new (void)
{
  return g_hash_table_new_full (frost_onnx_name_hash, g_str_equal, g_free, NULL);
}

char *
frost_onnx_names_take (GHashTable *names, const char *wanted)
{
  /* The number to go on with is kept by name: a file of thousands of equal names would take
   * quadratic time otherwise. */
  guint next = GPOINTER_TO_UINT (g_hash_table_lookup (names, wanted));

  if (next == 0)
    {
      g_hash_table_insert (names, g_strdup (wanted), GUINT_TO_POINTER (2));
      return g_strdup (wanted);
    }
  for (;; next++)
    {
      g_autofree char *name = g_strdup_printf ("%s_%u", wanted, next);
      if (g_hash_table_contains (names, name))
        continue;
      g_hash_table_insert (names, g_strdup (wanted), GUINT_TO_POINTER (next + 1));
      g_hash_table_insert (names, g_strdup (name), GUINT_TO_POINTER (2));
      return g_steal_pointer (&name);
    }
}

gboolean
frost_onnx_name_check (const char *name, GError **error)
{
  if (name == NULL)
    return TRUE;
  for (const char *c = name; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) || c - name >= MAX_LENGTH)
      {
        g_autofree char *start = g_utf8_substring (name, 0, g_utf8_strlen (name, 40));
        g_autofree char *shown = g_strescape (start, NULL);
        g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                     "the name \"%s\" is longer than %d bytes or has control characters",
                     shown, MAX_LENGTH);
        return FALSE;
      }
  return TRUE;
}

gboolean
frost_onnx_name_is_generated (const char *name)
{
  return name[0] == '\0' || strstr (name, "::") != NULL
         || strspn (name, "0123456789") == strlen (name);
}

gboolean
frost_onnx_name_is_buffer (const char *name)
{
  /* register_buffer in torchvision 0.14's and timm's Swin Transformers, of those with floats. */
  static const char *const buffers[] = { "relative_coords_table", "attn_mask", "k_bias" };
  const char *last = strrchr (name, '.');

  last = last != NULL ? last + 1 : name;
  for (size_t i = 0; i < G_N_ELEMENTS (buffers); i++)
    if (g_str_equal (last, buffers[i]))
      return TRUE;
  return FALSE;
}

/* "Conv", "Conv_12" for the operator Conv. */
static gboolean
is_operator_name (const char *name, const char *op_type)
{
  size_t length = strlen (op_type);

  if (strncmp (name, op_type, length) != 0)
    return FALSE;
  name += length;
  return *name == '\0'
         || (*name == '_' && strspn (name + 1, "0123456789") == strlen (name + 1));
}

/* PyTorch 1.13 writes "features/features.1/features.1.0": each step of a Sequential says again
 * where it is. Only the last one is kept. */
static char *
drop_repeated (char **steps)
{
  GString *name = g_string_new (NULL);

  for (guint i = 0; steps[i] != NULL; i++)
    {
      size_t length = strlen (steps[i]);

      if (steps[i + 1] != NULL && strncmp (steps[i + 1], steps[i], length) == 0
          && steps[i + 1][length] == '.')
        continue;
      g_string_append_printf (name, "%s%s", name->len > 0 ? "." : "", steps[i]);
    }
  return g_string_free (name, FALSE);
}

char *
frost_onnx_node_name (const Onnx__NodeProto *node, const char *weight)
{
  const char *given = node->name;

  if (given == NULL || given[0] == '\0')
    given = node->n_output > 0 ? node->output[0] : "";
  given += strspn (given, "/");

  g_autofree char *path = NULL;
  const char *last = strrchr (given, '/');
  if (last != NULL && is_operator_name (last + 1, node->op_type))
    path = g_strndup (given, (size_t) (last - given));
  else
    path = g_strdup (given);
  g_auto (GStrv) steps = g_strsplit (path, "/", -1);
  g_autofree char *name = drop_repeated (steps);

  if (last == NULL
      && (is_operator_name (name, node->op_type) || frost_onnx_name_is_generated (name)))
    {
      if (weight != NULL && !frost_onnx_name_is_generated (weight)
          && g_str_has_suffix (weight, ".weight") && strlen (weight) > strlen (".weight"))
        return g_strndup (weight, strlen (weight) - strlen (".weight"));
      if (frost_onnx_name_is_generated (name))
        {
          const char *tail = strrchr (name, ':');
          return tail != NULL && tail[1] != '\0' ? g_strdup (tail + 1)
                 : name[0] == '\0'               ? g_strdup (node->op_type)
                                   : g_strdup_printf ("%s_%s", node->op_type, name);
        }
    }
  return g_steal_pointer (&name);
}

char *
frost_onnx_module_name (const char *node_name, const char *parameter)
{
  static const char *const endings[] = { ".weight", "_weight" };
  size_t length = strlen (node_name);

  if (strncmp (parameter, node_name, length) != 0 || parameter[length] != '.')
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (parameter, endings[i])
        && strlen (parameter) > length + 1 + strlen (endings[i]))
      return g_strndup (parameter, strlen (parameter) - strlen (endings[i]));
  return NULL;
}
