/* What is read off a confusion matrix. */
#include <math.h>

#include "ui/session/evaluation.h"

void
frost_evaluation_free (FrostEvaluation *evaluation)
{
  g_strfreev (evaluation->classes);
  g_free (evaluation->confusion);
  g_clear_pointer (&evaluation->ids, g_array_unref);
  g_clear_pointer (&evaluation->predictions, g_array_unref);
  g_clear_pointer (&evaluation->confidences, g_array_unref);
  g_free (evaluation);
}

static double
share (int part, int whole)
{
  return whole > 0 ? (double) part / whole : NAN;
}

double
frost_evaluation_get_accuracy (const FrostEvaluation *evaluation)
{
  return share (evaluation->n_correct, evaluation->n);
}

int
frost_evaluation_get_n_labelled (const FrostEvaluation *evaluation, int class_index)
{
  int sum = 0;

  for (int i = 0; i < evaluation->n_classes; i++)
    sum += evaluation->confusion[class_index * evaluation->n_classes + i];
  return sum;
}

int
frost_evaluation_get_n_predicted (const FrostEvaluation *evaluation, int class_index)
{
  int sum = 0;

  for (int i = 0; i < evaluation->n_classes; i++)
    sum += evaluation->confusion[i * evaluation->n_classes + class_index];
  return sum;
}

static int
n_hits (const FrostEvaluation *evaluation, int class_index)
{
  return evaluation->confusion[class_index * evaluation->n_classes + class_index];
}

double
frost_evaluation_get_precision (const FrostEvaluation *evaluation, int class_index)
{
  return share (n_hits (evaluation, class_index),
                frost_evaluation_get_n_predicted (evaluation, class_index));
}

double
frost_evaluation_get_recall (const FrostEvaluation *evaluation, int class_index)
{
  return share (n_hits (evaluation, class_index),
                frost_evaluation_get_n_labelled (evaluation, class_index));
}

double
frost_evaluation_get_f1 (const FrostEvaluation *evaluation, int class_index)
{
  return share (2 * n_hits (evaluation, class_index),
                frost_evaluation_get_n_labelled (evaluation, class_index)
                    + frost_evaluation_get_n_predicted (evaluation, class_index));
}

void
frost_wilson_interval (int n_correct, int n, double *low, double *high)
{
  const double z = 1.959964;
  double p, middle, half;

  if (n <= 0)
    {
      *low = 0;
      *high = 1;
      return;
    }
  p = (double) n_correct / n;
  middle = p + z * z / (2 * n);
  half = z * sqrt (p * (1 - p) / n + z * z / (4.0 * n * n));
  *low = MAX ((middle - half) / (1 + z * z / n), 0);
  *high = MIN ((middle + half) / (1 + z * z / n), 1);
}

char *
frost_evaluation_dup_summary (const FrostEvaluation *evaluation)
{
  double low, high;

  frost_wilson_interval (evaluation->n_correct, evaluation->n, &low, &high);
  return g_strdup_printf ("%d of %d, %.0f–%.0f %%", evaluation->n_correct, evaluation->n,
                          100 * low, 100 * high);
}
