#include "engine/train/pixel-rows.h"

#include <stdlib.h>
#include <string.h>

#include "engine/core/tensor.h"

struct FrostPixelRows
{
  FrostBatchSource *source;
  int64_t n_pixels;
  FrostSampleView *order;
  int n_order, position;
  FrostBatch batch; /* delivered and not taken yet, from row on */
  int row;
};

FrostPixelRows *
frost_pixel_rows_new (FrostBatchSource *source, int64_t n_pixels, int batch_size,
                      GError **error)
{
  g_autoptr (FrostPixelRows) rows = g_new0 (FrostPixelRows, 1);

  rows->source = source;
  rows->n_pixels = n_pixels;
  rows->batch.capacity = batch_size;
  rows->batch.labels = g_new0 (int, batch_size);
  rows->batch.pixels = frost_floats_new (n_pixels * batch_size, "mini-batch", error);
  if (rows->batch.pixels == NULL)
    return NULL;
  return g_steal_pointer (&rows);
}

void
frost_pixel_rows_free (FrostPixelRows *rows)
{
  free (rows->batch.pixels);
  g_free (rows->batch.labels);
  g_free (rows->order);
  g_free (rows);
}

gboolean
frost_pixel_rows_start (FrostPixelRows *rows, FrostSampleView *order, int n,
                        GError **error)
{
  g_free (rows->order);
  rows->order = order;
  rows->n_order = n;
  rows->position = 0;
  rows->batch.n = rows->row = 0;
  return rows->source->start (rows->source, order, n, rows->batch.capacity, error);
}

void
frost_pixel_rows_stop (FrostPixelRows *rows)
{
  rows->source->stop (rows->source);
  rows->n_order = rows->position = 0;
  rows->batch.n = rows->row = 0;
}

gboolean
frost_pixel_rows_is_next (const FrostPixelRows *rows, const FrostSampleView *sample)
{
  return rows->position < rows->n_order
         && rows->order[rows->position].sample == sample->sample
         && rows->order[rows->position].view == sample->view
         && rows->order[rows->position].generation == sample->generation;
}

gboolean
frost_pixel_rows_take (FrostPixelRows *rows, float *pixels, gboolean *readable,
                       GError **error)
{
  if (rows->row == rows->batch.n)
    {
      rows->batch.n = rows->row = 0;
      if (!rows->source->next (rows->source, &rows->batch, error))
        return FALSE;
    }
  rows->position++;
  /* A source that ends too early has no more to give. */
  *readable = rows->row < rows->batch.n && rows->batch.labels[rows->row] >= 0;
  if (*readable)
    memcpy (pixels, rows->batch.pixels + rows->row * rows->n_pixels,
            sizeof (float) * (size_t) rows->n_pixels);
  if (rows->row < rows->batch.n)
    rows->row++;
  return TRUE;
}
