#include "ui/session/export-info.h"

#include <glib/gstdio.h>

void
frost_export_info_free (FrostExportInfo *info)
{
  g_free (info->classes);
  g_free (info->preprocessing);
  g_free (info->input);
  g_free (info);
}

/* Any thread. */
static FrostExportInfo *
load (const char *path, GError **error)
{
  g_autoptr (FrostModel) model = frost_onnx_load (path, error);
  FrostExportInfo *info;
  GStatBuf status;

  if (model == NULL)
    return NULL;
  info = g_new0 (FrostExportInfo, 1);
  info->classes =
      model->classes != NULL ? g_strjoinv (", ", model->classes) : g_strdup ("");
  info->preprocessing = frost_preprocessing_describe (&model->preprocessing);
  info->input = g_strdup_printf ("%d × %d pixels", model->preprocessing.width,
                                 model->preprocessing.height);
  info->parameters = frost_model_n_parameters (model);
  /* The export writes the same graph again. */
  info->bytes = g_stat (path, &status) == 0 ? (gint64) status.st_size
                                            : info->parameters * (gint64) sizeof (float);
  return info;
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  FrostExportInfo *info = load (data, &error);

  if (info != NULL)
    g_task_return_pointer (task, info, (GDestroyNotify) frost_export_info_free);
  else
    g_task_return_error (task, error);
}

void
frost_export_info_load_async (FrostRunItem *run, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, frost_export_info_load_async);
  if (!frost_run_item_check_model (run, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, g_strdup (frost_run_item_get_model_path (run)), g_free);
  g_task_run_in_thread (task, load_thread);
}

FrostExportInfo *
frost_export_info_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frost_export_info_load_async),
                        NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
