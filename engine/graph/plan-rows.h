/* Steps of an inference plan that go through an image together, a few rows at a time: what lies
 * between them stays in the cache, also where an image does not fit. An expansion, a depthwise
 * convolution, a projection and the sum behind it become one pass over memory.
 *
 * Every step makes each row once. The buffer of an output holds the rows that the next step still
 * needs; when it is full they move to its start. Numbers are those of whole images, bit for bit.
 */
#pragma once

#include "engine/graph/plan-step.h"
#include "engine/graph/profile.h"

G_BEGIN_DECLS

/* The most steps of a chain, and inputs of a step in it. */
#define FROST_PLAN_CHAIN_STEPS 16
#define FROST_PLAN_CHAIN_INPUTS 3

/* Each step but the first reads the output of the one before, which nobody else does. */
typedef struct
{
  guint first_step, end_step;
  int rows; /* of the last output, at a time */
  int held
      [FROST_PLAN_CHAIN_STEPS]; /* rows that a step's buffer has; the last one's has all */
} FrostPlanChain;

/* The chains among the steps [first, end), of FrostPlanChain in their order; steps between them
 * stand alone. Values that fit into the cache are no reason for one. */
GArray *frost_plan_chains_new (const GArray *steps, guint first, guint end);

/* For one image. */
typedef struct
{
  float *y; /* the buffer of the step's output */
  /* Whole images; NULL = the output of the step before. */
  const float *x[FROST_PLAN_CHAIN_INPUTS];
} FrostPlanChainLink;

/* links: one a step of the chain. */
void frost_plan_chain_run (const FrostPlanChain *chain, const GArray *steps,
                           const FrostPlanChainLink *links, float *scratch, int n_batch,
                           FrostProfile *profile, int worker);

G_END_DECLS
