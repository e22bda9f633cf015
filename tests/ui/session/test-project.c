#include "ui/session/project.h"

#include <glib/gstdio.h>

#include "session-fixture.h"

#define N 8

static void
count_cb (GObject *object, int *n)
{
  (*n)++;
}

static void
notify_cb (GObject *object, GParamSpec *pspec, int *n)
{
  (*n)++;
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, int *n)
{
  (*n)++;
}

static void
test_new_and_open (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *place = g_build_filename (folder, "project", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  FrostProject *project = session_fixture_new_project (folder, N);
  FrostProjectClasses *classes = frost_project_get_classes (project);
  FrostClassItem *green = frost_project_classes_find_name (classes, "green");
  FrostProject *second;

  g_assert_cmpstr (frost_project_get_name (project), ==, "project");
  g_assert_false (frost_project_is_read_only (project));
  g_assert_cmpuint (frost_project_images_get_n_total (frost_project_get_images (project)),
                    ==, 2 * N);
  g_assert_cmpuint (frost_class_item_get_n_train (green), ==, 6);
  g_assert_cmpuint (frost_class_item_get_n_val (green), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (frost_project_get_runs (project)), ==, 0);
  g_assert_true (frost_project_check_ready (project, NULL, &error));

  /* A second one in the same place, and a second writer, are refused. */
  g_assert_null (frost_project_create (place, &error));
  g_clear_error (&error);
  second = frost_project_open (place, FROST_DATABASE_WRITE_OR_READ, &error);
  g_assert_no_error (error);
  g_assert_true (frost_project_is_read_only (second));
  g_assert_false (frost_project_add_class (second, "blue", NULL, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_finalize_object (second);
  g_assert_finalize_object (project);

  frost_project_open_async (place, FROST_DATABASE_WRITE, NULL, session_fixture_ready_cb,
                            &result);
  project = frost_project_open_finish (session_fixture_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_false (frost_project_is_read_only (project));
  g_assert_cmpuint (
      g_list_model_get_n_items (G_LIST_MODEL (frost_project_get_images (project))), ==,
      2 * N);
  g_assert_finalize_object (project);
  session_fixture_remove (folder);
}

static void
test_labels (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autoptr (GError) error = NULL;
  g_autofree char *description = NULL;
  FrostProject *project = session_fixture_new_project (folder, N);
  FrostProjectImages *images = frost_project_get_images (project);
  FrostProjectClasses *classes = frost_project_get_classes (project);
  FrostClassItem *red = frost_project_classes_find_name (classes, "red");
  g_autoptr (FrostImageItem) item = g_list_model_get_item (G_LIST_MODEL (images), 0);
  const gint64 id = frost_image_item_get_id (item);
  const gint64 before = frost_image_item_get_class_id (item);
  const gint64 unknown = 4711;
  int n_changed = 0, n_notified = 0, n_can_undo = 0;

  g_signal_connect (project, "changed", G_CALLBACK (count_cb), &n_changed);
  g_signal_connect (project, "notify::can-undo", G_CALLBACK (notify_cb), &n_can_undo);
  g_signal_connect (item, "notify::class-id", G_CALLBACK (notify_cb), &n_notified);
  g_assert_false (frost_project_can_undo (project));

  g_assert_true (
      frost_project_label (project, &id, 1, frost_class_item_get_id (red), &error));
  g_assert_cmpint (frost_image_item_get_class_id (item), ==,
                   frost_class_item_get_id (red));
  g_assert_cmpuint (frost_class_item_get_n_total (red), ==, N + 1);
  g_assert_cmpint (n_changed, ==, 1);
  g_assert_cmpint (n_notified, ==, 1);
  g_assert_cmpint (n_can_undo, ==, 1);
  g_assert_nonnull (frost_project_get_undo_description (project));

  /* Refused as a whole: nothing is shown that is not on the disk. */
  g_assert_false (frost_project_label (project, &unknown, 1, 0, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (n_changed, ==, 1);

  g_assert_true (frost_project_undo (project, &description, &error));
  g_assert_nonnull (description);
  g_assert_cmpint (frost_image_item_get_class_id (item), ==, before);
  g_assert_cmpuint (frost_class_item_get_n_total (red), ==, N);
  g_assert_false (frost_project_can_undo (project));
  g_assert_true (frost_project_can_redo (project));
  g_assert_true (frost_project_redo (project, NULL, &error));
  g_assert_cmpuint (frost_class_item_get_n_total (red), ==, N + 1);

  g_assert_true (frost_project_set_excluded (project, &id, 1, TRUE, &error));
  g_assert_true (frost_image_item_get_excluded (item));
  g_assert_cmpuint (frost_class_item_get_n_total (red), ==, N);
  g_assert_true (frost_project_set_split (project, &id, 1, FROST_SPLIT_TEST, &error));
  g_assert_cmpint (frost_image_item_get_split (item), ==, FROST_SPLIT_TEST);
  g_object_unref (g_steal_pointer (&item));
  g_assert_finalize_object (project);
  session_fixture_remove (folder);
}

static void
test_classes (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autoptr (GError) error = NULL;
  FrostProject *project = session_fixture_new_project (folder, N);
  FrostProjectClasses *classes = frost_project_get_classes (project);
  FrostImageCounts counts;
  gint64 red, green, blue;

  red = frost_class_item_get_id (frost_project_classes_find_name (classes, "red"));
  green = frost_class_item_get_id (frost_project_classes_find_name (classes, "green"));
  g_assert_true (frost_project_add_class (project, "blue", &blue, &error));
  g_assert_cmpuint (frost_project_classes_get_n (classes), ==, 3);
  g_assert_false (frost_project_add_class (project, "blue", NULL, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT);
  g_clear_error (&error);
  g_assert_true (frost_project_rename_class (project, blue, "azure", &error));
  g_assert_nonnull (frost_project_classes_find_name (classes, "azure"));
  g_assert_true (frost_project_move_class (project, blue, 0, &error));
  g_assert_cmpint (frost_class_item_get_id (frost_project_classes_peek (classes, 0)), ==,
                   blue);

  g_assert_true (frost_project_merge_class (project, red, green, &error));
  g_assert_null (frost_project_classes_find (classes, red));
  g_assert_cmpuint (
      frost_class_item_get_n_total (frost_project_classes_find (classes, green)), ==,
      2 * N);
  g_assert_true (frost_project_undo (project, NULL, &error));
  g_assert_cmpuint (
      frost_class_item_get_n_total (frost_project_classes_find (classes, red)), ==, N);

  g_assert_true (frost_project_delete_class (project, green, &error));
  frost_project_images_get_counts (frost_project_get_images (project), &counts);
  g_assert_cmpuint (counts.n_unlabelled, ==, N);
  g_assert_true (frost_project_undo (project, NULL, &error));
  frost_project_images_get_counts (frost_project_get_images (project), &counts);
  g_assert_cmpuint (counts.n_unlabelled, ==, 0);
  g_assert_finalize_object (project);
  session_fixture_remove (folder);
}

typedef struct
{
  int n;
  double last;
} Progress;

static void
progress_cb (double fraction, const char *text, gpointer user_data)
{
  Progress *progress = user_data;

  progress->n++;
  progress->last = fraction;
}

static void
test_import_async (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *more = g_build_filename (folder, "more", NULL);
  g_autofree char *yellow = g_build_filename (more, "yellow", NULL);
  g_autofree char *broken = g_build_filename (yellow, "broken.jpg", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) busy = NULL;
  g_autoptr (FrostImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  Progress progress = { 0 };
  const FrostWork work = { .progress = progress_cb, .user_data = &progress };
  FrostProject *project = session_fixture_new_project (folder, N);
  FrostProjectImages *images = frost_project_get_images (project);
  FrostProjectClasses *classes = frost_project_get_classes (project);
  int n_changed = 0;

  g_mkdir_with_parents (yellow, 0700);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.jpg", yellow, i);

      session_fixture_write_picture (path, 200, 200, 40, 5000 + i);
    }
  g_assert_true (g_file_set_contents (broken, "no picture", -1, NULL));

  g_signal_connect (images, "items-changed", G_CALLBACK (items_changed_cb), &n_changed);
  frost_project_import_folder_async (project, more, &work, session_fixture_ready_cb,
                                     &result);
  g_assert_true (frost_project_is_busy (project));
  frost_project_import_folder_async (project, more, NULL, session_fixture_ready_cb,
                                     &busy);
  g_assert_false (frost_project_import_folder_finish (
      project, session_fixture_wait (&busy), NULL, &error));
  g_assert_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_BUSY);
  g_clear_error (&error);

  g_assert_true (frost_project_import_folder_finish (
      project, session_fixture_wait (&result), &report, &error));
  g_assert_no_error (error);
  g_assert_false (frost_project_is_busy (project));
  g_assert_cmpint (report->n_added, ==, 4);
  g_assert_cmpuint (report->notes->len, ==, 1);
  g_assert_cmpint (progress.n, >=, 1);
  g_assert_cmpint (n_changed, ==, 1);
  g_assert_cmpuint (frost_project_images_get_n_total (images), ==, 2 * N + 4);
  g_assert_cmpuint (
      frost_class_item_get_n_total (frost_project_classes_find_name (classes, "yellow")),
      ==, 4);
  /* Split at once: both sides of the new class have images. */
  g_assert_cmpuint (
      frost_class_item_get_n_val (frost_project_classes_find_name (classes, "yellow")),
      >=, 1);
  g_clear_object (&result);
  g_clear_object (&busy);
  session_fixture_finalize (project);
  session_fixture_remove (folder);
}

static void
test_import_cancelled (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *pictures = g_build_filename (folder, "more", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const FrostWork work = { .cancellable = cancellable };
  FrostProject *project = session_fixture_new_project (folder, N);

  session_fixture_write_pictures (pictures, 3);
  g_cancellable_cancel (cancellable);
  frost_project_import_folder_async (project, pictures, &work, session_fixture_ready_cb,
                                     &result);
  g_assert_false (frost_project_import_folder_finish (
      project, session_fixture_wait (&result), NULL, &error));
  g_assert_true (frost_error_is_cancelled (error));
  g_assert_cmpuint (frost_project_images_get_n_total (frost_project_get_images (project)),
                    ==, 2 * N);
  g_clear_object (&result);
  session_fixture_finalize (project);
  session_fixture_remove (folder);
}

static void
test_files_gone (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *kept = g_build_filename (folder, "kept.jpg", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FrostProject *project = session_fixture_new_project (folder, N);
  FrostProjectImages *images = frost_project_get_images (project);
  g_autoptr (FrostImageItem) item = g_list_model_get_item (G_LIST_MODEL (images), 0);
  const gint64 class_id = frost_image_item_get_class_id (item);
  guint n_changed = 99;
  int n_notified = 0;

  g_signal_connect (item, "notify::status", G_CALLBACK (notify_cb), &n_notified);
  g_assert_true (frost_project_check_files (project, NULL, &n_changed, &error));
  g_assert_cmpuint (n_changed, ==, 0);

  g_assert_cmpint (g_rename (frost_image_item_get_path (item), kept), ==, 0);
  frost_project_check_files_async (project, NULL, session_fixture_ready_cb, &result);
  g_assert_true (frost_project_check_files_finish (
      project, session_fixture_wait (&result), &n_changed, &error));
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpint (n_notified, ==, 1);
  g_assert_cmpint (frost_image_item_get_status (item), ==, FROST_IMAGE_MISSING);
  /* The label is a person's work, and stays. */
  g_assert_cmpint (frost_image_item_get_class_id (item), ==, class_id);

  g_assert_cmpint (g_rename (kept, frost_image_item_get_path (item)), ==, 0);
  g_assert_true (frost_project_check_files (project, NULL, &n_changed, &error));
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpint (frost_image_item_get_status (item), ==, FROST_IMAGE_OK);
  g_clear_object (&item);
  g_clear_object (&result);
  session_fixture_finalize (project);
  session_fixture_remove (folder);
}

/* An image that moved and is imported from its new place keeps its label, and the window that is
 * open reads it from there. */
static void
test_found_again (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *place = g_build_filename (folder, "moved", NULL);
  g_autofree char *path = g_build_filename (place, "renamed.jpg", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FrostImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  FrostProject *project = session_fixture_new_project (folder, N);
  FrostProjectImages *images = frost_project_get_images (project);
  g_autoptr (FrostImageItem) item = g_list_model_get_item (G_LIST_MODEL (images), 0);
  const gint64 class_id = frost_image_item_get_class_id (item);
  int n_notified = 0;

  g_mkdir_with_parents (place, 0700);
  g_assert_cmpint (g_rename (frost_image_item_get_path (item), path), ==, 0);
  g_assert_true (frost_project_check_files (project, NULL, NULL, &error));
  g_assert_cmpint (frost_image_item_get_status (item), ==, FROST_IMAGE_MISSING);

  g_signal_connect (item, "notify::path", G_CALLBACK (notify_cb), &n_notified);
  frost_project_import_folder_async (project, place, NULL, session_fixture_ready_cb,
                                     &result);
  g_assert_true (frost_project_import_folder_finish (
      project, session_fixture_wait (&result), &report, &error));
  g_assert_no_error (error);
  g_assert_cmpint (report->n_added, ==, 0);
  g_assert_cmpint (n_notified, ==, 1);
  g_assert_cmpstr (frost_image_item_get_path (item), ==, path);
  g_assert_cmpstr (frost_image_item_get_name (item), ==, "renamed.jpg");
  g_assert_cmpint (frost_image_item_get_status (item), ==, FROST_IMAGE_OK);
  g_assert_cmpint (frost_image_item_get_class_id (item), ==, class_id);
  g_clear_object (&item);
  g_clear_object (&result);
  session_fixture_finalize (project);
  session_fixture_remove (folder);
}

static void
test_new_fails_cleanly (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *empty = g_build_filename (folder, "empty", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "nowhere", NULL);
  g_autofree char *place = g_build_filename (folder, "project", NULL);
  g_autoptr (FrostImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir (empty, 0700);
  g_assert_null (
      frost_project_new_from_folder (place, empty, NULL, NULL, &report, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_EMPTY);
  g_clear_error (&error);
  g_assert_false (g_file_test (place, G_FILE_TEST_EXISTS));
  g_assert_null (
      frost_project_new_from_folder (place, nowhere, NULL, NULL, &report, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (place, G_FILE_TEST_EXISTS));
  session_fixture_remove (folder);
}

static void
test_runs (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *place = g_build_filename (folder, "project", NULL);
  g_autofree char *run_folder = NULL;
  g_autofree char *model = NULL;
  g_autoptr (GError) error = NULL;
  FrostProject *project = session_fixture_new_project (folder, N);
  FrostDatabase *database = frost_project_get_database (project);
  const FrostRun run = { .base_name = (char *) "small", .classes = (char *) "[\"a\"]" };
  FrostRunItem *item;
  gint64 with_model, without;

  g_assert_null (frost_project_find_run (project, 0, &error));
  g_assert_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NO_RUN);
  g_clear_error (&error);

  /* What a process that was killed leaves: two runs that say they are running. */
  g_assert_true (frost_runs_add (database, &run, &with_model, &error));
  run_folder = frost_runs_make_folder (database, with_model, &error);
  model = g_build_filename (run_folder, "model.onnx", NULL);
  g_assert_true (g_file_set_contents (model, "x", 1, NULL));
  {
    g_autofree char *relative = g_strdup_printf (
        FROST_DATABASE_RUNS "/%" G_GINT64_FORMAT "/model.onnx", with_model);

    g_assert_true (
        frost_runs_set_artefact (database, with_model, "model", relative, &error));
  }
  g_assert_true (frost_runs_add (database, &run, &without, &error));
  g_assert_finalize_object (project);

  project = frost_project_open (place, FROST_DATABASE_READ, &error);
  g_assert_no_error (error);
  item = frost_project_find_run (project, without, &error);
  g_assert_cmpint (frost_run_item_get_status (item), ==, FROST_RUN_STATUS_RUNNING);
  g_assert_finalize_object (project);

  project = frost_project_open (place, FROST_DATABASE_WRITE, &error);
  g_assert_no_error (error);
  item = frost_project_find_run (project, without, &error);
  g_assert_cmpint (frost_run_item_get_status (item), ==, FROST_RUN_STATUS_FAILED);
  g_assert_false (frost_run_item_check_model (item, &error));
  g_assert_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NO_RUN);
  g_clear_error (&error);
  item = frost_project_find_run (project, 0, &error);
  g_assert_cmpint (frost_run_item_get_id (item), ==, with_model);
  g_assert_cmpint (frost_run_item_get_status (item), ==, FROST_RUN_STATUS_STOPPED);
  g_assert_cmpstr (frost_run_item_get_model_path (item), ==, model);
  g_assert_null (frost_project_find_run (project, 99, &error));
  g_assert_finalize_object (project);
  session_fixture_remove (folder);
}

static void
test_sample (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *place = g_build_filename (folder, "sample", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  FrostWork work = { .cancellable = cancellable };
  FrostProject *project;

  g_cancellable_cancel (cancellable);
  frost_project_new_sample_async (place, &work, session_fixture_ready_cb, &cancelled);
  g_assert_null (
      frost_project_new_sample_finish (session_fixture_wait (&cancelled), &error));
  g_assert_true (frost_error_is_cancelled (error));
  g_clear_error (&error);

  work.cancellable = NULL;
  frost_project_new_sample_async (place, &work, session_fixture_ready_cb, &result);
  project = frost_project_new_sample_finish (session_fixture_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (frost_project_classes_get_n (frost_project_get_classes (project)), ==,
                    FROST_SAMPLE_N_CLASSES);
  g_assert_cmpuint (frost_project_images_get_n_total (frost_project_get_images (project)),
                    ==, FROST_SAMPLE_N_CLASSES * FROST_SAMPLE_PER_CLASS);
  g_assert_true (frost_project_check_ready (project, NULL, &error));
  g_clear_object (&result);
  g_assert_finalize_object (project);
  session_fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/project/new-and-open", test_new_and_open);
  g_test_add_func ("/session/project/labels", test_labels);
  g_test_add_func ("/session/project/classes", test_classes);
  g_test_add_func ("/session/project/import-async", test_import_async);
  g_test_add_func ("/session/project/import-cancelled", test_import_cancelled);
  g_test_add_func ("/session/project/found-again", test_found_again);
  g_test_add_func ("/session/project/files-gone", test_files_gone);
  g_test_add_func ("/session/project/new-fails-cleanly", test_new_fails_cleanly);
  g_test_add_func ("/session/project/runs", test_runs);
  g_test_add_func ("/session/project/sample", test_sample);
  return g_test_run ();
}
