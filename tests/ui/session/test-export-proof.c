/* The proof holds for what was exported, and fails for what is something else. */
#include "ui/session/export-proof.h"

#include <glib/gstdio.h>
#include <math.h>

#include "session-fixture.h"
#include "ui/session/export-info.h"
#include "ui/session/export.h"
#include "ui/session/run-session.h"
#include "ui/session/train-ready.h"

typedef struct
{
  char *folder;
  char *model; /* of the base */
  char *path;  /* of the export */
  FrostProject *project;
  FrostBaseModel *base;
} Fixture;

static void
ended_cb (gboolean *ended)
{
  *ended = TRUE;
}

static void
train (Fixture *fixture)
{
  g_auto (FrostTrainSettings) settings;
  FrostRunSession *session;
  gboolean ended = FALSE;
  GError *error = NULL;

  frost_train_settings_init (&settings);
  settings.epochs = 2;
  session =
      frost_run_session_start (fixture->project, fixture->base, &settings, 1, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (session, "finished", G_CALLBACK (ended_cb), &ended);
  session_fixture_wait_flag (&ended);
  g_assert_finalize_object (session);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GError *error = NULL;

  fixture->folder = session_fixture_make_folder ();
  fixture->project = session_fixture_new_project (fixture->folder, 12);
  fixture->model = session_fixture_write_model (fixture->folder, 2);
  fixture->path = g_build_filename (fixture->folder, "out.onnx", NULL);
  fixture->base = frost_base_model_load_file (fixture->model, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->base);
  session_fixture_finalize (fixture->project);
  session_fixture_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->model);
  g_free (fixture->path);
}

static void
test_holds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FrostExportProof) proof = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;

  train (fixture);
  frost_export_run (fixture->project, 0, fixture->path, FALSE, &error);
  g_assert_no_error (error);
  frost_export_proof_run_async (fixture->project, 0, fixture->path, NULL,
                                session_fixture_ready_cb, &result);
  proof = frost_export_proof_run_finish (session_fixture_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_true (frost_export_proof_holds (proof, FALSE));
  g_assert_true (proof->validation);
  g_assert_cmpint (proof->n, ==, 6);
  g_assert_cmpint (proof->n_agree, ==, 6);
  text = frost_export_proof_to_text (proof);
  g_assert_true (g_str_has_prefix (text, "6 of 6 validation images get the same class"));
}

/* The untrained base has two outputs too, but says something else. */
static void
test_differs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FrostExportProof) proof = NULL;
  GError *error = NULL;

  train (fixture);
  proof = frost_export_proof_run (fixture->project, 0, fixture->model, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (frost_export_proof_holds (proof, FALSE));
  g_assert_cmpfloat (proof->max_difference, >, 1e-4);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const FrostWork work = { .cancellable = cancellable };
  g_autofree char *other = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (
      frost_export_proof_run (fixture->project, 0, fixture->path, NULL, &error));
  g_assert_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NO_RUN);
  g_clear_error (&error);

  train (fixture);
  other = session_fixture_write_model (fixture->folder, 5);
  g_assert_null (frost_export_proof_run (fixture->project, 0, other, NULL, &error));
  g_assert_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_CLASSES);
  g_clear_error (&error);

  g_assert_null (
      frost_export_proof_run (fixture->project, 0, "/nowhere/at.onnx", NULL, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_null (frost_export_proof_run (fixture->project, 0, other, &work, &error));
  g_assert_true (frost_error_is_cancelled (error));
}

static void
test_info (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FrostExportInfo) info = NULL;
  GStatBuf status;
  GError *error = NULL;

  train (fixture);
  frost_export_info_load_async (frost_project_find_run (fixture->project, 0, NULL), NULL,
                                session_fixture_ready_cb, &result);
  info = frost_export_info_load_finish (session_fixture_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->classes, ==, "green, red");
  g_assert_cmpstr (info->input, ==, "16 × 16 pixels");
  g_assert_nonnull (strstr (info->preprocessing, "127.5"));
  g_assert_cmpint (info->parameters, ==, 3 * 3 * 3 * 6 + 6 * 2 + 2);

  /* What was said before is what the file then takes. */
  frost_export_run (fixture->project, 0, fixture->path, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (info->bytes, ==, status.st_size);
}

static void
test_ready (Fixture *fixture, gconstpointer data)
{
  FrostWorkbench *workbench = frost_workbench_new ();
  g_autoptr (FrostTrainReady) without_base = NULL;
  g_autoptr (FrostTrainReady) ready = NULL;
  g_autoptr (FrostTrainReady) one_class = NULL;
  g_autoptr (GError) error = NULL;
  FrostProjectClasses *classes = frost_project_get_classes (fixture->project);

  frost_workbench_set_project (workbench, fixture->project);
  without_base = frost_train_ready_check (workbench);
  g_assert_false (without_base->ready);
  g_assert_cmpstr (without_base->view, ==, "model");
  frost_workbench_set_base_model (workbench, fixture->base);
  ready = frost_train_ready_check (workbench);
  g_assert_true (ready->ready);
  g_assert_cmpstr (ready->text, ==, "Ready: 18 images to train on, 6 to validate");

  frost_project_merge_class (
      fixture->project, frost_class_item_get_id (frost_project_classes_peek (classes, 0)),
      frost_class_item_get_id (frost_project_classes_peek (classes, 1)), &error);
  g_assert_no_error (error);
  one_class = frost_train_ready_check (workbench);
  g_assert_false (one_class->ready);
  g_assert_cmpstr (one_class->view, ==, "images");
  g_assert_cmpstr (one_class->text, !=, "");
  frost_workbench_set_project (workbench, NULL);
  g_assert_finalize_object (workbench);
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
#define ADD(name, func)                                                                  \
  g_test_add ("/session/export-proof/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("holds", test_holds);
  ADD ("differs", test_differs);
  ADD ("errors", test_errors);
  ADD ("info", test_info);
  ADD ("ready", test_ready);
  return g_test_run ();
}
