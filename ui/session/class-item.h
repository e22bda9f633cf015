/* One class of an open project.
 *
 * Properties: "id" (gint64), "name", "position" (guint), "colour" (guint, index into the
 * window's palette), "key" (string of the one key that labels, "" when they are used up),
 * "n-train", "n-val", "n-test", "n-total" (guint, images not excluded; total includes those
 * without a split). All are notified.
 * Threads: main thread.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FROST_TYPE_CLASS_ITEM (frost_class_item_get_type ())
G_DECLARE_FINAL_TYPE (FrostClassItem, frost_class_item, FROST, CLASS_ITEM, GObject)

gint64 frost_class_item_get_id (FrostClassItem *item);
const char *frost_class_item_get_name (FrostClassItem *item);
guint frost_class_item_get_position (FrostClassItem *item);
guint frost_class_item_get_colour (FrostClassItem *item);

/* "1" … "9", "0", then letters without n and x, which are commands; "" = none left. */
const char *frost_class_item_get_key (FrostClassItem *item);

guint frost_class_item_get_n_train (FrostClassItem *item);
guint frost_class_item_get_n_val (FrostClassItem *item);
guint frost_class_item_get_n_test (FrostClassItem *item);
guint frost_class_item_get_n_total (FrostClassItem *item);

G_END_DECLS
