/* Small values of a project, such as the seed of its split: text under a name.
 *
 * Errors: those of SQLite as data-error.h has them (FULL, READ_ONLY, LOCKED, CORRUPT, IO). */
#pragma once

#include "data/store/database.h"

G_BEGIN_DECLS

/* Not a step of the history. value NULL forgets it. */
gboolean frost_project_setting_set (FrostDatabase *database, const char *key,
                                    const char *value, GError **error);

/* *value is NULL when there is none. */
gboolean frost_project_setting_dup (FrostDatabase *database, const char *key,
                                    char **value, GError **error);

G_END_DECLS
