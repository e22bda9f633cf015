#include "engine/train/train-settings.h"

#include <math.h>
#include <string.h>

#include "engine/core/error.h"

static const char *const optimizer_names[] = { "sgd", "adamw" };
static const char *const schedule_names[] = { "constant", "cosine" };

void
frost_train_settings_init (FrostTrainSettings *settings)
{
  *settings = (FrostTrainSettings){ .cut = -1,
                                    .epochs = 25,
                                    .batch_size = 32,
                                    .rate = 0.01,
                                    .optimizer = FROST_OPTIMIZER_SGD,
                                    .momentum = 0.9,
                                    .schedule = FROST_SCHEDULE_CONSTANT,
                                    .batch_statistics = TRUE,
                                    .seed = 1 };
}

void
frost_train_settings_clear (FrostTrainSettings *settings)
{
  g_clear_pointer (&settings->cache_folder, g_free);
  g_clear_pointer (&settings->moves, g_free);
  settings->n_moves = 0;
}

void
frost_train_settings_copy (const FrostTrainSettings *settings, FrostTrainSettings *copy)
{
  *copy = *settings;
  copy->cache_folder = g_strdup (settings->cache_folder);
  copy->moves =
      g_memdup2 (settings->moves, sizeof *settings->moves * (gsize) settings->n_moves);
}

static gboolean
check_range (const char *name, double value, double low, double high, GError **error)
{
  /* Written so that not-a-number fails. */
  if (value >= low && value <= high)
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT,
               "%s: is %g, %g to %g are possible", name, value, low, high);
  return FALSE;
}

static gboolean
check_moves (const FrostTrainSettings *settings, GError **error)
{
  for (int i = 0; i < settings->n_moves; i++)
    if (settings->moves[i].epoch < 1 || settings->moves[i].epoch > settings->epochs)
      {
        g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT,
                     "frost line: is to move before epoch %d, 1 to %d are possible",
                     settings->moves[i].epoch, settings->epochs);
        return FALSE;
      }
  return TRUE;
}

gboolean
frost_train_settings_check (const FrostTrainSettings *settings, GError **error)
{
  return check_range ("epochs", settings->epochs, 1, 1e6, error)
         && check_range ("refresh", settings->refresh, 0, 1e6, error)
         && check_range ("batch", settings->batch_size, 1, 65536, error)
         && check_range ("rate", settings->rate, 1e-12, 1e3, error)
         && check_range ("momentum", settings->momentum, 0, 0.9999, error)
         && check_range ("weight decay", settings->weight_decay, 0, 10, error)
         && check_range ("threads", settings->n_threads, 0, 1024, error)
         && check_moves (settings, error);
}

const char *
frost_optimizer_kind_name (FrostOptimizerKind kind)
{
  return optimizer_names[kind];
}

const char *
frost_schedule_kind_name (FrostScheduleKind kind)
{
  return schedule_names[kind];
}

static int
find_name (const char *name, const char *const *names, int n)
{
  for (int i = 0; i < n; i++)
    if (strcmp (name, names[i]) == 0)
      return i;
  return -1;
}

gboolean
frost_optimizer_kind_from_name (const char *name, FrostOptimizerKind *kind)
{
  int found = find_name (name, optimizer_names, G_N_ELEMENTS (optimizer_names));

  if (found >= 0)
    *kind = (FrostOptimizerKind) found;
  return found >= 0;
}

gboolean
frost_schedule_kind_from_name (const char *name, FrostScheduleKind *kind)
{
  int found = find_name (name, schedule_names, G_N_ELEMENTS (schedule_names));

  if (found >= 0)
    *kind = (FrostScheduleKind) found;
  return found >= 0;
}
