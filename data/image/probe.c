#include "data/image/probe.h"

#include "data/data-error.h"
#include "data/image/image-file.h"
#include "data/image/image-format.h"

#include <unistd.h>

/* Enough for all but a photograph whose preview stands before its own header. */
#define FIRST_READ ((gsize) 64 * 1024)

static void
set_short_error (GError **error, const char *name, const FrostImageFormatRow *row)
{
  g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
               "%s: breaks off within the %s header", name, row->name);
}

gboolean
frost_image_probe_bytes (const guint8 *data, gsize size, const char *name,
                         FrostImageInfo *info, GError **error)
{
  const FrostImageFormatRow *row = frost_image_format_find (data, size, name, error);
  if (row == NULL)
    return FALSE;

  FrostHeaderResult result =
      frost_image_format_read_header (row, data, size, name, info, error);
  if (result == FROST_HEADER_SHORT)
    set_short_error (error, name, row);
  return result == FROST_HEADER_READ;
}

/* One attempt with the first n bytes. *again says that more bytes may help. */
static gboolean
probe_start (int fd, gsize n, const char *path, const char *name, gboolean *again,
             FrostImageInfo *info, GError **error)
{
  gsize n_read;
  g_autofree guint8 *data = frost_image_file_read_start (fd, n, path, &n_read, error);
  *again = FALSE;
  if (data == NULL)
    return FALSE;
  const FrostImageFormatRow *row = frost_image_format_find (data, n_read, name, error);
  if (row == NULL)
    return FALSE;

  FrostHeaderResult result =
      frost_image_format_read_header (row, data, n_read, name, info, error);
  if (result == FROST_HEADER_SHORT)
    {
      *again = n_read == n;
      set_short_error (error, name, row);
    }
  return result == FROST_HEADER_READ;
}

gboolean
frost_image_probe (const char *path, FrostImageInfo *info, GError **error)
{
  gsize size;
  int fd = frost_image_file_open (path, &size, error);
  if (fd < 0)
    return FALSE;

  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) local = NULL;
  gsize n = FIRST_READ;
  gboolean again, ok;
  do
    {
      g_clear_error (&local);
      ok = probe_start (fd, MIN (MIN (n, size), FROST_IMAGE_HEADER_MAX), path, name,
                        &again, info, &local);
      again = again && n < size;
      n *= 8;
    }
  while (!ok && again);
  close (fd);

  if (!ok)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok;
}
