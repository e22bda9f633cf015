/* The runs of a project: what was trained with which settings, and how it went.
 *
 * The store keeps settings and classes as JSON text that it does not look into.
 */
#pragma once

#include "data/store/database.h"

G_BEGIN_DECLS

typedef enum
{
  FROST_RUN_STATUS_RUNNING =
      0, /* or the program died: whoever opens the project can tell */
  FROST_RUN_STATUS_DONE = 1,
  FROST_RUN_STATUS_STOPPED = 2, /* by the user; what was trained is kept */
  FROST_RUN_STATUS_FAILED = 3,
} FrostRunStatus;
#define FROST_N_RUN_STATUSES 4

typedef struct
{
  gint64 id;       /* > 0; ignored by frost_runs_add */
  gint64 started;  /* microseconds since 1970; ignored by frost_runs_add */
  gint64 finished; /* the same; 0 while it runs */
  FrostRunStatus status;
  char *settings;  /* JSON */
  char *classes;   /* JSON array of names, in the order of the outputs */
  char *base_name; /* of the base model, as a person knows it */
  char *base_fingerprint;
  int cut_index; /* where the frost line was at the start; 0 = all trainable */
  char *cut_name;
  guint64 seed;
} FrostRun;

void frost_run_free (FrostRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostRun, frost_run_free)

/* A figure that was not measured is NAN. */
typedef struct
{
  int epoch; /* from 1 */
  double train_loss;
  double train_accuracy; /* 0 … 1 */
  double val_loss;
  double val_accuracy; /* 0 … 1 */
  double rate;
  double seconds;
} FrostRunEpoch;

/* Strings of `run` may be NULL, which stands for "". *id must be given. */
gboolean frost_runs_add (FrostDatabase *database, const FrostRun *run, gint64 *id,
                         GError **error);

/* Any status but RUNNING also sets the time of the end. Errors: NOT_FOUND. */
gboolean frost_runs_set_status (FrostDatabase *database, gint64 id, FrostRunStatus status,
                                GError **error);

/* Other settings than those it was added with: something was changed while it ran.
 * Errors: NOT_FOUND. */
gboolean frost_runs_set_settings (FrostDatabase *database, gint64 id,
                                  const char *settings, GError **error);

/* Replaces the figures of an epoch that is there already: a resumed run repeats one. */
gboolean frost_runs_add_epoch (FrostDatabase *database, gint64 id,
                               const FrostRunEpoch *epoch, GError **error);

/* FrostRunEpoch by epoch. */
GArray *frost_runs_list_epochs (FrostDatabase *database, gint64 id, GError **error);

/* FrostRun, newest first; owned by the array. */
GPtrArray *frost_runs_list (FrostDatabase *database, GError **error);

/* Errors: NOT_FOUND. */
FrostRun *frost_runs_get (FrostDatabase *database, gint64 id, GError **error);

/* The newest run of any status. Errors: EMPTY when there is none. */
FrostRun *frost_runs_latest (FrostDatabase *database, GError **error);

/* The absolute path of runs/<id>, where a run keeps its files; made where missing. */
char *frost_runs_make_folder (FrostDatabase *database, gint64 id, GError **error);

/* Files of a run by kind ("model", "checkpoint", …), one of each. The path is relative
 * to the project and lies in runs/<id>/. Errors: ARGUMENT for any other path. */
gboolean frost_runs_set_artefact (FrostDatabase *database, gint64 id, const char *kind,
                                  const char *path, GError **error);

/* *file: the absolute path, NULL when the run has none of that kind. */
gboolean frost_runs_dup_artefact (FrostDatabase *database, gint64 id, const char *kind,
                                  char **file, GError **error);

G_END_DECLS
