/* The tables of a project, built in numbered steps. Internal to store/ (and its tests).
 *
 * A step that was released never changes; what is new is a new step at the end. The
 * number of steps a file has seen is its user_version.
 */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

#define FROST_SCHEMA_APPLICATION_ID 0x46725374 /* "FrSt" */
#define FROST_SCHEMA_VERSION 3

typedef enum
{
  FROST_SCHEMA_CURRENT,
  FROST_SCHEMA_OLDER,
  FROST_SCHEMA_NONE, /* an empty database: nothing was ever written */
} FrostSchemaState;

/* What the connection leads to. version may be NULL.
 * Errors: NEWER, UNSUPPORTED (of another program), CORRUPT (not a database). */
gboolean frost_schema_inspect (sqlite3 *handle, const char *name, FrostSchemaState *state,
                               int *version, GError **error);

/* Applies the steps after `from` up to `to` in one transaction. */
gboolean frost_schema_apply (sqlite3 *handle, const char *name, int from, int to,
                             GError **error);

/* Writes a complete copy beside the file and waits until it is on the disk. An older
 * copy is never overwritten. *backup (may be NULL) is its path. */
gboolean frost_schema_back_up (sqlite3 *handle, const char *name, int version,
                               char **backup, GError **error);

G_END_DECLS
