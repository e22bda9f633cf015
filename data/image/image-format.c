#include "data/image/image-format.h"

#include "data/data-error.h"
#include "data/image/orient.h"

#include <string.h>

static const FrostImageFormatRow rows[] = {
  { FROST_IMAGE_JPEG,
    "JPEG",
    { 0xff, 0xd8, 0xff },
    3,
    frost_jpeg_read_header,
    frost_jpeg_decode },
  { FROST_IMAGE_PNG,
    "PNG",
    { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' },
    8,
    frost_png_read_header,
    frost_png_decode },
};

/* What people keep beside their photographs, so that the report can say what it is. */
static const struct
{
  const char *name;
  gsize offset;
  const char *magic;
  gsize magic_size;
} foreign[] = {
  { "a GIF image", 0, "GIF8", 4 },         { "a WebP image", 8, "WEBP", 4 },
  { "a BMP image", 0, "BM", 2 },           { "a TIFF image", 0, "II*\0", 4 },
  { "a TIFF image", 0, "MM\0*", 4 },       { "an HEIC or AVIF image", 4, "ftyp", 4 },
  { "a JPEG XL image", 0, "\xff\x0a", 2 }, { "a JPEG 2000 image", 4, "jP  ", 4 },
  { "a PDF document", 0, "%PDF", 4 },      { "a zip archive", 0, "PK\3\4", 4 },
};

static const char *
foreign_name (const guint8 *data, gsize size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    if (size >= foreign[i].offset + foreign[i].magic_size
        && memcmp (data + foreign[i].offset, foreign[i].magic, foreign[i].magic_size)
               == 0)
      return foreign[i].name;
  return "a file of unknown format";
}

const FrostImageFormatRow *
frost_image_format_find (const guint8 *data, gsize size, const char *name, GError **error)
{
  if (size == 0)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_EMPTY,
                   "%s: is empty, needs a JPEG or PNG image", name);
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (size >= rows[i].magic_size
        && memcmp (data, rows[i].magic, rows[i].magic_size) == 0)
      return &rows[i];
  g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_UNSUPPORTED,
               "%s: is %s, needs a JPEG or PNG image", name, foreign_name (data, size));
  return NULL;
}

static gboolean
check_size (FrostImageInfo *info, const char *name, GError **error)
{
  if (info->stored_width < 1 || info->stored_height < 1)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                   "%s: has %d x %d pixels, needs at least 1 x 1", name,
                   info->stored_width, info->stored_height);
      return FALSE;
    }
  if (info->stored_width > FROST_IMAGE_SIDE_MAX
      || info->stored_height > FROST_IMAGE_SIDE_MAX
      || (gsize) info->stored_width * info->stored_height > FROST_IMAGE_PIXELS_MAX)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_UNSUPPORTED,
                   "%s: has %d x %d pixels, but a side is at most %d and all are at "
                   "most %d million",
                   name, info->stored_width, info->stored_height, FROST_IMAGE_SIDE_MAX,
                   FROST_IMAGE_PIXELS_MAX / 1000000);
      return FALSE;
    }
  return TRUE;
}

FrostHeaderResult
frost_image_format_read_header (const FrostImageFormatRow *row, const guint8 *data,
                                gsize size, const char *name, FrostImageInfo *info,
                                GError **error)
{
  FrostImageInfo read = { .format = row->format, .orientation = 1 };
  FrostHeaderResult result =
      row->read_header (data, MIN (size, FROST_IMAGE_HEADER_MAX), name, &read, error);
  if (result == FROST_HEADER_SHORT && size >= FROST_IMAGE_HEADER_MAX)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                   "%s: its header does not end within %d MB", name,
                   (int) (FROST_IMAGE_HEADER_MAX / (1024 * 1024)));
      return FROST_HEADER_REFUSED;
    }
  if (result != FROST_HEADER_READ)
    return result;
  if (!check_size (&read, name, error))
    return FROST_HEADER_REFUSED;

  gboolean turned = frost_orientation_is_turned (read.orientation);
  read.width = turned ? read.stored_height : read.stored_width;
  read.height = turned ? read.stored_width : read.stored_height;
  *info = read;
  return FROST_HEADER_READ;
}

const char *
frost_image_format_get_name (FrostImageFormat format)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].format == format)
      return rows[i].name;
  return "unknown";
}
