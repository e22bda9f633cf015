/* probe.h - what an image file is, from its header alone; nothing is decoded. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FROST_IMAGE_JPEG = 1,
  FROST_IMAGE_PNG,
} FrostImageFormat;

typedef struct
{
  FrostImageFormat format; /* by the first bytes, whatever the file's name says */
  int width;               /* as the picture is meant to be seen, orientation applied */
  int height;
  int stored_width; /* as the file stores it */
  int stored_height;
  int orientation; /* EXIF orientation, 1 (as stored) to 8; 1 when absent or absurd */
} FrostImageInfo;

/* Errors: NOT_FOUND, IO (unreadable, or not a regular file; a FIFO never blocks),
 * EMPTY (no bytes), CORRUPT (the header breaks off or contradicts itself),
 * UNSUPPORTED (another format, named when it is a known one; above the limits of
 * image.h). A file that passes may still turn out broken when it is decoded. */
gboolean frost_image_probe (const char *path, FrostImageInfo *info, GError **error);

/* The same for a file's first size bytes, or all of it. name stands in the messages. */
gboolean frost_image_probe_bytes (const guint8 *data, gsize size, const char *name,
                                  FrostImageInfo *info, GError **error);

const char *frost_image_format_get_name (FrostImageFormat format);

G_END_DECLS
