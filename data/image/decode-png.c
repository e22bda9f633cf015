/* decode-png.c - PNG through libpng's row interface.
 *
 * Not its simplified one: there, an interlaced file of 16 bits comes out scrambled
 * (libpng issue 853, present in Debian 12's 1.6.39), and alpha is mixed in linear light,
 * where browsers and Pillow mix the stored values. Gamma and colour profiles are
 * left alone, as in the pipelines that base models were trained with.
 *
 * As in decode-jpeg.c, libpng's errors jump back, so everything lives in one Decoder.
 */
#include "data/image/image-format.h"

#include "data/data-error.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

typedef struct
{
  png_structp png;
  png_infop png_info;
  jmp_buf failed;
  char message[128];
  GError *error;      /* set by our own code instead of message */
  const guint8 *rest; /* what has not been read */
  gsize n_rest;
  const FrostImageInfo *info;
  FrostImage *image;
} Decoder;

static G_NORETURN void
error_cb (png_structp png, png_const_charp message)
{
  Decoder *decoder = png_get_error_ptr (png);
  g_strlcpy (decoder->message, message, sizeof decoder->message);
  longjmp (decoder->failed, 1);
}

static void
warning_cb (png_structp png, png_const_charp message)
{
}

static void
read_cb (png_structp png, png_bytep to, size_t n)
{
  Decoder *decoder = png_get_io_ptr (png);
  if (n > decoder->n_rest)
    png_error (png, "breaks off before its end");
  memcpy (to, decoder->rest, n);
  decoder->rest += n;
  decoder->n_rest -= n;
}

static guint8
over_white (int value, int alpha)
{
  return (guint8) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

/* R G B A to R G B in the same buffer, which only gets shorter. */
static void
flatten (guint8 *pixels, gsize n)
{
  const guint8 *from = pixels;
  for (guint8 *to = pixels; n > 0; n--, from += 4, to += 3)
    {
      guint8 alpha = from[3];
      for (int c = 0; c < 3; c++)
        to[c] = over_white (from[c], alpha);
    }
}

/* Four bytes a pixel for a while, for the files that have alpha. */
static gboolean
widen_buffer (FrostImage *image, GError **error)
{
  g_free (image->pixels);
  image->pixels = g_try_malloc_n ((gsize) image->width * 4, (gsize) image->height);
  if (image->pixels == NULL)
    g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                 "no memory for %d x %d pixels", image->width, image->height);
  return image->pixels != NULL;
}

/* Every kind of PNG to 8 bits and 3 or 4 channels. */
static void
ask_for_bytes (png_structp png)
{
  png_set_expand (png); /* palette, fewer bits and a transparent colour */
  png_set_scale_16 (png);
  png_set_gray_to_rgb (png);
}

/* Runs under setjmp. */
static void
decode (Decoder *decoder)
{
  png_structp png = decoder->png;
  decoder->png_info = png_create_info_struct (png);
  png_set_read_fn (png, decoder, read_cb);
  png_set_user_limits (png, FROST_IMAGE_SIDE_MAX, FROST_IMAGE_SIDE_MAX);
  /* Texts and profiles are compressed too, up to a thousand of 8 MB each: all that is
   * not needed for the pixels is skipped unread. */
  png_set_keep_unknown_chunks (png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_read_info (png, decoder->png_info);
  ask_for_bytes (png);
  int n_passes = png_set_interlace_handling (png);
  png_read_update_info (png, decoder->png_info);

  int width = decoder->info->stored_width, height = decoder->info->stored_height;
  int n_channels = png_get_channels (png, decoder->png_info);
  gsize stride = (gsize) width * (gsize) n_channels;
  if ((int) png_get_image_height (png, decoder->png_info) != height
      || png_get_rowbytes (png, decoder->png_info) != stride
      || (n_channels != 3 && n_channels != 4))
    png_error (png, "contradicts itself about its size");

  decoder->image = frost_image_new (width, height, &decoder->error);
  if (decoder->image == NULL
      || (n_channels == 4 && !widen_buffer (decoder->image, &decoder->error)))
    longjmp (decoder->failed, 1);
  for (int pass = 0; pass < n_passes; pass++)
    for (int y = 0; y < height; y++)
      png_read_row (png, decoder->image->pixels + (gsize) y * stride, NULL);

  if (n_channels == 4)
    {
      FrostImage *image = decoder->image;
      flatten (image->pixels, (gsize) width * (gsize) height);
      image->pixels = g_realloc_n (image->pixels, image->stride, (gsize) height);
    }
}

FrostImage *
frost_png_decode (const guint8 *data, gsize size, const char *name,
                  const FrostImageInfo *info, int min_short_side, GError **error)
{
  Decoder *decoder = g_new0 (Decoder, 1);
  decoder->rest = data;
  decoder->n_rest = size;
  decoder->info = info;
  if (setjmp (decoder->failed) == 0)
    {
      decoder->png =
          png_create_read_struct (PNG_LIBPNG_VER_STRING, decoder, error_cb, warning_cb);
      if (decoder->png != NULL)
        decode (decoder);
      else
        g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                     "%s: libpng cannot start", name);
    }
  else
    {
      g_clear_pointer (&decoder->image, frost_image_unref);
      if (decoder->error != NULL)
        g_propagate_prefixed_error (error, decoder->error, "%s: ", name);
      else
        g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT,
                     "%s: broken PNG, %s", name, decoder->message);
    }
  FrostImage *image = decoder->image;
  png_destroy_read_struct (&decoder->png, &decoder->png_info, NULL);
  g_free (decoder);
  return image;
}
