#include "tests/engine/formats/zip-maker.h"

#include <string.h>
#include <zlib.h>

static void
put (GByteArray *to, uint64_t number, int width)
{
  for (int i = 0; i < width; i++)
    {
      guint8 byte = i < 8 ? (guint8) (number >> 8 * i) : 0;
      g_byte_array_append (to, &byte, 1);
    }
}

static uint32_t
checksum_of (const ZipMember *member)
{
  g_autofree guint8 *unpacked = NULL;
  uLongf size = (uLongf) member->size;
  z_stream stream = { 0 };

  if (member->method == 0)
    return (uint32_t) crc32 (0, member->data, (uInt) member->packed_size);
  if (size > 1 << 24)
    return 0;
  unpacked = g_malloc (size + 1);
  stream.next_in = (Bytef *) member->data;
  stream.avail_in = (uInt) member->packed_size;
  stream.next_out = unpacked;
  stream.avail_out = (uInt) size;
  inflateInit2 (&stream, -15);
  inflate (&stream, Z_FINISH);
  inflateEnd (&stream);
  return (uint32_t) crc32 (0, unpacked, (uInt) stream.total_out);
}

static void
describe (GByteArray *to, const ZipMember *member)
{
  put (to, 20, 2);
  put (to, (uint64_t) member->flags, 2);
  put (to, (uint64_t) member->method, 2);
  put (to, 0, 4);
  put (to, checksum_of (member), 4);
  put (to, member->packed_size, 4);
  put (to, member->size != 0 ? member->size : member->packed_size, 4);
  put (to, strlen (member->name), 2);
  put (to, 0, 2);
}

static void
append (GByteArray *to, const void *bytes, gsize size)
{
  if (size > 0)
    g_byte_array_append (to, bytes, (guint) size);
}

GByteArray *
zip_make (const ZipMember *members, int n)
{
  GByteArray *zip = g_byte_array_new ();
  g_autoptr (GByteArray) directory = g_byte_array_new ();

  for (int i = 0; i < n; i++)
    {
      const ZipMember *member = &members[i];
      uint32_t offset = member->offset != 0 ? member->offset : zip->len;

      put (zip, 0x04034b50, 4);
      describe (zip, member);
      append (zip, member->name, strlen (member->name));
      append (zip, member->data, member->packed_size);
      put (directory, 0x02014b50, 4);
      put (directory, 20, 2);
      describe (directory, member);
      put (directory, 0, 10); /* a comment, disks, attributes */
      put (directory, offset, 4);
      append (directory, member->name, strlen (member->name));
    }
  uint32_t start = zip->len;
  append (zip, directory->data, directory->len);
  put (zip, 0x06054b50, 4);
  put (zip, 0, 4);
  put (zip, (uint64_t) n, 2);
  put (zip, (uint64_t) n, 2);
  put (zip, directory->len, 4);
  put (zip, start, 4);
  put (zip, 0, 2);
  return zip;
}

void *
zip_deflate (const void *data, gsize size, gsize *packed_size)
{
  uLong bound = compressBound ((uLong) size) + 16;
  guint8 *packed = g_malloc (bound);
  z_stream stream = { 0 };

  deflateInit2 (&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = (Bytef *) data;
  stream.avail_in = (uInt) size;
  stream.next_out = packed;
  stream.avail_out = (uInt) bound;
  deflate (&stream, Z_FINISH);
  *packed_size = stream.total_out;
  deflateEnd (&stream);
  return packed;
}
