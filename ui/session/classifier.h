/* A model over image files: the logits of each, in the order given.
 *
 * Threads: one at a time; decoding and the plan use threads of their own. Blocks: in a window
 * only on a worker thread (frost_evaluation_run_async is one).
 */
#pragma once

#include "ui/session/engine-data.h"
#include "ui/session/progress.h"
#include "ui/session/session-error.h"

G_BEGIN_DECLS

typedef struct FrostClassifier FrostClassifier;

/* index: of the path. logits: [n_outputs], NULL with an error when the image cannot be read. */
typedef void (*FrostClassifierCb) (guint index, const float *logits, const GError *error,
                                   gpointer user_data);

/* Keeps no reference to the model. preprocessing NULL = the model's own. n_threads 0 = one a core.
 * Errors: NOT_IMAGES, ARGUMENT, MEMORY. */
FrostClassifier *frost_classifier_new (const FrostModel *model,
                                       const FrostPreprocessing *preprocessing,
                                       int n_threads, GError **error);
void frost_classifier_free (FrostClassifier *classifier);
int frost_classifier_get_n_outputs (const FrostClassifier *classifier);

/* Images that cannot be read are reported to the callback and passed over.
 * Errors: CANCELLED, MEMORY. */
gboolean frost_classifier_run (FrostClassifier *classifier, const char *const *paths,
                               guint n, FrostClassifierCb callback, gpointer user_data,
                               const FrostWork *work, GError **error);

/* The k best outputs, best first, the lower index first among equals; order: [k]. */
void frost_classifier_rank (const float *logits, int n_outputs, int k, int *order);

/* Errors: NOT_IMAGES, saying what the input is and what is needed. */
gboolean frost_model_check_takes_images (const FrostModel *model, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostClassifier, frost_classifier_free)

G_END_DECLS
