/* The engine and the data library together: the one place where the two meet. */
#pragma once

#include "engine/engine.h"

#include "data/data.h"
