/* augment.h - the part of an image that one of its views shows.
 *
 * View 0 is the centre crop of the preprocessing, view 1 the same mirrored left to right, and
 * every further one a crop of its own: from 0.75 to 1.33 times the size, from 0.87 to 1.15 times
 * the proportions, anywhere in the image; odd views are mirrored.
 *
 * Which crop that is depends on the image's key and the number of the view only, so that what is
 * computed from a view is worth keeping, for runs with another seed too. A run that draws its views
 * anew gives the image another key (frost_sampler_key), which the first two do not look at.
 * Threads: any.
 */
#pragma once

#include "data/image/resize.h"
#include "data/image/transform.h"

G_BEGIN_DECLS

/* key: as in FrostLoaderItem. The transform must be a valid one. */
FrostResizeWindow frost_augment_window (const FrostImage *image,
                                        const FrostImageTransform *transform, int view,
                                        guint64 key);

gboolean frost_augment_is_mirrored (int view);

G_END_DECLS
