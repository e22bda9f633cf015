#include "data/store/database.h"

#include "data/data-error.h"
#include "data/store/database-private.h"
#include "data/store/schema.h"
#include "data/store/statement.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long a connection waits for another thread's commit, milliseconds. */
#define BUSY_TIMEOUT 10000

/* Nothing in a project is longer; a hostile file cannot make one value larger. */
#define VALUE_LENGTH_MAX (64 * 1024 * 1024)

/* ---- connections ---- */

typedef enum
{
  CONNECT_CREATE,
  CONNECT_WRITE,
  CONNECT_READ,
  CONNECT_IMMUTABLE, /* no log, no lock: the folder cannot be written, so nobody writes */
} Connect;

static void
set_not_found_error (const char *folder, GError **error)
{
  g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND,
               "%s: there is no Frostline project here (no %s); choose a project folder "
               "or make a new one",
               folder, FROST_DATABASE_FILE);
}

static gboolean
exec (FrostDatabase *database, const char *sql, GError **error)
{
  if (sqlite3_exec (database->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  frost_statement_set_error (database, error);
  return FALSE;
}

static gboolean
connect_to (FrostDatabase *database, Connect how, GError **error)
{
  static const int flags[] = {
    [CONNECT_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
    [CONNECT_WRITE] = SQLITE_OPEN_READWRITE,
    [CONNECT_READ] = SQLITE_OPEN_READONLY,
    [CONNECT_IMMUTABLE] = SQLITE_OPEN_READONLY,
  };
  g_autofree char *escaped = g_uri_escape_string (database->file, "/", FALSE);
  g_autofree char *uri = g_strconcat (
      "file:", escaped, how == CONNECT_IMMUTABLE ? "?immutable=1" : "", NULL);

  if (sqlite3_open_v2 (uri, &database->handle,
                       flags[how] | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL)
      != SQLITE_OK)
    {
      if (database->handle == NULL)
        g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                     "%s: no memory to open the project", database->file);
      else
        frost_statement_set_error (database, error);
      return FALSE;
    }

  sqlite3_extended_result_codes (database->handle, 1);
  sqlite3_busy_timeout (database->handle, BUSY_TIMEOUT);
  sqlite3_limit (database->handle, SQLITE_LIMIT_LENGTH, VALUE_LENGTH_MAX);
  /* The file may come from anywhere: its schema must not run functions or be rewritten. */
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return TRUE;
}

static gboolean
configure_for_writing (FrostDatabase *database, GError **error)
{
  /* FULL: a commit is on the disk before it is acknowledged, in WAL mode too. */
  return exec (database,
               "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
               "PRAGMA foreign_keys = ON",
               error);
}

/* An older project that may not be written is brought up to date in memory. */
static gboolean
replace_by_updated_copy (FrostDatabase *database, int version, GError **error)
{
  sqlite3 *copy = NULL;
  sqlite3_backup *backup;

  if (sqlite3_open_v2 (":memory:", &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                       NULL)
          != SQLITE_OK
      || (backup = sqlite3_backup_init (copy, "main", database->handle, "main")) == NULL)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "%s: no memory to bring the project up to date", database->file);
      sqlite3_close (copy);
      return FALSE;
    }

  sqlite3_backup_step (backup, -1);
  if (sqlite3_backup_finish (backup) != SQLITE_OK)
    {
      frost_statement_set_handle_error (copy, database->file, error);
      sqlite3_close (copy);
      return FALSE;
    }
  sqlite3_close (database->handle);
  database->handle = copy;
  return frost_schema_apply (copy, database->file, version, FROST_SCHEMA_VERSION, error);
}

static gboolean
bring_up_to_date (FrostDatabase *database, GError **error)
{
  FrostSchemaState state;
  int version;

  if (!frost_schema_inspect (database->handle, database->file, &state, &version, error))
    return FALSE;
  if (state == FROST_SCHEMA_CURRENT)
    return TRUE;
  if (state == FROST_SCHEMA_NONE)
    {
      set_not_found_error (database->folder, error);
      return FALSE;
    }
  if (database->read_only)
    return replace_by_updated_copy (database, version, error);

  return frost_schema_back_up (database->handle, database->file, version, NULL, error)
         && frost_schema_apply (database->handle, database->file, version,
                                FROST_SCHEMA_VERSION, error);
}

/* ---- open and close ---- */

static FrostDatabase *
database_new (const char *folder, GError **error)
{
  /* Symbolic links are resolved once, so that relative paths of images are unambiguous. */
  char *real = realpath (folder, NULL);
  if (real == NULL)
    {
      int saved = errno;
      g_set_error (error, FROST_DATA_ERROR, frost_data_error_from_errno (saved),
                   "%s: the project folder cannot be opened: %s", folder,
                   g_strerror (saved));
      return NULL;
    }

  FrostDatabase *database = g_new0 (FrostDatabase, 1);
  database->folder = g_strdup (real);
  database->file = g_build_filename (real, FROST_DATABASE_FILE, NULL);
  free (real);
  return database;
}

/* Looked at with stat only: opening the file and closing it again would drop the locks
   that SQLite may hold on it in this process. */
static gboolean
check_file (FrostDatabase *database, GError **error)
{
  struct stat info;

  if (stat (database->file, &info) != 0)
    {
      int saved = errno;
      if (saved == ENOENT || saved == ENOTDIR)
        set_not_found_error (database->folder, error);
      else
        g_set_error (error, FROST_DATA_ERROR, frost_data_error_from_errno (saved),
                     "%s: the project cannot be opened: %s", database->file,
                     g_strerror (saved));
      return FALSE;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_UNSUPPORTED,
                   "%s: this is no regular file, so it is no project", database->file);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_folder_writable (FrostDatabase *database)
{
  return access (database->folder, W_OK | X_OK) == 0
         && access (database->file, W_OK) == 0;
}

static gboolean
open_for_writing (FrostDatabase *database, GError **error)
{
  return connect_to (database, CONNECT_WRITE, error) && bring_up_to_date (database, error)
         && configure_for_writing (database, error);
}

static gboolean
open_for_reading (FrostDatabase *database, GError **error)
{
  g_autofree char *log = g_strconcat (database->file, "-wal", NULL);
  struct stat info;
  Connect how = CONNECT_READ;

  database->read_only = TRUE;
  if (access (database->folder, W_OK) != 0)
    {
      /* With a log left behind, the database file alone is out of date; SQLite can use
         the log where it is only if its index is there too, and says so if not. */
      gboolean has_log = stat (log, &info) == 0 && info.st_size > 0;
      how = has_log ? CONNECT_READ : CONNECT_IMMUTABLE;
    }
  return connect_to (database, how, error) && bring_up_to_date (database, error)
         && exec (database, "PRAGMA query_only = ON", error);
}

FrostDatabase *
frost_database_create (const char *folder, GError **error)
{
  g_return_val_if_fail (folder != NULL, NULL);

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      int saved = errno;
      g_set_error (
          error, FROST_DATA_ERROR,
          saved == ENOTDIR || saved == EEXIST ? FROST_DATA_ERROR_ARGUMENT
                                              : frost_data_error_from_errno (saved),
          "%s: the project folder cannot be made: %s", folder, g_strerror (saved));
      return NULL;
    }

  g_autoptr (FrostDatabase) database = database_new (folder, error);
  if (database == NULL)
    return NULL;

  if (access (database->folder, W_OK | X_OK) != 0)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_READ_ONLY,
                   "%s: the folder cannot be written; choose another for the project",
                   database->folder);
      return NULL;
    }

  database->lock = frost_project_lock_acquire (database->folder, error);
  if (database->lock == NULL)
    return NULL;

  struct stat info;
  if (stat (database->file, &info) == 0 && !S_ISREG (info.st_mode))
    {
      g_set_error (
          error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
          "%s: something that is no project is in the way; choose another folder",
          database->file);
      return NULL;
    }

  FrostSchemaState state;
  if (!connect_to (database, CONNECT_CREATE, error)
      || !frost_schema_inspect (database->handle, database->file, &state, NULL, error))
    return NULL;

  /* An empty database is what a creation leaves that was killed halfway: it goes on. */
  if (state != FROST_SCHEMA_NONE)
    {
      g_set_error (
          error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
          "%s: there is a project here already; open it, or choose another folder",
          database->folder);
      return NULL;
    }

  g_autofree char *runs = g_build_filename (database->folder, FROST_DATABASE_RUNS, NULL);
  if (g_mkdir (runs, 0777) != 0 && errno != EEXIST)
    {
      int saved = errno;
      g_set_error (error, FROST_DATA_ERROR, frost_data_error_from_errno (saved),
                   "%s: the folder cannot be made: %s", runs, g_strerror (saved));
      return NULL;
    }
  if (!configure_for_writing (database, error)
      || !frost_schema_apply (database->handle, database->file, 0, FROST_SCHEMA_VERSION,
                              error))
    return NULL;

  return g_steal_pointer (&database);
}

FrostDatabase *
frost_database_open (const char *folder, FrostDatabaseMode mode, GError **error)
{
  g_return_val_if_fail (folder != NULL, NULL);

  g_autoptr (FrostDatabase) database = database_new (folder, error);
  if (database == NULL || !check_file (database, error))
    return NULL;

  gboolean writes = mode != FROST_DATABASE_READ;
  if (writes && !is_folder_writable (database))
    {
      if (mode == FROST_DATABASE_WRITE)
        {
          g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_READ_ONLY,
                       "%s: the project cannot be written; open it for reading, or copy "
                       "it to a folder of your own",
                       database->folder);
          return NULL;
        }
      writes = FALSE;
    }

  if (writes)
    {
      g_autoptr (GError) local = NULL;

      database->lock = frost_project_lock_acquire (database->folder, &local);
      if (database->lock == NULL)
        {
          if (mode == FROST_DATABASE_WRITE
              || !g_error_matches (local, FROST_DATA_ERROR, FROST_DATA_ERROR_LOCKED))
            {
              g_propagate_error (error, g_steal_pointer (&local));
              return NULL;
            }
          writes = FALSE;
        }
    }

  if (writes ? !open_for_writing (database, error) : !open_for_reading (database, error))
    return NULL;
  return g_steal_pointer (&database);
}

FrostDatabase *
frost_database_open_sibling (FrostDatabase *database, GError **error)
{
  g_return_val_if_fail (database != NULL, NULL);

  g_autoptr (FrostDatabase) sibling = g_new0 (FrostDatabase, 1);
  sibling->folder = g_strdup (database->folder);
  sibling->file = g_strdup (database->file);

  if (database->read_only)
    {
      if (!check_file (sibling, error) || !open_for_reading (sibling, error))
        return NULL;
    }
  else
    {
      sibling->lock = frost_project_lock_ref (database->lock);
      if (!check_file (sibling, error) || !open_for_writing (sibling, error))
        return NULL;
    }
  return g_steal_pointer (&sibling);
}

void
frost_database_close (FrostDatabase *database)
{
  if (database == NULL)
    return;

  /* Closing undoes an open transaction. The log is folded in before the lock is given
     back, so that the next to open finds a single file. */
  sqlite3_close_v2 (database->handle);
  if (database->lock != NULL)
    frost_project_lock_unref (database->lock);
  g_free (database->file);
  g_free (database->folder);
  g_free (database);
}

gboolean
frost_database_is_read_only (FrostDatabase *database)
{
  return database->read_only;
}

const char *
frost_database_get_folder (FrostDatabase *database)
{
  return database->folder;
}

/* ---- transactions ---- */

gboolean
frost_database_begin (FrostDatabase *database, GError **error)
{
  g_autofree char *savepoint = NULL;

  if (database->read_only)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_READ_ONLY,
                   "%s: the project is open for reading only and cannot be changed here",
                   database->folder);
      return FALSE;
    }

  /* IMMEDIATE: waits for another thread here rather than failing at the first change. */
  if (database->depth > 0)
    savepoint = g_strdup_printf ("SAVEPOINT frost_%d", database->depth);
  if (!exec (database, savepoint != NULL ? savepoint : "BEGIN IMMEDIATE", error))
    return FALSE;
  database->depth++;
  return TRUE;
}

gboolean
frost_database_commit (FrostDatabase *database, GError **error)
{
  g_return_val_if_fail (database->depth > 0, FALSE);

  gboolean ok;
  /* SQLite may have undone everything by itself, on a full disk for one. */
  if (sqlite3_get_autocommit (database->handle))
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_IO,
                   "%s: the change was undone by an error before it was complete",
                   database->file);
      ok = FALSE;
    }
  else if (database->depth > 1)
    {
      g_autofree char *sql = g_strdup_printf ("RELEASE frost_%d", database->depth - 1);
      ok = exec (database, sql, error);
    }
  else
    ok = exec (database, "COMMIT", error);

  if (ok)
    database->depth--;
  else
    frost_database_rollback (database);
  return ok;
}

void
frost_database_rollback (FrostDatabase *database)
{
  g_return_if_fail (database->depth > 0);

  database->depth--;
  if (sqlite3_get_autocommit (database->handle))
    return;
  if (database->depth > 0)
    {
      g_autofree char *sql = g_strdup_printf ("ROLLBACK TO frost_%d; RELEASE frost_%d",
                                              database->depth, database->depth);
      sqlite3_exec (database->handle, sql, NULL, NULL, NULL);
    }
  else
    sqlite3_exec (database->handle, "ROLLBACK", NULL, NULL, NULL);
}

gboolean
frost_database_check_integrity (FrostDatabase *database, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      frost_statement_prepare (database, "PRAGMA integrity_check (1)", error);

  if (statement == NULL || frost_statement_step (database, statement, error) < 0)
    return FALSE;

  g_autofree char *found = frost_statement_dup_text (statement, 0);
  if (g_strcmp0 (found, "ok") != 0)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                   "%s: the file is damaged: %s", database->file, found);
      return FALSE;
    }
  return TRUE;
}
