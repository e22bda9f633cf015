/* Everything that a project's file holds, read in one go, possibly on a worker thread. */
#pragma once

#include "ui/session/engine-data.h"

G_BEGIN_DECLS

/* A run as it was found. */
typedef struct
{
  FrostRun *run;
  GArray *epochs;   /* FrostRunEpoch */
  char *model_path; /* absolute, of a file that is there; NULL = none */
} FrostRunContents;

typedef struct
{
  FrostDatabase *database;
  FrostImageList *images;
  GPtrArray *classes; /* FrostClass */
  GPtrArray *runs;    /* FrostRunContents, newest first */
} FrostProjectContents;

/* Takes the database, also when it fails. Runs that are still marked as running are closed when
 * the project can be written: nobody else can be training then, since writing needs the lock. */
FrostProjectContents *frost_project_contents_load (FrostDatabase *database,
                                                   GError **error);
void frost_project_contents_free (FrostProjectContents *contents);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostProjectContents, frost_project_contents_free)

G_END_DECLS
