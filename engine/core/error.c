#include "engine/core/error.h"

/* Not G_DEFINE_QUARK: clang-format takes the dashes in its argument for minus signs. */
GQuark
frost_engine_error_quark (void)
{
  return g_quark_from_static_string ("frost-engine-error-quark");
}

gboolean
frost_error_fail (GError **error, FrostEngineError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (
      error, g_error_new_valist (FROST_ENGINE_ERROR, (int) code, format, arguments));
  va_end (arguments);
  return FALSE;
}
