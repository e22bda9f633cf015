/* image-format.h - the formats that are read: one row each, found by a file's first bytes.
 *
 * A new format is a header reader, a decoder and a row in image-format.c.
 */
#pragma once

#include "data/image/image.h"
#include "data/image/probe.h"

G_BEGIN_DECLS

/* A header that goes on longer than this is not a header. */
#define FROST_IMAGE_HEADER_MAX ((gsize) 16 * 1024 * 1024)

typedef enum
{
  FROST_HEADER_READ,
  FROST_HEADER_SHORT, /* the bytes end before the header does; no error is set */
  FROST_HEADER_REFUSED,
} FrostHeaderResult;

typedef struct
{
  FrostImageFormat format;
  const char *name;
  guint8 magic[8]; /* the first bytes of every such file */
  gsize magic_size;

  /* Fills stored_width, stored_height and orientation; limits are checked later.
   * Errors: CORRUPT, UNSUPPORTED. */
  FrostHeaderResult (*read_header) (const guint8 *data, gsize size, const char *name,
                                    FrostImageInfo *info, GError **error);

  /* The picture as it is stored, not yet upright, at full size or reduced as decode.h
   * says. info has been checked. Errors: CORRUPT, UNSUPPORTED, MEMORY. */
  FrostImage *(*decode) (const guint8 *data, gsize size, const char *name,
                         const FrostImageInfo *info, int min_short_side, GError **error);
} FrostImageFormatRow;

/* NULL with an error: EMPTY, UNSUPPORTED. */
const FrostImageFormatRow *frost_image_format_find (const guint8 *data, gsize size,
                                                    const char *name, GError **error);

/* The whole header, checked. SHORT only when size < FROST_IMAGE_HEADER_MAX. */
FrostHeaderResult frost_image_format_read_header (const FrostImageFormatRow *row,
                                                  const guint8 *data, gsize size,
                                                  const char *name, FrostImageInfo *info,
                                                  GError **error);

FrostHeaderResult frost_jpeg_read_header (const guint8 *data, gsize size,
                                          const char *name, FrostImageInfo *info,
                                          GError **error);
FrostHeaderResult frost_png_read_header (const guint8 *data, gsize size, const char *name,
                                         FrostImageInfo *info, GError **error);
FrostImage *frost_jpeg_decode (const guint8 *data, gsize size, const char *name,
                               const FrostImageInfo *info, int min_short_side,
                               GError **error);
FrostImage *frost_png_decode (const guint8 *data, gsize size, const char *name,
                              const FrostImageInfo *info, int min_short_side,
                              GError **error);

G_END_DECLS
