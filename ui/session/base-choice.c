#include "ui/session/base-choice.h"

#define KEY_PATH "base.path" /* absolute; "" is the built-in one */
#define KEY_PRESET "base.preset"
/* Of weights without a graph; what is recognised today may be ambiguous once more is known. */
#define KEY_ARCHITECTURE "base.architecture"

struct _FrostBaseChoice
{
  GObject parent_instance;
  FrostWorkbench *workbench;
  FrostBaseModel *base; /* whose preset we hear */
  GCancellable *loading;
  char *loading_name;
};

G_DEFINE_FINAL_TYPE (FrostBaseChoice, frost_base_choice, G_TYPE_OBJECT)

enum
{
  PROP_LOADING = 1,
  N_PROPS
};

enum
{
  SIGNAL_FAILED,
  SIGNAL_AMBIGUOUS,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* What the callback of a load needs to know. */
typedef struct
{
  FrostBaseChoice *self;
  GCancellable *cancellable;
  char *path;
  gboolean restore; /* of what the project remembers, not a new decision */
} Load;

static void
load_free (Load *load)
{
  g_object_unref (load->self);
  g_object_unref (load->cancellable);
  g_free (load->path);
  g_free (load);
}

static void
fail (FrostBaseChoice *self, const char *message)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, message);
}

/* A choice that cannot be kept costs one click next time, not the work. */
static void
keep (FrostProject *project, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  if (project == NULL || frost_project_is_read_only (project))
    return;
  if (!frost_project_setting_set (frost_project_get_database (project), key, value,
                                  &error))
    g_message ("base model of the project: %s", error->message);
}

static char *
dup_kept (FrostProject *project, const char *key)
{
  char *value = NULL;

  if (!frost_project_setting_dup (frost_project_get_database (project), key, &value,
                                  NULL))
    return NULL;
  return value;
}

static void
stop_loading (FrostBaseChoice *self)
{
  if (self->loading == NULL)
    return;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->loading_name, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
preset_cb (FrostBaseChoice *self)
{
  const int preset = frost_base_model_get_preset (self->base);

  if (preset >= 0)
    keep (frost_workbench_get_project (self->workbench), KEY_PRESET,
          frost_preprocessing_preset_name ((FrostPreprocessingPreset) preset));
}

static void
watch_base (FrostBaseChoice *self, FrostBaseModel *base)
{
  if (self->base != NULL)
    g_signal_handlers_disconnect_by_data (self->base, self);
  g_set_object (&self->base, base);
  if (base != NULL)
    g_signal_connect_object (base, "notify::preset", G_CALLBACK (preset_cb), self,
                             G_CONNECT_SWAPPED);
}

/* Where the line was in the newest run of this base model; -1 = all but the head. */
static int
find_last_cut (FrostProject *project, FrostBaseModel *base)
{
  GListModel *runs = frost_project_get_runs (project);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr (FrostRunItem) run = g_list_model_get_item (runs, i);
      const int cut = frost_run_item_get_last_cut (run);

      if (g_strcmp0 (frost_run_item_get_base_name (run), frost_base_model_get_name (base))
          == 0)
        return cut < frost_base_model_get_head_cut (base) ? cut : -1;
    }
  return -1;
}

static void
adopt (FrostBaseChoice *self, FrostBaseModel *base, gboolean restore)
{
  FrostProject *project = frost_workbench_get_project (self->workbench);

  if (restore && project != NULL)
    {
      g_autofree char *name = dup_kept (project, KEY_PRESET);
      FrostPreprocessingPreset preset;

      if (name != NULL && frost_preprocessing_preset_from_name (name, &preset))
        frost_base_model_set_preset (base, preset);
    }
  if (!restore)
    {
      const char *path = frost_base_model_get_path (base);

      const FrostRestoreReport *report = frost_base_model_get_restore_report (base);

      keep (project, KEY_PATH, path != NULL ? path : "");
      keep (project, KEY_ARCHITECTURE, report != NULL ? report->architecture : NULL);
      keep (project, KEY_PRESET, NULL);
    }
  watch_base (self, base);
  frost_workbench_set_base_model (self->workbench, base);
  frost_workbench_set_cut (self->workbench,
                           project != NULL ? find_last_cut (project, base) : -1);
}

static void
load_builtin (FrostBaseChoice *self, gboolean restore)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostBaseModel) base = frost_base_model_load_builtin (&error);

  if (base != NULL)
    adopt (self, base, restore);
  else if (!restore || frost_base_model_has_builtin ())
    fail (self, error->message);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Load *load = user_data;
  FrostBaseChoice *self = load->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostBaseModel) base = frost_base_model_load_file_finish (result, &error);
  const gboolean wanted = load->cancellable == self->loading;

  if (wanted)
    {
      stop_loading (self);
      const char *const *names = frost_base_model_load_file_get_architectures (result);

      if (base != NULL)
        adopt (self, base, load->restore);
      else if (names != NULL && !load->restore)
        g_signal_emit (self, signals[SIGNAL_AMBIGUOUS], 0, load->path, names);
      else
        {
          fail (self, error->message);
          if (load->restore)
            load_builtin (self, TRUE);
        }
    }
  load_free (load);
}

static void
load_file (FrostBaseChoice *self, const char *path, const char *architecture,
           gboolean restore)
{
  Load *load = g_new0 (Load, 1);

  stop_loading (self);
  self->loading = g_cancellable_new ();
  self->loading_name = g_filename_display_basename (path);
  load->self = g_object_ref (self);
  load->cancellable = g_object_ref (self->loading);
  load->path = g_strdup (path);
  load->restore = restore;
  frost_base_model_load_file_async (path, architecture, self->loading, loaded_cb, load);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
project_cb (FrostBaseChoice *self)
{
  FrostProject *project = frost_workbench_get_project (self->workbench);
  g_autofree char *path = NULL;
  g_autofree char *architecture = NULL;

  stop_loading (self);
  watch_base (self, NULL);
  if (project == NULL)
    return;
  path = dup_kept (project, KEY_PATH);
  architecture = dup_kept (project, KEY_ARCHITECTURE);
  if (path != NULL && *path != '\0')
    load_file (self, path, architecture, TRUE);
  else
    load_builtin (self, TRUE);
}

void
frost_base_choice_open_file (FrostBaseChoice *self, const char *path)
{
  g_return_if_fail (FROST_IS_BASE_CHOICE (self) && path != NULL);
  load_file (self, path, NULL, FALSE);
}

void
frost_base_choice_open_file_as (FrostBaseChoice *self, const char *path,
                                const char *architecture)
{
  g_return_if_fail (FROST_IS_BASE_CHOICE (self) && path != NULL);
  load_file (self, path, architecture, FALSE);
}

void
frost_base_choice_use_builtin (FrostBaseChoice *self)
{
  g_return_if_fail (FROST_IS_BASE_CHOICE (self));
  stop_loading (self);
  load_builtin (self, FALSE);
}

gboolean
frost_base_choice_is_loading (FrostBaseChoice *self)
{
  g_return_val_if_fail (FROST_IS_BASE_CHOICE (self), FALSE);
  return self->loading != NULL;
}

const char *
frost_base_choice_get_loading_name (FrostBaseChoice *self)
{
  g_return_val_if_fail (FROST_IS_BASE_CHOICE (self), NULL);
  return self->loading_name;
}

static void
frost_base_choice_get_property (GObject *object, guint id, GValue *value,
                                GParamSpec *pspec)
{
  if (id == PROP_LOADING)
    g_value_set_boolean (value, FROST_BASE_CHOICE (object)->loading != NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
frost_base_choice_dispose (GObject *object)
{
  FrostBaseChoice *self = FROST_BASE_CHOICE (object);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->loading_name, g_free);
  watch_base (self, NULL);
  g_clear_object (&self->workbench);
  G_OBJECT_CLASS (frost_base_choice_parent_class)->dispose (object);
}

static void
frost_base_choice_class_init (FrostBaseChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = frost_base_choice_dispose;
  object_class->get_property = frost_base_choice_get_property;
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS
                                                  | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_FAILED] =
      g_signal_new ("failed", FROST_TYPE_BASE_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_AMBIGUOUS] =
      g_signal_new ("ambiguous", FROST_TYPE_BASE_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRV);
}

static void
frost_base_choice_init (FrostBaseChoice *self)
{
}

FrostBaseChoice *
frost_base_choice_new (FrostWorkbench *workbench)
{
  FrostBaseChoice *self = g_object_new (FROST_TYPE_BASE_CHOICE, NULL);

  self->workbench = g_object_ref (workbench);
  g_signal_connect_object (workbench, "notify::project", G_CALLBACK (project_cb), self,
                           G_CONNECT_SWAPPED);
  project_cb (self);
  return self;
}
