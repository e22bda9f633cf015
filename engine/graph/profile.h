/* Where the time of a plan or of training steps goes, node by node.
 *
 * A profile is lent to frost_plan_set_profile or frost_autograd_set_profile; every worker adds to
 * numbers of its own. Without one a node costs one comparison more.
 *
 * Threads: rows are read while nothing runs.
 */
#pragma once

#include "engine/graph/model.h"

G_BEGIN_DECLS

typedef struct FrostProfile FrostProfile;

typedef enum
{
  FROST_PROFILE_FORWARD,
  FROST_PROFILE_BACKWARD,
  FROST_PROFILE_N_PASSES,
} FrostProfilePass;

typedef struct
{
  const char *name; /* of the node; lent by the model */
  const char *op;
  FrostProfilePass pass;
  double seconds;   /* of all workers together, since the profile was made or reset */
  int64_t n_images; /* that went through, since then */
  int64_t
      multiply_adds; /* of one image; backward: twice those of forward, once for the inputs
                          * and once for the parameters */
  int64_t
      bytes; /* of one image, at least: inputs, outputs and, backward, their gradients */
} FrostProfileRow;

/* For the nodes of an inferred model, which is lent. */
FrostProfile *frost_profile_new (const FrostModel *model, int n_workers);
void frost_profile_free (FrostProfile *profile);
void frost_profile_reset (FrostProfile *profile);

/* Nanoseconds of a clock that only goes forward. */
int64_t frost_profile_now (void);

/* A worker ran a node for n images, and began at start. */
void frost_profile_add (FrostProfile *profile, int worker, int node,
                        FrostProfilePass pass, int64_t start, int n);

/* Of FrostProfileRow, in the order of computing; nodes that never ran are left out: they were
 * fused into others. */
GArray *frost_profile_rows (const FrostProfile *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostProfile, frost_profile_free)

G_END_DECLS
