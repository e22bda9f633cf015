#include "data/store/runs.h"

#include "data/data-error.h"
#include "data/store/database-private.h"
#include "data/store/project-path.h"
#include "data/store/statement.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

enum
{
  SQL_ADD,
  SQL_SET_STATUS,
  SQL_SET_SETTINGS,
  SQL_ADD_EPOCH,
  SQL_LIST_EPOCHS,
  SQL_LIST,
  SQL_GET,
  SQL_LATEST,
  SQL_SET_ARTEFACT,
  SQL_GET_ARTEFACT,
  N_SQL
};

#define COLUMNS                                                                          \
  "id, started, finished, status, settings, classes, base_name, base_fingerprint, "      \
  "cut_index, cut_name, seed"

const char *const frost_runs_sql[N_SQL + 1] = {
  [SQL_ADD] = "INSERT INTO run (started, status, settings, classes, base_name, "
              "base_fingerprint, cut_index, cut_name, seed) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
  [SQL_SET_STATUS] = "UPDATE run SET status = ?2, finished = ?3 WHERE id = ?1",
  [SQL_SET_SETTINGS] = "UPDATE run SET settings = ?2 WHERE id = ?1",
  [SQL_ADD_EPOCH] = "INSERT OR REPLACE INTO run_epoch (run, epoch, train_loss, "
                    "train_accuracy, val_loss, val_accuracy, rate, seconds) "
                    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
  [SQL_LIST_EPOCHS] = "SELECT epoch, train_loss, train_accuracy, val_loss, val_accuracy, "
                      "rate, seconds FROM run_epoch WHERE run = ?1 ORDER BY epoch",
  [SQL_LIST] = "SELECT " COLUMNS " FROM run ORDER BY id DESC",
  [SQL_GET] = "SELECT " COLUMNS " FROM run WHERE id = ?1",
  [SQL_LATEST] = "SELECT " COLUMNS " FROM run ORDER BY id DESC LIMIT 1",
  [SQL_SET_ARTEFACT] = "INSERT OR REPLACE INTO run_artefact (run, kind, path) "
                       "VALUES (?1, ?2, ?3)",
  [SQL_GET_ARTEFACT] = "SELECT path FROM run_artefact WHERE run = ?1 AND kind = ?2",
};

void
frost_run_free (FrostRun *run)
{
  if (run == NULL)
    return;
  g_free (run->settings);
  g_free (run->classes);
  g_free (run->base_name);
  g_free (run->base_fingerprint);
  g_free (run->cut_name);
  g_free (run);
}

/* ---- reading ---- */

static FrostRun *
read_run (sqlite3_stmt *row)
{
  FrostRun *run = g_new (FrostRun, 1);

  run->id = sqlite3_column_int64 (row, 0);
  run->started = sqlite3_column_int64 (row, 1);
  run->finished = sqlite3_column_int64 (row, 2);
  run->status = sqlite3_column_int (row, 3) & 3;
  run->settings = frost_statement_dup_text (row, 4);
  run->classes = frost_statement_dup_text (row, 5);
  run->base_name = frost_statement_dup_text (row, 6);
  run->base_fingerprint = frost_statement_dup_text (row, 7);
  run->cut_index = sqlite3_column_int (row, 8);
  run->cut_name = frost_statement_dup_text (row, 9);
  run->seed = (guint64) sqlite3_column_int64 (row, 10);
  return run;
}

GPtrArray *
frost_runs_list (FrostDatabase *database, GError **error)
{
  g_autoptr (GPtrArray) runs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frost_run_free);
  g_autoptr (sqlite3_stmt) row =
      frost_statement_prepare (database, frost_runs_sql[SQL_LIST], error);
  int got;

  if (row == NULL)
    return NULL;
  while ((got = frost_statement_step (database, row, error)) > 0)
    g_ptr_array_add (runs, read_run (row));
  return got == 0 ? g_steal_pointer (&runs) : NULL;
}

FrostRun *
frost_runs_get (FrostDatabase *database, gint64 id, GError **error)
{
  g_autoptr (sqlite3_stmt) row =
      frost_statement_prepare (database, frost_runs_sql[SQL_GET], error);

  if (row == NULL)
    return NULL;
  sqlite3_bind_int64 (row, 1, id);

  int got = frost_statement_step (database, row, error);
  if (got == 0)
    g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND,
                 "%s: there is no run %" G_GINT64_FORMAT " in this project",
                 database->folder, id);
  return got > 0 ? read_run (row) : NULL;
}

FrostRun *
frost_runs_latest (FrostDatabase *database, GError **error)
{
  g_autoptr (sqlite3_stmt) row =
      frost_statement_prepare (database, frost_runs_sql[SQL_LATEST], error);

  if (row == NULL)
    return NULL;

  int got = frost_statement_step (database, row, error);
  if (got == 0)
    g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_EMPTY,
                 "%s: nothing was trained in this project yet; train it first",
                 database->folder);
  return got > 0 ? read_run (row) : NULL;
}

/* SQLite keeps no NAN: it becomes NULL, and comes back from there. */
static double
read_figure (sqlite3_stmt *row, int column)
{
  return sqlite3_column_type (row, column) == SQLITE_NULL
             ? (double) NAN
             : sqlite3_column_double (row, column);
}

GArray *
frost_runs_list_epochs (FrostDatabase *database, gint64 id, GError **error)
{
  g_autoptr (GArray) epochs = g_array_new (FALSE, FALSE, sizeof (FrostRunEpoch));
  g_autoptr (sqlite3_stmt) row =
      frost_statement_prepare (database, frost_runs_sql[SQL_LIST_EPOCHS], error);
  int got;

  if (row == NULL)
    return NULL;
  sqlite3_bind_int64 (row, 1, id);
  while ((got = frost_statement_step (database, row, error)) > 0)
    {
      FrostRunEpoch epoch = {
        .epoch = sqlite3_column_int (row, 0),
        .train_loss = read_figure (row, 1),
        .train_accuracy = read_figure (row, 2),
        .val_loss = read_figure (row, 3),
        .val_accuracy = read_figure (row, 4),
        .rate = read_figure (row, 5),
        .seconds = read_figure (row, 6),
      };
      g_array_append_val (epochs, epoch);
    }
  return got == 0 ? g_steal_pointer (&epochs) : NULL;
}

/* ---- writing ---- */

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text != NULL ? text : "", -1, SQLITE_STATIC);
}

/* Runs a bound statement as a transaction. *id (may be NULL) is the row it added. A
   statement that refers to a run which is not there changes nothing or breaks the
   foreign key, and becomes NOT_FOUND. */
static gboolean
run_bound (FrostDatabase *database, sqlite3_stmt *statement, gint64 run, gint64 *id,
           GError **error)
{
  if (!frost_database_begin (database, error))
    return FALSE;

  gboolean ok = frost_statement_run (database, statement, error);
  gboolean missing =
      ok ? sqlite3_changes (database->handle) == 0
         : sqlite3_extended_errcode (database->handle) == SQLITE_CONSTRAINT_FOREIGNKEY;
  if (missing)
    {
      g_clear_error (error);
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND,
                   "%s: there is no run %" G_GINT64_FORMAT " in this project",
                   database->folder, run);
    }
  if (!ok || missing)
    {
      frost_database_rollback (database);
      return FALSE;
    }

  gint64 added = sqlite3_last_insert_rowid (database->handle);
  if (!frost_database_commit (database, error))
    return FALSE;
  if (id != NULL)
    *id = added;
  return TRUE;
}

gboolean
frost_runs_add (FrostDatabase *database, const FrostRun *run, gint64 *id, GError **error)
{
  g_autoptr (sqlite3_stmt) add =
      frost_statement_prepare (database, frost_runs_sql[SQL_ADD], error);

  if (add == NULL)
    return FALSE;
  sqlite3_bind_int64 (add, 1, g_get_real_time ());
  sqlite3_bind_int (add, 2, run->status);
  bind_text (add, 3, run->settings);
  bind_text (add, 4, run->classes);
  bind_text (add, 5, run->base_name);
  bind_text (add, 6, run->base_fingerprint);
  sqlite3_bind_int (add, 7, run->cut_index);
  bind_text (add, 8, run->cut_name);
  sqlite3_bind_int64 (add, 9, (gint64) run->seed);
  return run_bound (database, add, 0, id, error);
}

gboolean
frost_runs_set_status (FrostDatabase *database, gint64 id, FrostRunStatus status,
                       GError **error)
{
  g_autoptr (sqlite3_stmt) set =
      frost_statement_prepare (database, frost_runs_sql[SQL_SET_STATUS], error);

  if (set == NULL)
    return FALSE;
  sqlite3_bind_int64 (set, 1, id);
  sqlite3_bind_int (set, 2, status);
  sqlite3_bind_int64 (set, 3,
                      status == FROST_RUN_STATUS_RUNNING ? 0 : g_get_real_time ());
  return run_bound (database, set, id, NULL, error);
}

gboolean
frost_runs_set_settings (FrostDatabase *database, gint64 id, const char *settings,
                         GError **error)
{
  g_autoptr (sqlite3_stmt) set =
      frost_statement_prepare (database, frost_runs_sql[SQL_SET_SETTINGS], error);

  if (set == NULL)
    return FALSE;
  sqlite3_bind_int64 (set, 1, id);
  sqlite3_bind_text (set, 2, settings, -1, SQLITE_TRANSIENT);
  return run_bound (database, set, id, NULL, error);
}

gboolean
frost_runs_add_epoch (FrostDatabase *database, gint64 id, const FrostRunEpoch *epoch,
                      GError **error)
{
  g_autoptr (sqlite3_stmt) add =
      frost_statement_prepare (database, frost_runs_sql[SQL_ADD_EPOCH], error);

  if (add == NULL)
    return FALSE;
  sqlite3_bind_int64 (add, 1, id);
  sqlite3_bind_int (add, 2, epoch->epoch);
  sqlite3_bind_double (add, 3, epoch->train_loss);
  sqlite3_bind_double (add, 4, epoch->train_accuracy);
  sqlite3_bind_double (add, 5, epoch->val_loss);
  sqlite3_bind_double (add, 6, epoch->val_accuracy);
  sqlite3_bind_double (add, 7, epoch->rate);
  sqlite3_bind_double (add, 8, epoch->seconds);
  return run_bound (database, add, id, NULL, error);
}

/* ---- files ---- */

char *
frost_runs_make_folder (FrostDatabase *database, gint64 id, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_autofree char *folder =
      g_build_filename (database->folder, FROST_DATABASE_RUNS, name, NULL);

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      int saved = errno;
      g_set_error (error, FROST_DATA_ERROR, frost_data_error_from_errno (saved),
                   "%s: the folder of the run cannot be made: %s", folder,
                   g_strerror (saved));
      return NULL;
    }
  return g_steal_pointer (&folder);
}

/* A project may come from anywhere: what it names must not lead out of the run's folder. */
static gboolean
is_path_of_run (const char *path, gint64 id)
{
  g_autofree char *prefix =
      g_strdup_printf (FROST_DATABASE_RUNS "/%" G_GINT64_FORMAT "/", id);

  if (!g_str_has_prefix (path, prefix) || path[strlen (prefix)] == '\0')
    return FALSE;

  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  return !g_strv_contains ((const char *const *) parts, "..");
}

gboolean
frost_runs_set_artefact (FrostDatabase *database, gint64 id, const char *kind,
                         const char *path, GError **error)
{
  g_autoptr (sqlite3_stmt) set = NULL;

  if (!is_path_of_run (path, id))
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "%s: a file of run %" G_GINT64_FORMAT
                   " must lie in %s/%" G_GINT64_FORMAT "/",
                   path, id, FROST_DATABASE_RUNS, id);
      return FALSE;
    }
  set = frost_statement_prepare (database, frost_runs_sql[SQL_SET_ARTEFACT], error);
  if (set == NULL)
    return FALSE;
  sqlite3_bind_int64 (set, 1, id);
  bind_text (set, 2, kind);
  bind_text (set, 3, path);
  return run_bound (database, set, id, NULL, error);
}

gboolean
frost_runs_dup_artefact (FrostDatabase *database, gint64 id, const char *kind,
                         char **file, GError **error)
{
  g_autoptr (sqlite3_stmt) row =
      frost_statement_prepare (database, frost_runs_sql[SQL_GET_ARTEFACT], error);

  if (row == NULL)
    return FALSE;
  sqlite3_bind_int64 (row, 1, id);
  bind_text (row, 2, kind);

  int got = frost_statement_step (database, row, error);
  if (got < 0)
    return FALSE;
  if (got == 0)
    {
      *file = NULL;
      return TRUE;
    }

  g_autofree char *path = frost_statement_dup_text (row, 0);
  if (!is_path_of_run (path, id))
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                   "%s: run %" G_GINT64_FORMAT " names the file %s outside its folder",
                   database->file, id, path);
      return FALSE;
    }
  *file = frost_project_path_resolve (database->folder, path);
  return TRUE;
}
