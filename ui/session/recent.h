/* The projects that were open lately, newest first.
 * Kept as recent.ini in XDG_STATE_HOME/frostline; a file that cannot be read is an empty list.
 * Threads: main thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FROST_RECENT_MAX 20

typedef struct
{
  char *folder; /* absolute */
  char *name;   /* last part of the folder, valid UTF-8 */
  gint64 used;  /* microseconds since 1970 */
} FrostRecentProject;

void frost_recent_project_free (FrostRecentProject *recent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostRecentProject, frost_recent_project_free)

/* FrostRecentProject, also of those that are not there at the moment (an unplugged disk); owned
 * by the array. */
GPtrArray *frost_recent_list (void);

gboolean frost_recent_project_is_there (const FrostRecentProject *recent);

/* Puts the folder on top. Errors: those of the file system, G_FILE_ERROR. */
gboolean frost_recent_add (const char *folder, GError **error);
gboolean frost_recent_remove (const char *folder, GError **error);

G_END_DECLS
