/* Errors of the session: what neither the engine nor the store can know of. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FROST_SESSION_ERROR (frost_session_error_quark ())
GQuark frost_session_error_quark (void);

typedef enum
{
  FROST_SESSION_ERROR_NO_BASE,    /* no built-in base model in this build */
  FROST_SESSION_ERROR_NOT_IMAGES, /* a model whose input is not an image */
  FROST_SESSION_ERROR_NO_RUN,     /* nothing was trained yet, or no run of that number */
  FROST_SESSION_ERROR_CLASSES,    /* classes that do not fit together */
  FROST_SESSION_ERROR_EMPTY,      /* no images to work on */
  FROST_SESSION_ERROR_BUSY,       /* another piece of work of that kind is going on */
  FROST_SESSION_ERROR_CANCELLED,  /* the caller's GCancellable was cancelled */
} FrostSessionError;

/* TRUE when the error is that of a cancelled piece of work, of whatever library. */
gboolean frost_error_is_cancelled (const GError *error);

G_END_DECLS
