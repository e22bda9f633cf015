/* How well a run's model does on a split of its project. */
#pragma once

#include "ui/session/project.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 run_id;
  FrostSplit split;
  int n_classes;
  char **classes; /* [n_classes], NULL-terminated, in output order */
  int n;          /* images that were classified */
  int n_correct;
  int n_unreadable;    /* left out */
  int *confusion;      /* [n_classes, n_classes], row = label, column = prediction */
  double loss;         /* mean, natural logarithm */
  GArray *ids;         /* gint64 of the images classified */
  GArray *predictions; /* int by image, position of the class */
  GArray *confidences; /* float by image, probability of the prediction */
} FrostEvaluation;

void frost_evaluation_free (FrostEvaluation *evaluation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostEvaluation, frost_evaluation_free)

/* run_id 0 = the newest with a model; n_threads 0 = one a core.
 * Errors: NO_RUN, CLASSES (the project's classes are no longer the run's), EMPTY (no images in
 * the split), those of reading the model file, CANCELLED. */
FrostEvaluation *frost_evaluation_run (FrostProject *project, gint64 run_id,
                                       FrostSplit split, int n_threads,
                                       const FrostWork *work, GError **error);
void frost_evaluation_run_async (FrostProject *project, gint64 run_id, FrostSplit split,
                                 const FrostWork *work, GAsyncReadyCallback callback,
                                 gpointer user_data);
FrostEvaluation *frost_evaluation_run_finish (GAsyncResult *result, GError **error);

/* NAN when there is nothing to divide by. */
double frost_evaluation_get_accuracy (const FrostEvaluation *evaluation);
double frost_evaluation_get_precision (const FrostEvaluation *evaluation,
                                       int class_index);
double frost_evaluation_get_recall (const FrostEvaluation *evaluation, int class_index);
double frost_evaluation_get_f1 (const FrostEvaluation *evaluation, int class_index);

/* Images of a class (row), and predicted as it (column). */
int frost_evaluation_get_n_labelled (const FrostEvaluation *evaluation, int class_index);
int frost_evaluation_get_n_predicted (const FrostEvaluation *evaluation, int class_index);

/* The 95 % interval of a share. Source: Wilson 1927, score interval with z = 1.96. */
void frost_wilson_interval (int n_correct, int n, double *low, double *high);

/* "145 of 153, 90–97 %". */
char *frost_evaluation_dup_summary (const FrostEvaluation *evaluation);

G_END_DECLS
