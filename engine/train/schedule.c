#include "engine/train/schedule.h"

#include <math.h>

double
frost_schedule_rate (FrostScheduleKind kind, double rate, int64_t step, int64_t n_steps)
{
  switch (kind)
    {
    case FROST_SCHEDULE_COSINE:
      return rate * (1 + cos (G_PI * (double) step / (double) MAX (n_steps, 1))) / 2;
    case FROST_SCHEDULE_CONSTANT:
    default:
      return rate;
    }
}
