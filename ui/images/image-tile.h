/* One picture in the grid: filled square with round corners, the badge of its class, a lock
 * when it is kept for validation or test, struck out when it is excluded.
 *
 * Everything is drawn in one widget: at a hundred tiles a screen, each label and icon
 * would be a thousand widgets to lay out while scrolling.
 *
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/images/texture-cache.h"
#include "ui/session/image-item.h"
#include "ui/session/project-classes.h"

G_BEGIN_DECLS

#define FROST_TYPE_IMAGE_TILE (frost_image_tile_get_type ())
G_DECLARE_FINAL_TYPE (FrostImageTile, frost_image_tile, FROST, IMAGE_TILE, GtkWidget)

/* cache must outlive the tile's item: take the item away before freeing it. */
GtkWidget *frost_image_tile_new (FrostTextureCache *cache);

/* item NULL takes it away, and the request for its picture back. */
void frost_image_tile_set_item (FrostImageTile *self, FrostImageItem *item,
                                FrostProjectClasses *classes);

/* Lent, possibly NULL. */
FrostImageItem *frost_image_tile_get_item (FrostImageTile *self);
GdkTexture *frost_image_tile_get_texture (FrostImageTile *self);

/* The smallest side, in pixels; a tile grows with its column and stays square. */
void frost_image_tile_set_side (FrostImageTile *self, int side);

/* The name or key of a class changed: looks at them again. */
void frost_image_tile_refresh (FrostImageTile *self);

G_END_DECLS
