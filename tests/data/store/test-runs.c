#include "tests/data/project-fixture.h"

#include "data/store/database-private.h"

#include <math.h>

static void
test_round_trip (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  FrostRun put = {
    .settings = (char *) "{\"rate\":0.01}",
    .classes = (char *) "[\"ant\",\"bee\"]",
    .base_name = (char *) "MobileNet",
    .base_fingerprint = (char *) "ab12",
    .cut_index = 13,
    .cut_name = (char *) "layer 13",
    .seed = G_MAXUINT64,
  };
  gint64 first = 0, second = 0;

  g_assert_null (frost_runs_latest (database, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_EMPTY);
  g_assert_null (frost_runs_get (database, 5, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);

  g_assert_true (frost_runs_add (database, &put, &first, &error));
  g_assert_true (frost_runs_add (database, &(FrostRun){ 0 }, &second, &error));
  g_clear_pointer (&database, frost_database_close);
  database = fixture_project_open (folder);

  g_autoptr (FrostRun) got = frost_runs_get (database, first, &error);
  g_assert_no_error (error);
  g_assert_cmpint (got->id, ==, first);
  g_assert_cmpint (got->status, ==, FROST_RUN_STATUS_RUNNING);
  g_assert_cmpint (got->started, >, 0);
  g_assert_cmpint (got->finished, ==, 0);
  g_assert_cmpstr (got->settings, ==, put.settings);
  g_assert_cmpstr (got->classes, ==, put.classes);
  g_assert_cmpstr (got->base_name, ==, put.base_name);
  g_assert_cmpstr (got->base_fingerprint, ==, put.base_fingerprint);
  g_assert_cmpint (got->cut_index, ==, 13);
  g_assert_cmpstr (got->cut_name, ==, put.cut_name);
  g_assert_cmpuint (got->seed, ==, G_MAXUINT64);

  g_autoptr (FrostRun) latest = frost_runs_latest (database, &error);
  g_assert_cmpint (latest->id, ==, second);
  g_assert_cmpstr (latest->settings, ==, "");
  g_autoptr (GPtrArray) all = frost_runs_list (database, &error);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpint (((FrostRun *) g_ptr_array_index (all, 0))->id, ==, second);
  g_assert_cmpint (((FrostRun *) g_ptr_array_index (all, 1))->id, ==, first);
}

static void
test_status (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  gint64 id;

  g_assert_true (frost_runs_add (database, &(FrostRun){ 0 }, &id, &error));
  g_assert_true (frost_runs_set_status (database, id, FROST_RUN_STATUS_STOPPED, &error));
  g_autoptr (FrostRun) stopped = frost_runs_get (database, id, &error);
  g_assert_cmpint (stopped->status, ==, FROST_RUN_STATUS_STOPPED);
  g_assert_cmpint (stopped->finished, >=, stopped->started);
  g_assert_true (frost_runs_set_status (database, id, FROST_RUN_STATUS_RUNNING, &error));
  g_autoptr (FrostRun) resumed = frost_runs_get (database, id, &error);
  g_assert_cmpint (resumed->finished, ==, 0);

  g_assert_true (frost_runs_set_settings (database, id, "{\"cut\":3}", &error));
  g_autoptr (FrostRun) changed = frost_runs_get (database, id, &error);
  g_assert_cmpstr (changed->settings, ==, "{\"cut\":3}");
  g_assert_false (frost_runs_set_settings (database, 99, "{}", &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);

  g_assert_false (frost_runs_set_status (database, 99, FROST_RUN_STATUS_DONE, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
}

static void
test_epochs (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  FrostRunEpoch epoch = { 2, 0.5, 0.75, (double) NAN, (double) NAN, 0.01, 1.25 };
  gint64 id;

  g_assert_true (frost_runs_add (database, &(FrostRun){ 0 }, &id, &error));
  g_assert_true (frost_runs_add_epoch (database, id, &epoch, &error));
  epoch.epoch = 1;
  epoch.train_loss = 1.0 / 3.0;
  g_assert_true (frost_runs_add_epoch (database, id, &epoch, &error));
  epoch.val_loss = 0.25; /* a resumed run repeats its epoch: replaced, not doubled */
  g_assert_true (frost_runs_add_epoch (database, id, &epoch, &error));

  g_autoptr (GArray) epochs = frost_runs_list_epochs (database, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (epochs->len, ==, 2);
  FrostRunEpoch first = g_array_index (epochs, FrostRunEpoch, 0);
  FrostRunEpoch second = g_array_index (epochs, FrostRunEpoch, 1);
  g_assert_cmpint (first.epoch, ==, 1);
  g_assert_cmpfloat (first.train_loss, ==, 1.0 / 3.0);
  g_assert_cmpfloat (first.val_loss, ==, 0.25);
  g_assert_cmpint (second.epoch, ==, 2);
  g_assert_cmpfloat (second.train_accuracy, ==, 0.75);
  g_assert_true (isnan (second.val_loss));
  g_assert_true (isnan (second.val_accuracy));
  g_assert_cmpfloat (second.rate, ==, 0.01);
  g_assert_cmpfloat (second.seconds, ==, 1.25);

  g_assert_false (frost_runs_add_epoch (database, 99, &epoch, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);
  g_autoptr (GArray) none = frost_runs_list_epochs (database, 99, &error);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_artefacts (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *run_folder = NULL, *file = NULL, *expected = NULL;
  gint64 id;

  g_assert_true (frost_runs_add (database, &(FrostRun){ 0 }, &id, &error));
  g_assert_cmpint (id, ==, 1);
  run_folder = frost_runs_make_folder (database, id, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (run_folder, G_FILE_TEST_IS_DIR));

  g_assert_true (frost_runs_dup_artefact (database, id, "model", &file, &error));
  g_assert_null (file);
  g_assert_true (
      frost_runs_set_artefact (database, id, "model", "runs/1/old.onnx", &error));
  g_assert_true (
      frost_runs_set_artefact (database, id, "model", "runs/1/model.onnx", &error));
  g_assert_true (frost_runs_dup_artefact (database, id, "model", &file, &error));
  expected = g_build_filename (run_folder, "model.onnx", NULL);
  g_assert_cmpstr (file, ==, expected);

  const char *const bad[] = { "model.onnx",         "/etc/passwd",    "runs/1/",
                              "runs/2/model.onnx",  "runs/1/../../x", "runs/11/model",
                              "runs/1/a/../../../x" };
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (frost_runs_set_artefact (database, id, "model", bad[i], &error));
      fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);
    }
  g_assert_false (
      frost_runs_set_artefact (database, 9, "model", "runs/9/model.onnx", &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_NOT_FOUND);

  /* A project from elsewhere cannot name a file outside. */
  sqlite3_exec (database->handle, "UPDATE run_artefact SET path = '/etc/passwd'", NULL,
                NULL, NULL);
  g_assert_false (frost_runs_dup_artefact (database, id, "model", &file, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_CORRUPT);
  g_assert_cmpstr (file, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/runs/round-trip", test_round_trip);
  g_test_add_func ("/runs/status", test_status);
  g_test_add_func ("/runs/epochs", test_epochs);
  g_test_add_func ("/runs/artefacts", test_artefacts);
  return g_test_run ();
}
