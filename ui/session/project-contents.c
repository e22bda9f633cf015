#include "ui/session/project-contents.h"

static void
frost_run_contents_free (FrostRunContents *contents)
{
  g_clear_pointer (&contents->run, frost_run_free);
  g_clear_pointer (&contents->epochs, g_array_unref);
  g_free (contents->model_path);
  g_free (contents);
}

void
frost_project_contents_free (FrostProjectContents *contents)
{
  g_clear_pointer (&contents->images, frost_image_list_free);
  g_clear_pointer (&contents->classes, g_ptr_array_unref);
  g_clear_pointer (&contents->runs, g_ptr_array_unref);
  g_clear_pointer (&contents->database, frost_database_close);
  g_free (contents);
}

/* A run of a process that died: stopped when it left a model, else failed. */
static gboolean
close_run (FrostDatabase *database, FrostRunContents *contents, GError **error)
{
  FrostRunStatus status =
      contents->model_path != NULL ? FROST_RUN_STATUS_STOPPED : FROST_RUN_STATUS_FAILED;

  if (!frost_runs_set_status (database, contents->run->id, status, error))
    return FALSE;
  contents->run->status = status;
  return TRUE;
}

static gboolean
load_runs (FrostDatabase *database, GPtrArray *list, GError **error)
{
  g_autoptr (GPtrArray) runs = frost_runs_list (database, error);

  if (runs == NULL)
    return FALSE;
  g_ptr_array_set_free_func (runs, NULL);
  for (guint i = 0; i < runs->len; i++)
    {
      FrostRunContents *contents = g_new0 (FrostRunContents, 1);

      contents->run = g_ptr_array_index (runs, i);
      g_ptr_array_add (list, contents);
    }

  for (guint i = 0; i < list->len; i++)
    {
      FrostRunContents *contents = g_ptr_array_index (list, i);

      contents->epochs = frost_runs_list_epochs (database, contents->run->id, error);
      if (contents->epochs == NULL
          || !frost_runs_dup_artefact (database, contents->run->id, "model",
                                       &contents->model_path, error))
        return FALSE;
      if (contents->model_path != NULL
          && !g_file_test (contents->model_path, G_FILE_TEST_IS_REGULAR))
        g_clear_pointer (&contents->model_path, g_free);
      if (contents->run->status == FROST_RUN_STATUS_RUNNING
          && !frost_database_is_read_only (database)
          && !close_run (database, contents, error))
        return FALSE;
    }
  return TRUE;
}

FrostProjectContents *
frost_project_contents_load (FrostDatabase *database, GError **error)
{
  g_autoptr (FrostProjectContents) contents = g_new0 (FrostProjectContents, 1);

  contents->database = database;
  contents->images = frost_images_list (database, error);
  if (contents->images == NULL)
    return NULL;
  contents->classes = frost_classes_list (database, error);
  if (contents->classes == NULL)
    return NULL;
  contents->runs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frost_run_contents_free);
  if (!load_runs (database, contents->runs, error))
    return NULL;

  return g_steal_pointer (&contents);
}
