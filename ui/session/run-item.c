#include "ui/session/run-item.h"

#include <math.h>

#include "ui/session/run-item-private.h"
#include "ui/session/run-settings.h"
#include "ui/session/session-error.h"

struct _FrostRunItem
{
  GObject parent_instance;
  FrostRun *run;
  GArray *epochs; /* FrostRunEpoch */
  GArray *moves;  /* FrostRunMove */
  char *model_path;
  char **classes;
  FrostTrainSettings settings;
  int n_views;
  int best_epoch;
  double best_accuracy;
};

G_DEFINE_FINAL_TYPE (FrostRunItem, frost_run_item, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_STATUS,
  PROP_N_EPOCHS,
  PROP_BEST_EPOCH,
  PROP_BEST_ACCURACY,
  PROP_HAS_MODEL,
  PROP_N_MOVES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
frost_run_item_get_property (GObject *object, guint prop_id, GValue *value,
                             GParamSpec *pspec)
{
  FrostRunItem *item = FROST_RUN_ITEM (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, item->run->id);
      break;
    case PROP_STATUS:
      g_value_set_int (value, item->run->status);
      break;
    case PROP_N_EPOCHS:
      g_value_set_uint (value, item->epochs->len);
      break;
    case PROP_BEST_EPOCH:
      g_value_set_int (value, item->best_epoch);
      break;
    case PROP_BEST_ACCURACY:
      g_value_set_double (value, item->best_accuracy);
      break;
    case PROP_HAS_MODEL:
      g_value_set_boolean (value, item->model_path != NULL);
      break;
    case PROP_N_MOVES:
      g_value_set_uint (value, item->moves->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frost_run_item_finalize (GObject *object)
{
  FrostRunItem *item = FROST_RUN_ITEM (object);

  g_clear_pointer (&item->run, frost_run_free);
  g_clear_pointer (&item->epochs, g_array_unref);
  g_clear_pointer (&item->moves, g_array_unref);
  g_clear_pointer (&item->classes, g_strfreev);
  frost_train_settings_clear (&item->settings);
  g_free (item->model_path);

  G_OBJECT_CLASS (frost_run_item_parent_class)->finalize (object);
}

static void
frost_run_item_class_init (FrostRunItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = frost_run_item_get_property;
  object_class->finalize = frost_run_item_finalize;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_STATUS] =
      g_param_spec_int ("status", NULL, NULL, 0, FROST_N_RUN_STATUSES - 1, 0, flags);
  properties[PROP_N_EPOCHS] =
      g_param_spec_uint ("n-epochs", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_BEST_EPOCH] =
      g_param_spec_int ("best-epoch", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_BEST_ACCURACY] =
      g_param_spec_double ("best-accuracy", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_HAS_MODEL] =
      g_param_spec_boolean ("has-model", NULL, NULL, FALSE, flags);
  properties[PROP_N_MOVES] =
      g_param_spec_uint ("n-moves", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frost_run_item_init (FrostRunItem *item)
{
  item->best_accuracy = NAN;
}

/* The same rule as the trainer's: highest validation accuracy, the lower loss among equals, the
 * last epoch where nothing validates. */
static void
find_best (FrostRunItem *item)
{
  const FrostRunEpoch *best = NULL;

  for (guint i = 0; i < item->epochs->len; i++)
    {
      const FrostRunEpoch *epoch = &g_array_index (item->epochs, FrostRunEpoch, i);

      if (best == NULL || isnan (epoch->val_accuracy)
          || epoch->val_accuracy > best->val_accuracy
          || (epoch->val_accuracy == best->val_accuracy
              && epoch->val_loss < best->val_loss))
        best = epoch;
    }
  item->best_epoch = best != NULL ? best->epoch : 0;
  item->best_accuracy = best != NULL ? best->val_accuracy : NAN;
}

FrostRunItem *
frost_run_item_new (FrostRun *run, GArray *epochs, const char *model_path)
{
  FrostRunItem *item = g_object_new (FROST_TYPE_RUN_ITEM, NULL);

  item->run = run;
  item->epochs = epochs;
  item->model_path = g_strdup (model_path);
  item->classes = frost_run_classes_from_json (run->classes);
  frost_run_settings_from_json (run->settings, &item->settings, &item->n_views);
  item->moves = frost_run_moves_from_json (run->settings);
  find_best (item);
  return item;
}

void
frost_run_item_set_status (FrostRunItem *item, FrostRunStatus status)
{
  if (item->run->status == status)
    return;
  item->run->status = status;
  g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_STATUS]);
}

void
frost_run_item_add_epoch (FrostRunItem *item, const FrostRunEpoch *epoch)
{
  g_array_append_val (item->epochs, *epoch);
  find_best (item);
  g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_N_EPOCHS]);
  g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_BEST_EPOCH]);
  g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_BEST_ACCURACY]);
}

void
frost_run_item_add_move (FrostRunItem *item, const FrostRunMove *move)
{
  const FrostRunMove copy = { move->place, move->cut, g_strdup (move->name) };
  char *text;

  g_array_append_val (item->moves, copy);
  text = frost_run_settings_set_moves (item->run->settings, item->moves);
  g_free (item->run->settings);
  item->run->settings = text;
  g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_N_MOVES]);
}

const char *
frost_run_item_get_settings_text (FrostRunItem *item)
{
  return item->run->settings;
}

void
frost_run_item_set_model_path (FrostRunItem *item, const char *path)
{
  if (g_strcmp0 (item->model_path, path) == 0)
    return;
  g_free (item->model_path);
  item->model_path = g_strdup (path);
  g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_HAS_MODEL]);
}

const char *
frost_run_status_get_name (FrostRunStatus status)
{
  static const char *const names[] = { "running", "done", "stopped", "failed" };

  return (guint) status < G_N_ELEMENTS (names) ? names[status] : "unknown";
}

gint64
frost_run_item_get_id (FrostRunItem *item)
{
  return item->run->id;
}

gint64
frost_run_item_get_started (FrostRunItem *item)
{
  return item->run->started;
}

FrostRunStatus
frost_run_item_get_status (FrostRunItem *item)
{
  return item->run->status;
}

const char *
frost_run_item_get_base_name (FrostRunItem *item)
{
  return item->run->base_name;
}

const char *
frost_run_item_get_cut_name (FrostRunItem *item)
{
  return item->run->cut_name;
}

int
frost_run_item_get_cut (FrostRunItem *item)
{
  return item->run->cut_index;
}

GArray *
frost_run_item_get_moves (FrostRunItem *item)
{
  return item->moves;
}

int
frost_run_item_get_last_cut (FrostRunItem *item)
{
  if (item->moves->len == 0)
    return item->run->cut_index;
  return g_array_index (item->moves, FrostRunMove, item->moves->len - 1).cut;
}

const char *const *
frost_run_item_get_classes (FrostRunItem *item)
{
  return (const char *const *) item->classes;
}

const FrostTrainSettings *
frost_run_item_get_settings (FrostRunItem *item)
{
  return &item->settings;
}

int
frost_run_item_get_n_views (FrostRunItem *item)
{
  return item->n_views;
}

GArray *
frost_run_item_get_epochs (FrostRunItem *item)
{
  return item->epochs;
}

int
frost_run_item_get_best_epoch (FrostRunItem *item)
{
  return item->best_epoch;
}

double
frost_run_item_get_best_accuracy (FrostRunItem *item)
{
  return item->best_accuracy;
}

const char *
frost_run_item_get_model_path (FrostRunItem *item)
{
  return item->model_path;
}

gboolean
frost_run_item_has_model (FrostRunItem *item)
{
  return item->model_path != NULL;
}

gboolean
frost_run_item_check_model (FrostRunItem *item, GError **error)
{
  if (item->model_path != NULL)
    return TRUE;

  g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NO_RUN,
               "run %" G_GINT64_FORMAT ": it is %s and no model of it was kept: choose "
               "another run, or train again",
               item->run->id, frost_run_status_get_name (item->run->status));
  return FALSE;
}

FrostModel *
frost_run_item_load_model (FrostRunItem *item, GError **error)
{
  if (!frost_run_item_check_model (item, error))
    return NULL;
  return frost_onnx_load (item->model_path, error);
}
