#include "data/image/thumbnail.h"

#include "data/image/decode.h"
#include "data/image/encode.h"
#include "data/image/image-file.h"
#include "data/image/probe.h"
#include "data/image/resize.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Visibly the same as the original at this size, a third of quality 95's bytes. */
#define QUALITY 88

char *
frost_thumbnail_dup_path (const guint8 hash[FROST_HASH_SIZE])
{
  char hex[FROST_HASH_HEX_SIZE];
  frost_hash_to_hex (hash, hex);
  /* A level of 256 folders: a hundred thousand files in one folder are slow to list
   * for whoever cleans up caches. */
  char folder[3] = { hex[0], hex[1], '\0' };
  g_autofree char *file = g_strconcat (hex, ".jpg", NULL);
  return g_build_filename (g_get_user_cache_dir (), "frostline", "thumbnails", folder,
                           file, NULL);
}

static FrostImage *
load_entry (const char *entry)
{
  FrostImage *image = frost_image_decode (entry, 0, NULL);
  if (image != NULL && MAX (image->width, image->height) > FROST_THUMBNAIL_SIDE)
    g_clear_pointer (&image, frost_image_unref);
  return image;
}

static gboolean
write_all (int fd, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      gssize n = write (fd, data, size);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      size -= (gsize) n;
    }
  return TRUE;
}

/* Whole or not at all: other threads and windows read the same folder. Not synced, since
 * an entry that a power cut breaks is noticed and made again. */
static void
store_entry (const char *entry, const FrostImage *image)
{
  g_autoptr (GBytes) bytes = frost_image_encode_jpeg (image, QUALITY, NULL);
  g_autofree char *folder = g_path_get_dirname (entry);
  if (bytes == NULL || g_mkdir_with_parents (folder, 0700) != 0)
    return;
  g_autofree char *temporary = g_build_filename (folder, ".new-XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean ok = write_all (fd, data, size);
  ok = close (fd) == 0 && ok;
  if (!ok || g_rename (temporary, entry) != 0)
    g_unlink (temporary);
}

static FrostImage *
make (const guint8 *data, gsize size, const char *name, GError **error)
{
  FrostImageInfo info;
  if (!frost_image_probe_bytes (data, size, name, &info, error))
    return NULL;
  int longer = MAX (info.width, info.height);
  if (longer <= FROST_THUMBNAIL_SIDE)
    return frost_image_decode_bytes (data, size, name, 0, error);

  int width = MAX (1, info.width * FROST_THUMBNAIL_SIDE / longer);
  int height = MAX (1, info.height * FROST_THUMBNAIL_SIDE / longer);
  g_autoptr (FrostImage) image =
      frost_image_decode_bytes (data, size, name, MIN (width, height), error);
  return image == NULL ? NULL : frost_image_resize (image, width, height, error);
}

FrostImage *
frost_thumbnail_load (const char *path, const guint8 hash[FROST_HASH_SIZE],
                      GError **error)
{
  g_autofree char *entry = frost_thumbnail_dup_path (hash);
  FrostImage *image = load_entry (entry);
  if (image != NULL)
    return image;

  gsize size;
  g_autofree guint8 *data = frost_image_file_read (path, &size, error);
  if (data == NULL)
    return NULL;
  g_autofree char *name = g_filename_display_name (path);
  image = make (data, size, name, error);
  if (image == NULL)
    return NULL;

  /* A file that changed since it was hashed is shown, but never kept under a name
   * that belongs to other content. */
  guint8 found[FROST_HASH_SIZE];
  frost_hash_bytes (data, size, found);
  if (memcmp (found, hash, FROST_HASH_SIZE) == 0)
    store_entry (entry, image);
  return image;
}
