#include "engine/core/error.h"

G_DEFINE_QUARK (frost - engine - error - quark, frost_engine_error)
