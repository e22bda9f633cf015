/* The few calls through which store/ speaks to SQLite. Internal to store/ (and its tests).
 *
 * Every file that has SQL keeps it in one NULL-terminated table, listed at the end of this
 * header: a test prepares each entry against the schema, so a typing error cannot wait
 * for the user who first runs it.
 */
#pragma once

#include "data/store/database.h"

#include <sqlite3.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/* NULL with the error set when the schema does not fit, which is damage. */
sqlite3_stmt *frost_statement_prepare (FrostDatabase *database, const char *sql,
                                       GError **error);

/* 1: there is a row. 0: no more. -1: error set. */
int frost_statement_step (FrostDatabase *database, sqlite3_stmt *statement,
                          GError **error);

/* For statements without rows: one execution, then ready for other values. */
gboolean frost_statement_run (FrostDatabase *database, sqlite3_stmt *statement,
                              GError **error);

/* A NULL column is "". */
char *frost_statement_dup_text (sqlite3_stmt *statement, int column);

/* Sets the error that fits SQLite's last one on this connection. */
void frost_statement_set_error (FrostDatabase *database, GError **error);

/* The same for a bare connection; `name` opens the message. */
void frost_statement_set_handle_error (sqlite3 *handle, const char *name, GError **error);

extern const char *const frost_classes_sql[];
extern const char *const frost_history_log_sql[];
extern const char *const frost_history_sql[];
extern const char *const frost_images_sql[];
extern const char *const frost_labels_sql[];
extern const char *const frost_project_setting_sql[];
extern const char *const frost_readiness_sql[];
extern const char *const frost_runs_sql[];

G_END_DECLS
