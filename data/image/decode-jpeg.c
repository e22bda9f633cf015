/* decode-jpeg.c - JPEG through libjpeg.
 *
 * libjpeg reports errors by a function that must not return; ours jumps back to
 * frost_jpeg_decode. Everything that has to survive the jump lives in one Decoder, so
 * that no local variable is in doubt afterwards.
 *
 * Warnings are tolerated, as every viewer does: a flipped bit gives a picture with
 * a flaw. Data that end before the picture does are an error, since libjpeg would fill
 * the rest with grey, which is no photograph of anything.
 */
#include "data/image/image-format.h"

#include "data/data-error.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <jpeglib.h>
#include <jerror.h>

/* A progressive file may ask for a pass over all pixels in every few bytes. Photographs
 * have about ten scans; the second bound, in pixels over all scans, keeps a large
 * picture under two seconds. */
#define SCANS_MAX 100
#define SCANNED_PIXELS_MAX ((gint64) 1000 * 1000 * 1000)

typedef struct
{
  struct jpeg_decompress_struct jpeg; /* first: libjpeg's callbacks get only this */
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf failed;
  char message[JMSG_LENGTH_MAX];
  int code; /* of FROST_DATA_ERROR */
  int min_short_side;
  gsize file_size;
  const FrostImageInfo *info;
  FrostImage *image;
  GError *error; /* set by our own code instead of message */
} Decoder;

static G_NORETURN void
fail (Decoder *decoder, int code, const char *message)
{
  decoder->code = code;
  g_strlcpy (decoder->message, message, sizeof decoder->message);
  longjmp (decoder->failed, 1);
}

static G_NORETURN void
error_exit_cb (j_common_ptr jpeg)
{
  Decoder *decoder = (Decoder *) jpeg;
  char message[JMSG_LENGTH_MAX];
  jpeg->err->format_message (jpeg, message);
  int number = jpeg->err->msg_code;
  /* Above max_memory_to_use libjpeg wants a temporary file, which its build lacks. */
  gboolean memory = number == JERR_OUT_OF_MEMORY || number == JERR_NO_BACKING_STORE;
  fail (decoder, memory ? FROST_DATA_ERROR_MEMORY : FROST_DATA_ERROR_CORRUPT, message);
}

static void
emit_message_cb (j_common_ptr jpeg, int level)
{
  if (level < 0 && jpeg->err->msg_code == JWRN_JPEG_EOF)
    fail ((Decoder *) jpeg, FROST_DATA_ERROR_CORRUPT, "breaks off before its end");
}

static void
output_message_cb (j_common_ptr jpeg)
{
}

static void
progress_cb (j_common_ptr jpeg)
{
  Decoder *decoder = (Decoder *) jpeg;
  gint64 n_scans = decoder->jpeg.input_scan_number;
  gint64 n_pixels = (gint64) decoder->jpeg.image_width * decoder->jpeg.image_height;
  if (n_scans > SCANS_MAX || (n_scans > 1 && n_scans * n_pixels > SCANNED_PIXELS_MAX))
    fail (decoder, FROST_DATA_ERROR_UNSUPPORTED, "has too many scans for its size");
}

/* The largest reduction that libjpeg does at no cost and whose short side suffices. */
static int
choose_reduction (int width, int height, int min_short_side)
{
  int short_side = MIN (width, height);
  if (min_short_side > 0)
    for (int reduction = 8; reduction > 1; reduction /= 2)
      if ((short_side + reduction - 1) / reduction >= min_short_side)
        return reduction;
  return 1;
}

/* c m y k to r g b without a colour profile. Adobe's files store 255 - ink. */
static void
convert_cmyk (const guint8 *cmyk, guint8 *rgb, int width, gboolean inverted)
{
  guint8 flip = inverted ? 0 : 255;
  for (int x = 0; x < width; x++, cmyk += 4, rgb += 3)
    {
      int white = cmyk[3] ^ flip;
      for (int c = 0; c < 3; c++)
        rgb[c] = (guint8) (((cmyk[c] ^ flip) * white + 127) / 255);
    }
}

static void
read_rows (Decoder *decoder)
{
  j_decompress_ptr jpeg = &decoder->jpeg;
  gboolean cmyk = jpeg->out_color_space == JCS_CMYK;
  guint8 *inks = NULL;
  if (cmyk)
    inks = jpeg->mem->alloc_large ((j_common_ptr) jpeg, JPOOL_IMAGE,
                                   4 * (size_t) jpeg->output_width);
  while (jpeg->output_scanline < jpeg->output_height)
    {
      guint8 *row = frost_image_row (decoder->image, (int) jpeg->output_scanline);
      JSAMPROW into = cmyk ? inks : row;
      jpeg_read_scanlines (jpeg, &into, 1);
      if (cmyk)
        convert_cmyk (inks, row, (int) jpeg->output_width, jpeg->saw_Adobe_marker);
    }
}

/* Runs under setjmp. */
static void
decode (Decoder *decoder, const guint8 *data, gsize size)
{
  j_decompress_ptr jpeg = &decoder->jpeg;
  jpeg_create_decompress (jpeg);
  jpeg->progress = &decoder->progress;
  jpeg_mem_src (jpeg, data, size);
  jpeg_read_header (jpeg, TRUE);
  if ((int) jpeg->image_width != decoder->info->stored_width
      || (int) jpeg->image_height != decoder->info->stored_height)
    fail (decoder, FROST_DATA_ERROR_CORRUPT, "contradicts itself about its size");

  jpeg->out_color_space = jpeg->num_components == 4 ? JCS_CMYK : JCS_RGB;
  jpeg->scale_num = 1;
  jpeg->scale_denom = (unsigned) choose_reduction (
      decoder->info->stored_width, decoder->info->stored_height, decoder->min_short_side);
  jpeg_calc_output_dimensions (jpeg);
  decoder->image = frost_image_new ((int) jpeg->output_width, (int) jpeg->output_height,
                                    &decoder->error);
  if (decoder->image == NULL)
    longjmp (decoder->failed, 1);

  /* What a progressive file needs beside the pixels: all its coefficients. */
  gsize taken = decoder->file_size + decoder->image->stride * jpeg->output_height;
  jpeg->mem->max_memory_to_use = (long) (FROST_IMAGE_MEMORY_MAX - taken);
  jpeg_start_decompress (jpeg);
  read_rows (decoder);
}

FrostImage *
frost_jpeg_decode (const guint8 *data, gsize size, const char *name,
                   const FrostImageInfo *info, int min_short_side, GError **error)
{
  Decoder *decoder = g_new0 (Decoder, 1);
  decoder->info = info;
  decoder->min_short_side = min_short_side;
  decoder->file_size = size;
  decoder->jpeg.err = jpeg_std_error (&decoder->errors);
  decoder->errors.error_exit = error_exit_cb;
  decoder->errors.emit_message = emit_message_cb;
  decoder->errors.output_message = output_message_cb;
  decoder->progress.progress_monitor = progress_cb;

  if (setjmp (decoder->failed) == 0)
    decode (decoder, data, size);
  else
    {
      g_clear_pointer (&decoder->image, frost_image_unref);
      if (decoder->error != NULL)
        g_propagate_prefixed_error (error, decoder->error, "%s: ", name);
      else
        g_set_error (error, FROST_DATA_ERROR, decoder->code, "%s: %s%s", name,
                     decoder->code == FROST_DATA_ERROR_CORRUPT ? "broken JPEG, " : "",
                     decoder->message);
    }
  FrostImage *image = decoder->image;
  jpeg_destroy_decompress (&decoder->jpeg);
  g_free (decoder);
  return image;
}
