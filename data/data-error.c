#include "data/data-error.h"

#include <errno.h>

/* Not G_DEFINE_QUARK: clang-format takes the dashes in its argument for minus signs. */
GQuark
frost_data_error_quark (void)
{
  return g_quark_from_static_string ("frost-data-error-quark");
}

FrostDataError
frost_data_error_from_errno (int saved_errno)
{
  switch (saved_errno)
    {
    case ENOENT:
    case ENOTDIR:
      return FROST_DATA_ERROR_NOT_FOUND;
    case EROFS:
      return FROST_DATA_ERROR_READ_ONLY;
    case ENOSPC:
    case EDQUOT:
      return FROST_DATA_ERROR_FULL;
    case ENOMEM:
      return FROST_DATA_ERROR_MEMORY;
    default:
      return FROST_DATA_ERROR_IO;
    }
}
