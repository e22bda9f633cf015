/* engine-step MODEL INPUT LABELS N OUTPUT WHAT PLACE… - training in the engine, for
 * comparison with another program's.
 *
 * INPUT holds [N, height, width, channels] floats, LABELS [N] 32-bit integers, both raw. PLACE is
 * CUT:STATISTICS, for curves CUT:STATISTICS:SGD:ADAMW. CUT is a number, "middle" or "head";
 * STATISTICS is "running" or "batch" (of batch-norms above the line); SGD and ADAMW are rates.
 * Writes arrays to OUTPUT, one after the other, and for each a line "kind name dimensions" to the
 * standard output, in ONNX' layouts: the logits; then for every PLACE, from the same
 * start, a line "at cut of highest-cut statistics", the loss (of the mean), every gradient and
 * batch-norm's statistics after the step. WHAT is "update": then also parameters after one step of
 * SGD and of AdamW; or "curve": the losses before each of ten steps of
 * either and after the last; or "step": nothing more.
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
#define N_CURVE_STEPS 10
#define DECAY 1e-4

/* The rate of a single update. */
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

/* The step's model again as it is before any step. */
static FrostModel *
copy_model (const Step *step)
{
  g_autoptr (GError) error = NULL;
  FrostModel *copy = frost_model_copy (step->model, &error);

  must (copy != NULL, error);
  return copy;
}

static FrostOptimizer *
new_optimizer (FrostModel *model, FrostOptimizerKind kind)
{
  g_autoptr (GError) error = NULL;
  g_auto (FrostTrainSettings) settings;
  FrostOptimizer *optimizer;

  frost_train_settings_init (&settings);
  settings.optimizer = kind;
  settings.weight_decay = DECAY;
  optimizer = frost_optimizer_new (model, &settings, &error);
  must (optimizer != NULL, error);
  return optimizer;
}

static void
write_update (const Step *step, const FrostAutograd *autograd, FrostOptimizerKind kind)
{
  g_autoptr (FrostModel) copy = copy_model (step);
  g_autoptr (FrostOptimizer) optimizer = new_optimizer (copy, kind);

  frost_optimizer_step (optimizer, autograd, step->pool, RATE);
  for (guint i = 0; i < copy->parameters->len; i++)
    if (frost_model_parameter (copy, (int) i)->trainable)
      write_parameter (step, frost_optimizer_kind_name (kind), (int) i,
                       frost_model_parameter (copy, (int) i)->tensor->data);
}

static void
write_curve (const Step *step, const float *features, FrostOptimizerKind kind,
             const char *rate)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) copy = copy_model (step);
  g_autoptr (FrostOptimizer) optimizer = new_optimizer (copy, kind);
  g_autoptr (FrostAutograd) autograd =
      frost_autograd_new (copy, step->from_value, step->n, step->pool, &error);
  float losses[N_CURVE_STEPS + 1];
  const int64_t n = G_N_ELEMENTS (losses);

  must (autograd != NULL, error);
  for (int i = 0; i <= N_CURVE_STEPS; i++)
    {
      FrostStepResult result;

      frost_autograd_step (autograd, features, step->labels, NULL, step->n, &result);
      losses[i] = (float) (result.loss / result.n_counted);
      frost_optimizer_step (optimizer, autograd, step->pool, g_ascii_strtod (rate, NULL));
    }
  write_array (step, "curve", frost_optimizer_kind_name (kind), losses, &n, 1);
}

static void
write_gradients (const Step *step, const FrostAutograd *autograd)
{
  for (guint i = 0; i < step->model->parameters->len; i++)
    if (frost_model_parameter (step->model, (int) i)->trainable)
      write_parameter (step, "gradient", (int) i,
                       frost_autograd_gradient (autograd, (int) i));
}

/* Of the step's model, which a step with batch statistics has changed. */
static void
write_statistics (const Step *step)
{
  for (guint i = 0; i < step->model->parameters->len; i++)
    {
      const FrostParameter *p = frost_model_parameter (step->model, (int) i);

      if (p->fixed)
        write_parameter (step, "statistics", (int) i, p->tensor->data);
    }
}

static void
write_step (const Step *step, const char *what, char **place)
{
  g_autoptr (GError) error = NULL;
  g_autofree float *features = run_forward (step, 0, step->from_value, step->x);
  g_autoptr (FrostAutograd) autograd = NULL;
  FrostStepResult result;
  float loss;

  if (strcmp (what, "curve") == 0)
    {
      write_curve (step, features, FROST_OPTIMIZER_SGD, place[2]);
      write_curve (step, features, FROST_OPTIMIZER_ADAMW, place[3]);
    }
  autograd =
      frost_autograd_new (step->model, step->from_value, step->n, step->pool, &error);
  must (autograd != NULL, error);
  frost_autograd_step (autograd, features, step->labels, NULL, step->n, &result);
  loss = (float) (result.loss / result.n_counted);
  write_array (step, "loss", "loss", &loss, NULL, 0);
  write_gradients (step, autograd);
  write_statistics (step);
  if (strcmp (what, "update") == 0)
    {
      write_update (step, autograd, FROST_OPTIMIZER_SGD);
      write_update (step, autograd, FROST_OPTIMIZER_ADAMW);
    }
}

static void
freeze (Step *step, char **place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostCuts) cuts = frost_cuts_find (step->model);
  gboolean batch_statistics = strcmp (place[1], "batch") == 0;
  int cut = atoi (place[0]);

  if (strcmp (place[0], "middle") == 0)
    cut = cuts->head_cut / 2;
  else if (strcmp (place[0], "head") == 0)
    cut = cuts->head_cut;
  must (frost_surgery_freeze (step->model, cut, &error), error);
  step->from_value = frost_cuts_value (cuts, cut);
  for (int i = step->from_value; i < frost_graph_n_nodes (step->model->graph); i++)
    {
      FrostNode *node = frost_graph_node (step->model->graph, i);

      node->attributes.batch_statistics =
          batch_statistics && node->kind == FROST_OP_BATCH_NORM;
    }
  must (frost_model_infer (step->model, &error), error);
  printf ("at %d %d %s\n", cut, cuts->head_cut, batch_statistics ? "batch" : "running");
}

static void
run_at (Step step, const char *at, const char *what)
{
  g_autoptr (FrostModel) copy = copy_model (&step);
  g_auto (GStrv) place = g_strsplit (at, ":", 4);

  if (g_strv_length (place) < (strcmp (what, "curve") == 0 ? 4 : 2))
    {
      fprintf (stderr, "engine-step: %s: is no place\n", at);
      exit (2);
    }
  step.model = copy;
  freeze (&step, place);
  write_step (&step, what, place);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = NULL;
  g_autoptr (FrostWorkerPool) pool = NULL;
  g_autofree char *x = NULL, *labels = NULL;
  Step step = { 0 };

  if (argc < 7)
    {
      fprintf (stderr,
               "engine-step: MODEL INPUT LABELS N OUTPUT WHAT PLACE… are needed\n");
      return 2;
    }
  model = frost_onnx_load (argv[1], &error);
  must (model != NULL, error);
  if (model->truncated != NULL)
    {
      fprintf (stderr, "only a trunk: %s\n", model->truncated);
      return 1;
    }
  pool = frost_worker_pool_new (N_THREADS);
  step = (Step){ .model = model,
                 .pool = pool,
                 .n = atoi (argv[4]),
                 .output_value = frost_graph_n_values (model->graph) - 1 };
  x = read_bytes (argv[2], sizeof (float) * (gsize) step.n
                               * (gsize) frost_shape_n_elements (&model->graph->input));
  labels = read_bytes (argv[3], sizeof (int) * (gsize) step.n);
  step.x = (const float *) (const void *) x;
  step.labels = (const int *) (const void *) labels;
  step.output = fopen (argv[5], "wb");
  if (step.output == NULL)
    {
      perror ("engine-step: output");
      return 1;
    }
  write_logits (&step);
  for (int i = 7; i < argc; i++)
    run_at (step, argv[i], argv[6]);
  if (fclose (step.output) == 0)
    return 0;
  perror ("engine-step: output");
  return 1;
}
