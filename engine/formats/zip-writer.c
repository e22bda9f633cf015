#include "engine/formats/zip-writer.h"

#include "engine/core/error.h"

#include <string.h>
#include <zlib.h>

#define ALIGNMENT 64
#define MAX_MEMBERS 65534
#define LOCAL_HEADER 0x04034b50u
#define DIRECTORY_HEADER 0x02014b50u
#define DIRECTORY_END 0x06054b50u
#define LOCAL_HEADER_SIZE 30
#define DIRECTORY_HEADER_SIZE 46
#define DIRECTORY_END_SIZE 22
#define EXTRA_HEADER_SIZE 4
#define VERSION 10 /* 1.0: stored members need no more */
#define UTF8_FLAG (1 << 11)
#define FIRST_DAY                                                                        \
  0x0021 /* 1 January 1980: an archive does not depend on when it was made */

struct FrostZipWriter
{
  FrostReplaceFile *file;
  uint64_t position;
  GByteArray *directory;
  int n_members;
};

FrostZipWriter *
frost_zip_writer_new (FrostReplaceFile *file)
{
  FrostZipWriter *writer = g_new0 (FrostZipWriter, 1);

  writer->file = file;
  writer->directory = g_byte_array_new ();
  return writer;
}

void
frost_zip_writer_free (FrostZipWriter *writer)
{
  g_byte_array_unref (writer->directory);
  g_free (writer);
}

static void
put (GByteArray *to, uint32_t number, int width)
{
  for (int i = 0; i < width; i++)
    {
      uint8_t byte = (uint8_t) (number >> 8 * i);
      g_byte_array_append (to, &byte, 1);
    }
}

/* What the local header and the directory have in common. */
static void
put_description (GByteArray *to, uint32_t checksum, size_t size, size_t name_length,
                 size_t extra_length)
{
  put (to, VERSION, 2);
  put (to, UTF8_FLAG, 2);
  put (to, 0, 2); /* stored */
  put (to, 0, 2); /* at midnight */
  put (to, FIRST_DAY, 2);
  put (to, checksum, 4);
  put (to, (uint32_t) size, 4);
  put (to, (uint32_t) size, 4);
  put (to, (uint32_t) name_length, 2);
  put (to, (uint32_t) extra_length, 2);
}

static void
put_padding (GByteArray *to, size_t extra_length)
{
  if (extra_length == 0)
    return;
  g_byte_array_append (to, (const guint8 *) "FB", 2);
  put (to, (uint32_t) (extra_length - EXTRA_HEADER_SIZE), 2);
  for (size_t i = EXTRA_HEADER_SIZE; i < extra_length; i++)
    put (to, 'Z', 1);
}

static void
write_out (FrostZipWriter *writer, const void *data, size_t size)
{
  frost_replace_file_write (writer->file, data, size);
  writer->position += size;
}

static uint32_t
checksum_of (const void *data, size_t size)
{
  return (uint32_t) crc32_z (crc32_z (0, NULL, 0), data, size);
}

gboolean
frost_zip_writer_add (FrostZipWriter *writer, const char *name, const void *data,
                      size_t size, GError **error)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();
  size_t name_length = strlen (name);
  uint64_t data_at = writer->position + LOCAL_HEADER_SIZE + name_length;
  size_t extra = (size_t) (-data_at & (ALIGNMENT - 1));
  uint32_t checksum = checksum_of (data, size), start = (uint32_t) writer->position;

  if (extra > 0 && extra < EXTRA_HEADER_SIZE)
    extra += ALIGNMENT;
  uint64_t directory_end = data_at + extra + size + writer->directory->len
                           + DIRECTORY_HEADER_SIZE + name_length + DIRECTORY_END_SIZE;
  if (writer->n_members == MAX_MEMBERS || directory_end > G_MAXUINT32
      || name_length > G_MAXUINT16)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "%s: a zip archive takes at most 4 GiB and %d members", name,
                   MAX_MEMBERS);
      return FALSE;
    }

  put (header, LOCAL_HEADER, 4);
  put_description (header, checksum, size, name_length, extra);
  g_byte_array_append (header, (const guint8 *) name, (guint) name_length);
  put_padding (header, extra);
  write_out (writer, header->data, header->len);
  write_out (writer, data, size);

  put (writer->directory, DIRECTORY_HEADER, 4);
  put (writer->directory, VERSION, 2);
  put_description (writer->directory, checksum, size, name_length, 0);
  put (writer->directory, 0, 2); /* length of the comment */
  put (writer->directory, 0, 2); /* disk */
  put (writer->directory, 0, 2); /* attributes inside */
  put (writer->directory, 0, 4); /* attributes outside */
  put (writer->directory, start, 4);
  g_byte_array_append (writer->directory, (const guint8 *) name, (guint) name_length);
  writer->n_members++;
  return TRUE;
}

void
frost_zip_writer_finish (FrostZipWriter *writer)
{
  g_autoptr (GByteArray) end = g_byte_array_new ();
  uint32_t start = (uint32_t) writer->position;

  write_out (writer, writer->directory->data, writer->directory->len);
  put (end, DIRECTORY_END, 4);
  put (end, 0, 2); /* this disk */
  put (end, 0, 2); /* the directory's disk */
  put (end, (uint32_t) writer->n_members, 2);
  put (end, (uint32_t) writer->n_members, 2);
  put (end, writer->directory->len, 4);
  put (end, start, 4);
  put (end, 0, 2); /* length of the comment */
  write_out (writer, end->data, end->len);
}
