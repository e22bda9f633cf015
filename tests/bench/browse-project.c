/* browse-project PROJECT: what the window does with the images of a project before anything is
 * drawn. Opens it, filters it, takes items as scrolling does, and prints one JSON object: the
 * microseconds of each, and the peak memory in MB after opening and at the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/session/project.h"

#define N_ROUNDS 9
/* What a large window shows, at as many places of the list. */
#define N_TILES 60
#define N_PLACES 20

static double
peak_mb (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;
  line = strstr (text, "VmHWM:");
  return line != NULL ? g_ascii_strtod (line + strlen ("VmHWM:"), NULL) * 1.024e-3 : 0;
}

static int
compare (const void *a, const void *b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* By class, by split, by a part of the name, and back to all: the time of the four. */
static gint64
filter_once (FrostProjectImages *images)
{
  FrostImageFilter by_class = FROST_IMAGE_FILTER_ALL;
  FrostImageFilter by_split = FROST_IMAGE_FILTER_ALL;
  FrostImageFilter by_name = FROST_IMAGE_FILTER_ALL;
  const gint64 start = g_get_monotonic_time ();

  by_class.class_id = 1;
  by_split.split = FROST_SPLIT_VAL;
  by_name.name = "7";
  frost_project_images_set_filter (images, &by_class);
  frost_project_images_set_filter (images, &by_split);
  frost_project_images_set_filter (images, &by_name);
  frost_project_images_set_filter (images, NULL);
  return g_get_monotonic_time () - start;
}

/* Some tiles here and there from the first to the last image. */
static gint64
scroll_once (GListModel *images)
{
  const guint n = g_list_model_get_n_items (images);
  const gint64 start = g_get_monotonic_time ();

  for (guint place = 0; place < N_PLACES; place++)
    for (guint tile = 0; tile < N_TILES; tile++)
      {
        const guint position = (guint) ((guint64) n * place / N_PLACES) + tile;
        g_autoptr (FrostImageItem) item = g_list_model_get_item (images, position);

        if (item != NULL)
          frost_image_item_get_path (item);
      }
  return g_get_monotonic_time () - start;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostProject) project = NULL;
  FrostProjectImages *images;
  gint64 opened[N_ROUNDS], filtered[N_ROUNDS], scrolled[N_ROUNDS];
  double opened_mb = 0;

  if (argc != 2)
    {
      fprintf (stderr, "browse-project: one project folder is needed\n");
      return 2;
    }
  for (int i = 0; i < N_ROUNDS; i++)
    {
      const gint64 start = g_get_monotonic_time ();

      g_clear_object (&project);
      project = frost_project_open (argv[1], FROST_DATABASE_READ, &error);
      if (project == NULL)
        {
          fprintf (stderr, "browse-project: %s\n", error->message);
          return 1;
        }
      opened[i] = g_get_monotonic_time () - start;
      if (i == 0)
        opened_mb = peak_mb ();
    }

  images = frost_project_get_images (project);
  for (int i = 0; i < N_ROUNDS; i++)
    {
      filtered[i] = filter_once (images);
      scrolled[i] = scroll_once (G_LIST_MODEL (images));
    }
  qsort (opened, N_ROUNDS, sizeof opened[0], compare);
  qsort (filtered, N_ROUNDS, sizeof filtered[0], compare);
  qsort (scrolled, N_ROUNDS, sizeof scrolled[0], compare);
  printf ("{\"open\": %" G_GINT64_FORMAT ", \"filter\": %" G_GINT64_FORMAT
          ", \"scroll\": %" G_GINT64_FORMAT ", \"open_mb\": %.1f, \"filter_mb\": %.1f}\n",
          opened[N_ROUNDS / 2], filtered[N_ROUNDS / 2], scrolled[N_ROUNDS / 2], opened_mb,
          peak_mb ());
  return 0;
}
