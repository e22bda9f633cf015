#include "app/window/application.h"

#include "ui/window/main-window.h"

struct _FrostApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (FrostApplication, frost_application, ADW_TYPE_APPLICATION)

FrostApplication *
frost_application_new (void)
{
  return g_object_new (FROST_TYPE_APPLICATION, "application-id", FROST_APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path",
                       "/org/frostline/Frostline", NULL);
}

/* The window that has the project of this folder open already, if there is one. */
static FrostMainWindow *
find_window (GtkApplication *application, const char *folder)
{
  g_autofree char *wanted = g_canonicalize_filename (folder, NULL);

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    {
      FrostProject *project;
      g_autofree char *open = NULL;

      if (!FROST_IS_MAIN_WINDOW (l->data))
        continue;
      project = frost_workbench_get_project (frost_main_window_get_workbench (l->data));
      if (project == NULL)
        continue;
      open = g_canonicalize_filename (frost_project_get_folder (project), NULL);
      if (g_strcmp0 (open, wanted) == 0)
        return l->data;
    }
  return NULL;
}

static int
frost_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  GtkApplication *gtk_application = GTK_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  g_auto (GStrv) arguments = g_application_command_line_get_arguments (line, NULL);
  gboolean sample = g_variant_dict_contains (options, "sample");
  g_autoptr (GFile) file = NULL;
  g_autofree char *folder = NULL;
  FrostMainWindow *window = NULL;

  if (arguments[0] != NULL && arguments[1] != NULL)
    {
      if (sample || arguments[2] != NULL)
        {
          g_application_command_line_printerr (
              line, "frostline: one project at a time: give one folder, or --sample\n");
          return 2;
        }
      file = g_application_command_line_create_file_for_arg (line, arguments[1]);
      folder = g_file_get_path (file);
      if (folder == NULL)
        {
          g_application_command_line_printerr (
              line, "frostline: %s: not a folder on this computer\n", arguments[1]);
          return 1;
        }
      window = find_window (gtk_application, folder);
      if (window != NULL)
        {
          gtk_window_present (GTK_WINDOW (window));
          return 0;
        }
    }

  window = frost_main_window_new (ADW_APPLICATION (application));
  gtk_window_present (GTK_WINDOW (window));
  if (folder != NULL)
    frost_main_window_open_folder (window, folder);
  else if (sample)
    frost_main_window_open_sample (window);
  return 0;
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (user_data);

  adw_show_about_window (
      parent, "application-name", "Frostline", "application-icon", FROST_APPLICATION_ID,
      "developer-name", "The Frostline developers", "version", FROST_VERSION, "comments",
      "Transfer learning on your own pictures: label them, move the frost line through a "
      "vision model, watch it learn, and export what it learned. Everything stays on "
      "this "
      "computer.",
      "license-type", GTK_LICENSE_APACHE_2_0, NULL);
}

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_present (GTK_WINDOW (frost_main_window_new (user_data)));
}

/* Each window is asked to close, so that one in which training goes on can refuse. */
static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  for (GList *l = windows; l != NULL; l = l->next)
    if (FROST_IS_MAIN_WINDOW (l->data))
      gtk_window_close (l->data);
}

static void
set_accelerators (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[3];
  } table[] = {
    { "app.quit", { "<Control>q" } },
    { "app.new-window", { "<Control><Shift>n" } },
    { "win.new-project", { "<Control>n" } },
    { "win.open-project", { "<Control>o" } },
    { "win.import", { "<Control>i" } },
    { "win.train-start", { "<Control>Return" } },
    { "win.train-pause", { "<Control>p" } },
    { "win.train-stop", { "<Control>period" } },
    { "win.close-project", { "<Control>w" } },
    { "win.undo", { "<Control>z" } },
    { "win.redo", { "<Control><Shift>z", "<Control>y" } },
  };
  const char *const *views = frost_main_window_list_views ();

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_application_set_accels_for_action (application, table[i].action, table[i].keys);
  for (int i = 0; views[i] != NULL; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.view('%s')", views[i]);
      g_autofree char *key = g_strdup_printf ("<Alt>%d", i + 1);
      const char *keys[] = { key, NULL };

      gtk_application_set_accels_for_action (application, action, keys);
    }
}

static void
frost_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "about", .activate = about_action },
    { .name = "new-window", .activate = new_window_action },
    { .name = "quit", .activate = quit_action },
  };

  /* Before the parent, which looks for style.css among the resources. */
  frost_main_window_register_resources ();
  G_APPLICATION_CLASS (frost_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions,
                                   G_N_ELEMENTS (actions), application);
  set_accelerators (GTK_APPLICATION (application));
}

static void
frost_application_class_init (FrostApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = frost_application_startup;
  application_class->command_line = frost_application_command_line;
}

static void
frost_application_init (FrostApplication *self)
{
  static const GOptionEntry options[] = {
    { "sample", 0, 0, G_OPTION_ARG_NONE, NULL,
      "Make a project of drawn pictures and open it", NULL },
    { NULL },
  };
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option_entries (application, options);
  g_application_set_option_context_parameter_string (application, "[PROJECT]");
  g_application_set_option_context_summary (
      application,
      "A workbench for transfer learning on images. PROJECT is the folder of a "
      "project; without it the start page opens.");
  g_set_application_name ("Frostline");
}
