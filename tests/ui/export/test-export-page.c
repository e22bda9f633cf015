/* The Export page in its window: nothing yet, a file with its proof, and places that refuse. */
#include "ui/export/export-page.h"

#include <glib/gstdio.h>

#include "tests/ui/pages-fixture.h"
#include "ui/export/export-chooser.h"

static GtkWidget *
show (PagesFixture *fixture)
{
  return pages_fixture_show (fixture, "export", FROST_TYPE_EXPORT_PAGE);
}

static const char *
visible_name (GtkWidget *page)
{
  return gtk_stack_get_visible_child_name (pages_fixture_child (page, "stack"));
}

/* Of the page, or of the result on it. */
static gpointer
find_child (GtkWidget *page, const char *name)
{
  GtkWidget *result = pages_fixture_child (page, "result");
  GObject *child = gtk_widget_get_template_child (result, G_OBJECT_TYPE (result), name);

  return child != NULL ? (gpointer) child : pages_fixture_child (page, name);
}

static const char *
row_title (GtkWidget *page, const char *name)
{
  return adw_preferences_row_get_title (find_child (page, name));
}

static const char *
row_text (GtkWidget *page, const char *name)
{
  return adw_action_row_get_subtitle (find_child (page, name));
}

static gboolean
is_visible (GtkWidget *page, const char *name)
{
  return gtk_widget_get_visible (find_child (page, name));
}

static void
export_to (GtkWidget *page, const char *path, gboolean half)
{
  g_assert_true (
      gtk_widget_activate_action (page, "export.save-to", "(^ayb)", path, half));
  page_test_until (!is_visible (page, "progress"));
}

static void
test_nothing_yet (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show (fixture);

  g_assert_cmpstr (visible_name (page), ==, "empty");
  pages_fixture_assert_fits (page);
  g_assert_true (gtk_widget_grab_focus (page));
  pages_fixture_use_base (fixture);
  pages_fixture_train (fixture, 2);
  page = show (fixture);
  g_assert_cmpstr (visible_name (page), ==, "export");
  pages_fixture_assert_fits (page);
}

static void
test_export (PagesFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "out & <1>.onnx", NULL);
  g_autoptr (FrostModel) model = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *page;

  pages_fixture_use_base (fixture);
  pages_fixture_train (fixture, 3);
  page = show (fixture);
  page_test_until (g_strcmp0 (row_text (page, "classes_row"), "green, red") == 0);
  g_assert_nonnull (strstr (row_text (page, "preparing_row"), "16 × 16 pixels"));
  g_assert_nonnull (strstr (row_text (page, "size_row"), "About "));
  g_assert_false (is_visible (page, "result"));

  export_to (page, path, FALSE);
  g_assert_true (is_visible (page, "result"));
  g_assert_cmpstr (row_title (page, "file_row"), ==, "out &amp; &lt;1&gt;.onnx");
  g_assert_true (pages_fixture_reads (page, "out & <1>.onnx"));
  g_assert_true (is_visible (page, "show_button"));
  g_assert_true (is_visible (page, "proof_row"));
  g_assert_cmpstr (row_title (page, "proof_row"), ==, "The file computes the same");
  g_assert_nonnull (strstr (row_text (page, "proof_row"), "6 of 6 validation images"));

  model = frost_onnx_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (frost_model_n_outputs (model), ==, 2);
  g_assert_cmpstr (model->classes[0], ==, "green");
  g_assert_cmpstr (model->classes[1], ==, "red");
  g_assert_true (model->preprocessing_known);
  g_assert_cmpint (frost_preprocessing_match_preset (&model->preprocessing), ==,
                   FROST_PREPROCESSING_TF);
}

static void
test_half (PagesFixture *fixture, gconstpointer data)
{
  g_autofree char *whole = g_build_filename (fixture->folder, "whole.onnx", NULL);
  g_autofree char *half = g_build_filename (fixture->folder, "half.onnx", NULL);
  g_autofree char *weights = g_build_filename (fixture->folder, "half.pth", NULL);
  GtkWidget *page;
  GStatBuf whole_stat, half_stat;

  pages_fixture_use_base (fixture);
  pages_fixture_train (fixture, 2);
  page = show (fixture);
  export_to (page, whole, FALSE);
  export_to (page, half, TRUE);
  g_assert_cmpint (g_stat (whole, &whole_stat), ==, 0);
  g_assert_cmpint (g_stat (half, &half_stat), ==, 0);
  g_assert_cmpint (half_stat.st_size, <, whole_stat.st_size);
  g_assert_cmpstr (row_title (page, "proof_row"), ==,
                   "The file computes the same, as near as 16 bits can");
  /* Weights alone cannot be run: there is nothing to compare. */
  export_to (page, weights, TRUE);
  g_assert_cmpstr (row_title (page, "file_row"), ==, "half.pth");
  g_assert_false (is_visible (page, "proof_row"));
}

static void
test_ending (void)
{
  static const char *const cases[][3] = {
    { "a.onnx", "onnx", "a.onnx" }, { "a.onnx", "pth", "a.pth" },
    { "a.pt", "pth", "a.pt" },      { "a", "safetensors", "a.safetensors" },
    { "a.v2", "pth", "a.v2.pth" },  { "a", "onnx", "a" },
    { "a.pth", "onnx", "a.onnx" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *named = frost_export_with_ending (cases[i][0], cases[i][1]);

      g_assert_cmpstr (named, ==, cases[i][2]);
    }
}

/* What to do is said, and the next attempt works. */
static void
test_refused (PagesFixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->folder, "no", "out.onnx", NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "out.onnx", NULL);
  GtkWidget *page;

  pages_fixture_use_base (fixture);
  pages_fixture_train (fixture, 2);
  page = show (fixture);
  export_to (page, nowhere, FALSE);
  g_assert_true (is_visible (page, "result"));
  g_assert_cmpstr (row_title (page, "file_row"), ==, "Nothing was written");
  g_assert_nonnull (strstr (row_text (page, "file_row"), "choose a folder that exists"));
  g_assert_false (is_visible (page, "show_button"));
  g_assert_false (is_visible (page, "proof_row"));

  export_to (page, path, FALSE);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpstr (row_title (page, "file_row"), ==, "out.onnx");
}

/* The model of the run went away behind the program's back. */
static void
test_gone (PagesFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "out.onnx", NULL);
  FrostRunItem *run;
  GtkWidget *page;

  pages_fixture_use_base (fixture);
  pages_fixture_train (fixture, 2);
  run = frost_project_find_run (fixture->project, 0, NULL);
  g_assert_cmpint (g_remove (frost_run_item_get_model_path (run)), ==, 0);
  page = show (fixture);
  export_to (page, path, FALSE);
  g_assert_cmpstr (row_title (page, "file_row"), ==, "Nothing was written");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_newest_is_chosen (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page;
  AdwComboRow *runs;
  FrostRunItem *newest;

  pages_fixture_use_base (fixture);
  pages_fixture_train (fixture, 2);
  page = show (fixture);
  runs = pages_fixture_child (page, "run_row");
  pages_fixture_train (fixture, 3);
  show (fixture);
  newest = adw_combo_row_get_selected_item (runs);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (runs)), ==, 2);
  g_assert_cmpuint (frost_run_item_get_epochs (newest)->len, ==, 3);
  g_assert_true (pages_fixture_reads (page, "3 epochs"));

  /* A choice stays when the page is left and seen again. */
  adw_combo_row_set_selected (runs, 1);
  show (fixture);
  g_assert_cmpuint (adw_combo_row_get_selected (runs), ==, 1);
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
#define ADD(name, func)                                                                  \
  g_test_add ("/export/export-page/" name, PagesFixture, NULL, pages_fixture_set_up,     \
              func, pages_fixture_tear_down)
  ADD ("nothing-yet", test_nothing_yet);
  ADD ("export", test_export);
  ADD ("half", test_half);
  g_test_add_func ("/export/export-page/ending", test_ending);
  ADD ("refused", test_refused);
  ADD ("gone", test_gone);
  ADD ("newest-is-chosen", test_newest_is_chosen);
  return g_test_run ();
}
