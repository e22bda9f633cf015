/* png-header.c - size and orientation of a PNG, by walking its chunks up to the pixels.
 *
 * Source: PNG specification, third edition, sections 5.3 and 11.2.1 (IHDR), 11.3.5.2 (eXIf).
 */
#include "data/image/image-format.h"

#include "data/data-error.h"
#include "data/image/exif.h"

#include <string.h>

#define SIGNATURE_SIZE 8
#define IHDR_SIZE 13
#define CHUNK_FRAME 12 /* length, type and CRC */

static guint32
get32 (const guint8 *p)
{
  return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | p[3];
}

/* Which bit depths each colour type allows, as a bit set. */
static guint
depths_of (guint8 colour_type)
{
  switch (colour_type)
    {
    case 0: /* grey */
      return 1 << 1 | 1 << 2 | 1 << 4 | 1 << 8 | 1 << 16;
    case 3: /* palette */
      return 1 << 1 | 1 << 2 | 1 << 4 | 1 << 8;
    case 2: /* RGB */
    case 4: /* grey and alpha */
    case 6: /* RGB and alpha */
      return 1 << 8 | 1 << 16;
    default:
      return 0;
    }
}

/* ihdr: the chunk's content. */
static gboolean
read_ihdr (const guint8 *ihdr, const char *name, FrostImageInfo *info, GError **error)
{
  guint8 depth = ihdr[8], colour_type = ihdr[9];
  gboolean known_kind = depth <= 16 && (depths_of (colour_type) & 1u << depth) != 0;
  if (!known_kind || ihdr[10] != 0 || ihdr[11] != 0 || ihdr[12] > 1)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                   "%s: has a PNG header of depth %d, colour type %d, compression %d, "
                   "filter %d, interlace %d, which PNG does not know",
                   name, depth, colour_type, ihdr[10], ihdr[11], ihdr[12]);
      return FALSE;
    }
  /* Above 2^31 - 1 is invalid; clamped, it is refused as too large. */
  info->stored_width = (int) MIN (get32 (ihdr), (guint32) G_MAXINT);
  info->stored_height = (int) MIN (get32 (ihdr + 4), (guint32) G_MAXINT);
  return TRUE;
}

FrostHeaderResult
frost_png_read_header (const guint8 *data, gsize size, const char *name,
                       FrostImageInfo *info, GError **error)
{
  gsize at = SIGNATURE_SIZE;
  if (size - at < CHUNK_FRAME + IHDR_SIZE)
    return FROST_HEADER_SHORT;
  if (get32 (data + at) != IHDR_SIZE || memcmp (data + at + 4, "IHDR", 4) != 0)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                   "%s: does not begin with a PNG header chunk of %d bytes", name,
                   IHDR_SIZE);
      return FROST_HEADER_REFUSED;
    }
  if (!read_ihdr (data + at + 8, name, info, error))
    return FROST_HEADER_REFUSED;
  at += CHUNK_FRAME + IHDR_SIZE;

  for (;;)
    {
      if (size - at < 8)
        return FROST_HEADER_SHORT;
      gsize length = get32 (data + at);
      const guint8 *type = data + at + 4, *content = data + at + 8;
      if (memcmp (type, "IDAT", 4) == 0)
        return FROST_HEADER_READ;
      if (memcmp (type, "IEND", 4) == 0)
        {
          g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                       "%s: is a PNG without pixels", name);
          return FROST_HEADER_REFUSED;
        }
      if (size - at - 8 < length || size - at - 8 - length < 4)
        return FROST_HEADER_SHORT;
      if (memcmp (type, "eXIf", 4) == 0)
        info->orientation = frost_exif_get_orientation (content, length);
      at += CHUNK_FRAME + length;
    }
}
