/* What convolution and pooling have in common: where their windows fall. */
#pragma once

#include "engine/kernels/window-taps.h"
#include "engine/ops/op.h"

G_BEGIN_DECLS

/* Height and width of the output of a window that slides over an image; channels are left alone.
 * ceil_mode as PyTorch has it: a last window that is only partly inside counts, if it begins
 * inside the image or its left padding and hangs over by less than a stride; so does the first one.
 * Errors: SHAPE (no image, or smaller than the window), UNSUPPORTED (numbers beyond reason). */
gboolean frost_window_check (const FrostWindow *window, const FrostShape *x,
                             gboolean ceil_mode, int64_t *out_height, int64_t *out_width,
                             GError **error);

/* One pixel at a time, each of them: what lies beside it plays no part. */
gboolean frost_window_is_point (const FrostWindow *window);

/* Numbers that the windows of an output [h, w, c] cover, inside the image or not: the work of
 * pooling. */
int64_t frost_window_work (const FrostWindow *window, const FrostShape *y);

G_END_DECLS
