#include "ui/images/class-panel.h"

#include "tests/ui/page-test.h"
#include "ui/images/class-badge.h"
#include "ui/images/class-row.h"

typedef struct
{
  char *folder;
  FrostProject *project;
  GtkWidget *window;
  FrostClassPanel *panel;
  GtkListBox *list;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->folder = session_fixture_make_folder ();
  f->project = session_fixture_new_project (f->folder, 3);
  f->panel = g_object_new (FROST_TYPE_CLASS_PANEL, NULL);
  f->window = page_test_show (GTK_WIDGET (f->panel));
  frost_class_panel_set_project (f->panel, f->project);
  f->list = page_test_find (GTK_WIDGET (f->panel), GTK_TYPE_LIST_BOX);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  session_fixture_finalize (f->project);
  session_fixture_remove (f->folder);
  g_free (f->folder);
}

static GtkWidget *
row_at (Fixture *f, int index)
{
  return GTK_WIDGET (gtk_list_box_get_row_at_index (f->list, index));
}

static void
test_rows (Fixture *f, gconstpointer data)
{
  gint64 id = frost_project_images_get_id (frost_project_get_images (f->project), 0);

  g_assert_nonnull (row_at (f, 1));
  g_assert_null (row_at (f, 2));
  gtk_test_accessible_assert_property (row_at (f, 0), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "green, key 1, 3 images");
  /* Counts are live. */
  g_assert_true (frost_project_label (f->project, &id, 1, 0, NULL));
  gtk_test_accessible_assert_property (row_at (f, 0), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "green, key 1, 2 images");
}

static void
test_add (Fixture *f, gconstpointer data)
{
  GtkWidget *entry = page_test_find (GTK_WIDGET (f->panel), GTK_TYPE_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), "  lamp ");
  g_signal_emit_by_name (entry, "activate");
  g_assert_nonnull (
      frost_project_classes_find_name (frost_project_get_classes (f->project), "lamp"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  gtk_test_accessible_assert_property (row_at (f, 2), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "lamp, key 3, 0 images");

  /* A name that is taken stays in the entry, to be changed. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "lamp");
  g_signal_emit_by_name (entry, "activate");
  g_assert_null (row_at (f, 3));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "lamp");
}

static void
test_rename (Fixture *f, gconstpointer data)
{
  GtkWidget *row = row_at (f, 0);
  GtkWidget *entry = page_test_find (row, GTK_TYPE_TEXT);

  g_assert_true (gtk_widget_activate_action (row, "class.rename", NULL));
  g_assert_true (gtk_widget_get_mapped (entry));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "green");
  gtk_editable_set_text (GTK_EDITABLE (entry), "leaf");
  g_signal_emit_by_name (entry, "activate");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "leaf, key 1, 3 images");
  g_assert_cmpstr (frost_project_get_undo_description (f->project), !=, NULL);
}

static void
test_merge_and_delete (Fixture *f, gconstpointer data)
{
  FrostProjectClasses *classes = frost_project_get_classes (f->project);
  gint64 red = frost_class_item_get_id (frost_project_classes_find_name (classes, "red"));

  gtk_widget_activate_action (row_at (f, 0), "class.merge", "x", red);
  g_assert_cmpuint (frost_project_classes_get_n (classes), ==, 1);
  g_assert_cmpuint (
      frost_class_item_get_n_total (frost_project_classes_find (classes, red)), ==, 6);
  gtk_widget_activate_action (row_at (f, 0), "class.delete", NULL);
  g_assert_cmpuint (frost_project_classes_get_n (classes), ==, 0);
  g_assert_true (frost_project_undo (f->project, NULL, NULL));
  g_assert_true (frost_project_undo (f->project, NULL, NULL));
  g_assert_cmpuint (frost_project_classes_get_n (classes), ==, 2);
  gtk_test_accessible_assert_property (row_at (f, 0), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "green, key 1, 3 images");
}

static void
test_move (Fixture *f, gconstpointer data)
{
  gtk_widget_activate_action (row_at (f, 0), "class.move", "i", 1);
  gtk_test_accessible_assert_property (row_at (f, 0), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "red, key 1, 3 images");
  /* The last one stays the last one. */
  gtk_widget_activate_action (row_at (f, 1), "class.move", "i", 1);
  gtk_test_accessible_assert_property (row_at (f, 1), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "green, key 2, 3 images");
}

static void
filter_cb (FrostClassPanel *panel, gint64 id, gint64 *chosen)
{
  *chosen = id;
}

static void
test_filter (Fixture *f, gconstpointer data)
{
  gint64 chosen = 0;
  gint64 id = frost_class_item_get_id (
      frost_class_row_get_item (FROST_CLASS_ROW (row_at (f, 1))));

  g_signal_connect (f->panel, "filter-class", G_CALLBACK (filter_cb), &chosen);
  g_signal_emit_by_name (f->list, "row-activated", row_at (f, 1));
  g_assert_cmpint (chosen, ==, id);
  frost_class_panel_set_filtered_class (f->panel, id);
  g_assert_true (gtk_widget_has_css_class (row_at (f, 1), "filtered"));
  frost_class_panel_set_filtered_class (f->panel, 0);
  g_assert_false (gtk_widget_has_css_class (row_at (f, 1), "filtered"));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  ADD ("/class-panel/rows", test_rows);
  ADD ("/class-panel/add", test_add);
  ADD ("/class-panel/rename", test_rename);
  ADD ("/class-panel/merge-and-delete", test_merge_and_delete);
  ADD ("/class-panel/move", test_move);
  ADD ("/class-panel/filter", test_filter);
  return g_test_run ();
}
