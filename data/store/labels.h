/* What a person decides about images: class, split, exclusion.
 *
 * Each call is one transaction and one step of the history, whatever the number of
 * images: when it returns TRUE the change is on the disk and survives a crash. A call
 * that changes nothing leaves no step. Errors: NOT_FOUND an image or class that is not
 * there (nothing is changed then), READ_ONLY, FULL.
 */
#pragma once

#include "data/store/images.h"

G_BEGIN_DECLS

/* class_id 0 takes the label away. */
gboolean frost_labels_set (FrostDatabase *database, const gint64 *ids, gsize n,
                           gint64 class_id, GError **error);

gboolean frost_labels_clear (FrostDatabase *database, const gint64 *ids, gsize n,
                             GError **error);

gboolean frost_labels_set_excluded (FrostDatabase *database, const gint64 *ids, gsize n,
                                    gboolean excluded, GError **error);

/* splits: [n], one for each image. */
gboolean frost_labels_set_splits (FrostDatabase *database, const gint64 *ids,
                                  const FrostSplit *splits, gsize n, GError **error);

G_END_DECLS
