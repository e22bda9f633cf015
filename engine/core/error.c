#include "engine/core/error.h"

/* Not G_DEFINE_QUARK: clang-format takes the dashes in its argument for minus signs. */
GQuark
frost_engine_error_quark (void)
{
  return g_quark_from_static_string ("frost-engine-error-quark");
}
