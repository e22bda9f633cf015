#include "data/image/exif.h"

#include <string.h>

#define TAG_ORIENTATION 274
#define TYPE_SHORT 3
#define ENTRY_SIZE 12

/* The bytes and their order; every read is checked against the end by the caller. */
typedef struct
{
  const guint8 *bytes;
  gboolean big_endian;
} Tiff;

static guint
get16 (const Tiff *tiff, gsize at)
{
  const guint8 *p = tiff->bytes + at;
  return tiff->big_endian ? (guint) p[0] << 8 | p[1] : (guint) p[1] << 8 | p[0];
}

static guint32
get32 (const Tiff *tiff, gsize at)
{
  guint32 first = get16 (tiff, at), second = get16 (tiff, at + 2);
  return tiff->big_endian ? first << 16 | second : second << 16 | first;
}

int
frost_exif_get_orientation (const guint8 *bytes, gsize size)
{
  if (size < 8 || (memcmp (bytes, "II", 2) != 0 && memcmp (bytes, "MM", 2) != 0))
    return 1;
  Tiff tiff = { bytes, bytes[0] == 'M' };
  if (get16 (&tiff, 2) != 42)
    return 1;

  gsize at = get32 (&tiff, 4);
  if (at > size - 2)
    return 1;
  guint n_entries = get16 (&tiff, at);
  at += 2;
  for (guint i = 0; i < n_entries && size - at >= ENTRY_SIZE; i++, at += ENTRY_SIZE)
    if (get16 (&tiff, at) == TAG_ORIENTATION)
      {
        guint value = get16 (&tiff, at + 8);
        gboolean sane = get16 (&tiff, at + 2) == TYPE_SHORT && get32 (&tiff, at + 4) == 1
                        && value >= 1 && value <= 8;
        return sane ? (int) value : 1;
      }
  return 1;
}
