/* What the project and the items need of the list and others do not. */
#pragma once

#include "ui/session/project-images.h"

G_BEGIN_DECLS

/* Takes the list. folder: of the project. */
FrostProjectImages *frost_project_images_new (const char *folder, FrostImageList *list);

/* New images, with ids above all others: one items-changed at the end. Takes the list. */
void frost_project_images_append (FrostProjectImages *images, FrostImageList *list);

/* Brings records up to those of the list, and notifies live items of what differs. */
void frost_project_images_update (FrostProjectImages *images, const FrostImageList *list);

typedef enum
{
  FROST_IMAGE_FIELD_CLASS,
  FROST_IMAGE_FIELD_SPLIT,
  FROST_IMAGE_FIELD_EXCLUDED,
} FrostImageField;

/* The same change for many; ids that are not there are passed over. */
void frost_project_images_set (FrostProjectImages *images, const gint64 *ids, gsize n,
                               FrostImageField field, gint64 value);

/* All images of a class get another: what merging (into) and deleting (0) do. */
void frost_project_images_replace_class (FrostProjectImages *images, gint64 from,
                                         gint64 into);

/* Images that have a class but no split: what filling the splits may change. gint64. */
GArray *frost_project_images_dup_unsplit (FrostProjectImages *images);

/* All records, by id. Lent, until the next append. */
const FrostImageRecord *frost_project_images_peek_records (FrostProjectImages *images,
                                                           gsize *n);
const char *frost_project_images_get_folder (FrostProjectImages *images);

/* For items. */
void frost_project_images_forget_item (FrostProjectImages *images, guint index);
FrostImageItem *frost_image_item_new (FrostProjectImages *images, guint index);
void frost_image_item_notify_label (FrostImageItem *item, gboolean class_changed,
                                    gboolean split_changed, gboolean excluded_changed,
                                    gboolean status_changed);

/* The record has another path: what was made of the old one is dropped, and notified. */
void frost_image_item_notify_moved (FrostImageItem *item);

G_END_DECLS
