/* The pixels of views one by one, in a given order, from a source that hands over whole batches.
 *
 * Threads: belongs to one thread.
 */
#pragma once

#include "engine/train/batch-source.h"

G_BEGIN_DECLS

typedef struct FrostPixelRows FrostPixelRows;

/* The source is lent. n_pixels: floats of one image; batch_size: images that it decodes at a time.
 * Errors: MEMORY. */
FrostPixelRows *frost_pixel_rows_new (FrostBatchSource *source, int64_t n_pixels,
                                      int batch_size, GError **error);
void frost_pixel_rows_free (FrostPixelRows *rows);

/* Takes the order. Ends what the source was delivering. Errors: those of the source. */
gboolean frost_pixel_rows_start (FrostPixelRows *rows, FrostSampleView *order, int n,
                                 GError **error);

/* Ends the delivery, if there is one. */
void frost_pixel_rows_stop (FrostPixelRows *rows);

/* Whether this view is the next one. */
gboolean frost_pixel_rows_is_next (const FrostPixelRows *rows,
                                   const FrostSampleView *sample);

/* Copies the pixels of the next view; *readable FALSE: there are none, the image is broken.
 * Errors: those of the source. */
gboolean frost_pixel_rows_take (FrostPixelRows *rows, float *pixels, gboolean *readable,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostPixelRows, frost_pixel_rows_free)

G_END_DECLS
