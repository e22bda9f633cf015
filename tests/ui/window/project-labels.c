/* What a project on the disk says: a line for each image, "NAME CLASS [excluded]", "-" for no
 * label. For the scripts that drive the window.
 *
 *   project-labels PROJECT
 */
#include "ui/session/project.h"

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostProject) project = NULL;
  FrostProjectImages *images;

  if (argc != 2)
    {
      g_printerr ("usage: project-labels PROJECT\n");
      return 2;
    }
  project = frost_project_open (argv[1], FROST_DATABASE_READ, &error);
  if (project == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  images = frost_project_get_images (project);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (images)); i++)
    {
      g_autoptr (FrostImageItem) item = g_list_model_get_item (G_LIST_MODEL (images), i);
      FrostClassItem *klass = frost_project_classes_find (
          frost_project_get_classes (project), frost_image_item_get_class_id (item));

      g_print ("%s %s%s\n", frost_image_item_get_name (item),
               klass != NULL ? frost_class_item_get_name (klass) : "-",
               frost_image_item_get_excluded (item) ? " excluded" : "");
    }
  return 0;
}
