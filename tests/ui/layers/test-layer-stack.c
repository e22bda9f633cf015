#include "ui/layers/layer-stack.h"

#include <adwaita.h>

#include "tests/ui/widget-test.h"

static void
set_blocks (GtkWidget *stack, int n)
{
  g_autoptr (GPtrArray) owner =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frost_layer_block_free);
  g_autofree FrostLayerBlock *blocks = g_new0 (FrostLayerBlock, MAX (n, 1));

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("block %d", i + 1);
      FrostLayerBlock *block =
          frost_layer_block_new (name, "14 × 14 × 384", 100000, 1000);

      g_ptr_array_add (owner, block);
      blocks[i] = *block;
    }
  frost_layer_stack_set_blocks (FROST_LAYER_STACK (stack), blocks, n);
}

static void
assert_value (GtkWidget *stack, double now, double max, const char *text)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (stack);

  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
                                       0.0);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                       max);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                       now);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       text);
}

static void
test_role_and_value (void)
{
  static const char *const classes[] = { "ant", "bee", NULL };
  GtkWidget *stack = g_object_ref_sink (frost_layer_stack_new ());
  GtkAccessible *accessible = GTK_ACCESSIBLE (stack);

  gtk_test_accessible_assert_role (accessible, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Layers: no base model");
  assert_value (stack, 0.0, 0.0, "no base model");
  g_assert_false (gtk_widget_get_focusable (stack));

  set_blocks (stack, 14);
  frost_layer_stack_set_head (FROST_LAYER_STACK (stack), classes, 1538, 10);
  frost_layer_stack_set_pixels (FROST_LAYER_STACK (stack), 224, 224);
  frost_layer_stack_set_cut (FROST_LAYER_STACK (stack), 11);
  assert_value (stack, 11.0, 14.0, "11 of 14 blocks frozen");
  gtk_test_accessible_assert_property (
      accessible, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "Frost line after block 11: 11 of 14 blocks frozen, 0.3 M of 1.4 M parameters "
      "trainable");
  g_assert_true (gtk_widget_get_focusable (stack));
  g_assert_finalize_object (stack);
}

typedef struct
{
  int notified;
  int committed;
  int last;
} Heard;

static void
notify_cb (GObject *stack, GParamSpec *pspec, gpointer data)
{
  ((Heard *) data)->notified++;
}

static void
committed_cb (FrostLayerStack *stack, int cut, gpointer data)
{
  Heard *heard = data;

  heard->committed++;
  heard->last = cut;
}

static void
test_keys_move_and_commit (void)
{
  GtkWidget *stack = g_object_ref_sink (frost_layer_stack_new ());
  FrostLayerStack *layers = FROST_LAYER_STACK (stack);
  Heard heard = { 0, 0, -1 };

  g_signal_connect (stack, "notify::cut", G_CALLBACK (notify_cb), &heard);
  g_signal_connect (stack, "cut-committed", G_CALLBACK (committed_cb), &heard);
  g_assert_false (frost_test_press_key (stack, GDK_KEY_Up)); /* nothing to move yet */
  set_blocks (stack, 14);

  /* The program's own move is not a decision of the user. */
  frost_layer_stack_set_cut (layers, 7);
  g_assert_cmpint (heard.notified, ==, 1);
  g_assert_cmpint (heard.committed, ==, 0);

  g_assert_true (frost_test_press_key (stack, GDK_KEY_Up));
  g_assert_cmpint (frost_layer_stack_get_cut (layers), ==, 8);
  g_assert_cmpint (heard.last, ==, 8);
  frost_test_press_key (stack, GDK_KEY_KP_Down);
  g_assert_cmpint (heard.last, ==, 7);
  frost_test_press_key (stack, GDK_KEY_Page_Up);
  g_assert_cmpint (heard.last, ==, 12);
  frost_test_press_key (stack, GDK_KEY_Page_Up);
  g_assert_cmpint (heard.last, ==, 14);
  g_assert_cmpint (heard.committed, ==, 4);
  frost_test_press_key (stack,
                        GDK_KEY_Up); /* at its end: nothing happened, nothing to act on */
  g_assert_cmpint (heard.committed, ==, 4);
  frost_test_press_key (stack, GDK_KEY_Home);
  g_assert_cmpint (heard.last, ==, 0);
  frost_test_press_key (stack, GDK_KEY_End);
  g_assert_cmpint (heard.last, ==, 14);
  frost_test_press_key (stack, GDK_KEY_Page_Down);
  g_assert_cmpint (heard.last, ==, 9);
  g_assert_cmpint (heard.notified, ==, heard.committed + 1);
  g_assert_false (
      frost_test_press_key (stack, GDK_KEY_Escape)); /* nothing is held: the window's */
  g_assert_finalize_object (stack);
}

static void
test_cut_is_clamped (void)
{
  GtkWidget *stack = g_object_ref_sink (frost_layer_stack_new ());
  FrostLayerStack *layers = FROST_LAYER_STACK (stack);
  Heard heard = { 0, 0, -1 };

  set_blocks (stack, 5);
  g_object_set (stack, "cut", 99, NULL);
  g_assert_cmpint (frost_layer_stack_get_cut (layers), ==, 5);
  frost_layer_stack_set_cut (layers, -3);
  g_assert_cmpint (frost_layer_stack_get_cut (layers), ==, 0);
  frost_layer_stack_set_cut (layers, 4);
  g_signal_connect (stack, "notify::cut", G_CALLBACK (notify_cb), &heard);
  set_blocks (stack, 8); /* another model: the cut stays */
  g_assert_cmpint (frost_layer_stack_get_cut (layers), ==, 4);
  g_assert_cmpint (heard.notified, ==, 0);
  set_blocks (stack, 2); /* a smaller one: as far as it goes */
  g_assert_cmpint (frost_layer_stack_get_cut (layers), ==, 2);
  g_assert_cmpint (heard.notified, ==, 1);
  g_assert_cmpint (frost_layer_stack_get_n_blocks (layers), ==, 2);
  g_assert_finalize_object (stack);
}

static void
test_keys_keep_the_line_in_view (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *stack = frost_layer_stack_new ();
  GtkAdjustment *adjustment;

  set_blocks (stack, 64);
  frost_layer_stack_set_cut (FROST_LAYER_STACK (stack), 64);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 400);
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), stack);
  gtk_window_present (GTK_WINDOW (window));
  frost_test_settle (stack);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), >, 2000.0);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0.0);

  /* The focus alone does not scroll. */
  gtk_adjustment_set_value (adjustment, 700.0);
  gtk_widget_grab_focus (stack);
  frost_test_settle (stack);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 700.0);

  frost_test_press_key (
      stack, GDK_KEY_Home); /* the line goes to the bottom, and the view with it */
  frost_test_settle (stack);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >,
                     gtk_adjustment_get_upper (adjustment)
                         - gtk_adjustment_get_page_size (adjustment) - 80.0);
  frost_test_press_key (stack, GDK_KEY_End);
  frost_test_settle (stack);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), <, 80.0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_compact_is_smaller (void)
{
  GtkWidget *stack = g_object_ref_sink (frost_layer_stack_new ());
  int full, compact, minimum;

  set_blocks (stack, 20);
  gtk_widget_measure (stack, GTK_ORIENTATION_VERTICAL, -1, NULL, &full, NULL, NULL);
  g_object_set (stack, "compact", TRUE, NULL);
  g_assert_true (frost_layer_stack_get_compact (FROST_LAYER_STACK (stack)));
  gtk_widget_measure (stack, GTK_ORIENTATION_VERTICAL, -1, NULL, &compact, NULL, NULL);
  gtk_widget_measure (stack, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (compact, <, full * 2 / 3);
  g_assert_cmpint (minimum, <=, 180);
  g_assert_finalize_object (stack);
}

/* Empty, full, compact, one block, many classes, a move under way: all are drawn. */
static void
test_draws (void)
{
  static const char *const classes[] = { "a class with quite a long name", "another",
                                         "and one more", NULL };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *stack = frost_layer_stack_new ();
  FrostLayerStack *layers = FROST_LAYER_STACK (stack);

  gtk_window_set_child (GTK_WINDOW (window), stack);
  gtk_window_present (GTK_WINDOW (window));
  frost_test_settle (stack);
  for (int compact = 0; compact <= 1; compact++)
    {
      frost_layer_stack_set_compact (layers, compact);
      set_blocks (stack, 1);
      frost_test_settle (stack);
      set_blocks (stack, 14);
      frost_layer_stack_set_head (layers, classes, 0, 0);
      frost_layer_stack_set_cut (layers, 9);
      frost_test_settle (stack);
      set_blocks (stack, 0);
      frost_test_settle (stack);
    }
  g_object_ref (stack);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (stack);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/layers/stack/role-and-value", test_role_and_value);
  g_test_add_func ("/layers/stack/keys-move-and-commit", test_keys_move_and_commit);
  g_test_add_func ("/layers/stack/cut-is-clamped", test_cut_is_clamped);
  g_test_add_func ("/layers/stack/keys-keep-the-line-in-view",
                   test_keys_keep_the_line_in_view);
  g_test_add_func ("/layers/stack/compact-is-smaller", test_compact_is_smaller);
  g_test_add_func ("/layers/stack/draws", test_draws);
  return g_test_run ();
}
