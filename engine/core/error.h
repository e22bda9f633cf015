/* Errors of the engine: one domain, a code only for what a caller does differently. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FROST_ENGINE_ERROR (frost_engine_error_quark ())
GQuark frost_engine_error_quark (void);

typedef enum
{
  FROST_ENGINE_ERROR_SHAPE,       /* dimensions that do not fit together */
  FROST_ENGINE_ERROR_UNSUPPORTED, /* well formed, but nothing here can run it */
  FROST_ENGINE_ERROR_CORRUPT,     /* a file that breaks its own format */
  FROST_ENGINE_ERROR_MEMORY,      /* an allocation that failed or passes its budget */
  FROST_ENGINE_ERROR_NOT_FINITE,  /* the loss became infinite or not a number */
  FROST_ENGINE_ERROR_IO,          /* the system refused: missing, unreadable, full */
  FROST_ENGINE_ERROR_ARGUMENT,    /* a setting outside of its range */
  FROST_ENGINE_ERROR_AMBIGUOUS, /* several known networks fit a file: a person has to choose */
} FrostEngineError;

/* Sets error and returns FALSE, so that a check is one statement. */
gboolean frost_error_fail (GError **error, FrostEngineError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

G_END_DECLS
