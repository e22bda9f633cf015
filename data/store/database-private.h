/* What the files of store/ share and nobody else sees. */
#pragma once

#include "data/store/database.h"
#include "data/store/project-lock.h"

#include <sqlite3.h>

G_BEGIN_DECLS

struct _FrostDatabase
{
  sqlite3 *handle;
  char *folder;
  char *file;             /* folder/project.frostline: the name in every message */
  FrostProjectLock *lock; /* NULL when read-only */
  gboolean read_only;
  int depth; /* of open transactions */
};

G_END_DECLS
