#include "engine/train/train-settings.h"

#include <math.h>

#include "engine/core/error.h"

static void
test_default (void)
{
  g_auto (FrostTrainSettings) settings;
  g_auto (FrostTrainSettings) copy;
  g_autoptr (GError) error = NULL;

  frost_train_settings_init (&settings);
  g_assert_true (frost_train_settings_check (&settings, &error));
  g_assert_no_error (error);
  g_assert_cmpint (settings.cut, ==, -1);
  g_assert_cmpint (settings.epochs, ==, 25);
  g_assert_cmpint (settings.batch_size, ==, 32);
  g_assert_cmpint (settings.refresh, ==, 0);
  g_assert_cmpfloat (settings.rate, ==, 0.01);
  g_assert_cmpfloat (settings.momentum, ==, 0.9);
  g_assert_true (settings.batch_statistics);

  settings.cache_folder = g_strdup ("/somewhere");
  frost_train_settings_copy (&settings, &copy);
  g_assert_cmpstr (copy.cache_folder, ==, "/somewhere");
  g_assert_true (copy.cache_folder != settings.cache_folder);
}

static void
assert_refused (FrostTrainSettings settings, const char *name)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (frost_train_settings_check (&settings, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
  g_assert_true (g_str_has_prefix (error->message, name));
}

#define REFUSED(field, value, name)                                                      \
  {                                                                                      \
    FrostTrainSettings settings;                                                         \
                                                                                         \
    frost_train_settings_init (&settings);                                               \
    settings.field = value;                                                              \
    assert_refused (settings, name);                                                     \
  }

static void
test_refused (void)
{
  REFUSED (epochs, 0, "epochs: ");
  REFUSED (refresh, -1, "refresh: ");
  REFUSED (refresh, G_MAXINT, "refresh: ");
  REFUSED (batch_size, 0, "batch: ");
  REFUSED (batch_size, G_MAXINT, "batch: ");
  REFUSED (rate, 0, "rate: ");
  REFUSED (rate, -1, "rate: ");
  REFUSED (rate, (double) NAN, "rate: ");
  REFUSED (rate, (double) INFINITY, "rate: ");
  REFUSED (momentum, 1, "momentum: ");
  REFUSED (weight_decay, -0.1, "weight decay: ");
  REFUSED (n_threads, -1, "threads: ");
}

static void
test_names (void)
{
  FrostOptimizerKind optimizer = FROST_OPTIMIZER_SGD;
  FrostScheduleKind schedule = FROST_SCHEDULE_CONSTANT;

  g_assert_true (frost_optimizer_kind_from_name ("adamw", &optimizer));
  g_assert_cmpint (optimizer, ==, FROST_OPTIMIZER_ADAMW);
  g_assert_false (frost_optimizer_kind_from_name ("adam", &optimizer));
  g_assert_cmpint (optimizer, ==, FROST_OPTIMIZER_ADAMW);
  g_assert_cmpstr (frost_optimizer_kind_name (FROST_OPTIMIZER_SGD), ==, "sgd");
  g_assert_true (frost_schedule_kind_from_name ("cosine", &schedule));
  g_assert_cmpint (schedule, ==, FROST_SCHEDULE_COSINE);
  g_assert_false (frost_schedule_kind_from_name ("step", &schedule));
  g_assert_cmpstr (frost_schedule_kind_name (FROST_SCHEDULE_CONSTANT), ==, "constant");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/train/train-settings/default", test_default);
  g_test_add_func ("/engine/train/train-settings/refused", test_refused);
  g_test_add_func ("/engine/train/train-settings/names", test_names);
  return g_test_run ();
}
