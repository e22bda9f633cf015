/* Everything of a run that depends on where the frost line sits: the plans below and above it,
 * what training keeps, and the feature cache. A line that moves is a new one made from the old.
 *
 * Threads: belongs to one thread.
 */
#pragma once

#include "engine/graph/autograd.h"
#include "engine/graph/cuts.h"
#include "engine/train/feature-fill.h"
#include "engine/train/train-settings.h"

G_BEGIN_DECLS

/* What every line of a run has in common. */
typedef struct
{
  FrostModel *model;                  /* lent */
  const FrostTrainSettings *settings; /* lent; the batch size that is trained with */
  FrostWorkerPool *pool;              /* lent */
  int64_t n_views;                    /* images times views: what a full cache holds */
  FrostCuts *cuts;
  char **fingerprints; /* [n_fingerprints] by cut, of the model as the run began */
  int n_fingerprints;
  int lowest; /* cut: no layer below it was changed by a step of this run */
} FrostLineGround;

typedef struct
{
  int cut;
  int value;                 /* of the graph: what crosses the line */
  FrostFeatureOrigin origin; /* its own, but for what is lent below */
  FrostPlan *trained;        /* line to the output, for validation */
  FrostAutograd *autograd;
  int lower_cut, lower_value; /* where the origin's lower cache belongs */
} FrostLine;

/* Before anything is trained. n_views: of FrostLineGround. */
void frost_line_ground_init (FrostLineGround *ground, FrostModel *model,
                             const FrostTrainSettings *settings, FrostWorkerPool *pool,
                             int64_t n_views);
void frost_line_ground_clear (FrostLineGround *ground);

/* Whether there can be a line: at the cuts from 0 to that below the head, -1 is the same as that
 * one. Errors: ARGUMENT. */
gboolean frost_line_ground_check_cut (const FrostLineGround *ground, int cut,
                                      GError **error);

/* Freezes the model below the cut, of which -1 is the last, and thaws it above. old: the line until now, whose cached
 * features are taken as far as they hold, NULL = this is the first; it stays valid, and to go back
 * to it is frost_line_restore. Features of a model below the line that is that of the base are kept
 * in the cache folder, those of layers that were trained in this run only in memory.
 * Errors: ARGUMENT, MEMORY, SHAPE; the model is then as it was with the old line. */
FrostLine *frost_line_new (FrostLineGround *ground, int cut, const FrostLine *old,
                           GError **error);
void frost_line_restore (FrostLineGround *ground, const FrostLine *line);
void frost_line_free (FrostLine *line);

/* Room for the features at the line of n views that are drawn anew: without a name in the cache folder,
 * else in memory. NULL = there is none, or nothing is kept at this line. */
FrostFeatureCache *frost_line_open_views (const FrostLineGround *ground,
                                          const FrostLine *line, int64_t n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostLine, frost_line_free)

G_END_DECLS
