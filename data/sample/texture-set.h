/* texture-set.h - drawn shapes and textures in many classes, to pre-train the base model on.
 *
 * Four kinds of classes, so that features must tell apart silhouettes (any colour,
 * any texture), textures (any colour, any outline), arrangements of parts (the
 * same parts joined in different ways) and drawn things (fruit, lamps, books). Pose,
 * scale, colours, clutter, light, blur and noise are random in all of them. The objects
 * of sample-set.h are not among them.
 *
 * Every picture follows from (class, seed, size) alone, bit for bit on one machine.
 * Threads: all functions from any thread; nothing is shared between calls.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sides that frost_texture_set_draw accepts, in pixels. */
#define FROST_TEXTURE_SET_SIZE_MIN 16
#define FROST_TEXTURE_SET_SIZE_MAX 1024

int frost_texture_set_n_classes (void);

/* Kind and name, "shape-star-5", "texture-bricks", "parts-box-with-lid", "thing-lamp"; unique.
 * NULL outside [0, n_classes). */
const char *frost_texture_set_class_name (int class_index);

/* rgb: [size, size, 3], rows from the top. The classes draw from separate streams: one
 * seed may be used for all. FALSE and rgb untouched when memory is refused. */
gboolean frost_texture_set_draw (int class_index, guint64 seed, int size, guint8 *rgb);

G_END_DECLS
