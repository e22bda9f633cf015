/* Shows the layer stack and the charts with numbers as a real run has them, to be looked at
 * and to be driven by a real pointer (drive-layer-stack.sh). Says on stdout what happens:
 *
 *   line X Y      where on the screen the frost line can be taken, after every move
 *   cut N         the line moved
 *   committed N   the user let go of it
 */
#include <adwaita.h>
#include <math.h>

#include "ui/chart/plot.h"
#include "ui/layers/layer-geometry.h"
#include "ui/layers/layer-stack.h"

static gboolean dark, compact, empty, steps;
static int n_blocks = 14;
static int first_cut = 11;
static int width = 980, height = 640;
static int stack_width = -1;

static const GOptionEntry options[] = {
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "Dark colours", NULL },
  { "compact", 0, 0, G_OPTION_ARG_NONE, &compact, "The narrow layer stack", NULL },
  { "empty", 0, 0, G_OPTION_ARG_NONE, &empty, "Before there is a model or a run", NULL },
  { "steps", 0, 0, G_OPTION_ARG_NONE, &steps, "100,000 steps instead of epochs", NULL },
  { "blocks", 0, 0, G_OPTION_ARG_INT, &n_blocks, "Blocks of the model", "N" },
  { "cut", 0, 0, G_OPTION_ARG_INT, &first_cut, "Where the line is at first", "N" },
  { "stack-width", 0, 0, G_OPTION_ARG_INT, &stack_width, "Of the stack", "PIXELS" },
  { "width", 0, 0, G_OPTION_ARG_INT, &width, "Of the window", "PIXELS" },
  { "height", 0, 0, G_OPTION_ARG_INT, &height, "Of the window", "PIXELS" },
  { NULL }
};

/* MobileNet v1 at width 0.75, and more of its last blocks when more are asked for. */
static void
fill_stack (FrostLayerStack *stack)
{
  static const int channels[] = { 24,  48,  96,  96,  192, 192, 384,
                                  384, 384, 384, 384, 384, 768, 768 };
  static const int sides[] = { 112, 112, 56, 56, 28, 28, 14, 14, 14, 14, 14, 14, 7, 7 };
  static const char *const classes[] = { "ant", "bee", NULL };
  g_autoptr (GPtrArray) owner =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frost_layer_block_free);
  g_autofree FrostLayerBlock *blocks = g_new0 (FrostLayerBlock, n_blocks);

  for (int i = 0; i < n_blocks; i++)
    {
      int k = MIN (i, 13), before = k > 0 ? channels[k - 1] : 3;
      guint64 weights = k == 0 ? 27 * 24 : 9 * before + before * channels[k];
      g_autofree char *name =
          i == 0 ? g_strdup ("conv1") : g_strdup_printf ("block %d", i);
      g_autofree char *shape =
          g_strdup_printf ("%d × %d × %d", sides[k], sides[k], channels[k]);
      FrostLayerBlock *block = frost_layer_block_new (
          name, shape, weights + 2 * channels[k], weights * sides[k] * sides[k]);

      g_ptr_array_add (owner, block);
      blocks[i] = *block;
    }
  frost_layer_stack_set_blocks (stack, blocks, n_blocks);
  frost_layer_stack_set_head (stack, classes, 1538, 1536);
  frost_layer_stack_set_pixels (stack, 224, 224);
  frost_layer_stack_set_cut (stack, first_cut);
}

static void
fill_by_epoch (FrostPlot *accuracy, FrostPlot *loss)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (int epoch = 1; epoch <= 17; epoch++)
    {
      double noise = g_rand_double_range (rand, -0.012, 0.012);
      double learned = 1.0 - exp (-epoch / 3.5);

      frost_plot_append (accuracy, 0, epoch, 0.55 + 0.43 * learned + noise / 2.0);
      frost_plot_append (accuracy, 1, epoch, 0.54 + 0.38 * learned + noise);
      frost_plot_append (loss, 0, epoch, 0.04 + 0.75 * exp (-epoch / 4.0) + noise / 2.0);
      frost_plot_append (loss, 1, epoch, 0.19 + 0.55 * exp (-epoch / 4.5) + noise);
    }
  frost_plot_add_mark (accuracy, 6.0, "frost line → block 11");
  frost_plot_add_mark (accuracy, 9.0, "rate 0.003");
  frost_plot_add_mark (loss, 6.0, "frost line → block 11");
  frost_plot_add_mark (loss, 9.0, "rate 0.003");
}

static void
fill_by_step (FrostPlot *accuracy, FrostPlot *loss)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (int step = 1; step <= 100000; step++)
    {
      double epoch = step / 4000.0;
      double noise = g_rand_double_range (rand, 0.6, 1.5);

      frost_plot_append (loss, 0, epoch, (0.02 + 2.0 * exp (-epoch / 4.0)) * noise);
      frost_plot_append (accuracy, 0, epoch,
                         MIN (1.0, (1.0 - 0.5 * exp (-epoch / 4.0)) * sqrt (noise)));
      if (step % 4000 == 0)
        {
          frost_plot_append (loss, 1, epoch, 0.1 + 2.0 * exp (-epoch / 4.5));
          frost_plot_append (accuracy, 1, epoch, 0.93 - 0.4 * exp (-epoch / 4.0));
        }
    }
}

static GtkWidget *
new_charts (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *accuracy = frost_plot_new ("Accuracy");
  GtkWidget *loss = frost_plot_new ("Loss");
  GtkWidget *both[] = { accuracy, loss };

  frost_plot_set_percent (FROST_PLOT (accuracy), TRUE);
  frost_plot_set_logarithmic (FROST_PLOT (loss), steps);
  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      frost_plot_add_series (FROST_PLOT (both[i]), "train", FROST_PLOT_TRAIN);
      frost_plot_add_series (FROST_PLOT (both[i]), "validation", FROST_PLOT_VALIDATION);
      frost_plot_set_x_max (FROST_PLOT (both[i]), 25.0);
      gtk_widget_set_vexpand (both[i], TRUE);
      gtk_widget_set_hexpand (both[i], TRUE);
      gtk_box_append (GTK_BOX (box), both[i]);
    }
  if (steps)
    fill_by_step (FROST_PLOT (accuracy), FROST_PLOT (loss));
  else if (!empty)
    fill_by_epoch (FROST_PLOT (accuracy), FROST_PLOT (loss));
  return box;
}

static gboolean
say_line_cb (gpointer data)
{
  GtkWidget *stack = data;
  GtkNative *native = gtk_widget_get_native (stack);
  FrostLayerGeometry geometry;
  graphene_point_t point;
  double dx, dy, y;

  frost_layer_geometry_init (
      &geometry, frost_layer_stack_get_n_blocks (FROST_LAYER_STACK (stack)), compact);
  y = frost_layer_geometry_line (&geometry,
                                 frost_layer_stack_get_cut (FROST_LAYER_STACK (stack)));
  gtk_native_get_surface_transform (native, &dx, &dy);
  if (gtk_widget_compute_point (
          stack, GTK_WIDGET (native),
          &GRAPHENE_POINT_INIT ((float) gtk_widget_get_width (stack) / 2.0f, (float) y),
          &point))
    g_print ("line %d %d\n", (int) (point.x + dx), (int) (point.y + dy));
  return G_SOURCE_REMOVE;
}

static void
cut_cb (FrostLayerStack *stack)
{
  g_print ("cut %d\n", frost_layer_stack_get_cut (stack));
  /* After the view has followed. */
  g_timeout_add (60, say_line_cb, stack);
}

static void
committed_cb (FrostLayerStack *stack, int cut)
{
  g_print ("committed %d\n", cut);
}

static gboolean
close_cb (GtkWindow *window, gpointer data)
{
  g_main_loop_quit (data);
  return FALSE;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  GtkWidget *window, *box, *scrolled, *stack;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("widget-gallery: %s\n", error->message);
      return 2;
    }
  adw_init ();
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                           : ADW_COLOR_SCHEME_FORCE_LIGHT);
  window = gtk_window_new ();
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  scrolled = gtk_scrolled_window_new ();
  stack = frost_layer_stack_new ();
  frost_layer_stack_set_compact (FROST_LAYER_STACK (stack), compact);
  if (!empty)
    fill_stack (FROST_LAYER_STACK (stack));
  g_signal_connect (stack, "notify::cut", G_CALLBACK (cut_cb), NULL);
  g_signal_connect (stack, "cut-committed", G_CALLBACK (committed_cb), NULL);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), stack);
  gtk_widget_set_size_request (scrolled, stack_width, -1);
  gtk_widget_add_css_class (scrolled, "view");
  gtk_widget_add_css_class (box, "view");
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), new_charts ());
  gtk_window_set_title (GTK_WINDOW (window), "Widget gallery");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), box);
  g_signal_connect (window, "close-request", G_CALLBACK (close_cb), loop);
  gtk_window_present (GTK_WINDOW (window));
  g_timeout_add (400, say_line_cb, stack);
  g_main_loop_run (loop);
  return 0;
}
