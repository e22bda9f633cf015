#include "data/store/project-setting.h"

#include "data/store/statement.h"

enum
{
  SQL_SET,
  SQL_FORGET,
  SQL_GET,
  N_SQL
};

const char *const frost_project_setting_sql[N_SQL + 1] = {
  [SQL_SET] = "INSERT OR REPLACE INTO setting (key, value) VALUES (?1, ?2)",
  [SQL_FORGET] = "DELETE FROM setting WHERE key = ?1",
  [SQL_GET] = "SELECT value FROM setting WHERE key = ?1",
};

static gboolean
set_within (FrostDatabase *database, const char *key, const char *value, GError **error)
{
  const char *sql = frost_project_setting_sql[value != NULL ? SQL_SET : SQL_FORGET];
  g_autoptr (sqlite3_stmt) statement = frost_statement_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  if (value != NULL)
    sqlite3_bind_text (statement, 2, value, -1, SQLITE_STATIC);
  return frost_statement_run (database, statement, error);
}

gboolean
frost_project_setting_set (FrostDatabase *database, const char *key, const char *value,
                           GError **error)
{
  if (!frost_database_begin (database, error))
    return FALSE;
  if (!set_within (database, key, value, error))
    {
      frost_database_rollback (database);
      return FALSE;
    }
  return frost_database_commit (database, error);
}

gboolean
frost_project_setting_dup (FrostDatabase *database, const char *key, char **value,
                           GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      frost_statement_prepare (database, frost_project_setting_sql[SQL_GET], error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);

  int got = frost_statement_step (database, statement, error);
  if (got < 0)
    return FALSE;
  *value = got > 0 ? frost_statement_dup_text (statement, 0) : NULL;
  return TRUE;
}
