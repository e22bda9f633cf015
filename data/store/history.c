#include "data/store/history.h"

#include "data/data-error.h"
#include "data/store/database-private.h"
#include "data/store/history-log.h"
#include "data/store/statement.h"

enum
{
  SQL_PEEK_UNDO,
  SQL_PEEK_REDO,
  SQL_MARK,
  SQL_CHANGES,
  SQL_CHANGES_BACKWARDS,
  SQL_IMAGES,
  SQL_IS_NAME_TAKEN,
  SQL_DELETED_NAME,
  N_SQL
};

const char *const frost_history_sql[N_SQL + 1] = {
  [SQL_PEEK_UNDO] = "SELECT id, description FROM history WHERE undone = 0 "
                    "ORDER BY id DESC LIMIT 1",
  [SQL_PEEK_REDO] = "SELECT id, description FROM history WHERE undone = 1 "
                    "ORDER BY id LIMIT 1",
  [SQL_MARK] = "UPDATE history SET undone = ?2 WHERE id = ?1",
  [SQL_CHANGES] = "SELECT field, target, after FROM history_change WHERE step = ?1 "
                  "ORDER BY id",
  [SQL_CHANGES_BACKWARDS] = "SELECT field, target, before FROM history_change "
                            "WHERE step = ?1 ORDER BY id DESC",
  /* Fields 1 to 3 are those of images, see history-log.h. */
  [SQL_IMAGES] = "SELECT DISTINCT target FROM history_change "
                 "WHERE step = ?1 AND field <= 3 ORDER BY target",
  [SQL_IS_NAME_TAKEN] =
      "SELECT 1 FROM class WHERE name = ?2 AND deleted = 0 AND id <> ?1",
  [SQL_DELETED_NAME] = "SELECT name FROM class WHERE id = ?1 AND deleted = 1",
};

/* One update a field, prepared when first needed: a step may hold 100,000 changes. */
typedef struct
{
  FrostDatabase *database;
  sqlite3_stmt *updates[FROST_N_FIELDS];
} Traveller;

static void
traveller_clear (Traveller *traveller)
{
  for (int i = 0; i < FROST_N_FIELDS; i++)
    g_clear_pointer (&traveller->updates[i], sqlite3_finalize);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Traveller, traveller_clear)

void
frost_history_step_free (FrostHistoryStep *step)
{
  if (step == NULL)
    return;
  g_free (step->description);
  if (step->image_ids != NULL)
    g_array_unref (step->image_ids);
  g_free (step);
}

static gboolean
query_one (FrostDatabase *database, int sql, gint64 id, const char *text,
           sqlite3_stmt **row, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      frost_statement_prepare (database, frost_history_sql[sql], error);

  if (statement == NULL)
    return FALSE;
  if (id != 0)
    sqlite3_bind_int64 (statement, 1, id);
  if (text != NULL)
    sqlite3_bind_text (statement, 2, text, -1, SQLITE_TRANSIENT);

  int got = frost_statement_step (database, statement, error);
  if (got < 0)
    return FALSE;
  *row = got > 0 ? g_steal_pointer (&statement) : NULL;
  return TRUE;
}

/* Imports add classes without a step, so that a name may be taken when an older one
   comes back: it then gets the first free number behind it. */
static gboolean
find_free_name (FrostDatabase *database, gint64 id, const char *name, char **free_name,
                GError **error)
{
  g_autofree char *candidate = g_strdup (name);

  for (int i = 2;; i++)
    {
      g_autoptr (sqlite3_stmt) taken = NULL;

      if (!query_one (database, SQL_IS_NAME_TAKEN, id, candidate, &taken, error))
        return FALSE;
      if (taken == NULL)
        {
          *free_name = g_steal_pointer (&candidate);
          return TRUE;
        }
      g_free (candidate);
      candidate = g_strdup_printf ("%s (%d)", name, i);
    }
}

static sqlite3_stmt *
get_update (Traveller *traveller, FrostHistoryField field, GError **error)
{
  sqlite3_stmt **update = &traveller->updates[field - 1];

  if (*update == NULL)
    *update = frost_history_prepare_update (traveller->database, field, error);
  return *update;
}

static gboolean
rename_class (Traveller *traveller, gint64 id, const char *name, GError **error)
{
  g_autofree char *free_name = NULL;
  sqlite3_stmt *update = get_update (traveller, FROST_FIELD_CLASS_NAME, error);

  if (update == NULL
      || !find_free_name (traveller->database, id, name, &free_name, error))
    return FALSE;
  sqlite3_bind_int64 (update, 1, id);
  sqlite3_bind_text (update, 2, free_name, -1, SQLITE_TRANSIENT);
  return frost_statement_run (traveller->database, update, error);
}

/* A class that is deleted may carry a name that a living one has; not when it returns. */
static gboolean
free_name_of_deleted (Traveller *traveller, gint64 id, GError **error)
{
  g_autoptr (sqlite3_stmt) row = NULL;

  if (!query_one (traveller->database, SQL_DELETED_NAME, id, NULL, &row, error))
    return FALSE;
  if (row == NULL)
    return TRUE;

  g_autofree char *name = frost_statement_dup_text (row, 0);
  return rename_class (traveller, id, name, error);
}

/* change: a row of field, target, value. */
static gboolean
apply_change (Traveller *traveller, sqlite3_stmt *change, GError **error)
{
  FrostHistoryField field = sqlite3_column_int (change, 0);
  gint64 target = sqlite3_column_int64 (change, 1);

  if (field == FROST_FIELD_CLASS_NAME)
    {
      g_autofree char *name = frost_statement_dup_text (change, 2);
      return rename_class (traveller, target, name, error);
    }
  if (field == FROST_FIELD_CLASS_DELETED && sqlite3_column_int (change, 2) == 0
      && !free_name_of_deleted (traveller, target, error))
    return FALSE;

  sqlite3_stmt *update = get_update (traveller, field, error);
  if (update == NULL)
    return FALSE;
  sqlite3_bind_int64 (update, 1, target);
  sqlite3_bind_value (update, 2, sqlite3_column_value (change, 2));
  return frost_statement_run (traveller->database, update, error);
}

static gboolean
apply_changes (FrostDatabase *database, gint64 id, gboolean undo, FrostHistoryStep *step,
               GError **error)
{
  g_auto (Traveller) traveller = { .database = database };
  g_autoptr (sqlite3_stmt) changes = frost_statement_prepare (
      database, frost_history_sql[undo ? SQL_CHANGES_BACKWARDS : SQL_CHANGES], error);
  int got;

  if (changes == NULL)
    return FALSE;
  sqlite3_bind_int64 (changes, 1, id);
  while ((got = frost_statement_step (database, changes, error)) > 0)
    {
      int field = sqlite3_column_int (changes, 0);

      if (!frost_history_field_is_known (field))
        {
          g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                       "%s: the history holds a change of the unknown kind %d",
                       database->file, field);
          return FALSE;
        }
      if (frost_history_field_is_of_class (field))
        step->classes_changed = TRUE;
      if (!apply_change (&traveller, changes, error))
        return FALSE;
    }
  return got == 0;
}

static gboolean
collect_images (FrostDatabase *database, gint64 id, GArray *image_ids, GError **error)
{
  g_autoptr (sqlite3_stmt) images =
      frost_statement_prepare (database, frost_history_sql[SQL_IMAGES], error);
  int got;

  if (images == NULL)
    return FALSE;
  sqlite3_bind_int64 (images, 1, id);
  while ((got = frost_statement_step (database, images, error)) > 0)
    {
      gint64 image = sqlite3_column_int64 (images, 0);
      g_array_append_val (image_ids, image);
    }
  return got == 0;
}

static gboolean
mark_step (FrostDatabase *database, gint64 id, gboolean undone, GError **error)
{
  g_autoptr (sqlite3_stmt) mark =
      frost_statement_prepare (database, frost_history_sql[SQL_MARK], error);

  if (mark == NULL)
    return FALSE;
  sqlite3_bind_int64 (mark, 1, id);
  sqlite3_bind_int (mark, 2, undone);
  return frost_statement_run (database, mark, error);
}

static gboolean
peek (FrostDatabase *database, gboolean undo, gint64 *id, char **description,
      GError **error)
{
  g_autoptr (sqlite3_stmt) row = NULL;

  if (!query_one (database, undo ? SQL_PEEK_UNDO : SQL_PEEK_REDO, 0, NULL, &row, error))
    return FALSE;
  *id = row != NULL ? sqlite3_column_int64 (row, 0) : 0;
  *description = row != NULL ? frost_statement_dup_text (row, 1) : NULL;
  return TRUE;
}

static gboolean
travel (FrostDatabase *database, gboolean undo, FrostHistoryStep **out, GError **error)
{
  g_autoptr (FrostHistoryStep) step = g_new0 (FrostHistoryStep, 1);
  gint64 id;

  step->image_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!frost_database_begin (database, error))
    return FALSE;

  gboolean ok = peek (database, undo, &id, &step->description, error);
  if (ok && id == 0)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_EMPTY,
                   "%s: there is nothing to %s", database->folder,
                   undo ? "undo" : "redo");
      ok = FALSE;
    }
  if (!ok || !apply_changes (database, id, undo, step, error)
      || !collect_images (database, id, step->image_ids, error)
      || !mark_step (database, id, undo, error))
    {
      frost_database_rollback (database);
      return FALSE;
    }
  if (!frost_database_commit (database, error))
    return FALSE;

  if (out != NULL)
    *out = g_steal_pointer (&step);
  return TRUE;
}

gboolean
frost_history_undo (FrostDatabase *database, FrostHistoryStep **step, GError **error)
{
  return travel (database, TRUE, step, error);
}

gboolean
frost_history_redo (FrostDatabase *database, FrostHistoryStep **step, GError **error)
{
  return travel (database, FALSE, step, error);
}

gboolean
frost_history_peek (FrostDatabase *database, char **undo_description,
                    char **redo_description, GError **error)
{
  g_autofree char *undo = NULL, *redo = NULL;
  gint64 id;

  if (!peek (database, TRUE, &id, &undo, error)
      || !peek (database, FALSE, &id, &redo, error))
    return FALSE;
  *undo_description = g_steal_pointer (&undo);
  *redo_description = g_steal_pointer (&redo);
  return TRUE;
}
