/* How long a frame takes while the grid of a large project scrolls. Not a test: figures depend
 * on the machine and, without a graphics card, on software drawing.
 *
 *   tests/run-display.sh build/tests/ui/images/bench-image-grid PROJECT
 */
#include <adwaita.h>
#include <time.h>

#include "ui/images/image-grid.h"
#include "ui/images/images-page.h"
#include "ui/window/main-window.h"

#define N_FRAMES 600
#define PIXELS_A_FRAME 60

typedef struct
{
  GMainLoop *loop;
  GtkAdjustment *adjustment;
  GArray
      *times; /* double, milliseconds of this thread from before-paint to after-paint */
  double began;
  int frame;
} Bench;

static GtkWidget *
find_widget (GtkWidget *root, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static guint
count_widgets (GtkWidget *root, const char *type_name)
{
  guint n = g_strcmp0 (G_OBJECT_TYPE_NAME (root), type_name) == 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_widgets (child, type_name);
  return n;
}

/* What this thread had of the processor, in milliseconds: the same whatever else runs. */
static double
thread_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
before_paint_cb (Bench *bench)
{
  bench->began = thread_ms ();
}

static void
after_paint_cb (Bench *bench)
{
  double ms = thread_ms () - bench->began;

  g_array_append_val (bench->times, ms);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Bench *bench = data;

  if (bench->frame++ == N_FRAMES)
    {
      g_main_loop_quit (bench->loop);
      return G_SOURCE_REMOVE;
    }
  gtk_adjustment_set_value (
      bench->adjustment, gtk_adjustment_get_value (bench->adjustment) + PIXELS_A_FRAME);
  return G_SOURCE_CONTINUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
settle (int milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 began;

  if (argc != 2)
    {
      g_printerr ("usage: bench-image-grid PROJECT\n");
      return 2;
    }
  adw_init ();
  frost_main_window_register_resources ();

  began = g_get_monotonic_time ();
  g_autoptr (FrostProject) project =
      frost_project_open (argv[1], FROST_DATABASE_WRITE_OR_READ, &error);
  if (project == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("open: %.0f ms, %u images\n",
           (double) (g_get_monotonic_time () - began) / 1000,
           frost_project_images_get_n_total (frost_project_get_images (project)));

  g_autoptr (FrostWorkbench) workbench = frost_workbench_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *page = g_object_new (FROST_TYPE_IMAGES_PAGE, "workbench", workbench, NULL);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 900);
  gtk_window_present (GTK_WINDOW (window));
  settle (300);

  began = g_get_monotonic_time ();
  frost_workbench_set_project (workbench, project);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_print ("show: %.0f ms\n", (double) (g_get_monotonic_time () - began) / 1000);
  settle (1500);
  g_print ("live tiles: %u\n", count_widgets (page, "FrostImageTile"));

  bench.loop = g_main_loop_new (NULL, FALSE);
  bench.times = g_array_new (FALSE, FALSE, sizeof (double));
  bench.adjustment = gtk_scrollable_get_vadjustment (
      GTK_SCROLLABLE (find_widget (page, GTK_TYPE_GRID_VIEW)));
  GdkFrameClock *clock = gtk_widget_get_frame_clock (page);
  gulong before = g_signal_connect_swapped (clock, "before-paint",
                                            G_CALLBACK (before_paint_cb), &bench);
  gulong after = g_signal_connect_swapped (clock, "after-paint",
                                           G_CALLBACK (after_paint_cb), &bench);
  gtk_widget_add_tick_callback (page, tick_cb, &bench, NULL);
  began = g_get_monotonic_time ();
  g_main_loop_run (bench.loop);
  double seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;

  g_array_sort (bench.times, compare);
  guint n = bench.times->len;
  g_print ("scroll: %u frames in %.1f s (%.0f a second), frame ms median %.1f, p90 %.1f, "
           "p99 %.1f, worst %.1f\n",
           n, seconds, n / seconds, g_array_index (bench.times, double, n / 2),
           g_array_index (bench.times, double, n * 9 / 10),
           g_array_index (bench.times, double, n * 99 / 100),
           g_array_index (bench.times, double, n - 1));

  g_array_set_size (bench.times, 0);
  for (int i = 1; i <= 5; i++)
    {
      gtk_adjustment_set_value (bench.adjustment,
                                gtk_adjustment_get_upper (bench.adjustment) * i / 6);
      settle (150);
    }
  g_array_sort (bench.times, compare);
  g_print ("jumps: worst frame %.1f ms\n",
           g_array_index (bench.times, double, bench.times->len - 1));

  FrostImageFilter filter = FROST_IMAGE_FILTER_ALL;
  filter.split = FROST_SPLIT_VAL;
  began = g_get_monotonic_time ();
  frost_project_images_set_filter (frost_project_get_images (project), &filter);
  g_print ("filter: %.1f ms\n", (double) (g_get_monotonic_time () - began) / 1000);
  settle (200);
  frost_project_images_set_filter (frost_project_get_images (project), NULL);
  settle (200);

  if (!frost_project_is_read_only (project))
    {
      FrostImageGrid *grid = FROST_IMAGE_GRID (find_widget (page, FROST_TYPE_IMAGE_GRID));
      gint64 id = frost_project_images_get_id (frost_project_get_images (project), 3);
      gint64 class_id = frost_class_item_get_id (
          frost_project_classes_peek (frost_project_get_classes (project), 1));

      frost_image_grid_go_to (grid, 3);
      settle (200);
      began = g_get_monotonic_time ();
      if (!frost_project_label (project, &id, 1, class_id, &error))
        g_printerr ("%s\n", error->message);
      g_print ("label: %.1f ms\n", (double) (g_get_monotonic_time () - began) / 1000);
    }

  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  gtk_window_destroy (GTK_WINDOW (window));
  g_array_unref (bench.times);
  g_main_loop_unref (bench.loop);
  return 0;
}
