#include "ui/session/line-history.h"

static void
test_undo_and_redo (void)
{
  g_autoptr (FrostLineHistory) history = frost_line_history_new ();

  g_assert_false (frost_line_history_can_undo (history));
  g_assert_false (frost_line_history_can_redo (history));
  frost_line_history_add (history, -1, 5);
  frost_line_history_add (history, 5, 2);
  g_assert_cmpint (frost_line_history_undo (history), ==, 5);
  g_assert_cmpint (frost_line_history_undo (history), ==, -1);
  g_assert_false (frost_line_history_can_undo (history));
  g_assert_cmpint (frost_line_history_redo (history), ==, 5);

  /* Another move takes the place of what was undone. */
  frost_line_history_add (history, 5, 0);
  g_assert_false (frost_line_history_can_redo (history));
  g_assert_cmpint (frost_line_history_undo (history), ==, 5);
  g_assert_cmpint (frost_line_history_redo (history), ==, 0);
  frost_line_history_clear (history);
  g_assert_false (frost_line_history_can_undo (history));
  g_assert_false (frost_line_history_can_redo (history));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/line-history/undo-and-redo", test_undo_and_redo);
  return g_test_run ();
}
