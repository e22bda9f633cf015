#include "data/image/encode.h"

#include "data/data-error.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>

typedef struct
{
  struct jpeg_compress_struct jpeg; /* first: libjpeg's callback gets only this */
  struct jpeg_error_mgr errors;
  jmp_buf failed;
  char message[JMSG_LENGTH_MAX];
  unsigned char *data; /* malloc'ed by libjpeg */
  unsigned long size;
} Encoder;

static G_NORETURN void
error_exit_cb (j_common_ptr jpeg)
{
  Encoder *encoder = (Encoder *) jpeg;
  jpeg->err->format_message (jpeg, encoder->message);
  longjmp (encoder->failed, 1);
}

static void
output_message_cb (j_common_ptr jpeg)
{
}

/* Runs under setjmp. */
static void
encode (Encoder *encoder, const FrostImage *image, int quality)
{
  j_compress_ptr jpeg = &encoder->jpeg;
  jpeg_create_compress (jpeg);
  jpeg_mem_dest (jpeg, &encoder->data, &encoder->size);
  jpeg->image_width = (JDIMENSION) image->width;
  jpeg->image_height = (JDIMENSION) image->height;
  jpeg->input_components = 3;
  jpeg->in_color_space = JCS_RGB;
  jpeg_set_defaults (jpeg);
  jpeg_set_quality (jpeg, quality, TRUE);
  jpeg_start_compress (jpeg, TRUE);
  while (jpeg->next_scanline < jpeg->image_height)
    {
      JSAMPROW row = frost_image_row (image, (int) jpeg->next_scanline);
      jpeg_write_scanlines (jpeg, &row, 1);
    }
  jpeg_finish_compress (jpeg);
}

static void
free_cb (gpointer data)
{
  free (data);
}

GBytes *
frost_image_encode_jpeg (const FrostImage *image, int quality, GError **error)
{
  g_return_val_if_fail (quality >= 1 && quality <= 100, NULL);

  Encoder *encoder = g_new0 (Encoder, 1);
  encoder->jpeg.err = jpeg_std_error (&encoder->errors);
  encoder->errors.error_exit = error_exit_cb;
  encoder->errors.output_message = output_message_cb;

  GBytes *bytes = NULL;
  if (setjmp (encoder->failed) == 0)
    {
      encode (encoder, image, quality);
      bytes = g_bytes_new_with_free_func (encoder->data, encoder->size, free_cb,
                                          encoder->data);
    }
  else
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "image: cannot be written as JPEG: %s", encoder->message);
      free (encoder->data);
    }
  jpeg_destroy_compress (&encoder->jpeg);
  g_free (encoder);
  return bytes;
}
