/* How an inference plan divides its steps: low down, where images are large, a few go together so
 * that buffers stay in a core's cache; higher up, where weights are larger than activations, more
 * do, so that the weights pass by less often.
 */
#pragma once

#include "engine/graph/plan-rows.h"

G_BEGIN_DECLS

/* The most images that a worker takes through all segments before it takes others. */
#define FROST_PLAN_CHUNK 16

typedef struct
{
  guint first_step, end_step;
  int from_value, to_value; /* cuts */
  int strip;                /* images a call */
  int64_t image;            /* floats that the buffers of one image need */
  GArray *chains;           /* of FrostPlanChain: steps that take an image by rows */
} FrostPlanSegment;

/* The segments, of FrostPlanSegment; offsets [values] of the values made inside a segment are
 * floats an image from the start of its buffers, -1 those of cuts between segments and of values
 * that are not kept. */
GArray *frost_plan_segments_new (const FrostModel *model, const GArray *steps,
                                 int from_value, int to_value, int64_t *offsets);

G_END_DECLS
