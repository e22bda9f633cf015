/* engine-step MODEL CUT STATISTICS INPUT LABELS N OUTPUT EXPORT - one training step, for comparison
 * with another program's.
 *
 * CUT is a number, "middle" or "head"; STATISTICS is "running" or "batch" (above the line);
 * INPUT holds [N, height, width, channels] floats, LABELS [N] 32-bit integers, both raw. Writes
 * arrays to OUTPUT, one after the other, and for each a line "kind name dimensions" to the standard
 * output, in ONNX' layouts: logits, loss (of the mean), every gradient, parameters after one step
 * of SGD and of AdamW from the same start, statistics. Writes the model to EXPORT as ONNX.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/formats/onnx.h"
#include "engine/graph/autograd.h"
#include "engine/graph/cuts.h"
#include "engine/graph/plan.h"
#include "engine/graph/surgery.h"
#include "engine/train/optimizer.h"

#define N_THREADS 2
#define RATE 0.01

typedef struct
{
  FrostModel *model;
  FrostWorkerPool *pool;
  FILE *output;
  int from_value, output_value;
  int n;
  const float *x;
  const int *labels;
} Step;

static void
must (gboolean done, GError *error)
{
  if (done)
    return;
  fprintf (stderr, "engine-step: %s\n", error->message);
  exit (1);
}

static char *
read_bytes (const char *path, gsize size)
{
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  must (g_file_get_contents (path, &data, &length, &error), error);
  if (length == size)
    return data;
  fprintf (stderr, "engine-step: %s: has %zu bytes, %zu are needed\n", path, length,
           size);
  exit (1);
}

static void
write_array (const Step *step, const char *kind, const char *name, const float *data,
             const int64_t *dims, int rank)
{
  size_t n = 1;

  printf ("%s %s", kind, name);
  for (int i = 0; i < rank; i++)
    {
      printf (" %d", (int) dims[i]);
      n *= (size_t) dims[i];
    }
  printf ("\n");
  if (fwrite (data, sizeof *data, n, step->output) == n)
    return;
  perror ("engine-step: output");
  exit (1);
}

static void
write_parameter (const Step *step, const char *kind, int parameter, const float *data)
{
  const FrostParameter *p = frost_model_parameter (step->model, parameter);
  g_autofree float *onnx = g_new (float, p->tensor->n);
  int64_t dims[FROST_SHAPE_MAX_RANK];
  int rank;

  frost_onnx_layout_export (step->model, parameter, data, onnx, dims, &rank);
  write_array (step, kind, p->name, onnx, dims, rank);
}

/* Runs the model, or a stretch of it; the result is allocated. */
static float *
run_forward (const Step *step, int from_value, int to_value, const float *x)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostPlan) plan =
      frost_plan_new (step->model, from_value, to_value, step->pool, &error);
  float *y;

  must (plan != NULL, error);
  y = g_new (float, step->n *frost_shape_n_elements (frost_plan_output_shape (plan)));
  frost_plan_run (plan, x, step->n, y);
  return y;
}

static void
write_logits (const Step *step)
{
  g_autofree float *logits = run_forward (step, 0, step->output_value, step->x);
  int64_t dims[] = { step->n, frost_model_n_outputs (step->model) };

  write_array (step, "logits", "logits", logits, dims, 2);
}

static void
write_updated (const Step *step, const FrostAutograd *autograd, FrostOptimizerKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) copy = frost_model_copy (step->model, &error);
  g_auto (FrostTrainSettings) settings;
  g_autoptr (FrostOptimizer) optimizer = NULL;

  must (copy != NULL, error);
  frost_train_settings_init (&settings);
  settings.optimizer = kind;
  settings.weight_decay = 1e-4;
  optimizer = frost_optimizer_new (copy, &settings, &error);
  must (optimizer != NULL, error);
  frost_optimizer_step (optimizer, autograd, step->pool, RATE);
  for (guint i = 0; i < copy->parameters->len; i++)
    if (frost_model_parameter (copy, (int) i)->trainable)
      write_parameter (step, frost_optimizer_kind_name (kind), (int) i,
                       frost_model_parameter (copy, (int) i)->tensor->data);
}

static void
write_step (const Step *step)
{
  g_autoptr (GError) error = NULL;
  g_autofree float *features = run_forward (step, 0, step->from_value, step->x);
  g_autoptr (FrostAutograd) autograd =
      frost_autograd_new (step->model, step->from_value, step->n, step->pool, &error);
  FrostStepResult result;
  float loss;

  must (autograd != NULL, error);
  frost_autograd_step (autograd, features, step->labels, NULL, step->n, &result);
  loss = (float) (result.loss / result.n_counted);
  write_array (step, "loss", "loss", &loss, NULL, 0);
  for (guint i = 0; i < step->model->parameters->len; i++)
    {
      const FrostParameter *p = frost_model_parameter (step->model, (int) i);

      if (p->trainable)
        write_parameter (step, "gradient", (int) i,
                         frost_autograd_gradient (autograd, (int) i));
      else if (p->fixed)
        write_parameter (step, "statistics", (int) i, p->tensor->data);
    }
  write_updated (step, autograd, FROST_OPTIMIZER_SGD);
  write_updated (step, autograd, FROST_OPTIMIZER_ADAMW);
}

static int
freeze (Step *step, const char *cut_text, gboolean batch_statistics)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostCuts) cuts = frost_cuts_find (step->model);
  int cut = atoi (cut_text);

  if (strcmp (cut_text, "middle") == 0)
    cut = cuts->head_cut / 2;
  else if (strcmp (cut_text, "head") == 0)
    cut = cuts->head_cut;
  must (frost_surgery_freeze (step->model, cut, &error), error);
  step->from_value = frost_cuts_value (cuts, cut);
  for (int i = step->from_value; i < frost_graph_n_nodes (step->model->graph); i++)
    frost_graph_node (step->model->graph, i)->attributes.batch_statistics =
        batch_statistics
        && frost_graph_node (step->model->graph, i)->kind == FROST_OP_BATCH_NORM;
  must (frost_model_infer (step->model, &error), error);
  return cut;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = NULL;
  g_autoptr (FrostWorkerPool) pool = NULL;
  g_autofree char *x = NULL, *labels = NULL;
  Step step = { 0 };

  if (argc != 9)
    {
      fprintf (stderr, "engine-step: MODEL CUT STATISTICS INPUT LABELS N OUTPUT EXPORT "
                       "are needed\n");
      return 2;
    }
  model = frost_onnx_load (argv[1], &error);
  must (model != NULL, error);
  pool = frost_worker_pool_new (N_THREADS);
  step = (Step){ .model = model,
                 .pool = pool,
                 .n = atoi (argv[6]),
                 .output_value = frost_graph_n_values (model->graph) - 1 };
  x = read_bytes (argv[4], sizeof (float) * (gsize) step.n
                               * (gsize) frost_shape_n_elements (&model->graph->input));
  labels = read_bytes (argv[5], sizeof (int) * (gsize) step.n);
  step.x = (const float *) (const void *) x;
  step.labels = (const int *) (const void *) labels;
  step.output = fopen (argv[7], "wb");
  if (step.output == NULL)
    {
      perror ("engine-step: output");
      return 1;
    }
  must (frost_onnx_save (model, argv[8], &error), error);
  freeze (&step, argv[2], strcmp (argv[3], "batch") == 0);
  write_logits (&step);
  write_step (&step);
  if (fclose (step.output) == 0)
    return 0;
  perror ("engine-step: output");
  return 1;
}
