#include "app/cli/cli-model.h"

#include "app/cli/cli-report.h"
#include "app/cli/cli.h"

FrostBaseModel *
frost_cli_model_load (const char *path, const char *architecture)
{
  g_autoptr (GError) error = NULL;
  FrostBaseModel *base = frost_base_model_load_file (path, architecture, &error);

  if (base == NULL)
    {
      if (g_error_matches (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_AMBIGUOUS))
        {
          g_autofree char *text =
              g_strconcat (error->message, " with --architecture", NULL);
          g_free (error->message);
          error->message = g_steal_pointer (&text);
        }
      frost_cli_fail (error);
      return NULL;
    }

  const char *truncated = frost_base_model_get_model (base)->truncated;
  if (truncated != NULL)
    frost_cli_note ("%s: only the trunk could be read, with a new head: %s", path,
                    truncated);
  const FrostRestoreReport *report = frost_base_model_get_restore_report (base);
  if (report != NULL
      && (report->n[FROST_RESTORE_SHAPE_DIFFERS] > 0
          || report->n[FROST_RESTORE_MADE_NEW] > 0
          || report->hash == FROST_RESTORE_DOES_NOT_MATCH))
    {
      g_autofree char *text = frost_restore_report_summarise (report);
      frost_cli_note ("%s: %s", path, text);
    }
  return base;
}

gboolean
frost_cli_model_prepare (FrostBaseModel *base, const char *command,
                         const char *preprocess, int resize)
{
  const FrostPreprocessing *preprocessing = frost_base_model_get_preprocessing (base);
  const int side = MAX (preprocessing->width, preprocessing->height);

  if (preprocess != NULL)
    {
      FrostPreprocessingPreset preset;

      if (!frost_preprocessing_preset_from_name (preprocess, &preset))
        {
          frost_cli_usage (command,
                           "--preprocess %s: there is no such preset, it is one of "
                           "tf, torchvision, unit, caffe",
                           preprocess);
          return FALSE;
        }
      frost_base_model_set_preset (base, preset);
    }
  else if (!frost_base_model_is_preprocessing_known (base))
    {
      g_autofree char *text = frost_base_model_describe_preprocessing (base);

      frost_cli_note ("%s: the file does not say how pictures are prepared, so %s is "
                      "assumed; --preprocess chooses another way",
                      frost_base_model_get_name (base), text);
    }

  if (resize != 0 && resize < side)
    {
      frost_cli_usage (command,
                       "--resize %d: the model's input is %d pixels, and the short side "
                       "has to be at least that",
                       resize, side);
      return FALSE;
    }
  if (resize > FROST_IMAGE_SIDE_MAX)
    {
      frost_cli_usage (command, "--resize %d: the largest side possible is %d", resize,
                       FROST_IMAGE_SIDE_MAX);
      return FALSE;
    }
  if (resize != 0)
    frost_base_model_set_resize (base, resize);
  return TRUE;
}

char **
frost_cli_model_read_labels (const char *path, int n_outputs, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;

  lines = g_strsplit (text, "\n", -1);
  n = g_strv_length (lines);
  for (guint i = 0; i < n; i++)
    g_strchomp (lines[i]);
  /* An empty line at the end is the end of the last line, and no label. */
  while (n > 0 && *lines[n - 1] == '\0')
    g_clear_pointer (&lines[--n], g_free);

  if (n == (guint) n_outputs)
    return g_steal_pointer (&lines);
  g_set_error (
      error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_CLASSES,
      "%s: it has %u labels, but the model has %d outputs: give one line for each", path,
      n, n_outputs);
  return NULL;
}
