#include "ui/session/session-error.h"

#include <gio/gio.h>

#include "ui/session/engine-data.h"

G_DEFINE_QUARK (frost - session - error - quark, frost_session_error)

gboolean
frost_error_is_cancelled (const GError *error)
{
  return g_error_matches (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_CANCELLED)
         || g_error_matches (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CANCELLED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}
