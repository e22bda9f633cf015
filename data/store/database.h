/* A project: the folder that holds project.frostline (SQLite) and runs/.
 *
 * One process at a time may write to a project. The right to write is a kernel lock
 * (flock) on the folder itself, so it is free again the moment its holder dies, and
 * nothing is left on the disk that could be stale.
 *
 * Threads: a FrostDatabase is one connection and belongs to the thread that uses it.
 * Another thread opens its own with frost_database_open_sibling().
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FROST_DATABASE_FILE "project.frostline"
#define FROST_DATABASE_RUNS "runs"

typedef struct _FrostDatabase FrostDatabase;

typedef enum
{
  FROST_DATABASE_WRITE = 0,         /* take the lock; LOCKED when somebody else has it */
  FROST_DATABASE_READ = 1,          /* take no lock and change nothing */
  FROST_DATABASE_WRITE_OR_READ = 2, /* write if possible, else read: see is_read_only */
} FrostDatabaseMode;

/* Makes the folder (parents too) where it is missing, and an empty project in it.
 * Errors: ARGUMENT a project is there already, LOCKED, IO, READ_ONLY, FULL. */
FrostDatabase *frost_database_create (const char *folder, GError **error);

/* Opens the project in the folder. One written by an older version is brought up to
 * date; a copy is kept beside it first (project.frostline.v<N>-backup). A project in a
 * folder that cannot be written is opened for reading in any mode but WRITE, and not one byte
 * is written there.
 * Errors: NOT_FOUND, LOCKED, READ_ONLY, NEWER, UNSUPPORTED (a database of another
 * program), CORRUPT (not a database, or damaged), IO, FULL. */
FrostDatabase *frost_database_open (const char *folder, FrostDatabaseMode mode,
                                    GError **error);

/* Another connection to the same project, for another thread: it shares the lock and
 * the mode. Call it on any thread while `database` is open; either may close first. */
FrostDatabase *frost_database_open_sibling (FrostDatabase *database, GError **error);

/* Ends an open transaction by undoing it. The last connection to close folds the
 * write-ahead log into the database and gives the lock back. */
void frost_database_close (FrostDatabase *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostDatabase, frost_database_close)

gboolean frost_database_is_read_only (FrostDatabase *database);

/* Absolute, symbolic links resolved. Lent for as long as the connection is open. */
const char *frost_database_get_folder (FrostDatabase *database);

/* Transactions nest: an inner one that rolls back undoes only itself. Every function
 * of store/ that changes something is a transaction of its own, so these are needed
 * only to make several of them one. When commit fails, it has rolled back. */
gboolean frost_database_begin (FrostDatabase *database, GError **error);
gboolean frost_database_commit (FrostDatabase *database, GError **error);
void frost_database_rollback (FrostDatabase *database);

/* The whole file is read and checked. FALSE with CORRUPT names the first damage. */
gboolean frost_database_check_integrity (FrostDatabase *database, GError **error);

G_END_DECLS
