#include "data/image/hash.h"

#include "data/data-error.h"
#include "data/image/image-file.h"

#include <errno.h>
#include <unistd.h>

#define CHUNK (64 * 1024)

gboolean
frost_hash_file (const char *path, guint8 hash[FROST_HASH_SIZE], GError **error)
{
  gsize size;
  int fd = frost_image_file_open (path, &size, error);
  if (fd < 0)
    return FALSE;

  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  gssize n;
  while ((n = read (fd, chunk, CHUNK)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0)
      g_checksum_update (checksum, chunk, n);
  int err = errno;
  close (fd);

  if (n < 0)
    {
      g_autofree char *name = g_filename_display_name (path);
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_IO, "%s: cannot read: %s",
                   name, g_strerror (err));
      return FALSE;
    }
  gsize length = FROST_HASH_SIZE;
  g_checksum_get_digest (checksum, hash, &length);
  return TRUE;
}

void
frost_hash_bytes (const guint8 *data, gsize size, guint8 hash[FROST_HASH_SIZE])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, data, (gssize) size);
  gsize length = FROST_HASH_SIZE;
  g_checksum_get_digest (checksum, hash, &length);
}

void
frost_hash_to_hex (const guint8 hash[FROST_HASH_SIZE], char hex[FROST_HASH_HEX_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  for (int i = 0; i < FROST_HASH_SIZE; i++)
    {
      hex[2 * i] = digits[hash[i] >> 4];
      hex[2 * i + 1] = digits[hash[i] & 15];
    }
  hex[2 * FROST_HASH_SIZE] = '\0';
}
