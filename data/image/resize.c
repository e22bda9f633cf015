/* resize.c - both passes for one output row at a time.
 *
 * Down first: the rows that an output row needs are summed into one row of floats, a
 * loop over plain bytes that the compiler vectorises. Then across: each output
 * pixel is a sum of float pixels, three channels in one vector of four. Only one
 * row of intermediate values exists, so it stays in the cache, and nothing is rounded in
 * between (Pillow rounds there, hence the difference of up to one grey level).
 */
#include "data/image/resize.h"

#include "data/data-error.h"

#include <math.h>
#include <string.h>

/* Four floats at any address that a float may have. */
typedef float Lanes __attribute__ ((vector_size (16), aligned (4), may_alias));

/* What each output position takes from the input: count[i] weights from first[i] on. */
typedef struct
{
  int *first;
  int *count;
  float *weights; /* [n, most] */
  int most;
} Taps;

static void
taps_clear (Taps *taps)
{
  g_free (taps->first);
  g_free (taps->count);
  g_free (taps->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Taps, taps_clear)

/* The triangle of half width `support` around the position's centre, its weights
 * scaled to a sum of 1, cut off at the borders. */
static void
fill_position (Taps *taps, int i, double centre, double support, int in_size)
{
  int first = MAX (0, (int) (centre - support + 0.5));
  int end = MIN (in_size, (int) (centre + support + 0.5));
  float *weights = taps->weights + (gsize) i * (gsize) taps->most;
  double sum = 0;
  for (int j = first; j < end; j++)
    sum += MAX (0.0, 1 - fabs (j + 0.5 - centre) / support);
  for (int j = first; j < end; j++)
    weights[j - first] = (float) (MAX (0.0, 1 - fabs (j + 0.5 - centre) / support) / sum);
  taps->first[i] = first;
  taps->count[i] = end - first;
}

/* Outputs [start, start + n) of a side that goes from in_size to full_size. */
static gboolean
taps_init (Taps *taps, int in_size, int full_size, int start, int n)
{
  double scale = (double) in_size / full_size;
  double support = MAX (scale, 1.0);
  taps->most = MIN (in_size, (int) ceil (support) * 2 + 1);
  taps->first = g_try_new (int, n);
  taps->count = g_try_new (int, n);
  taps->weights = g_try_new (float, (gsize) n *(gsize) taps->most);
  if (taps->first == NULL || taps->count == NULL || taps->weights == NULL)
    return FALSE;
  for (int i = 0; i < n; i++)
    fill_position (taps, i, (start + i + 0.5) * scale, support, in_size);
  return TRUE;
}

/* sum[i] = the weighted rows, for n bytes of each. Pairs of rows halve the traffic to
 * and from sum. */
static void
sum_rows (float *restrict sum, const guint8 *restrict rows, gsize stride,
          const float *weights, int count, int n)
{
  int k = count & 1;
  if (k == 1)
    for (int i = 0; i < n; i++)
      sum[i] = weights[0] * rows[i];
  else
    memset (sum, 0, (gsize) n * sizeof *sum);
  for (; k < count; k += 2)
    {
      const guint8 *restrict a = rows + (gsize) k * stride;
      const guint8 *restrict b = a + stride;
      float wa = weights[k], wb = weights[k + 1];
      for (int i = 0; i < n; i++)
        sum[i] += wa * a[i] + wb * b[i];
    }
}

/* sum begins at input column `origin` and may be read one float past its end. */
static void
sum_columns (guint8 *out, const float *sum, int origin, const Taps *taps, int n)
{
  for (int x = 0; x < n; x++)
    {
      const float *weights = taps->weights + (gsize) x * (gsize) taps->most;
      const float *pixel = sum + 3 * (taps->first[x] - origin);
      Lanes total = { 0.5f, 0.5f, 0.5f, 0.5f }; /* to round, not truncate */
      for (int k = 0; k < taps->count[x]; k++)
        total += weights[k] * *(const Lanes *) (pixel + 3 * k);
      for (int c = 0; c < 3; c++)
        out[3 * x + c] = (guint8) total[c];
    }
}

static gboolean
check_window (const FrostResizeWindow *w, GError **error)
{
  if (w->full_width >= 1 && w->full_height >= 1 && w->x >= 0 && w->y >= 0 && w->width >= 1
      && w->height >= 1 && w->x <= w->full_width - w->width
      && w->y <= w->full_height - w->height)
    return TRUE;
  g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
               "resize: %d x %d pixels at %d, %d do not lie within %d x %d", w->width,
               w->height, w->x, w->y, w->full_width, w->full_height);
  return FALSE;
}

static FrostImage *
copy_window (const FrostImage *image, const FrostResizeWindow *w, GError **error)
{
  FrostImage *out = frost_image_new (w->width, w->height, error);
  for (int y = 0; out != NULL && y < w->height; y++)
    memcpy (frost_image_row (out, y), frost_image_row (image, w->y + y) + 3 * w->x,
            out->stride);
  return out;
}

FrostImage *
frost_image_resize_window (const FrostImage *image, const FrostResizeWindow *w,
                           GError **error)
{
  if (!check_window (w, error))
    return NULL;
  if (w->full_width == image->width && w->full_height == image->height)
    return copy_window (image, w, error);

  g_autoptr (FrostImage) out = frost_image_new (w->width, w->height, error);
  if (out == NULL)
    return NULL;
  g_auto (Taps) down = { 0 }, across = { 0 };
  gboolean ok = taps_init (&down, image->height, w->full_height, w->y, w->height)
                && taps_init (&across, image->width, w->full_width, w->x, w->width);
  int origin = 0, n = 0;
  g_autofree float *sum = NULL;
  if (ok)
    {
      origin = across.first[0];
      n = 3 * (across.first[w->width - 1] + across.count[w->width - 1] - origin);
      sum = g_try_new0 (float, (gsize) n + 1);
    }
  if (sum == NULL)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "resize: no memory for %d x %d pixels", w->width, w->height);
      return NULL;
    }

  for (int y = 0; y < w->height; y++)
    {
      const float *weights = down.weights + (gsize) y * (gsize) down.most;
      sum_rows (sum, frost_image_row (image, down.first[y]) + 3 * origin, image->stride,
                weights, down.count[y], n);
      sum_columns (frost_image_row (out, y), sum, origin, &across, w->width);
    }
  return g_steal_pointer (&out);
}

FrostImage *
frost_image_resize (const FrostImage *image, int width, int height, GError **error)
{
  FrostResizeWindow window = { width, height, 0, 0, width, height };
  return frost_image_resize_window (image, &window, error);
}

void
frost_resize_short_side (int width, int height, int n, int *new_width, int *new_height)
{
  g_return_if_fail (width >= 1 && height >= 1 && n >= 1 && n <= FROST_IMAGE_SIDE_MAX);

  if (width <= height)
    {
      *new_width = n;
      *new_height = (int) ((gint64) n * height / width);
    }
  else
    {
      *new_width = (int) ((gint64) n * width / height);
      *new_height = n;
    }
}

int
frost_crop_offset (int side, int crop)
{
  g_return_val_if_fail (crop <= side, 0);

  return (side - crop) / 2;
}
