/* zoo-forward MODEL ARCHITECTURE INPUT OUTPUT - the logits of a model file of any format, for
 * comparison with another program's.
 *
 * ARCHITECTURE is a network of the zoo, or "-" to recognise it. INPUT holds images
 * [n, height, width, channels] of floats, already normalised; the logits go to OUTPUT, both raw.
 * Prints the network that it was taken for and the tensors of each fate: "resnet18 102 0 0 20",
 * "- 0 0 0 0" for a file with a graph, then the preprocessing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/formats/model-file.h"
#include "engine/graph/plan.h"

#define N_THREADS 2

static void
must (gboolean done, GError *error)
{
  if (done)
    return;
  fprintf (stderr, "zoo-forward: %s\n", error->message);
  exit (1);
}

static void
print_facts (const FrostModel *model, const FrostRestoreReport *report)
{
  g_autofree char *preprocessing = frost_preprocessing_describe (&model->preprocessing);
  const int none[FROST_RESTORE_N_FATES] = { 0 };
  const int *n = report != NULL ? report->n : none;

  printf ("%s %d %d %d %d\n%s\n", report != NULL ? report->architecture : "-",
          n[FROST_RESTORE_REUSED], n[FROST_RESTORE_SHAPE_DIFFERS],
          n[FROST_RESTORE_MADE_NEW], n[FROST_RESTORE_IGNORED], preprocessing);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = NULL;
  g_autoptr (FrostRestoreReport) report = NULL;
  g_autoptr (FrostPlan) plan = NULL;
  g_autoptr (FrostWorkerPool) pool = NULL;
  g_autofree char *x = NULL;
  FrostModelFileOptions options = { 0 };
  gsize size, n;

  if (argc != 5)
    {
      fprintf (stderr, "zoo-forward: MODEL ARCHITECTURE INPUT OUTPUT are needed\n");
      return 2;
    }
  options.architecture = strcmp (argv[2], "-") == 0 ? NULL : argv[2];
  model = frost_model_file_load (argv[1], &options, &report, &error);
  must (model != NULL, error);
  print_facts (model, report);

  pool = frost_worker_pool_new (N_THREADS);
  plan = frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1, pool, &error);
  must (plan != NULL, error);
  must (g_file_get_contents (argv[3], &x, &size, &error), error);
  n = size / sizeof (float) / (gsize) frost_shape_n_elements (&model->graph->input);
  gsize n_logits = n * (gsize) frost_model_n_outputs (model);
  g_autofree float *y = g_new (float, n_logits);
  frost_plan_run (plan, (const float *) (const void *) x, (int) n, y);
  must (g_file_set_contents (argv[4], (const char *) y, (gssize) (n_logits * sizeof *y),
                             &error),
        error);
  return 0;
}
