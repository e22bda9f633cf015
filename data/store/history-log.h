/* How the other files of store/ write the history. Internal to store/.
 *
 * A change is always one value of one row: table, column, row, before, after. Adding and
 * deleting a class are changes of its `deleted`, so that undo never has to bring back a
 * row, and nothing that points to it can dangle.
 */
#pragma once

#include "data/store/database.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* Numbers are kept in the file: never give one another meaning. */
typedef enum
{
  FROST_FIELD_IMAGE_CLASS = 1,
  FROST_FIELD_IMAGE_SPLIT = 2,
  FROST_FIELD_IMAGE_EXCLUDED = 3,
  FROST_FIELD_CLASS_NAME = 4,
  FROST_FIELD_CLASS_POSITION = 5,
  FROST_FIELD_CLASS_DELETED = 6,
} FrostHistoryField;
#define FROST_N_FIELDS 6

gboolean frost_history_field_is_known (int field);
gboolean frost_history_field_is_of_class (FrostHistoryField field);

/* ?1 row, ?2 value. For undo and redo, which record nothing. */
sqlite3_stmt *frost_history_prepare_update (FrostDatabase *database,
                                            FrostHistoryField field, GError **error);

/* A step being written; lives on the stack, inside a transaction. */
typedef struct
{
  FrostDatabase *database;
  gint64 id;
  int n_changes;
  FrostHistoryField field; /* the statements below are for this one */
  sqlite3_stmt *record;
  sqlite3_stmt *update;
} FrostHistoryWriter;

/* Opens a transaction and a step in it. On FALSE nothing is open. */
gboolean frost_history_writer_begin (FrostHistoryWriter *writer, FrostDatabase *database,
                                     GError **error);

/* Makes the change and records it; a value that is the same already is no change.
 * Errors: NOT_FOUND the row. The step must then be ended with ok = FALSE. */
gboolean frost_history_writer_set_int (FrostHistoryWriter *writer,
                                       FrostHistoryField field, gint64 target,
                                       gint64 value, GError **error);
gboolean frost_history_writer_set_null (FrostHistoryWriter *writer,
                                        FrostHistoryField field, gint64 target,
                                        GError **error);
gboolean frost_history_writer_set_text (FrostHistoryWriter *writer,
                                        FrostHistoryField field, gint64 target,
                                        const char *value, GError **error);

/* ok TRUE: commits, with the description; drops the steps that had been undone. Without
 * a change there is no step. ok FALSE: undoes all; `error` was set by whoever failed.
 * Returns whether all is well, and takes the description. */
gboolean frost_history_writer_end (FrostHistoryWriter *writer, gboolean ok,
                                   char *description, GError **error);

/* Drops the steps that had been undone, for changes that are no step. Within a
 * transaction of the caller. */
gboolean frost_history_drop_undone (FrostDatabase *database, GError **error);

G_END_DECLS
