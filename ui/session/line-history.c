#include "ui/session/line-history.h"

typedef struct
{
  int before, after; /* cuts */
} Move;

struct FrostLineHistory
{
  GArray *moves; /* of Move */
  guint n_done;  /* those after it were undone */
};

FrostLineHistory *
frost_line_history_new (void)
{
  FrostLineHistory *history = g_new0 (FrostLineHistory, 1);

  history->moves = g_array_new (FALSE, FALSE, sizeof (Move));
  return history;
}

void
frost_line_history_free (FrostLineHistory *history)
{
  g_array_unref (history->moves);
  g_free (history);
}

void
frost_line_history_add (FrostLineHistory *history, int before, int after)
{
  const Move move = { before, after };

  g_array_set_size (history->moves, history->n_done);
  g_array_append_val (history->moves, move);
  history->n_done++;
}

void
frost_line_history_clear (FrostLineHistory *history)
{
  g_array_set_size (history->moves, 0);
  history->n_done = 0;
}

gboolean
frost_line_history_can_undo (const FrostLineHistory *history)
{
  return history->n_done > 0;
}

gboolean
frost_line_history_can_redo (const FrostLineHistory *history)
{
  return history->n_done < history->moves->len;
}

int
frost_line_history_undo (FrostLineHistory *history)
{
  g_return_val_if_fail (frost_line_history_can_undo (history), -1);
  return g_array_index (history->moves, Move, --history->n_done).before;
}

int
frost_line_history_redo (FrostLineHistory *history)
{
  g_return_val_if_fail (frost_line_history_can_redo (history), -1);
  return g_array_index (history->moves, Move, history->n_done++).after;
}
