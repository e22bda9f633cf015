/* One picture, large: fitted first; zoomed with the wheel, + and -, moved by dragging.
 *
 * Keys: Left and Right go through the images of the filter, Space and Escape close, + - 0
 * zoom, and those of label-keys.h label.
 *
 * Signals: "close" (), "move" (int by): the one who shows it decides what comes next.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/images/texture-cache.h"
#include "ui/session/image-item.h"
#include "ui/session/project-classes.h"

G_BEGIN_DECLS

#define FROST_TYPE_IMAGE_VIEWER (frost_image_viewer_get_type ())
G_DECLARE_FINAL_TYPE (FrostImageViewer, frost_image_viewer, FROST, IMAGE_VIEWER,
                      GtkWidget)

/* Lent; must outlive what is shown. */
void frost_image_viewer_set_cache (FrostImageViewer *self, FrostTextureCache *cache);

/* item NULL shows nothing. The last picture stays until the next one is decoded. */
void frost_image_viewer_set_item (FrostImageViewer *self, FrostImageItem *item,
                                  FrostProjectClasses *classes);
FrostImageItem *frost_image_viewer_get_item (FrostImageViewer *self);

/* 1 = fits. */
double frost_image_viewer_get_zoom (FrostImageViewer *self);

G_END_DECLS
