/* Undo and redo, kept in the project and so unaffected by closing it.
 *
 * A step is what one call changed: labels, splits, exclusions, classes. A new change
 * drops the steps that were undone, as everywhere.
 */
#pragma once

#include "data/store/database.h"

G_BEGIN_DECLS

/* What an undo or a redo did, so that a window repaints only that. */
typedef struct
{
  char *description;        /* "Label 3 images as “cat”" */
  GArray *image_ids;        /* gint64, each once, in rising order */
  gboolean classes_changed; /* a class came, went, moved or got another name */
} FrostHistoryStep;

void frost_history_step_free (FrostHistoryStep *step);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostHistoryStep, frost_history_step_free)

/* One transaction. *step may be NULL. Errors: EMPTY when there is nothing to undo (redo). A class
 * that comes back while another took its name in the meantime gets a number behind it. */
gboolean frost_history_undo (FrostDatabase *database, FrostHistoryStep **step,
                             GError **error);
gboolean frost_history_redo (FrostDatabase *database, FrostHistoryStep **step,
                             GError **error);

/* What the next undo and the next redo would take back or repeat; NULL: nothing. */
gboolean frost_history_peek (FrostDatabase *database, char **undo_description,
                             char **redo_description, GError **error);

G_END_DECLS
