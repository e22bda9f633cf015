/* The model that a project starts from: its blocks, where the frost line may sit, and how
 * pictures are prepared for it.
 *
 * Properties: "name", "preset" (int, FrostPreprocessingPreset, -1 = other numbers; notified).
 * Threads: main thread. The model itself never changes after loading but for its preprocessing.
 */
#pragma once

#include <gio/gio.h>

#include "ui/session/engine-data.h"
#include "ui/session/session-error.h"

G_BEGIN_DECLS

#define FROST_TYPE_BASE_MODEL (frost_base_model_get_type ())
G_DECLARE_FINAL_TYPE (FrostBaseModel, frost_base_model, FROST, BASE_MODEL, GObject)

/* The one that is compiled in. Errors: NO_BASE. */
FrostBaseModel *frost_base_model_load_builtin (GError **error);
gboolean frost_base_model_has_builtin (void);

/* A file of any format. architecture: name in the zoo for weights without a graph, NULL = recognise
 * it. Errors: those of frost_model_file_load, NOT_IMAGES. */
FrostBaseModel *frost_base_model_load_file (const char *path, const char *architecture,
                                            GError **error);
void frost_base_model_load_file_async (const char *path, const char *architecture,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
FrostBaseModel *frost_base_model_load_file_finish (GAsyncResult *result, GError **error);

/* After an error of AMBIGUOUS: the networks that the file may be of, else NULL. Lent. */
const char *const *frost_base_model_load_file_get_architectures (GAsyncResult *result);

/* Lent. The path is NULL for the built-in one. */
const char *frost_base_model_get_name (FrostBaseModel *base);
const char *frost_base_model_get_path (FrostBaseModel *base);
const FrostModel *frost_base_model_get_model (FrostBaseModel *base);

/* The model is the caller's then, who may change it; base has none any more. */
FrostModel *frost_base_model_steal_model (FrostBaseModel *base);

/* What became of the tensors of a file without a graph; NULL for any other. Lent. */
const FrostRestoreReport *frost_base_model_get_restore_report (FrostBaseModel *base);

/* frost_model_fingerprint of the whole model as it was loaded. Lent. */
const char *frost_base_model_get_fingerprint (FrostBaseModel *base);
const FrostPreprocessing *frost_base_model_get_preprocessing (FrostBaseModel *base);

/* FALSE when neither the file nor a person said how pictures are prepared: it is a guess. */
gboolean frost_base_model_is_preprocessing_known (FrostBaseModel *base);

/* The preset in use, -1 = numbers of its own. Setting one makes it known. */
int frost_base_model_get_preset (FrostBaseModel *base);
void frost_base_model_set_preset (FrostBaseModel *base, FrostPreprocessingPreset preset);

/* Short side before the crop, at least the input's; 0 = the usual share. */
void frost_base_model_set_resize (FrostBaseModel *base, int resize_short);
char *frost_base_model_describe_preprocessing (FrostBaseModel *base);

/* Blocks from the input (0) up; block i ends at cut i + 1. Lent. */
int frost_base_model_get_n_blocks (FrostBaseModel *base);
const FrostBlock *frost_base_model_peek_block (FrostBaseModel *base, int block);

/* Where the line sits when all but the head is frozen. */
int frost_base_model_get_head_cut (FrostBaseModel *base);

/* For people: "14 × 14 × 384"; "296 K" of parameters; the name of a cut, "after block dw3 + pw3",
 * "input (everything trainable)", "below the head". */
char *frost_base_model_dup_shape_text (FrostBaseModel *base, int block);
char *frost_base_model_dup_parameters_text (FrostBaseModel *base, int block);
char *frost_base_model_dup_cut_name (FrostBaseModel *base, int cut);

/* "840", "296 K", "2.6 M": three digits at most. */
char *frost_count_to_text (gint64 n);

/* What the features of the images at a cut take on the disk, in bytes. */
gint64 frost_base_model_get_cache_bytes (FrostBaseModel *base, int cut, gint64 n_images);

G_END_DECLS
