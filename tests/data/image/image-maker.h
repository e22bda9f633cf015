/* image-maker.h - files of every kind that the image tests read, made on the spot. */
#pragma once

#include "data/image/image.h"

#include <png.h>

/* A smooth picture with a different colour in each corner: compression hardly changes it
 * and no turn or mirroring leaves it as it is. */
FrostImage *maker_picture (int width, int height);

/* Rough, so that files get long and every byte of them matters. */
FrostImage *maker_noise (int width, int height, guint32 seed);

typedef enum
{
  MAKER_RGB,
  MAKER_GREY,
  MAKER_CMYK,       /* with Adobe's marker, inverted as Adobe does */
  MAKER_PLAIN_CMYK, /* without the marker, not inverted */
  MAKER_YCCK,       /* with Adobe's marker */
} MakerJpegKind;

GBytes *maker_jpeg (const FrostImage *image, MakerJpegKind kind, gboolean progressive);

/* bit_depth and colour_type as in IHDR. Grey is the red channel; a palette has 16
 * entries, the red channel's upper four bits. alpha: of every pixel, where the type has
 * it; for a palette, of the even entries. */
GBytes *maker_png (const FrostImage *image, int bit_depth, int colour_type,
                   gboolean interlaced, int alpha);

/* A TIFF block whose only entry is the orientation. */
GBytes *maker_exif (int orientation, gboolean big_endian);

/* The JPEG with an APP1 segment, the PNG with an eXIf chunk. */
GBytes *maker_add_exif (GBytes *file, GBytes *exif);

/* A PNG whose header says this size, with one small chunk of pixels. */
GBytes *maker_png_bomb (guint32 width, guint32 height);

/* The PNG with n text chunks that each unpack to n_characters. */
GBytes *maker_add_texts (GBytes *png, int n, gsize n_characters);

/* A folder that is gone, with its files, after maker_remove_folder. */
char *maker_new_folder (void);
void maker_remove_folder (char *folder);

/* Gives the path. */
char *maker_write (const char *folder, const char *name, GBytes *bytes);

/* The largest difference of any byte; fails when the sizes differ. */
int maker_difference (const FrostImage *a, const FrostImage *b);
