/* The Model page in its window: opening files, the frost line, preprocessing, the head. */
#include "ui/model/model-page.h"

#include "tests/engine/formats/weights-writer.h"
#include "tests/ui/pages-fixture.h"
#include "ui/layers/layer-stack.h"

static GtkWidget *
show (PagesFixture *fixture)
{
  return pages_fixture_show (fixture, "model", FROST_TYPE_MODEL_PAGE);
}

static FrostBaseModel *
get_base (PagesFixture *fixture)
{
  return frost_workbench_get_base_model (fixture->workbench);
}

static gboolean
has_path (PagesFixture *fixture, const char *path)
{
  return get_base (fixture) != NULL
         && g_strcmp0 (frost_base_model_get_path (get_base (fixture)), path) == 0;
}

static void
open_file (PagesFixture *fixture, GtkWidget *page, const char *path)
{
  g_assert_true (gtk_widget_activate_action (page, "model.open-file", "^ay", path));
}

static GtkWidget *
show_small (PagesFixture *fixture)
{
  GtkWidget *page = show (fixture);

  open_file (fixture, page, fixture->model);
  page_test_until (has_path (fixture, fixture->model));
  page_test_settle (page);
  return page;
}

static void
test_first_look (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show (fixture);
  GtkStack *stack = pages_fixture_child (page, "stack");

  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==,
                   frost_base_model_has_builtin () ? "model" : "empty");
  pages_fixture_assert_fits (page);
  frost_workbench_set_base_model (fixture->workbench, NULL);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "empty");
  pages_fixture_assert_fits (page);
}

static void
test_open (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show_small (fixture);
  const FrostBaseModel *base = get_base (fixture);
  FrostLayerStack *layers = pages_fixture_child (page, "layers");

  g_assert_cmpint (frost_layer_stack_get_n_blocks (layers), ==,
                   frost_base_model_get_head_cut ((FrostBaseModel *) base));
  g_assert_true (pages_fixture_reads (page, "small"));
  g_assert_true (pages_fixture_reads (page, fixture->model));
  g_assert_true (pages_fixture_reads (page, "16 × 16"));
  g_assert_true (pages_fixture_reads (page, "6 → 2, 14 parameters"));
  g_assert_true (pages_fixture_reads (page, "green, red"));
  g_assert_true (pages_fixture_reads (page, "× 24 images"));
  pages_fixture_assert_fits (page);
}

/* The dialog over the window, or NULL. */
static GtkWidget *
find_dialog (PagesFixture *fixture)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (gtk_window_get_transient_for (l->data) == GTK_WINDOW (fixture->window))
      return l->data;
  return NULL;
}

/* What was there stays, and a dialog says what is wrong. */
static void
test_bad_file (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show_small (fixture);
  FrostBaseModel *before = get_base (fixture);
  g_autofree char *bad = g_build_filename (fixture->folder, "bad.onnx", NULL);

  g_assert_true (g_file_set_contents (bad, "no model at all", -1, NULL));
  open_file (fixture, page, bad);
  page_test_until (find_dialog (fixture) != NULL);
  g_assert_true (pages_fixture_reads (find_dialog (fixture), "bad.onnx"));
  gtk_window_destroy (GTK_WINDOW (find_dialog (fixture)));
  g_assert_true (get_base (fixture) == before);
  g_assert_false (gtk_spinner_get_spinning (pages_fixture_child (page, "spinner")));
}

static char *
write_weights (PagesFixture *fixture, const char *golden)
{
  g_autofree char *file = g_strconcat (golden, ".txt", NULL);
  g_autofree char *from =
      g_test_build_filename (G_TEST_DIST, "engine", "formats", "zoo-golden", file, NULL);
  char *path = g_build_filename (fixture->folder, "weights.safetensors", NULL);
  g_autofree char *text = NULL;
  g_autoptr (WeightsWriter) writer = weights_writer_new ();

  g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
  weights_writer_add_list (writer, text);
  weights_writer_save_sparse (writer, path);
  return path;
}

/* The row about the weights is there for a file without a graph, and opens a list. */
static void
test_weights (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show_small (fixture);
  GtkWidget *row = pages_fixture_child (page, "weights_row");
  g_autofree char *path = write_weights (fixture, "squeezenet1_1");

  g_assert_false (gtk_widget_get_visible (row));
  g_assert_true (gtk_widget_activate_action (page, "model.show-weights", NULL));
  g_assert_null (find_dialog (fixture));
  open_file (fixture, page, path);
  page_test_until (has_path (fixture, path));
  page_test_settle (page);
  g_assert_true (gtk_widget_get_visible (row));
  g_assert_true (pages_fixture_reads (page, "SqueezeNet 1.1: 52 tensors reused"));
  pages_fixture_assert_fits (page);

  g_assert_true (gtk_widget_activate_action (page, "model.show-weights", NULL));
  page_test_until (find_dialog (fixture) != NULL);
  page_test_settle (find_dialog (fixture));
  g_assert_true (pages_fixture_reads (find_dialog (fixture), "Reused (52)"));
  g_assert_true (pages_fixture_reads (find_dialog (fixture), "features.0.weight"));
  g_assert_true (pages_fixture_reads (find_dialog (fixture), "F32 64x3x3x3"));
  gtk_window_destroy (GTK_WINDOW (find_dialog (fixture)));
}

/* As the button does, which closes the dialog too. */
static void
answer (GtkWidget *dialog, const char *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Stopped at the question, nothing has changed; answered, the file is opened. */
static void
test_ambiguous (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show_small (fixture);
  FrostBaseModel *before = get_base (fixture);
  g_autofree char *path = write_weights (fixture, "mobilenet_v3_small-timm");

  open_file (fixture, page, path);
  page_test_until (find_dialog (fixture) != NULL);
  g_assert_true (pages_fixture_reads (find_dialog (fixture), "weights.safetensors"));
  answer (find_dialog (fixture), "cancel");
  g_assert_true (get_base (fixture) == before);

  open_file (fixture, page, path);
  page_test_until (find_dialog (fixture) != NULL);
  answer (find_dialog (fixture), "mobilenet_v3_small");
  page_test_until (has_path (fixture, path));
  page_test_settle (page);
  g_assert_true (pages_fixture_reads (page, "MobileNet v3 small: "));
  g_assert_true (pages_fixture_reads (page, "names of timm"));
}

/* Stack, spin button and workbench are one line. */
static void
test_line (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show_small (fixture);
  FrostLayerStack *layers = pages_fixture_child (page, "layers");
  GtkAdjustment *cut = pages_fixture_child (page, "cut_adjustment");
  const int head = frost_base_model_get_head_cut (get_base (fixture));

  g_assert_cmpint (head, >=, 1);
  g_assert_cmpint (frost_workbench_get_cut (fixture->workbench), ==, -1);
  g_assert_cmpint (frost_layer_stack_get_cut (layers), ==, head);
  g_assert_cmpfloat (gtk_adjustment_get_value (cut), ==, head);
  g_assert_cmpfloat (gtk_adjustment_get_upper (cut), ==, head);

  gtk_adjustment_set_value (cut, 0);
  g_assert_cmpint (frost_layer_stack_get_cut (layers), ==, 0);
  g_assert_cmpint (frost_workbench_get_cut (fixture->workbench), ==, 0);
  g_assert_true (pages_fixture_reads (page, "Nothing: each epoch"));
  pages_fixture_activate (fixture, "win.undo");
  g_assert_cmpfloat (gtk_adjustment_get_value (cut), ==, head);
  pages_fixture_activate (fixture, "win.redo");
  g_assert_cmpfloat (gtk_adjustment_get_value (cut), ==, 0);
  /* What a quick hand does while the toasts still slide in. */
  for (int i = 0; i < 40; i++)
    {
      pages_fixture_activate (fixture, i % 2 == 0 ? "win.undo" : "win.redo");
      page_test_settle (page);
    }
  g_assert_cmpfloat (gtk_adjustment_get_value (cut), ==, 0);

  frost_layer_stack_set_cut (layers, head);
  g_assert_cmpfloat (gtk_adjustment_get_value (cut), ==, head);
  g_assert_cmpint (frost_workbench_get_cut (fixture->workbench), ==, -1);

  frost_workbench_set_cut (fixture->workbench, 0);
  g_assert_cmpfloat (gtk_adjustment_get_value (cut), ==, 0);
  frost_workbench_set_cut (fixture->workbench, -1);
  g_assert_cmpint (frost_layer_stack_get_cut (layers), ==, head);
}

static void
test_preset (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show_small (fixture);
  AdwComboRow *preset = pages_fixture_child (page, "preset_row");

  g_assert_cmpuint (adw_combo_row_get_selected (preset), ==, FROST_PREPROCESSING_TF);
  g_assert_false (gtk_widget_get_visible (pages_fixture_child (page, "guess_note")));
  adw_combo_row_set_selected (preset, FROST_PREPROCESSING_CAFFE);
  g_assert_cmpint (frost_base_model_get_preset (get_base (fixture)), ==,
                   FROST_PREPROCESSING_CAFFE);
  g_assert_nonnull (
      strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (preset)), "BGR"));

  /* Numbers of its own are the file's: they cannot be chosen. */
  adw_combo_row_set_selected (preset, FROST_PREPROCESSING_N_PRESETS);
  g_assert_cmpuint (adw_combo_row_get_selected (preset), ==, FROST_PREPROCESSING_CAFFE);
}

static void
test_guess (PagesFixture *fixture, gconstpointer data)
{
  const char *shared = g_getenv ("FROST_SHARED");
  g_autofree char *path =
      g_build_filename (shared != NULL ? shared : "", "models", "mobilenet_v1_075_224",
                        "mobilenet_v1_075_224.onnx", NULL);
  GtkWidget *page = show (fixture);
  GtkWidget *note = pages_fixture_child (page, "guess_note");

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("FROST_SHARED has no model file that leaves its preprocessing open");
      return;
    }
  open_file (fixture, page, path);
  page_test_until (has_path (fixture, path));
  g_assert_true (gtk_widget_get_visible (note));
  adw_combo_row_set_selected (pages_fixture_child (page, "preset_row"),
                              FROST_PREPROCESSING_TORCHVISION);
  g_assert_false (gtk_widget_get_visible (note));
}

static void
test_classes (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show_small (fixture);
  g_autoptr (GError) error = NULL;

  frost_project_add_class (fixture->project, "<blue>", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (pages_fixture_reads (page, "6 → 3, 21 parameters"));
  g_assert_true (pages_fixture_reads (page, "green, red, <blue>"));
}

static void
test_names (PagesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = show_small (fixture);
  GtkWidget *layers = pages_fixture_child (page, "layers");

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (layers), GTK_ACCESSIBLE_ROLE_SLIDER);
  g_assert_true (gtk_widget_grab_focus (page));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == layers);
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
#define ADD(name, func)                                                                  \
  g_test_add ("/model/model-page/" name, PagesFixture, NULL, pages_fixture_set_up, func, \
              pages_fixture_tear_down)
  ADD ("first-look", test_first_look);
  ADD ("open", test_open);
  ADD ("bad-file", test_bad_file);
  ADD ("weights", test_weights);
  ADD ("ambiguous", test_ambiguous);
  ADD ("line", test_line);
  ADD ("preset", test_preset);
  ADD ("guess", test_guess);
  ADD ("classes", test_classes);
  ADD ("names", test_names);
  return g_test_run ();
}
