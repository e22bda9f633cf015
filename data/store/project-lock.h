/* The right to write to a project: a kernel lock on its folder.
 *
 * flock(2) on the folder's descriptor rather than on a file in it: nothing has to be
 * created, nothing goes stale, and SQLite's own locks (which a second descriptor on the
 * database would silently drop on close) are not touched.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _FrostProjectLock FrostProjectLock;

/* Errors: LOCKED at once when another holder exists, in this process or elsewhere; IO. */
FrostProjectLock *frost_project_lock_acquire (const char *folder, GError **error);

/* Threads: any. The last unref gives the lock back. */
FrostProjectLock *frost_project_lock_ref (FrostProjectLock *lock);
void frost_project_lock_unref (FrostProjectLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostProjectLock, frost_project_lock_unref)

G_END_DECLS
