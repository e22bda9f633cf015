/* The grid of a project's images: lazy, zoomable, with a selection of many.
 *
 * Keys: arrows move, with Shift they extend, Ctrl+A selects all; Space (or Enter, or a
 * double click) asks to open; Ctrl with +, -, 0 or the wheel changes the size; labels: see
 * label-keys.h. Tiles are dragged as a GArray of gint64 ids.
 *
 * Signals: "selection-changed" (), "open" (guint position).
 * Properties: "side" (int, the smallest side of a tile, notified).
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/images/texture-cache.h"
#include "ui/session/project.h"

G_BEGIN_DECLS

#define FROST_IMAGE_GRID_SIDE_MIN 80
#define FROST_IMAGE_GRID_SIDE_MAX 320
#define FROST_IMAGE_GRID_SIDE_DEFAULT 144

#define FROST_TYPE_IMAGE_GRID (frost_image_grid_get_type ())
G_DECLARE_FINAL_TYPE (FrostImageGrid, frost_image_grid, FROST, IMAGE_GRID, GtkWidget)

/* NULL: none. */
void frost_image_grid_set_project (FrostImageGrid *self, FrostProject *project);

/* Lent, for what else shows these pictures. */
FrostTextureCache *frost_image_grid_get_cache (FrostImageGrid *self);

int frost_image_grid_get_side (FrostImageGrid *self);
void frost_image_grid_set_side (FrostImageGrid *self, int side);

/* gint64 ids of the selected images, in the order of the grid. */
GArray *frost_image_grid_dup_selection (FrostImageGrid *self);
guint frost_image_grid_get_n_selected (FrostImageGrid *self);

/* The last selected position, GTK_INVALID_LIST_POSITION when none is. */
guint frost_image_grid_get_last_selected (FrostImageGrid *self);

/* Selects this image alone, shows it and gives it the focus. */
void frost_image_grid_go_to (FrostImageGrid *self, guint position);

/* Shows it and gives it the focus; the selection stays. */
void frost_image_grid_show_position (FrostImageGrid *self, guint position);

/* Names, keys or colours of classes changed: looks at the tiles again. */
void frost_image_grid_refresh (FrostImageGrid *self);

G_END_DECLS
