/* Where the frost line was, to undo and redo its moves.
 *
 * Threads: main thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct FrostLineHistory FrostLineHistory;

FrostLineHistory *frost_line_history_new (void);
void frost_line_history_free (FrostLineHistory *history);

/* A move from one cut to another; what was undone before can no longer be done again. */
void frost_line_history_add (FrostLineHistory *history, int before, int after);
void frost_line_history_clear (FrostLineHistory *history);

gboolean frost_line_history_can_undo (const FrostLineHistory *history);
gboolean frost_line_history_can_redo (const FrostLineHistory *history);

/* The cut that the line goes to; call only when it can. */
int frost_line_history_undo (FrostLineHistory *history);
int frost_line_history_redo (FrostLineHistory *history);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostLineHistory, frost_line_history_free)

G_END_DECLS
