/* One image of an open project, for list views. Made when somebody asks for it.
 *
 * Properties: "id" (gint64), "name", "path", "class-id" (gint64, 0 = unlabelled), "split" (int,
 * FrostSplit), "excluded", "status" (int, FrostImageStatus), "width", "height". Those that can
 * change are notified when they do; a list never emits items-changed for a label.
 * Threads: main thread.
 */
#pragma once

#include <glib-object.h>

#include "ui/session/engine-data.h"

G_BEGIN_DECLS

#define FROST_TYPE_IMAGE_ITEM (frost_image_item_get_type ())
G_DECLARE_FINAL_TYPE (FrostImageItem, frost_image_item, FROST, IMAGE_ITEM, GObject)

gint64 frost_image_item_get_id (FrostImageItem *item);

/* File name without its folders, valid UTF-8. Lent. */
const char *frost_image_item_get_name (FrostImageItem *item);

/* Absolute, in the encoding of the file system. Lent. */
const char *frost_image_item_get_path (FrostImageItem *item);

/* SHA-256 of the content, [FROST_IMAGE_HASH_SIZE]. Lent. */
const guint8 *frost_image_item_get_hash (FrostImageItem *item);

/* 0 = unlabelled. The class itself: frost_project_classes_find. */
gint64 frost_image_item_get_class_id (FrostImageItem *item);
FrostSplit frost_image_item_get_split (FrostImageItem *item);
gboolean frost_image_item_get_excluded (FrostImageItem *item);
FrostImageStatus frost_image_item_get_status (FrostImageItem *item);
int frost_image_item_get_width (FrostImageItem *item);
int frost_image_item_get_height (FrostImageItem *item);

G_END_DECLS
