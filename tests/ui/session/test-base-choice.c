/* The base model of a project: chosen, remembered, restored, and refused with what was there
 * before still in place. */
#include "ui/session/base-choice.h"

#include <glib/gstdio.h>

#include "session-fixture.h"
#include "tests/engine/formats/weights-writer.h"

typedef struct
{
  char *folder;
  char *model; /* path */
  FrostProject *project;
  FrostWorkbench *workbench;
  FrostBaseChoice *choice;
  char *message; /* of the last failure */
  char **asked;  /* networks to choose from, of the last question */
} Fixture;

static void
failed_cb (FrostBaseChoice *choice, const char *message, Fixture *fixture)
{
  g_free (fixture->message);
  fixture->message = g_strdup (message);
}

static void
ambiguous_cb (FrostBaseChoice *choice, const char *path, char **names, Fixture *fixture)
{
  g_assert_true (g_str_has_suffix (path, "model.safetensors"));
  g_strfreev (fixture->asked);
  fixture->asked = g_strdupv (names);
}

static void
new_choice (Fixture *fixture)
{
  fixture->workbench = frost_workbench_new ();
  fixture->choice = frost_base_choice_new (fixture->workbench);
  g_signal_connect (fixture->choice, "failed", G_CALLBACK (failed_cb), fixture);
  g_signal_connect (fixture->choice, "ambiguous", G_CALLBACK (ambiguous_cb), fixture);
}

static void
drop_choice (Fixture *fixture)
{
  /* A load that nobody waits for any more still holds it until its callback has run. */
  g_object_add_weak_pointer (G_OBJECT (fixture->choice), (gpointer *) &fixture->choice);
  g_object_unref (fixture->choice);
  while (fixture->choice != NULL)
    g_main_context_iteration (NULL, TRUE);
  frost_workbench_set_project (fixture->workbench, NULL);
  g_assert_finalize_object (g_steal_pointer (&fixture->workbench));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = session_fixture_make_folder ();
  fixture->project = session_fixture_new_project (fixture->folder, 4);
  fixture->model = session_fixture_write_model (fixture->folder, 10);
  new_choice (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  drop_choice (fixture);
  g_assert_finalize_object (fixture->project);
  session_fixture_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->model);
  g_free (fixture->message);
  g_strfreev (fixture->asked);
}

static void
wait_loaded (Fixture *fixture)
{
  while (frost_base_choice_is_loading (fixture->choice))
    g_main_context_iteration (NULL, TRUE);
}

static FrostBaseModel *
get_base (Fixture *fixture)
{
  return frost_workbench_get_base_model (fixture->workbench);
}

static void
test_first (Fixture *fixture, gconstpointer data)
{
  g_assert_null (get_base (fixture));
  frost_workbench_set_project (fixture->workbench, fixture->project);
  g_assert_false (frost_base_choice_is_loading (fixture->choice));
  g_assert_null (fixture->message);
  g_assert_true ((get_base (fixture) != NULL) == frost_base_model_has_builtin ());
}

static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  frost_workbench_set_project (fixture->workbench, fixture->project);
  frost_base_choice_open_file (fixture->choice, fixture->model);
  g_assert_true (frost_base_choice_is_loading (fixture->choice));
  g_assert_cmpstr (frost_base_choice_get_loading_name (fixture->choice), ==,
                   "small.onnx");
  wait_loaded (fixture);
  g_assert_cmpstr (frost_base_model_get_path (get_base (fixture)), ==, fixture->model);
  g_assert_cmpint (frost_base_model_get_preset (get_base (fixture)), ==,
                   FROST_PREPROCESSING_TF);
  frost_base_model_set_preset (get_base (fixture), FROST_PREPROCESSING_CAFFE);

  drop_choice (fixture);
  new_choice (fixture);
  frost_workbench_set_project (fixture->workbench, fixture->project);
  wait_loaded (fixture);
  g_assert_cmpstr (frost_base_model_get_path (get_base (fixture)), ==, fixture->model);
  g_assert_cmpint (frost_base_model_get_preset (get_base (fixture)), ==,
                   FROST_PREPROCESSING_CAFFE);

  /* A new decision starts from what the file says. */
  frost_base_choice_open_file (fixture->choice, fixture->model);
  wait_loaded (fixture);
  g_assert_cmpint (frost_base_model_get_preset (get_base (fixture)), ==,
                   FROST_PREPROCESSING_TF);
  g_assert_null (fixture->message);
}

static void
test_bad_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bad = g_build_filename (fixture->folder, "bad.onnx", NULL);
  FrostBaseModel *before;

  g_assert_true (g_file_set_contents (bad, "no model at all", -1, NULL));
  frost_workbench_set_project (fixture->workbench, fixture->project);
  frost_base_choice_open_file (fixture->choice, fixture->model);
  wait_loaded (fixture);
  before = get_base (fixture);
  frost_base_choice_open_file (fixture->choice, bad);
  g_assert_true (get_base (fixture) == before);
  wait_loaded (fixture);
  g_assert_true (get_base (fixture) == before);
  g_assert_nonnull (fixture->message);
  g_assert_nonnull (strstr (fixture->message, "bad.onnx"));
  g_assert_null (strchr (fixture->message, '\n'));
}

/* The remembered file has gone: said once, and the built-in one takes its place. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  frost_workbench_set_project (fixture->workbench, fixture->project);
  frost_base_choice_open_file (fixture->choice, fixture->model);
  wait_loaded (fixture);
  drop_choice (fixture);
  g_assert_cmpint (g_remove (fixture->model), ==, 0);
  new_choice (fixture);
  frost_workbench_set_project (fixture->workbench, fixture->project);
  wait_loaded (fixture);
  g_assert_nonnull (fixture->message);
  if (frost_base_model_has_builtin ())
    g_assert_null (frost_base_model_get_path (get_base (fixture)));
  else
    g_assert_null (get_base (fixture));
}

/* Only the last that was asked for counts; closing the project forgets them all. */
static void
test_overtaken (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bad = g_build_filename (fixture->folder, "bad.onnx", NULL);

  frost_workbench_set_project (fixture->workbench, fixture->project);
  frost_base_choice_open_file (fixture->choice, bad);
  frost_base_choice_open_file (fixture->choice, fixture->model);
  wait_loaded (fixture);
  g_assert_cmpstr (frost_base_model_get_path (get_base (fixture)), ==, fixture->model);
  g_assert_null (fixture->message);

  frost_base_choice_open_file (fixture->choice, fixture->model);
  frost_workbench_set_project (fixture->workbench, NULL);
  g_assert_false (frost_base_choice_is_loading (fixture->choice));
  g_assert_null (get_base (fixture));
}

static char *
write_weights (Fixture *fixture, const char *golden)
{
  g_autofree char *file = g_strconcat (golden, ".txt", NULL);
  g_autofree char *from =
      g_test_build_filename (G_TEST_DIST, "engine", "formats", "zoo-golden", file, NULL);
  char *path = g_build_filename (fixture->folder, "model.safetensors", NULL);
  g_autofree char *text = NULL;
  g_autoptr (WeightsWriter) writer = weights_writer_new ();

  g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
  weights_writer_add_list (writer, text);
  weights_writer_save_sparse (writer, path);
  return path;
}

/* Weights that fit two networks: a person is asked, and the answer is remembered. */
static void
test_ambiguous (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_weights (fixture, "mobilenet_v3_small-timm");
  FrostBaseModel *before;

  frost_workbench_set_project (fixture->workbench, fixture->project);
  frost_base_choice_open_file (fixture->choice, fixture->model);
  wait_loaded (fixture);
  before = get_base (fixture);
  frost_base_choice_open_file (fixture->choice, path);
  wait_loaded (fixture);
  g_assert_true (get_base (fixture) == before);
  g_assert_null (fixture->message);
  g_assert_cmpuint (g_strv_length (fixture->asked), ==, 2);
  g_assert_cmpstr (fixture->asked[1], ==, "tf_mobilenetv3_small_100");

  frost_base_choice_open_file_as (fixture->choice, path, fixture->asked[1]);
  g_clear_pointer (&fixture->asked, g_strfreev);
  wait_loaded (fixture);
  g_assert_null (fixture->message);
  g_assert_cmpstr (frost_base_model_get_restore_report (get_base (fixture))->architecture,
                   ==, "tf_mobilenetv3_small_100");

  drop_choice (fixture);
  new_choice (fixture);
  frost_workbench_set_project (fixture->workbench, fixture->project);
  wait_loaded (fixture);
  g_assert_null (fixture->asked);
  g_assert_null (fixture->message);
  g_assert_cmpstr (frost_base_model_get_restore_report (get_base (fixture))->architecture,
                   ==, "tf_mobilenetv3_small_100");
}

/* A model with a graph has no report, and the next project is not asked for another's. */
static void
test_weights (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_weights (fixture, "squeezenet1_1");
  const FrostRestoreReport *report;

  frost_workbench_set_project (fixture->workbench, fixture->project);
  frost_base_choice_open_file (fixture->choice, path);
  wait_loaded (fixture);
  g_assert_null (fixture->message);
  report = frost_base_model_get_restore_report (get_base (fixture));
  g_assert_cmpstr (report->architecture, ==, "squeezenet1_1");
  g_assert_cmpint (report->n[FROST_RESTORE_REUSED], ==, 52);
  g_assert_true (frost_base_model_is_preprocessing_known (get_base (fixture)));

  frost_base_choice_open_file (fixture->choice, fixture->model);
  wait_loaded (fixture);
  g_assert_null (frost_base_model_get_restore_report (get_base (fixture)));
  drop_choice (fixture);
  new_choice (fixture);
  frost_workbench_set_project (fixture->workbench, fixture->project);
  wait_loaded (fixture);
  g_assert_null (fixture->message);
  g_assert_cmpstr (frost_base_model_get_path (get_base (fixture)), ==, fixture->model);
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
#define ADD(name, func)                                                                  \
  g_test_add ("/session/base-choice/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("first", test_first);
  ADD ("remembered", test_remembered);
  ADD ("bad-file", test_bad_file);
  ADD ("gone", test_gone);
  ADD ("overtaken", test_overtaken);
  ADD ("ambiguous", test_ambiguous);
  ADD ("weights", test_weights);
  return g_test_run ();
}
