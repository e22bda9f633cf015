/* Everything that a run needs before the engine thread is asked to begin. */
#pragma once

#include "ui/session/base-model.h"
#include "ui/session/project.h"

G_BEGIN_DECLS

typedef struct
{
  FrostTrainSettings settings; /* the cut a number that exists, the cache a folder */
  FrostModel *model;           /* the base with a head for the project's classes */
  FrostBatchSource *train;
  FrostBatchSource *val; /* NULL = nothing validates */
  FrostRunItem *run;     /* in the database, and on top of the project's list */
  char *folder;          /* of the run, absolute */
  char **warnings;       /* never NULL */
} FrostRunStart;

/* Checks first, and adds the run only when everything else has succeeded.
 * Errors: as frost_run_session_start. */
FrostRunStart *frost_run_start_new (FrostProject *project, FrostBaseModel *base,
                                    const FrostTrainSettings *settings, int n_views,
                                    GError **error);
void frost_run_start_free (FrostRunStart *start);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostRunStart, frost_run_start_free)

G_END_DECLS
