/* Out and back, and what others expect of the file's form. */
#include "engine/core/error.h"
#include "engine/formats/safetensors-write.h"
#include "tests/engine/formats/weights-check.h"
#include "tests/engine/graph/graph-maker.h"

#include <glib/gstdio.h>
#include <string.h>

static char *path;

static void
test_round_trip (void)
{
  weights_check_round_trip (frost_safetensors_save, path, FALSE, "safetensors");
  weights_check_round_trip (frost_safetensors_save, path, TRUE, "safetensors");
}

/* The header of the file at path. */
static char *
read_header (gsize *data_at)
{
  g_autofree char *data = NULL;
  gsize size;
  guint64 length;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  memcpy (&length, data, sizeof length);
  length = GUINT64_FROM_LE (length);
  g_assert_cmpint (length, <, size);
  *data_at = 8 + length;
  return g_strndup (data + 8, length);
}

static void
test_form (void)
{
  gsize data_at;

  weights_check_round_trip (frost_safetensors_save, path, TRUE, "safetensors");
  g_autofree char *header = read_header (&data_at);
  /* Numbers of eight bytes can be used where they are. */
  g_assert_cmpint (data_at % 8, ==, 0);
  g_assert_true (g_str_has_prefix (header, "{\"__metadata__\":{\"format\":\"pt\"},"));

  /* Wide types first, then by name. */
  const char *position = header, *previous = NULL;
  int previous_width = 8;
  g_autofree char *previous_name = NULL;
  while ((position = strstr (position, "{\"dtype\":\"")) != NULL)
    {
      int width = g_str_has_prefix (position + 10, "I64")   ? 8
                  : g_str_has_prefix (position + 10, "F32") ? 4
                                                            : 2;
      const char *end = position - 2, *start = end;
      while (start[-1] != '"')
        start--;
      g_autofree char *name = g_strndup (start, (gsize) (end - start));
      g_assert_cmpint (width, <=, previous_width);
      if (previous != NULL && width == previous_width)
        g_assert_cmpstr (previous_name, <, name);
      previous = position;
      previous_width = width;
      g_free (previous_name);
      previous_name = g_steal_pointer (&name);
      position++;
    }
  g_assert_cmpint (previous_width, ==, 2);
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = graph_maker_chain (3);

  weights_check_refused (frost_safetensors_save);
  g_free (frost_model_parameter (model, 0)->name);
  frost_model_parameter (model, 0)->name = g_strdup ("__metadata__");
  g_assert_false (frost_safetensors_save (model, path, FALSE, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  char *folder = g_dir_make_tmp ("frost-safetensors-XXXXXX", NULL);
  path = g_build_filename (folder, "a.safetensors", NULL);
  g_test_add_func ("/safetensors-write/round-trip", test_round_trip);
  g_test_add_func ("/safetensors-write/form", test_form);
  g_test_add_func ("/safetensors-write/refused", test_refused);
  int result = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  return result;
}
