/* The learning rate over a run. */
#pragma once

#include "engine/train/train-settings.h"

G_BEGIN_DECLS

/* Rate of a step in [0, n_steps). Cosine: rate (1 + cos (pi step / n_steps)) / 2, from the full
 * rate down towards 0.
 * Source: Loshchilov & Hutter 2017, SGDR, equation 5 without restarts. */
double frost_schedule_rate (FrostScheduleKind kind, double rate, int64_t step,
                            int64_t n_steps);

G_END_DECLS
