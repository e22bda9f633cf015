#include "ui/session/run-start.h"

#include "ui/session/dataset-source.h"
#include "ui/session/project-private.h"
#include "ui/session/run-item-private.h"
#include "ui/session/run-settings.h"

void
frost_run_start_free (FrostRunStart *start)
{
  frost_train_settings_clear (&start->settings);
  g_clear_pointer (&start->model, frost_model_free);
  g_clear_pointer (&start->train, frost_batch_source_free);
  g_clear_pointer (&start->val, frost_batch_source_free);
  g_clear_object (&start->run);
  g_free (start->folder);
  g_strfreev (start->warnings);
  g_free (start);
}

static gboolean
check_cut (FrostBaseModel *base, int cut, GError **error)
{
  const int head_cut = frost_base_model_get_head_cut (base);

  if (cut >= -1 && cut <= head_cut)
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT,
               "%s: there is no cut %d for the frost line: choose one from 0 "
               "(everything trainable) to %d (only the head)",
               frost_base_model_get_name (base), cut, head_cut);
  return FALSE;
}

/* The settings as the engine takes them: the cut a number that exists, the cache a folder. */
static gboolean
complete_settings (FrostTrainSettings *settings, FrostBaseModel *base, int n_views,
                   GError **error)
{
  if (!check_cut (base, settings->cut, error))
    return FALSE;
  if (n_views < 1 || n_views > FROST_N_VIEWS)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT,
                   "views: are %d an image, 1 to %d are possible", n_views,
                   FROST_N_VIEWS);
      return FALSE;
    }
  for (int i = 0; i < settings->n_moves; i++)
    if (!check_cut (base, settings->moves[i].cut, error))
      return FALSE;
  if (settings->cut == -1)
    settings->cut = frost_base_model_get_head_cut (base);
  if (settings->cache_folder == NULL)
    settings->cache_folder =
        g_build_filename (g_get_user_cache_dir (), "frostline", "features", NULL);
  return frost_train_settings_check (settings, error);
}

/* The base model with a head for the project's classes. */
static FrostModel *
make_model (FrostBaseModel *base, const char *const *classes, guint64 seed,
            GError **error)
{
  g_autoptr (FrostModel) model =
      frost_model_copy (frost_base_model_get_model (base), error);

  if (model == NULL || !frost_surgery_replace_head (model, classes, seed, error)
      || !frost_model_infer (model, error))
    return NULL;
  return g_steal_pointer (&model);
}

static FrostBatchSource *
make_source (FrostProject *project, FrostSplit split, const FrostModel *model,
             int n_views, const FrostTrainSettings *settings)
{
  g_autoptr (FrostDataset) dataset = frost_dataset_new (project, split);

  if (frost_dataset_get_n (dataset) == 0)
    return NULL;
  return frost_dataset_source_new (g_steal_pointer (&dataset), &model->preprocessing,
                                   n_views, settings->seed, settings->n_threads);
}

/* The row in the database and its item on top of the list. */
static FrostRunItem *
add_run (FrostProject *project, FrostBaseModel *base, const FrostTrainSettings *settings,
         const char *const *classes, int n_views, GError **error)
{
  g_autofree char *settings_text = frost_run_settings_to_json (settings, n_views);
  g_autofree char *classes_text = frost_run_classes_to_json (classes);
  g_autofree char *cut_name = frost_base_model_dup_cut_name (base, settings->cut);
  FrostRun row = { .settings = settings_text,
                   .classes = classes_text,
                   .base_name = (char *) frost_base_model_get_name (base),
                   .base_fingerprint = (char *) frost_base_model_get_fingerprint (base),
                   .cut_index = settings->cut,
                   .cut_name = cut_name,
                   .seed = settings->seed };
  FrostDatabase *database = frost_project_get_database (project);
  FrostRun *run;
  FrostRunItem *item;
  gint64 id;

  if (!frost_runs_add (database, &row, &id, error))
    return NULL;
  run = frost_runs_get (database, id, error);
  if (run == NULL)
    return NULL;
  item =
      frost_run_item_new (run, g_array_new (FALSE, FALSE, sizeof (FrostRunEpoch)), NULL);
  frost_project_prepend_run (project, item);
  return item;
}

static gboolean
make_folder (FrostRunStart *start, FrostProject *project, GError **error)
{
  FrostDatabase *database = frost_project_get_database (project);
  const gint64 id = frost_run_item_get_id (start->run);

  start->folder = frost_runs_make_folder (database, id, error);
  if (start->folder != NULL)
    return TRUE;

  frost_runs_set_status (database, id, FROST_RUN_STATUS_FAILED, NULL);
  frost_run_item_set_status (start->run, FROST_RUN_STATUS_FAILED);
  return FALSE;
}

FrostRunStart *
frost_run_start_new (FrostProject *project, FrostBaseModel *base,
                     const FrostTrainSettings *settings, int n_views, GError **error)
{
  g_autoptr (FrostRunStart) start = g_new0 (FrostRunStart, 1);
  g_auto (GStrv) classes = NULL;

  frost_train_settings_copy (settings, &start->settings);
  if (!frost_project_check_writable (project, error)
      || !complete_settings (&start->settings, base, n_views, error)
      || !frost_project_check_ready (project, &start->warnings, error))
    return NULL;
  if (start->warnings == NULL)
    start->warnings = g_new0 (char *, 1);

  classes = frost_project_classes_dup_names (frost_project_get_classes (project));
  start->model =
      make_model (base, (const char *const *) classes, start->settings.seed, error);
  if (start->model == NULL)
    return NULL;
  start->train =
      make_source (project, FROST_SPLIT_TRAIN, start->model, n_views, &start->settings);
  start->val = make_source (project, FROST_SPLIT_VAL, start->model, 1, &start->settings);
  if (start->train == NULL)
    {
      g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_EMPTY,
                   "%s: no images to train on: label some, or move some to the training "
                   "split",
                   frost_project_get_name (project));
      return NULL;
    }

  start->run = add_run (project, base, &start->settings, (const char *const *) classes,
                        n_views, error);
  if (start->run == NULL || !make_folder (start, project, error))
    return NULL;
  return g_steal_pointer (&start);
}
