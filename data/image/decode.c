#include "data/image/decode.h"

#include "data/data-error.h"
#include "data/image/image-file.h"
#include "data/image/image-format.h"
#include "data/image/orient.h"

FrostImage *
frost_image_decode_bytes (const guint8 *data, gsize size, const char *name,
                          int min_short_side, GError **error)
{
  g_return_val_if_fail (min_short_side >= 0, NULL);

  const FrostImageFormatRow *row = frost_image_format_find (data, size, name, error);
  if (row == NULL)
    return NULL;
  FrostImageInfo info;
  if (!frost_image_probe_bytes (data, size, name, &info, error))
    return NULL;

  g_autoptr (FrostImage) stored =
      row->decode (data, size, name, &info, min_short_side, error);
  if (stored == NULL)
    return NULL;
  gsize copy = info.orientation == 1 ? 0 : stored->stride * (gsize) stored->height;
  if (size + stored->stride * (gsize) stored->height + copy > FROST_IMAGE_MEMORY_MAX)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "%s: %d x %d pixels cannot be turned within %d MB", name,
                   stored->width, stored->height,
                   (int) (FROST_IMAGE_MEMORY_MAX / (1024 * 1024)));
      return NULL;
    }
  return frost_image_orient (stored, info.orientation, error);
}

FrostImage *
frost_image_decode (const char *path, int min_short_side, GError **error)
{
  gsize size;
  g_autofree guint8 *data = frost_image_file_read (path, &size, error);
  if (data == NULL)
    return NULL;
  g_autofree char *name = g_filename_display_name (path);
  return frost_image_decode_bytes (data, size, name, min_short_side, error);
}
