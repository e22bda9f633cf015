/* What an exported file is worth: what is inside, and whether it computes what the run computed.
 *
 * The proof reads the written file back, runs images of the project through it and through the
 * run's own model, and compares the logits. Threads: main thread; the work is done on another.
 */
#pragma once

#include "ui/session/project.h"

G_BEGIN_DECLS

/* Images of a proof at most. */
#define FROST_EXPORT_PROOF_IMAGES 16

typedef struct
{
  int n;            /* images that both ran on */
  int n_agree;      /* with the same best class */
  int n_unreadable; /* left out */
  gboolean
      validation; /* of the validation split; else of training, as nothing validates */
  double max_difference; /* of any logit; INFINITY when one is no number */
} FrostExportProof;

void frost_export_proof_free (FrostExportProof *proof);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostExportProof, frost_export_proof_free)

/* run_id 0 = the newest with a model. path: the file that was written from it.
 * Errors: NO_RUN, EMPTY (no image to run), CLASSES (the outputs differ in number), CANCELLED,
 * those of reading the files. */
FrostExportProof *frost_export_proof_run (FrostProject *project, gint64 run_id,
                                          const char *path, const FrostWork *work,
                                          GError **error);
void frost_export_proof_run_async (FrostProject *project, gint64 run_id, const char *path,
                                   const FrostWork *work, GAsyncReadyCallback callback,
                                   gpointer user_data);
FrostExportProof *frost_export_proof_run_finish (GAsyncResult *result, GError **error);

/* Every class the same, and all logits within 1e-4; half: those of weights with 11 bits within
 * 0.1. */
gboolean frost_export_proof_holds (const FrostExportProof *proof, gboolean half);

/* "16 of 16 validation images get the same class, logits differ by at most 0.0000012". */
char *frost_export_proof_to_text (const FrostExportProof *proof);

G_END_DECLS
