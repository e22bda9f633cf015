/* jpeg-header.c - size and orientation of a JPEG, by walking its markers.
 *
 * Source: ITU-T T.81 annex B. libjpeg could do it, but wants its whole state for it and
 * does not look into EXIF.
 */
#include "data/image/image-format.h"

#include "data/data-error.h"
#include "data/image/exif.h"

#include <string.h>

enum
{
  SOF0 = 0xc0, /* baseline */
  SOF1 = 0xc1, /* extended sequential */
  SOF2 = 0xc2, /* progressive */
  DHT = 0xc4,
  JPG = 0xc8,
  SOF9 = 0xc9,  /* sequential, arithmetic coding */
  SOF10 = 0xca, /* progressive, arithmetic coding */
  DAC = 0xcc,
  SOF15 = 0xcf,
  RST0 = 0xd0,
  EOI = 0xd9,
  SOS = 0xda,
  APP1 = 0xe1,
  TEM = 0x01,
};

static const guint8 exif_signature[6] = { 'E', 'x', 'i', 'f', 0, 0 };

static gboolean
is_frame_header (guint8 marker)
{
  return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG
         && marker != DAC;
}

/* segment: after the two length bytes. */
static FrostHeaderResult
read_frame_header (guint8 marker, const guint8 *segment, gsize size, const char *name,
                   FrostImageInfo *info, GError **error)
{
  if (size < 6)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                   "%s: has a JPEG frame header of %d bytes, needs at least 6", name,
                   (int) size);
      return FROST_HEADER_REFUSED;
    }
  int precision = segment[0], n_components = segment[5];
  gboolean known_process = marker <= SOF2 || marker == SOF9 || marker == SOF10;
  if (!known_process || precision != 8
      || (n_components != 1 && n_components != 3 && n_components != 4))
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_UNSUPPORTED,
                   "%s: is a JPEG of process %d, %d bits and %d components, needs "
                   "sequential or progressive, 8 bits and 1, 3 or 4 components",
                   name, marker - SOF0, precision, n_components);
      return FROST_HEADER_REFUSED;
    }
  info->stored_height = segment[1] << 8 | segment[2];
  info->stored_width = segment[3] << 8 | segment[4];
  return FROST_HEADER_READ;
}

FrostHeaderResult
frost_jpeg_read_header (const guint8 *data, gsize size, const char *name,
                        FrostImageInfo *info, GError **error)
{
  gboolean seen_exif = FALSE;
  gsize at = 2;
  for (;;)
    {
      /* Some writers leave garbage between segments; libjpeg skips it, so we do. */
      while (at < size && data[at] != 0xff)
        at++;
      while (at < size && data[at] == 0xff)
        at++;
      if (at >= size)
        return FROST_HEADER_SHORT;
      guint8 marker = data[at++];
      if (marker == 0 || marker == TEM || (marker >= RST0 && marker < RST0 + 8))
        continue;
      if (marker == EOI || marker == SOS)
        {
          g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                       "%s: has no JPEG frame header", name);
          return FROST_HEADER_REFUSED;
        }

      if (size - at < 2)
        return FROST_HEADER_SHORT;
      gsize length = (gsize) data[at] << 8 | data[at + 1];
      if (length < 2)
        {
          g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                       "%s: has a JPEG segment of length %d, needs at least 2", name,
                       (int) length);
          return FROST_HEADER_REFUSED;
        }
      if (size - at < length)
        return FROST_HEADER_SHORT;

      const guint8 *segment = data + at + 2;
      gsize segment_size = length - 2;
      if (is_frame_header (marker))
        return read_frame_header (marker, segment, segment_size, name, info, error);
      if (marker == APP1 && !seen_exif && segment_size > sizeof exif_signature
          && memcmp (segment, exif_signature, sizeof exif_signature) == 0)
        {
          info->orientation = frost_exif_get_orientation (
              segment + sizeof exif_signature, segment_size - sizeof exif_signature);
          seen_exif = TRUE;
        }
      at += length;
    }
}
