#include "data/store/schema.h"

#include "data/data-error.h"
#include "data/store/statement.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static const char *const steps[FROST_SCHEMA_VERSION] = {
  /* 1: classes and images. A class that is deleted stays as a row, so that undo finds
     it again with everything that points to it; its name is free at once. */
  "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE class ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  name TEXT NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  colour INTEGER NOT NULL,"
  "  deleted INTEGER NOT NULL DEFAULT 0);"
  "CREATE UNIQUE INDEX class_name ON class (name) WHERE deleted = 0;"
  "CREATE TABLE image ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  path TEXT NOT NULL UNIQUE,"
  "  hash BLOB NOT NULL CHECK (length (hash) = 32),"
  "  format TEXT NOT NULL,"
  "  width INTEGER NOT NULL,"
  "  height INTEGER NOT NULL,"
  "  file_size INTEGER NOT NULL,"
  "  modified INTEGER NOT NULL,"
  "  class_id INTEGER REFERENCES class (id),"
  "  split INTEGER NOT NULL DEFAULT 0 CHECK (split BETWEEN 0 AND 3),"
  "  excluded INTEGER NOT NULL DEFAULT 0 CHECK (excluded BETWEEN 0 AND 1),"
  "  status INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 3));"
  "CREATE INDEX image_hash ON image (hash);"
  "CREATE INDEX image_class ON image (class_id);",

  /* 2: undo. A step is undone or not; the undone ones are always the newest. A change is one
     value of one row before and after; `field` is explained in history-log.h. */
  "CREATE TABLE history ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  description TEXT NOT NULL,"
  "  made INTEGER NOT NULL,"
  "  undone INTEGER NOT NULL DEFAULT 0);"
  "CREATE INDEX history_undone ON history (undone, id);"
  "CREATE TABLE history_change ("
  "  id INTEGER PRIMARY KEY,"
  "  step INTEGER NOT NULL REFERENCES history (id) ON DELETE CASCADE,"
  "  field INTEGER NOT NULL,"
  "  target INTEGER NOT NULL,"
  "  before,"
  "  after);"
  "CREATE INDEX history_change_step ON history_change (step);",

  /* 3: runs. */
  "CREATE TABLE run ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  started INTEGER NOT NULL,"
  "  finished INTEGER NOT NULL DEFAULT 0,"
  "  status INTEGER NOT NULL,"
  "  settings TEXT NOT NULL,"
  "  classes TEXT NOT NULL,"
  "  base_name TEXT NOT NULL,"
  "  base_fingerprint TEXT NOT NULL,"
  "  cut_index INTEGER NOT NULL,"
  "  cut_name TEXT NOT NULL,"
  "  seed INTEGER NOT NULL);"
  "CREATE TABLE run_epoch ("
  "  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  epoch INTEGER NOT NULL,"
  "  train_loss REAL, train_accuracy REAL, val_loss REAL, val_accuracy REAL,"
  "  rate REAL, seconds REAL,"
  "  PRIMARY KEY (run, epoch)) WITHOUT ROWID;"
  "CREATE TABLE run_artefact ("
  "  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  kind TEXT NOT NULL,"
  "  path TEXT NOT NULL,"
  "  PRIMARY KEY (run, kind)) WITHOUT ROWID;",
};

static gboolean
query_int (sqlite3 *handle, const char *name, const char *sql, int *value, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL) != SQLITE_OK
      || sqlite3_step (statement) != SQLITE_ROW)
    {
      frost_statement_set_handle_error (handle, name, error);
      return FALSE;
    }
  *value = sqlite3_column_int (statement, 0);
  return TRUE;
}

gboolean
frost_schema_inspect (sqlite3 *handle, const char *name, FrostSchemaState *state,
                      int *version, GError **error)
{
  int application, found, n_objects;

  if (!query_int (handle, name, "PRAGMA application_id", &application, error)
      || !query_int (handle, name, "PRAGMA user_version", &found, error)
      || !query_int (handle, name, "SELECT count(*) FROM sqlite_schema", &n_objects,
                     error))
    return FALSE;

  if (application == 0 && found == 0 && n_objects == 0)
    *state = FROST_SCHEMA_NONE;
  else if (application != FROST_SCHEMA_APPLICATION_ID)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_UNSUPPORTED,
                   "%s: this is a database of another program, not a Frostline project",
                   name);
      return FALSE;
    }
  else if (found > FROST_SCHEMA_VERSION)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NEWER,
                   "%s: the project has format %d and this version of Frostline reads up "
                   "to %d; update Frostline to open it",
                   name, found, FROST_SCHEMA_VERSION);
      return FALSE;
    }
  else if (found < 1)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                   "%s: the project has format %d, needed is 1 to %d", name, found,
                   FROST_SCHEMA_VERSION);
      return FALSE;
    }
  else
    *state = found < FROST_SCHEMA_VERSION ? FROST_SCHEMA_OLDER : FROST_SCHEMA_CURRENT;

  if (version != NULL)
    *version = found;
  return TRUE;
}

gboolean
frost_schema_apply (sqlite3 *handle, const char *name, int from, int to, GError **error)
{
  g_return_val_if_fail (from >= 0 && from < to && to <= FROST_SCHEMA_VERSION, FALSE);

  g_autofree char *stamp =
      g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
                       FROST_SCHEMA_APPLICATION_ID, to);
  gboolean ok = sqlite3_exec (handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;

  for (int i = from; ok && i < to; i++)
    ok = sqlite3_exec (handle, steps[i], NULL, NULL, NULL) == SQLITE_OK;
  ok = ok && sqlite3_exec (handle, stamp, NULL, NULL, NULL) == SQLITE_OK;

  if (!ok)
    {
      frost_statement_set_handle_error (handle, name, error);
      if (!sqlite3_get_autocommit (handle))
        sqlite3_exec (handle, "ROLLBACK", NULL, NULL, NULL);
    }
  return ok;
}

/* A new file is safe only once its content and the folder that names it are. */
static gboolean
sync_path (const char *path, int flags, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | flags);

  if (fd >= 0 && fsync (fd) == 0)
    return close (fd) == 0;

  int saved = errno;
  if (fd >= 0)
    close (fd);
  g_set_error (error, FROST_DATA_ERROR, frost_data_error_from_errno (saved),
               "%s: the backup cannot be written to the disk: %s", path,
               g_strerror (saved));
  return FALSE;
}

gboolean
frost_schema_back_up (sqlite3 *handle, const char *name, int version, char **backup,
                      GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s.v%d-backup", name, version);
  g_autofree char *folder = g_path_get_dirname (name);
  g_autoptr (sqlite3_stmt) statement = NULL;

  for (int i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++)
    {
      g_free (path);
      path = g_strdup_printf ("%s.v%d-backup-%d", name, version, i);
    }

  if (sqlite3_prepare_v2 (handle, "VACUUM INTO ?1", -1, &statement, NULL) != SQLITE_OK
      || sqlite3_bind_text (statement, 1, path, -1, SQLITE_STATIC) != SQLITE_OK
      || sqlite3_step (statement) != SQLITE_DONE)
    {
      frost_statement_set_handle_error (handle, name, error);
      g_prefix_error (error, "the backup before the update failed: ");
      g_unlink (path);
      return FALSE;
    }
  if (!sync_path (path, 0, error) || !sync_path (folder, O_DIRECTORY, error))
    return FALSE;

  if (backup != NULL)
    *backup = g_steal_pointer (&path);
  return TRUE;
}
