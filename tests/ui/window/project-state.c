/* What a project on the disk says, for the scripts that drive the window. A line for each
 * image, "NAME CLASS [excluded]" with "-" for no label; then one for each run, the newest first,
 * "run STATUS cut CUT epochs DONE of PLANNED [model]".
 *
 *   project-state PROJECT
 */
#include "ui/session/project.h"

static void
print_image (FrostProject *project, FrostImageItem *item)
{
  FrostClassItem *klass = frost_project_classes_find (
      frost_project_get_classes (project), frost_image_item_get_class_id (item));

  g_print ("%s %s%s\n", frost_image_item_get_name (item),
           klass != NULL ? frost_class_item_get_name (klass) : "-",
           frost_image_item_get_excluded (item) ? " excluded" : "");
}

static void
print_run (FrostRunItem *run)
{
  g_print ("run %s cut %d epochs %u of %d%s\n",
           frost_run_status_get_name (frost_run_item_get_status (run)),
           frost_run_item_get_cut (run), frost_run_item_get_epochs (run)->len,
           frost_run_item_get_settings (run)->epochs,
           frost_run_item_has_model (run) ? " model" : "");
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostProject) project = NULL;
  GListModel *images, *runs;

  if (argc != 2)
    {
      g_printerr ("usage: project-state PROJECT\n");
      return 2;
    }
  project = frost_project_open (argv[1], FROST_DATABASE_READ, &error);
  if (project == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  images = G_LIST_MODEL (frost_project_get_images (project));
  for (guint i = 0; i < g_list_model_get_n_items (images); i++)
    {
      g_autoptr (FrostImageItem) item = g_list_model_get_item (images, i);

      print_image (project, item);
    }
  runs = frost_project_get_runs (project);
  for (guint i = 0; i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr (FrostRunItem) run = g_list_model_get_item (runs, i);

      print_run (run);
    }
  return 0;
}
