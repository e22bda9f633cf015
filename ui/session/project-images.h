/* The images of an open project as a GListModel of FrostImageItem.
 *
 * Lazy over the array of records: 100,000 images are 100,000 records and as many items as the
 * view holds. A change of a label notifies the live item; items-changed is emitted only by an
 * import (one splice at the end) and by a change of the filter.
 * Threads: main thread.
 */
#pragma once

#include <gio/gio.h>

#include "ui/session/image-item.h"

G_BEGIN_DECLS

#define FROST_TYPE_PROJECT_IMAGES (frost_project_images_get_type ())
G_DECLARE_FINAL_TYPE (FrostProjectImages, frost_project_images, FROST, PROJECT_IMAGES,
                      GObject)

#define FROST_FILTER_ANY -1

/* What is shown: all conditions together. */
typedef struct
{
  gint64 class_id;  /* FROST_FILTER_ANY, 0 = unlabelled, or a class */
  int split;        /* FROST_FILTER_ANY or a FrostSplit */
  int excluded;     /* FROST_FILTER_ANY, FALSE or TRUE */
  int status;       /* FROST_FILTER_ANY or a FrostImageStatus */
  const char *name; /* part of the file name, case ignored; NULL or "" = any */
} FrostImageFilter;

#define FROST_IMAGE_FILTER_ALL                                                           \
  {                                                                                      \
    .class_id = FROST_FILTER_ANY, .split = FROST_FILTER_ANY,                             \
    .excluded = FROST_FILTER_ANY, .status = FROST_FILTER_ANY                             \
  }

/* How many images there are of each kind, for the labels of filters. */
typedef struct
{
  guint n_total;
  guint n_unlabelled; /* not excluded */
  guint n_excluded;
  guint n_unusable;                 /* missing, changed or broken */
  guint n_by_split[FROST_N_SPLITS]; /* not excluded */
} FrostImageCounts;

/* filter NULL = all; name is copied. The filtered list is found once: an image that is labelled
 * stays in place under the reader's hand until the filter is set again (also to the same). */
void frost_project_images_set_filter (FrostProjectImages *images,
                                      const FrostImageFilter *filter);
gboolean frost_project_images_is_filtered (FrostProjectImages *images);

/* Images that a filter would show. */
guint frost_project_images_count (FrostProjectImages *images,
                                  const FrostImageFilter *filter);
void frost_project_images_get_counts (FrostProjectImages *images,
                                      FrostImageCounts *counts);

/* Of what the filter shows: the id at a position (0 when past the end), and the position of an
 * id (GTK_INVALID_LIST_POSITION, that is G_MAXUINT, when it is not shown). */
gint64 frost_project_images_get_id (FrostProjectImages *images, guint position);
guint frost_project_images_get_position (FrostProjectImages *images, gint64 id);

/* The first unlabelled image, not excluded, after a position (G_MAXUINT = from the start), going
 * round; G_MAXUINT: none. */
guint frost_project_images_find_unlabelled (FrostProjectImages *images, guint position);

/* Any image of the project, shown or not: a new reference, or NULL. */
FrostImageItem *frost_project_images_dup_item (FrostProjectImages *images, gint64 id);

/* Images of the project, shown or not. */
guint frost_project_images_get_n_total (FrostProjectImages *images);

G_END_DECLS
