#include "data/store/history-log.h"

#include "data/data-error.h"
#include "data/store/database-private.h"
#include "data/store/statement.h"

enum
{
  SQL_DROP_UNDONE,
  SQL_ADD_STEP,
  SQL_DESCRIBE,
  SQL_RECORD, /* one a field */
  SQL_UPDATE = SQL_RECORD + FROST_N_FIELDS,
  SQL_EXISTS = SQL_UPDATE + FROST_N_FIELDS,
  N_SQL = SQL_EXISTS + FROST_N_FIELDS
};

/* ?1 row, ?2 value, ?3 step. The value before is taken by the statement itself, so that
   what is recorded is what was there. */
#define RECORD(field, table, column)                                                     \
  "INSERT INTO history_change (step, field, target, before, after) "                     \
  "SELECT ?3, " #field ", id, " column ", ?2 FROM " table " WHERE id = ?1 AND " column   \
  " IS NOT ?2"
#define UPDATE(table, column) "UPDATE " table " SET " column " = ?2 WHERE id = ?1"
#define EXISTS(table) "SELECT 1 FROM " table " WHERE id = ?1"

const char *const frost_history_log_sql[N_SQL + 1] = {
  [SQL_DROP_UNDONE] = "DELETE FROM history WHERE undone = 1",
  [SQL_ADD_STEP] = "INSERT INTO history (description, made) VALUES ('', ?1)",
  [SQL_DESCRIBE] = "UPDATE history SET description = ?2 WHERE id = ?1",
  [SQL_RECORD + 0] = RECORD (1, "image", "class_id"),
  [SQL_RECORD + 1] = RECORD (2, "image", "split"),
  [SQL_RECORD + 2] = RECORD (3, "image", "excluded"),
  [SQL_RECORD + 3] = RECORD (4, "class", "name"),
  [SQL_RECORD + 4] = RECORD (5, "class", "position"),
  [SQL_RECORD + 5] = RECORD (6, "class", "deleted"),
  [SQL_UPDATE + 0] = UPDATE ("image", "class_id"),
  [SQL_UPDATE + 1] = UPDATE ("image", "split"),
  [SQL_UPDATE + 2] = UPDATE ("image", "excluded"),
  [SQL_UPDATE + 3] = UPDATE ("class", "name"),
  [SQL_UPDATE + 4] = UPDATE ("class", "position"),
  [SQL_UPDATE + 5] = UPDATE ("class", "deleted"),
  [SQL_EXISTS + 0] = EXISTS ("image"),
  [SQL_EXISTS + 1] = EXISTS ("image"),
  [SQL_EXISTS + 2] = EXISTS ("image"),
  [SQL_EXISTS + 3] = EXISTS ("class"),
  [SQL_EXISTS + 4] = EXISTS ("class"),
  [SQL_EXISTS + 5] = EXISTS ("class"),
};

gboolean
frost_history_field_is_known (int field)
{
  return field >= FROST_FIELD_IMAGE_CLASS && field <= FROST_FIELD_CLASS_DELETED;
}

gboolean
frost_history_field_is_of_class (FrostHistoryField field)
{
  return field >= FROST_FIELD_CLASS_NAME;
}

sqlite3_stmt *
frost_history_prepare_update (FrostDatabase *database, FrostHistoryField field,
                              GError **error)
{
  return frost_statement_prepare (database, frost_history_log_sql[SQL_UPDATE + field - 1],
                                  error);
}

gboolean
frost_history_drop_undone (FrostDatabase *database, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      frost_statement_prepare (database, frost_history_log_sql[SQL_DROP_UNDONE], error);

  return statement != NULL && frost_statement_run (database, statement, error);
}

gboolean
frost_history_writer_begin (FrostHistoryWriter *writer, FrostDatabase *database,
                            GError **error)
{
  *writer = (FrostHistoryWriter){ .database = database };
  if (!frost_database_begin (database, error))
    return FALSE;

  g_autoptr (sqlite3_stmt) statement =
      frost_statement_prepare (database, frost_history_log_sql[SQL_ADD_STEP], error);
  if (statement != NULL)
    sqlite3_bind_int64 (statement, 1, g_get_real_time ());
  if (statement == NULL || !frost_statement_run (database, statement, error))
    {
      frost_database_rollback (database);
      return FALSE;
    }
  writer->id = sqlite3_last_insert_rowid (database->handle);
  return TRUE;
}

static gboolean
use_field (FrostHistoryWriter *writer, FrostHistoryField field, GError **error)
{
  if (writer->field == field)
    return TRUE;

  g_clear_pointer (&writer->record, sqlite3_finalize);
  g_clear_pointer (&writer->update, sqlite3_finalize);
  writer->field = 0;
  writer->record = frost_statement_prepare (
      writer->database, frost_history_log_sql[SQL_RECORD + field - 1], error);
  if (writer->record == NULL)
    return FALSE;
  writer->update = frost_history_prepare_update (writer->database, field, error);
  if (writer->update == NULL)
    return FALSE;
  writer->field = field;
  return TRUE;
}

static gboolean
check_exists (FrostHistoryWriter *writer, gint64 target, GError **error)
{
  FrostDatabase *database = writer->database;
  g_autoptr (sqlite3_stmt) statement = frost_statement_prepare (
      database, frost_history_log_sql[SQL_EXISTS + writer->field - 1], error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);

  int got = frost_statement_step (database, statement, error);
  if (got == 0)
    g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND,
                 "%s: there is no %s with the number %" G_GINT64_FORMAT " to change",
                 database->file,
                 frost_history_field_is_of_class (writer->field) ? "class" : "image",
                 target);
  return got > 0;
}

/* The value is bound to ?2 of both statements. */
static gboolean
make_change (FrostHistoryWriter *writer, gint64 target, GError **error)
{
  FrostDatabase *database = writer->database;

  sqlite3_bind_int64 (writer->record, 1, target);
  sqlite3_bind_int64 (writer->record, 3, writer->id);
  if (!frost_statement_run (database, writer->record, error))
    return FALSE;
  if (sqlite3_changes (database->handle) == 0)
    return check_exists (writer, target, error);

  writer->n_changes++;
  sqlite3_bind_int64 (writer->update, 1, target);
  return frost_statement_run (database, writer->update, error);
}

gboolean
frost_history_writer_set_int (FrostHistoryWriter *writer, FrostHistoryField field,
                              gint64 target, gint64 value, GError **error)
{
  if (!use_field (writer, field, error))
    return FALSE;
  sqlite3_bind_int64 (writer->record, 2, value);
  sqlite3_bind_int64 (writer->update, 2, value);
  return make_change (writer, target, error);
}

gboolean
frost_history_writer_set_null (FrostHistoryWriter *writer, FrostHistoryField field,
                               gint64 target, GError **error)
{
  if (!use_field (writer, field, error))
    return FALSE;
  sqlite3_bind_null (writer->record, 2);
  sqlite3_bind_null (writer->update, 2);
  return make_change (writer, target, error);
}

gboolean
frost_history_writer_set_text (FrostHistoryWriter *writer, FrostHistoryField field,
                               gint64 target, const char *value, GError **error)
{
  if (!use_field (writer, field, error))
    return FALSE;
  sqlite3_bind_text (writer->record, 2, value, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (writer->update, 2, value, -1, SQLITE_TRANSIENT);
  return make_change (writer, target, error);
}

gboolean
frost_history_writer_end (FrostHistoryWriter *writer, gboolean ok, char *description,
                          GError **error)
{
  FrostDatabase *database = writer->database;
  g_autofree char *owned = description;

  g_clear_pointer (&writer->record, sqlite3_finalize);
  g_clear_pointer (&writer->update, sqlite3_finalize);

  if (ok && writer->n_changes > 0)
    {
      g_autoptr (sqlite3_stmt) statement =
          frost_statement_prepare (database, frost_history_log_sql[SQL_DESCRIBE], error);

      if (statement != NULL)
        {
          sqlite3_bind_int64 (statement, 1, writer->id);
          sqlite3_bind_text (statement, 2, owned, -1, SQLITE_STATIC);
        }
      ok = statement != NULL && frost_statement_run (database, statement, error)
           && frost_history_drop_undone (database, error);
      if (ok)
        {
          g_clear_pointer (&statement, sqlite3_finalize);
          return frost_database_commit (database, error);
        }
    }

  /* Also where nothing changed: the empty step goes, and what was undone stays. */
  frost_database_rollback (database);
  return ok;
}
