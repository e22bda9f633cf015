#include "tests/data/image/image-maker.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>

FrostImage *
maker_picture (int width, int height)
{
  FrostImage *image = frost_image_new (width, height, NULL);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guint8 *p = frost_image_row (image, y) + 3 * x;
        p[0] = (guint8) (40 + 160 * x / MAX (1, width - 1));
        p[1] = (guint8) (30 + 180 * y / MAX (1, height - 1));
        p[2] =
            (guint8) (220 - 80 * x / MAX (1, width - 1) - 90 * y / MAX (1, height - 1));
      }
  return image;
}

FrostImage *
maker_noise (int width, int height, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  FrostImage *image = frost_image_new (width, height, NULL);
  for (gsize i = 0; i < image->stride * (gsize) height; i++)
    image->pixels[i] = (guint8) g_rand_int_range (random, 0, 256);
  return image;
}

static void
free_cb (gpointer data)
{
  free (data);
}

/* One pixel in the components of the kind. */
static void
fill_components (guint8 *to, const guint8 *rgb, MakerJpegKind kind)
{
  switch (kind)
    {
    case MAKER_GREY:
      to[0] = rgb[0];
      break;
    case MAKER_CMYK:
    case MAKER_YCCK:
    case MAKER_PLAIN_CMYK:
      for (int c = 0; c < 3; c++)
        to[c] = kind == MAKER_PLAIN_CMYK ? 255 - rgb[c] : rgb[c];
      to[3] = kind == MAKER_PLAIN_CMYK ? 0 : 255; /* no black ink */
      break;
    default:
      memcpy (to, rgb, 3);
    }
}

GBytes *
maker_jpeg (const FrostImage *image, MakerJpegKind kind, gboolean progressive)
{
  struct jpeg_error_mgr errors;
  struct jpeg_compress_struct jpeg = { .err = jpeg_std_error (&errors) };
  unsigned char *data = NULL;
  unsigned long size = 0;
  jpeg_create_compress (&jpeg);
  jpeg_mem_dest (&jpeg, &data, &size);
  jpeg.image_width = (JDIMENSION) image->width;
  jpeg.image_height = (JDIMENSION) image->height;
  jpeg.input_components = kind == MAKER_RGB ? 3 : kind == MAKER_GREY ? 1 : 4;
  jpeg.in_color_space = kind == MAKER_RGB    ? JCS_RGB
                        : kind == MAKER_GREY ? JCS_GRAYSCALE
                                             : JCS_CMYK;
  jpeg_set_defaults (&jpeg);
  if (kind == MAKER_YCCK)
    jpeg_set_colorspace (&jpeg, JCS_YCCK);
  if (kind == MAKER_PLAIN_CMYK)
    jpeg.write_Adobe_marker = FALSE;
  jpeg_set_quality (&jpeg, 95, TRUE);
  if (progressive)
    jpeg_simple_progression (&jpeg);
  jpeg_start_compress (&jpeg, TRUE);
  g_autofree guint8 *row = g_malloc (4 * (gsize) image->width);
  for (int y = 0; y < image->height; y++)
    {
      for (int x = 0; x < image->width; x++)
        fill_components (row + x * jpeg.input_components,
                         frost_image_row (image, y) + 3 * x, kind);
      jpeg_write_scanlines (&jpeg, &row, 1);
    }
  jpeg_finish_compress (&jpeg);
  jpeg_destroy_compress (&jpeg);
  return g_bytes_new_with_free_func (data, size, free_cb, data);
}

static void
append_png_cb (png_structp png, png_bytep data, png_size_t size)
{
  g_byte_array_append (png_get_io_ptr (png), data, (guint) size);
}

static void
flush_png_cb (png_structp png)
{
}

/* Samples are written with 16 bits as twice the same byte, with fewer as the upper bits,
 * one sample a byte, which libpng packs. */
static guint8 *
fill_png_row (guint8 *to, const guint8 *rgb, int width, int bit_depth, int colour_type,
              int alpha)
{
  for (int x = 0; x < width; x++, rgb += 3)
    {
      guint8 samples[4];
      int n = 0;
      for (int c = 0; c < ((colour_type & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1); c++)
        samples[n++] = rgb[c];
      if (colour_type == PNG_COLOR_TYPE_PALETTE)
        n = 1;
      if ((colour_type & PNG_COLOR_MASK_ALPHA) != 0)
        samples[n++] = (guint8) alpha;
      int shift = colour_type == PNG_COLOR_TYPE_PALETTE ? 4 : MAX (0, 8 - bit_depth);
      for (int i = 0; i < n; i++)
        {
          *to++ = samples[i] >> shift;
          if (bit_depth == 16)
            *to++ = samples[i];
        }
    }
  return to;
}

GBytes *
maker_png (const FrostImage *image, int bit_depth, int colour_type, gboolean interlaced,
           int alpha)
{
  GByteArray *file = g_byte_array_new ();
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct (png);
  png_set_write_fn (png, file, append_png_cb, flush_png_cb);
  png_set_IHDR (png, info, (png_uint_32) image->width, (png_uint_32) image->height,
                bit_depth, colour_type,
                interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (colour_type == PNG_COLOR_TYPE_PALETTE)
    {
      png_color palette[16];
      png_byte alphas[16];
      for (int i = 0; i < 16; i++)
        {
          palette[i] = (png_color){ (png_byte) (17 * i), (png_byte) (255 - 17 * i), 100 };
          alphas[i] = (png_byte) (i % 2 == 0 ? alpha : 255);
        }
      png_set_PLTE (png, info, palette, 16);
      if (alpha < 255)
        png_set_tRNS (png, info, alphas, 16, NULL);
    }
  png_write_info (png, info);
  png_set_packing (png);
  int n_passes = png_set_interlace_handling (png);
  g_autofree guint8 *row = g_malloc (8 * (gsize) image->width);
  for (int pass = 0; pass < n_passes; pass++)
    for (int y = 0; y < image->height; y++)
      {
        fill_png_row (row, frost_image_row (image, y), image->width, bit_depth,
                      colour_type, alpha);
        png_write_row (png, row);
      }
  png_write_end (png, info);
  png_destroy_write_struct (&png, &info);
  return g_byte_array_free_to_bytes (file);
}

static void
append_number (GByteArray *to, guint32 value, int n_bytes, gboolean big_endian)
{
  for (int i = 0; i < n_bytes; i++)
    {
      guint8 byte = (guint8) (value >> (8 * (big_endian ? n_bytes - 1 - i : i)));
      g_byte_array_append (to, &byte, 1);
    }
}

GBytes *
maker_exif (int orientation, gboolean big_endian)
{
  GByteArray *tiff = g_byte_array_new ();
  g_byte_array_append (tiff, (const guint8 *) (big_endian ? "MM" : "II"), 2);
  append_number (tiff, 42, 2, big_endian);
  append_number (tiff, 8, 4, big_endian); /* where the directory begins */
  append_number (tiff, 1, 2, big_endian); /* entries */
  append_number (tiff, 274, 2, big_endian);
  append_number (tiff, 3, 2, big_endian); /* SHORT */
  append_number (tiff, 1, 4, big_endian);
  append_number (tiff, (guint32) orientation, 2, big_endian);
  append_number (tiff, 0, 2, big_endian);
  append_number (tiff, 0, 4, big_endian); /* no further directory */
  return g_byte_array_free_to_bytes (tiff);
}

static void
append_chunk (GByteArray *file, const char *type, const guint8 *data, gsize size)
{
  append_number (file, (guint32) size, 4, TRUE);
  guint start = file->len;
  g_byte_array_append (file, (const guint8 *) type, 4);
  g_byte_array_append (file, data, (guint) size);
  guint32 crc = 0xffffffff; /* ISO 3309, as PNG's annex D gives it */
  for (guint i = start; i < file->len; i++)
    {
      crc ^= file->data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = (crc & 1) != 0 ? 0xedb88320 ^ crc >> 1 : crc >> 1;
    }
  append_number (file, ~crc, 4, TRUE);
}

GBytes *
maker_add_exif (GBytes *file, GBytes *exif)
{
  gsize size, exif_size;
  const guint8 *data = g_bytes_get_data (file, &size);
  const guint8 *tiff = g_bytes_get_data (exif, &exif_size);
  gboolean jpeg = data[0] == 0xff;
  gsize head = jpeg ? 2 : 8 + 25; /* after SOI, after IHDR */
  GByteArray *to = g_byte_array_new ();
  g_byte_array_append (to, data, (guint) head);
  if (jpeg)
    {
      append_number (to, 0xffe1, 2, TRUE);
      append_number (to, (guint32) (2 + 6 + exif_size), 2, TRUE);
      g_byte_array_append (to, (const guint8 *) "Exif\0", 6);
      g_byte_array_append (to, tiff, (guint) exif_size);
    }
  else
    append_chunk (to, "eXIf", tiff, exif_size);
  g_byte_array_append (to, data + head, (guint) (size - head));
  return g_byte_array_free_to_bytes (to);
}

GBytes *
maker_png_bomb (guint32 width, guint32 height)
{
  static const guint8 empty_stream[] = { 0x78, 0x9c, 3, 0, 0, 0, 0, 1 };
  g_autoptr (GByteArray) ihdr = g_byte_array_new ();
  append_number (ihdr, width, 4, TRUE);
  append_number (ihdr, height, 4, TRUE);
  g_byte_array_append (ihdr, (const guint8[]){ 8, 2, 0, 0, 0 }, 5);
  GByteArray *file = g_byte_array_new ();
  g_byte_array_append (file, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  append_chunk (file, "IHDR", ihdr->data, ihdr->len);
  append_chunk (file, "IDAT", empty_stream, sizeof empty_stream);
  append_chunk (file, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (file);
}

/* zTXt: a keyword, a zero, the method 0, and the text as a zlib stream. */
GBytes *
maker_add_texts (GBytes *png, int n, gsize n_characters)
{
  g_autoptr (GConverter) packer =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9));
  char *letters = g_malloc (n_characters);
  memset (letters, 'a', n_characters);
  g_autoptr (GInputStream) plain =
      g_memory_input_stream_new_from_data (letters, (gssize) n_characters, g_free);
  g_autoptr (GInputStream) packed = g_converter_input_stream_new (plain, packer);
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_byte_array_append (text, (const guint8 *) "key\0", 5);
  guint8 part[4096];
  gssize got;
  while ((got = g_input_stream_read (packed, part, sizeof part, NULL, NULL)) > 0)
    g_byte_array_append (text, part, (guint) got);
  g_assert_cmpint (got, ==, 0);

  gsize size;
  const guint8 *data = g_bytes_get_data (png, &size);
  GByteArray *to = g_byte_array_new ();
  g_byte_array_append (to, data, 8 + 25);
  for (int i = 0; i < n; i++)
    append_chunk (to, "zTXt", text->data, text->len);
  g_byte_array_append (to, data + 8 + 25, (guint) size - 8 - 25);
  return g_byte_array_free_to_bytes (to);
}

char *
maker_new_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("frost-image-XXXXXX", &error);
  g_assert_no_error (error);
  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir =
      g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  g_remove (path);
}

void
maker_remove_folder (char *folder)
{
  remove_tree (folder);
  g_free (folder);
}

char *
maker_write (const char *folder, const char *name, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, name, NULL);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_file_set_contents (path, data != NULL ? data : "", (gssize) size, &error);
  g_assert_no_error (error);
  return path;
}

int
maker_difference (const FrostImage *a, const FrostImage *b)
{
  g_assert_cmpint (a->width, ==, b->width);
  g_assert_cmpint (a->height, ==, b->height);
  int most = 0;
  for (gsize i = 0; i < a->stride * (gsize) a->height; i++)
    most = MAX (most, ABS (a->pixels[i] - b->pixels[i]));
  return most;
}
