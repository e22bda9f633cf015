#include "data/store/statement.h"

#include "data/data-error.h"
#include "data/store/database-private.h"

static FrostDataError
code_from_sqlite (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return FROST_DATA_ERROR_FULL;
    case SQLITE_READONLY:
      return FROST_DATA_ERROR_READ_ONLY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return FROST_DATA_ERROR_LOCKED;
    case SQLITE_NOMEM:
      return FROST_DATA_ERROR_MEMORY;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_ERROR: /* in a prepared statement: a table that should be there is not */
    case SQLITE_FORMAT:
      return FROST_DATA_ERROR_CORRUPT;
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
      return FROST_DATA_ERROR_ARGUMENT;
    default:
      return FROST_DATA_ERROR_IO;
    }
}

void
frost_statement_set_handle_error (sqlite3 *handle, const char *name, GError **error)
{
  FrostDataError code = code_from_sqlite (sqlite3_extended_errcode (handle));
  const char *advice = "";

  if (code == FROST_DATA_ERROR_FULL)
    advice = "; free some space and repeat it, nothing was lost";
  else if (code == FROST_DATA_ERROR_LOCKED)
    advice = "; another program is writing to it, try again";
  else if (code == FROST_DATA_ERROR_CORRUPT)
    advice = "; the file is damaged or no project, restore it from a backup";
  else if (code == FROST_DATA_ERROR_READ_ONLY)
    advice = "; copy the project to a folder that can be written";

  g_set_error (error, FROST_DATA_ERROR, code, "%s: %s%s", name, sqlite3_errmsg (handle),
               advice);
}

void
frost_statement_set_error (FrostDatabase *database, GError **error)
{
  frost_statement_set_handle_error (database->handle, database->file, error);
}

sqlite3_stmt *
frost_statement_prepare (FrostDatabase *database, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (database->handle, sql, -1, &statement, NULL) != SQLITE_OK)
    {
      frost_statement_set_error (database, error);
      return NULL;
    }
  return statement;
}

int
frost_statement_step (FrostDatabase *database, sqlite3_stmt *statement, GError **error)
{
  int result = sqlite3_step (statement);

  if (result == SQLITE_ROW)
    return 1;
  if (result == SQLITE_DONE)
    return 0;
  frost_statement_set_error (database, error);
  return -1;
}

gboolean
frost_statement_run (FrostDatabase *database, sqlite3_stmt *statement, GError **error)
{
  int got = frost_statement_step (database, statement, error);

  sqlite3_reset (statement);
  return got >= 0;
}

char *
frost_statement_dup_text (sqlite3_stmt *statement, int column)
{
  const unsigned char *text = sqlite3_column_text (statement, column);

  return g_strdup (text != NULL ? (const char *) text : "");
}
