#include "ui/start/new-project-dialog.h"

#include "tests/ui/page-test.h"

typedef struct
{
  char *folder;
  char *images;
} Created;

static void
create_cb (GtkWindow *dialog, const char *folder, const char *images, Created *created)
{
  created->folder = g_strdup (folder);
  created->images = g_strdup (images);
}

static GtkWidget *
find_button (GtkWidget *root, const char *label)
{
  if (GTK_IS_BUTTON (root)
      && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_create (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *images = g_build_filename (folder, "beetles", NULL);
  GtkWidget *parent = page_test_show (gtk_label_new (""));
  GtkWindow *dialog = frost_new_project_dialog_new (GTK_WINDOW (parent), images);
  GtkWidget *name = page_test_find (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW);
  GtkWidget *create = find_button (GTK_WIDGET (dialog), "C_reate");
  Created created = { NULL, NULL };

  gtk_window_present (dialog);
  g_signal_connect (dialog, "create", G_CALLBACK (create_cb), &created);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "beetles");
  g_assert_true (gtk_widget_get_sensitive (create));

  gtk_editable_set_text (GTK_EDITABLE (name), "a/b");
  g_assert_false (gtk_widget_get_sensitive (create));
  gtk_editable_set_text (GTK_EDITABLE (name), "   ");
  g_assert_false (gtk_widget_get_sensitive (create));
  gtk_editable_set_text (GTK_EDITABLE (name), "My beetles");
  g_assert_true (gtk_widget_get_sensitive (create));
  g_signal_emit_by_name (create, "clicked");

  g_assert_cmpstr (created.images, ==, images);
  g_assert_true (g_str_has_suffix (created.folder, "/Frostline/My beetles"));
  /* Saying where it goes makes nothing yet. */
  g_assert_false (g_file_test (created.folder, G_FILE_TEST_EXISTS));
  g_free (created.folder);
  g_free (created.images);
  gtk_window_destroy (GTK_WINDOW (parent));
  session_fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  g_test_add_func ("/new-project-dialog/create", test_create);
  return g_test_run ();
}
