/* The engine and the data library together: the one place where the two meet.
 *
 * Both have a name for a run that was stopped or failed: the engine for the state of its thread,
 * the store for what a row says. Here the store's are FROST_RUN_STATUS_…
 */
#pragma once

#include <stdbool.h>

#include "engine/engine.h"

#define FROST_RUN_RUNNING FROST_RUN_STATUS_RUNNING
#define FROST_RUN_DONE FROST_RUN_STATUS_DONE
#define FROST_RUN_STOPPED FROST_RUN_STATUS_STOPPED
#define FROST_RUN_FAILED FROST_RUN_STATUS_FAILED
#include "data/data.h"
#include "data/sample/sample-set.h"
#undef FROST_RUN_RUNNING
#undef FROST_RUN_DONE
#undef FROST_RUN_STOPPED
#undef FROST_RUN_FAILED
