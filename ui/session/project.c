#include "ui/session/project.h"

#include "ui/session/job.h"
#include "ui/session/project-classes-private.h"
#include "ui/session/project-images-private.h"
#include "ui/session/project-private.h"
#include "ui/session/run-item-private.h"

G_DEFINE_FINAL_TYPE (FrostProject, frost_project, G_TYPE_OBJECT);

enum
{
  PROP_FOLDER = 1,
  PROP_NAME,
  PROP_READ_ONLY,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_DESCRIPTION,
  PROP_REDO_DESCRIPTION,
  PROP_BUSY,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
frost_project_get_property (GObject *object, guint prop_id, GValue *value,
                            GParamSpec *pspec)
{
  FrostProject *project = FROST_PROJECT (object);

  switch (prop_id)
    {
    case PROP_FOLDER:
      g_value_set_string (value, frost_project_get_folder (project));
      break;
    case PROP_NAME:
      g_value_set_string (value, project->name);
      break;
    case PROP_READ_ONLY:
      g_value_set_boolean (value, frost_project_is_read_only (project));
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, frost_project_can_undo (project));
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, frost_project_can_redo (project));
      break;
    case PROP_UNDO_DESCRIPTION:
      g_value_set_string (value, project->undo_description);
      break;
    case PROP_REDO_DESCRIPTION:
      g_value_set_string (value, project->redo_description);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, project->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frost_project_finalize (GObject *object)
{
  FrostProject *project = FROST_PROJECT (object);

  g_clear_object (&project->images);
  g_clear_object (&project->classes);
  g_clear_object (&project->runs);
  g_clear_pointer (&project->database, frost_database_close);
  g_free (project->name);
  g_free (project->undo_description);
  g_free (project->redo_description);

  G_OBJECT_CLASS (frost_project_parent_class)->finalize (object);
}

static void
frost_project_class_init (FrostProjectClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = frost_project_get_property;
  object_class->finalize = frost_project_finalize;

  properties[PROP_FOLDER] = g_param_spec_string ("folder", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_READ_ONLY] =
      g_param_spec_boolean ("read-only", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  properties[PROP_UNDO_DESCRIPTION] =
      g_param_spec_string ("undo-description", NULL, NULL, NULL, flags);
  properties[PROP_REDO_DESCRIPTION] =
      g_param_spec_string ("redo-description", NULL, NULL, NULL, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", FROST_TYPE_PROJECT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 0);
}

static void
frost_project_init (FrostProject *project)
{
  project->runs = g_list_store_new (FROST_TYPE_RUN_ITEM);
}

static void
recount (FrostProject *project)
{
  gsize n;
  const FrostImageRecord *records =
      frost_project_images_peek_records (project->images, &n);

  frost_project_classes_recount (project->classes, records, n);
}

static void
read_history (FrostProject *project)
{
  g_autofree char *undo = NULL;
  g_autofree char *redo = NULL;
  g_autoptr (GError) error = NULL;

  if (!frost_project_is_read_only (project)
      && !frost_history_peek (project->database, &undo, &redo, &error))
    g_warning ("%s", error->message);

  g_object_freeze_notify (G_OBJECT (project));
  if (g_strcmp0 (undo, project->undo_description) != 0)
    {
      g_free (project->undo_description);
      project->undo_description = g_steal_pointer (&undo);
      g_object_notify_by_pspec (G_OBJECT (project), properties[PROP_UNDO_DESCRIPTION]);
      g_object_notify_by_pspec (G_OBJECT (project), properties[PROP_CAN_UNDO]);
    }
  if (g_strcmp0 (redo, project->redo_description) != 0)
    {
      g_free (project->redo_description);
      project->redo_description = g_steal_pointer (&redo);
      g_object_notify_by_pspec (G_OBJECT (project), properties[PROP_REDO_DESCRIPTION]);
      g_object_notify_by_pspec (G_OBJECT (project), properties[PROP_CAN_REDO]);
    }
  g_object_thaw_notify (G_OBJECT (project));
}

FrostProject *
frost_project_new (FrostProjectContents *contents)
{
  FrostProject *project = g_object_new (FROST_TYPE_PROJECT, NULL);
  g_autofree char *base = NULL;

  project->database = g_steal_pointer (&contents->database);
  base = g_path_get_basename (frost_database_get_folder (project->database));
  project->name = g_filename_display_name (base);
  project->images = frost_project_images_new (
      frost_database_get_folder (project->database), g_steal_pointer (&contents->images));
  project->classes = frost_project_classes_new ();
  frost_project_classes_set (project->classes, contents->classes);
  for (guint i = 0; i < contents->runs->len; i++)
    {
      FrostRunContents *run = g_ptr_array_index (contents->runs, i);
      g_autoptr (FrostRunItem) item = frost_run_item_new (
          g_steal_pointer (&run->run), g_steal_pointer (&run->epochs), run->model_path);

      g_list_store_append (project->runs, item);
    }
  frost_project_contents_free (contents);

  recount (project);
  read_history (project);
  return project;
}

static FrostProject *
open_database (FrostDatabase *database, GError **error)
{
  FrostProjectContents *contents;

  if (database == NULL)
    return NULL;
  contents = frost_project_contents_load (database, error);
  return contents != NULL ? frost_project_new (contents) : NULL;
}

FrostProject *
frost_project_create (const char *folder, GError **error)
{
  return open_database (frost_database_create (folder, error), error);
}

FrostProject *
frost_project_open (const char *folder, FrostDatabaseMode mode, GError **error)
{
  return open_database (frost_database_open (folder, mode, error), error);
}

typedef struct
{
  char *folder;
  FrostDatabaseMode mode;
} OpenRequest;

static void
open_request_free (OpenRequest *request)
{
  g_free (request->folder);
  g_free (request);
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpenRequest *request = data;
  FrostProjectContents *contents = NULL;
  GError *error = NULL;
  FrostDatabase *database = frost_database_open (request->folder, request->mode, &error);

  if (database != NULL)
    contents = frost_project_contents_load (database, &error);
  if (contents != NULL)
    g_task_return_pointer (task, contents, (GDestroyNotify) frost_project_contents_free);
  else
    g_task_return_error (task, error);
}

void
frost_project_open_async (const char *folder, FrostDatabaseMode mode,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  OpenRequest *request = g_new0 (OpenRequest, 1);

  request->folder = g_strdup (folder);
  request->mode = mode;
  g_task_set_source_tag (task, frost_project_open_async);
  g_task_set_task_data (task, request, (GDestroyNotify) open_request_free);
  g_task_run_in_thread (task, open_thread);
}

FrostProject *
frost_project_open_finish (GAsyncResult *result, GError **error)
{
  FrostProjectContents *contents;

  g_return_val_if_fail (g_async_result_is_tagged (result, frost_project_open_async),
                        NULL);
  contents = g_task_propagate_pointer (G_TASK (result), error);
  return contents != NULL ? frost_project_new (contents) : NULL;
}

void
frost_project_changed (FrostProject *project)
{
  recount (project);
  read_history (project);
  g_signal_emit (project, signals[SIGNAL_CHANGED], 0);
}

void
frost_project_reload_classes (FrostProject *project)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = frost_classes_list (project->database, &error);

  if (list != NULL)
    frost_project_classes_set (project->classes, list);
  else
    g_warning ("%s", error->message);
}

void
frost_project_reload_images (FrostProject *project, const gint64 *ids, gsize n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostImageList) list = NULL;

  if (n == 0)
    return;
  list = frost_images_list_ids (project->database, ids, n, &error);
  if (list != NULL)
    frost_project_images_update (project->images, list);
  else
    g_warning ("%s", error->message);
}

void
frost_project_set_busy (FrostProject *project, gboolean busy)
{
  if (!project->busy == !busy)
    return;
  project->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (project), properties[PROP_BUSY]);
}

gboolean
frost_project_check_writable (FrostProject *project, GError **error)
{
  if (!frost_project_is_read_only (project))
    return TRUE;

  g_set_error (
      error, FROST_DATA_ERROR, FROST_DATA_ERROR_READ_ONLY,
      "%s: the project is open for reading only: close it elsewhere, or make its "
      "folder writable, and open it again",
      project->name);
  return FALSE;
}

void
frost_project_prepend_run (FrostProject *project, FrostRunItem *item)
{
  g_list_store_insert (project->runs, 0, item);
}

const char *
frost_project_get_folder (FrostProject *project)
{
  return frost_database_get_folder (project->database);
}

const char *
frost_project_get_name (FrostProject *project)
{
  return project->name;
}

gboolean
frost_project_is_read_only (FrostProject *project)
{
  return frost_database_is_read_only (project->database);
}

gboolean
frost_project_is_busy (FrostProject *project)
{
  return project->busy;
}

FrostProjectImages *
frost_project_get_images (FrostProject *project)
{
  return project->images;
}

FrostProjectClasses *
frost_project_get_classes (FrostProject *project)
{
  return project->classes;
}

FrostDatabase *
frost_project_get_database (FrostProject *project)
{
  return project->database;
}

GListModel *
frost_project_get_runs (FrostProject *project)
{
  return G_LIST_MODEL (project->runs);
}

FrostRunItem *
frost_project_find_run (FrostProject *project, gint64 id, GError **error)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (project->runs));

  for (guint i = 0; i < n; i++)
    {
      /* The list keeps its own reference: what is returned is lent. */
      g_autoptr (FrostRunItem) item =
          g_list_model_get_item (G_LIST_MODEL (project->runs), i);

      if (id == 0 ? frost_run_item_has_model (item) : frost_run_item_get_id (item) == id)
        return item;
    }

  if (id == 0)
    g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NO_RUN,
                 "%s: no run has a trained model yet: train first", project->name);
  else
    g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NO_RUN,
                 "%s: there is no run %" G_GINT64_FORMAT " among its %u runs",
                 project->name, id, n);
  return NULL;
}

gboolean
frost_project_can_undo (FrostProject *project)
{
  return project->undo_description != NULL;
}

gboolean
frost_project_can_redo (FrostProject *project)
{
  return project->redo_description != NULL;
}

const char *
frost_project_get_undo_description (FrostProject *project)
{
  return project->undo_description;
}

const char *
frost_project_get_redo_description (FrostProject *project)
{
  return project->redo_description;
}
