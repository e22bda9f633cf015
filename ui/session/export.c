#include "ui/session/export.h"

static char *
dup_model_path (FrostProject *project, gint64 run_id, GError **error)
{
  FrostRunItem *run = frost_project_find_run (project, run_id, error);

  if (run == NULL || !frost_run_item_check_model (run, error))
    return NULL;
  return g_strdup (frost_run_item_get_model_path (run));
}

typedef gboolean (*Save) (const FrostModel *model, const char *path, gboolean half,
                          GError **error);

static const struct
{
  const char *endings[3];
  const char *title;
  Save save;
} formats[FROST_EXPORT_N_FORMATS] = {
  [FROST_EXPORT_ONNX] = { { ".onnx" }, "ONNX: runs anywhere", frost_onnx_save_as },
  [FROST_EXPORT_SAFETENSORS] = { { ".safetensors" },
                                 "safetensors: weights only",
                                 frost_safetensors_save },
  [FROST_EXPORT_TORCH] = { { ".pth", ".pt" }, "PyTorch: weights only", frost_torch_save },
};

FrostExportFormat
frost_export_find_format (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (int i = 0; i < FROST_EXPORT_N_FORMATS; i++)
    for (int k = 0; formats[i].endings[k] != NULL; k++)
      if (g_str_has_suffix (lower, formats[i].endings[k]))
        return (FrostExportFormat) i;
  return FROST_EXPORT_ONNX;
}

const char *
frost_export_format_ending (FrostExportFormat format)
{
  return formats[format].endings[0];
}

const char *
frost_export_format_title (FrostExportFormat format)
{
  return formats[format].title;
}

/* Through the importer and not as a copy of bytes, so that a damaged file is never handed on. */
static gboolean
convert (const char *model_path, const char *path, gboolean half, GError **error)
{
  g_autoptr (FrostModel) model = frost_onnx_load (model_path, error);

  return model != NULL
         && formats[frost_export_find_format (path)].save (model, path, half, error);
}

gboolean
frost_export_run (FrostProject *project, gint64 run_id, const char *path, gboolean half,
                  GError **error)
{
  g_autofree char *model_path = dup_model_path (project, run_id, error);

  return model_path != NULL && convert (model_path, path, half, error);
}

typedef struct
{
  char *model_path;
  char *path;
  gboolean half;
} Request;

static void
request_free (Request *request)
{
  g_free (request->model_path);
  g_free (request->path);
  g_free (request);
}

static void
export_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;

  if (convert (request->model_path, request->path, request->half, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
frost_export_run_async (FrostProject *project, gint64 run_id, const char *path,
                        gboolean half, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;
  g_autofree char *model_path = dup_model_path (project, run_id, &error);
  Request *request;

  g_task_set_source_tag (task, frost_export_run_async);
  /* A file that was written is there, whatever was cancelled meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  if (model_path == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  request = g_new0 (Request, 1);
  request->model_path = g_steal_pointer (&model_path);
  request->path = g_strdup (path);
  request->half = half;
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_task_run_in_thread (task, export_thread);
}

gboolean
frost_export_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frost_export_run_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
frost_export_suggest_name (FrostProject *project, gint64 run_id)
{
  g_autofree char *stem = g_ascii_strdown (frost_project_get_name (project), -1);

  /* What a shell or another system would stumble over. */
  g_strcanon (stem, "abcdefghijklmnopqrstuvwxyz0123456789-_", '-');
  return g_strdup_printf ("%s-run-%" G_GINT64_FORMAT ".onnx", stem, run_id);
}
