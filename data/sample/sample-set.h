/* sample-set.h - the built-in sample set: drawn pictures of backpacks, mugs and sunglasses.
 *
 * A fresh machine has something real to label and train on without a download. Every
 * picture follows from (class, seed, index) alone, bit for bit on one machine, so
 * the set need not be stored. No fonts are used: they differ between machines.
 *
 * Threads: all functions from any thread; nothing is shared between calls.
 */
#pragma once

#include "data/data-cancel.h"
#include "data/data-error.h"

G_BEGIN_DECLS

#define FROST_SAMPLE_N_CLASSES 3

/* The seed and the number of pictures that the program itself uses. */
#define FROST_SAMPLE_SEED G_GUINT64_CONSTANT (1)
#define FROST_SAMPLE_PER_CLASS 80
#define FROST_SAMPLE_PER_CLASS_MAX 9999

/* Sides, in pixels: of the written pictures, and what frost_sample_draw accepts. */
#define FROST_SAMPLE_SIZE 256
#define FROST_SAMPLE_SIZE_MIN 32
#define FROST_SAMPLE_SIZE_MAX 2048

/* backpack, mug, sunglasses: in the order of their names. NULL outside [0, 3). */
const char *frost_sample_get_class_name (int class_index);

/* Draws one picture. index: which of the class, >= 0.
 * rgb: [size, size, 3], rows from the top. FALSE and rgb untouched when memory is refused. */
gboolean frost_sample_draw (int class_index, guint64 seed, int index, int size,
                            guint8 *rgb);

/* Called in the thread that writes, after every picture. */
typedef void (*FrostSampleProgress) (int n_done, int n_total, gpointer user_data);

/* Writes folder/<class>/<class>-0001.jpg … (JPEG, quality 92), making the folders
 * that are missing; files of these names are replaced one by one, each whole or
 * not at all, other files are left alone. Nothing is split: that is the importer's work.
 *
 * per_class: [1, FROST_SAMPLE_PER_CLASS_MAX]. cancel, progress_cb: may be NULL. What was
 * written before a failure or a cancel stays, and calling again completes it.
 * Errors: ARGUMENT (per_class), CANCELLED, MEMORY, and NOT_FOUND, READ_ONLY, FULL, IO by
 * what the system answers. Takes a few seconds: not for the main thread. */
gboolean frost_sample_set_write (const char *folder, guint64 seed, int per_class,
                                 FrostDataCancel *cancel, FrostSampleProgress progress_cb,
                                 gpointer user_data, GError **error);

G_END_DECLS
