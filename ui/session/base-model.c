#include "ui/session/base-model.h"

#include <math.h>

#include "ui/session/classifier.h"

#ifdef FROST_HAVE_BUILTIN_BASE
#include "base-resource.h"
#endif

#define BUILTIN_PATH "/org/frostline/base/frostline-base.onnx"
#define BUILTIN_NAME "frostline-base"

struct _FrostBaseModel
{
  GObject parent_instance;
  FrostModel *model;
  FrostCuts *cuts;
  char *fingerprint; /* NULL until asked for, where nobody made it on another thread */
  FrostPreprocessing loaded; /* how the model came, which the fingerprint is made of */
  char *path;
  FrostRestoreReport *report;
};

G_DEFINE_FINAL_TYPE (FrostBaseModel, frost_base_model, G_TYPE_OBJECT)

enum
{
  PROP_NAME = 1,
  PROP_PRESET,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
frost_base_model_get_property (GObject *object, guint prop_id, GValue *value,
                               GParamSpec *pspec)
{
  FrostBaseModel *base = FROST_BASE_MODEL (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, base->model->name);
      break;
    case PROP_PRESET:
      g_value_set_int (value, frost_base_model_get_preset (base));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frost_base_model_finalize (GObject *object)
{
  FrostBaseModel *base = FROST_BASE_MODEL (object);

  g_clear_pointer (&base->cuts, frost_cuts_free);
  g_clear_pointer (&base->model, frost_model_free);
  g_clear_pointer (&base->report, frost_restore_report_free);
  g_free (base->fingerprint);
  g_free (base->path);

  G_OBJECT_CLASS (frost_base_model_parent_class)->finalize (object);
}

static void
frost_base_model_class_init (FrostBaseModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = frost_base_model_get_property;
  object_class->finalize = frost_base_model_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_PRESET] =
      g_param_spec_int ("preset", NULL, NULL, -1, FROST_PREPROCESSING_N_PRESETS - 1, -1,
                        flags | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frost_base_model_init (FrostBaseModel *base)
{
}

/* What the worker thread makes of a file; the object itself is made on the main thread. */
typedef struct
{
  FrostModel *model;
  FrostCuts *cuts;
  char *fingerprint;
  FrostRestoreReport *report;
} Loaded;

/* What it is asked for, and what it would have to be told. */
typedef struct
{
  char *path;
  char *architecture;
  char **candidates;
} Request;

static void
request_free (Request *request)
{
  g_free (request->path);
  g_free (request->architecture);
  g_strfreev (request->candidates);
  g_free (request);
}

static void
loaded_free (Loaded *loaded)
{
  g_clear_pointer (&loaded->cuts, frost_cuts_free);
  g_clear_pointer (&loaded->model, frost_model_free);
  g_clear_pointer (&loaded->report, frost_restore_report_free);
  g_free (loaded->fingerprint);
  g_free (loaded);
}

static char *
make_fingerprint (const FrostModel *model)
{
  return frost_model_fingerprint (model, frost_graph_n_values (model->graph) - 1);
}

/* Takes the model. */
static Loaded *
prepare (FrostModel *model, GError **error)
{
  Loaded *loaded;

  if (model == NULL)
    return NULL;
  if (!frost_model_check_takes_images (model, error))
    {
      frost_model_free (model);
      return NULL;
    }

  loaded = g_new0 (Loaded, 1);
  loaded->model = model;
  loaded->cuts = frost_cuts_find (model);
  return loaded;
}

static Loaded *
load (const char *path, const char *architecture, GError **error)
{
  const FrostModelFileOptions options = { .architecture = architecture };
  FrostRestoreReport *report = NULL;
  Loaded *loaded =
      prepare (frost_model_file_load (path, &options, &report, error), error);

  if (loaded != NULL)
    loaded->report = report;
  else if (report != NULL)
    frost_restore_report_free (report);
  return loaded;
}

/* Takes what was loaded. */
static FrostBaseModel *
adopt (Loaded *loaded, const char *path)
{
  FrostBaseModel *base;

  if (loaded == NULL)
    return NULL;
  base = g_object_new (FROST_TYPE_BASE_MODEL, NULL);
  base->model = g_steal_pointer (&loaded->model);
  base->loaded = base->model->preprocessing;
  base->cuts = g_steal_pointer (&loaded->cuts);
  base->fingerprint = g_steal_pointer (&loaded->fingerprint);
  base->report = g_steal_pointer (&loaded->report);
  base->path = g_strdup (path);
  loaded_free (loaded);
  return base;
}

gboolean
frost_base_model_has_builtin (void)
{
#ifdef FROST_HAVE_BUILTIN_BASE
  return TRUE;
#else
  return FALSE;
#endif
}

FrostBaseModel *
frost_base_model_load_builtin (GError **error)
{
#ifdef FROST_HAVE_BUILTIN_BASE
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      frost_base_get_resource (), BUILTIN_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (bytes == NULL)
    return NULL;
  return adopt (prepare (frost_onnx_load_bytes (bytes, BUILTIN_NAME, error), error),
                NULL);
#else
  g_set_error_literal (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NO_BASE,
                       "base model: this build has none built in: open a model file");
  return NULL;
#endif
}

FrostBaseModel *
frost_base_model_load_file (const char *path, const char *architecture, GError **error)
{
  return adopt (load (path, architecture, error), path);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  Loaded *loaded = load (request->path, request->architecture, &error);

  if (loaded != NULL)
    {
      /* Here and not when a run starts: hashing 100 MB would hold up the main loop. */
      loaded->fingerprint = make_fingerprint (loaded->model);
      g_task_return_pointer (task, loaded, (GDestroyNotify) loaded_free);
      return;
    }
  if (g_error_matches (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_AMBIGUOUS))
    request->candidates = frost_model_file_list_architectures (request->path, NULL);
  g_task_return_error (task, error);
}

void
frost_base_model_load_file_async (const char *path, const char *architecture,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->path = g_strdup (path);
  request->architecture = g_strdup (architecture);
  g_task_set_source_tag (task, frost_base_model_load_file_async);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_task_run_in_thread (task, load_thread);
}

FrostBaseModel *
frost_base_model_load_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (
      g_async_result_is_tagged (result, frost_base_model_load_file_async), NULL);
  const Request *request = g_task_get_task_data (G_TASK (result));
  return adopt (g_task_propagate_pointer (G_TASK (result), error), request->path);
}

const char *const *
frost_base_model_load_file_get_architectures (GAsyncResult *result)
{
  g_return_val_if_fail (
      g_async_result_is_tagged (result, frost_base_model_load_file_async), NULL);
  const Request *request = g_task_get_task_data (G_TASK (result));
  return (const char *const *) request->candidates;
}

const char *
frost_base_model_get_name (FrostBaseModel *base)
{
  return base->model->name;
}

const char *
frost_base_model_get_path (FrostBaseModel *base)
{
  return base->path;
}

const FrostModel *
frost_base_model_get_model (FrostBaseModel *base)
{
  return base->model;
}

FrostModel *
frost_base_model_steal_model (FrostBaseModel *base)
{
  return g_steal_pointer (&base->model);
}

const FrostRestoreReport *
frost_base_model_get_restore_report (FrostBaseModel *base)
{
  return base->report;
}

const char *
frost_base_model_get_fingerprint (FrostBaseModel *base)
{
  const FrostPreprocessing chosen = base->model->preprocessing;

  /* Most of the time of loading a large file, for who only looks at it. */
  if (base->fingerprint == NULL)
    {
      base->model->preprocessing = base->loaded;
      base->fingerprint = make_fingerprint (base->model);
      base->model->preprocessing = chosen;
    }
  return base->fingerprint;
}

const FrostPreprocessing *
frost_base_model_get_preprocessing (FrostBaseModel *base)
{
  return &base->model->preprocessing;
}

gboolean
frost_base_model_is_preprocessing_known (FrostBaseModel *base)
{
  return base->model->preprocessing_known;
}

int
frost_base_model_get_preset (FrostBaseModel *base)
{
  return frost_preprocessing_match_preset (&base->model->preprocessing);
}

void
frost_base_model_set_preset (FrostBaseModel *base, FrostPreprocessingPreset preset)
{
  const int before = frost_base_model_get_preset (base);

  frost_preprocessing_set_preset (&base->model->preprocessing, preset);
  base->model->preprocessing_known = TRUE;
  if (before != (int) preset)
    g_object_notify_by_pspec (G_OBJECT (base), properties[PROP_PRESET]);
}

void
frost_base_model_set_resize (FrostBaseModel *base, int resize_short)
{
  FrostPreprocessing *preprocessing = &base->model->preprocessing;
  const int least = MAX (preprocessing->width, preprocessing->height);

  frost_preprocessing_set_size (preprocessing, preprocessing->height,
                                preprocessing->width,
                                resize_short == 0 ? 0 : MAX (resize_short, least));
}

char *
frost_base_model_describe_preprocessing (FrostBaseModel *base)
{
  return frost_preprocessing_describe (&base->model->preprocessing);
}

int
frost_base_model_get_n_blocks (FrostBaseModel *base)
{
  return base->cuts->n;
}

const FrostBlock *
frost_base_model_peek_block (FrostBaseModel *base, int block)
{
  g_return_val_if_fail (block >= 0 && block < base->cuts->n, NULL);
  return &base->cuts->blocks[block];
}

int
frost_base_model_get_head_cut (FrostBaseModel *base)
{
  return base->cuts->head_cut;
}

char *
frost_base_model_dup_shape_text (FrostBaseModel *base, int block)
{
  const FrostShape *shape = &frost_base_model_peek_block (base, block)->shape;
  GString *text = g_string_new (NULL);

  for (int i = 0; i < shape->rank; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? " × " : "",
                            (gint64) shape->dim[i]);
  return g_string_free (text, FALSE);
}

char *
frost_count_to_text (gint64 n)
{
  static const char *const units[] = { "", " K", " M", " G", " T" };
  double value = (double) n;
  gsize unit = 0;

  /* 999.5 would be written as "1000". */
  while (value >= 999.5 && unit + 1 < G_N_ELEMENTS (units))
    {
      value /= 1000;
      unit++;
    }
  if (unit == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, n);
  if (value < 9.95)
    return g_strdup_printf ("%.1f%s", value, units[unit]);
  return g_strdup_printf ("%.0f%s", value, units[unit]);
}

char *
frost_base_model_dup_parameters_text (FrostBaseModel *base, int block)
{
  return frost_count_to_text (frost_base_model_peek_block (base, block)->parameters);
}

char *
frost_base_model_dup_cut_name (FrostBaseModel *base, int cut)
{
  if (cut <= 0)
    return g_strdup ("input (everything trainable)");
  if (cut > base->cuts->n)
    return g_strdup ("output");
  if (cut == base->cuts->head_cut)
    return g_strdup_printf ("after %s (only the head trainable)",
                            base->cuts->blocks[cut - 1].name);
  return g_strdup_printf ("after %s", base->cuts->blocks[cut - 1].name);
}

gint64
frost_base_model_get_cache_bytes (FrostBaseModel *base, int cut, gint64 n_images)
{
  gint64 n_floats;

  if (cut <= 0 || cut > base->cuts->n)
    return 0;
  n_floats = frost_shape_n_elements (&base->cuts->blocks[cut - 1].shape);
  return n_floats * (gint64) sizeof (float) * n_images;
}
