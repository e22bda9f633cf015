/* Features of views, computed in the background: a thread of its own decodes and computes them while
 * others train, and steps back behind them.
 *
 * Threads: the functions belong to one thread. What the maker was given is its own until it is
 * finished.
 */
#pragma once

#include "engine/graph/plan.h"
#include "engine/train/batch-source.h"
#include "engine/train/feature-cache.h"

G_BEGIN_DECLS

typedef struct FrostViewMaker FrostViewMaker;

/* All taken, whatever comes of it. */
typedef struct
{
  FrostBatchSource *source;
  FrostPlan
      *frozen; /* from the input to the line, of a pool that nobody else uses meanwhile */
  FrostFeatureCache *cache; /* at the line */
  FrostSampleView *wanted;  /* [n_wanted], made in this order */
  int n_wanted;
} FrostViewWork;

/* Begins. Errors: MEMORY, also when the system starts no thread. */
FrostViewMaker *frost_view_maker_new (FrostViewWork *work, gboolean paused,
                                      GError **error);

/* Ends after the few images that are being computed, and gives the cache with all that was made until
 * then. What is not in it, an image that is broken for one, is the next reader's to find out: the
 * maker has no errors. */
FrostFeatureCache *frost_view_maker_finish (FrostViewMaker *maker);

/* Makes nothing until it is told to go on. */
void frost_view_maker_set_paused (FrostViewMaker *maker, gboolean paused);

G_END_DECLS
