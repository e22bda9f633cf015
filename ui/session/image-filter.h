/* Whether a filter shows an image. Not for others than project-images.c. */
#pragma once

#include "ui/session/project-images.h"

G_BEGIN_DECLS

/* name: of the filter, already folded by frost_image_filter_fold; NULL = any. */
gboolean frost_image_filter_matches (const FrostImageFilter *filter, const char *name,
                                     const FrostImageRecord *record);

/* For comparing without regard to case; NULL for NULL and "". */
char *frost_image_filter_fold (const char *name);

G_END_DECLS
