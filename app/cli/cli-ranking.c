#include "app/cli/cli-ranking.h"

#include <stdio.h>

#include "app/cli/cli-interrupt.h"
#include "app/cli/cli-report.h"
#include "app/cli/cli.h"

typedef struct
{
  const FrostCliRanking *ranking;
  const FrostCliImages *images;
  int n_outputs;
  int top;
  int *order;           /* [top] */
  float *probabilities; /* [n_outputs] */
  guint n_read;
  gboolean failed;
} Output;

static void
print_rows (Output *output, const char *path, const float *logits)
{
  const FrostCliRanking *ranking = output->ranking;

  frost_classifier_rank (logits, output->n_outputs, output->top, output->order);
  frost_softmax (logits, 1, output->n_outputs, output->probabilities);
  frost_cli_progress_clear ();
  if (!ranking->csv)
    printf ("%s\n", path);
  for (int i = 0; i < output->top; i++)
    {
      const int class_index = output->order[i];
      const char *label = ranking->labels != NULL ? ranking->labels[class_index] : "";
      const double logit = (double) logits[class_index];
      const double probability = (double) output->probabilities[class_index];

      if (ranking->csv)
        {
          frost_cli_print_csv (path);
          printf (",%d,%d,", i + 1, class_index);
          frost_cli_print_csv (label);
          printf (",%.5f,%.6f\n", logit, probability);
        }
      else
        printf ("  %d  %5.1f %%  %s%s%d  (logit %.5f)\n", i + 1, 100 * probability, label,
                *label != '\0' ? "  class " : "class ", class_index, logit);
    }
}

static void
image_cb (guint index, const float *logits, const GError *reason, gpointer user_data)
{
  Output *output = user_data;
  const char *path = g_ptr_array_index (output->images->paths, index);

  if (logits != NULL)
    {
      output->n_read++;
      print_rows (output, path, logits);
    }
  else if (output->images->named->data[index])
    {
      output->failed = TRUE;
      frost_cli_fail (reason);
    }
  else
    frost_cli_note ("%s (passed over)", reason->message);
}

int
frost_cli_ranking_run (const FrostCliRanking *ranking, char **arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostCliImages) images = frost_cli_images_new (arguments, &error);
  g_autoptr (FrostClassifier) classifier = NULL;
  const FrostWork work = { .cancellable = frost_cli_interrupt_get (),
                           .progress = frost_cli_progress };
  Output output = { .ranking = ranking, .images = images };
  gboolean ok;

  if (images == NULL)
    return frost_cli_fail (error);
  classifier = frost_classifier_new (ranking->model, ranking->preprocessing, 0, &error);
  if (classifier == NULL)
    return frost_cli_fail (error);

  output.n_outputs = frost_classifier_get_n_outputs (classifier);
  output.top = CLAMP (ranking->top, 1, output.n_outputs);
  output.order = g_new (int, output.top);
  output.probabilities = g_new (float, output.n_outputs);
  if (ranking->csv)
    puts ("file,rank,class,label,logit,probability");
  ok = frost_classifier_run (classifier, (const char *const *) images->paths->pdata,
                             images->paths->len, image_cb, &output, &work, &error);
  g_free (output.order);
  g_free (output.probabilities);
  frost_cli_progress_clear ();
  if (!ok)
    return frost_cli_fail (error);
  if (output.failed)
    return FROST_CLI_FAILED;
  if (output.n_read == 0)
    {
      error = g_error_new (G_FILE_ERROR, G_FILE_ERROR_FAILED,
                           "%s: no image could be read, but at least one JPEG or PNG is "
                           "needed",
                           arguments[0]);
      return frost_cli_fail (error);
    }
  return FROST_CLI_OK;
}
