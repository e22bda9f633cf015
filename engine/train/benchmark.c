#include "engine/train/benchmark.h"

#include <stdlib.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/graph/plan.h"
#include "engine/graph/surgery.h"
#include "engine/train/optimizer.h"

/* Small, so that random labels do not lead the numbers anywhere. */
#define RATE 1e-5
#define MAX_BATCH 4096
#define MAX_RUNS 100000

/* What is run again and again. */
typedef struct
{
  int batch;
  FrostWorkerPool *pool;
  FrostProfile *profile;
  FrostPlan *plan; /* forward alone */
  FrostAutograd *autograd;
  FrostOptimizer *optimizer;
  float *x, *y;
  int *labels;
} Work;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->plan, frost_plan_free);
  g_clear_pointer (&work->autograd, frost_autograd_free);
  g_clear_pointer (&work->optimizer, frost_optimizer_free);
  g_clear_pointer (&work->profile, frost_profile_free);
  g_clear_pointer (&work->pool, frost_worker_pool_free);
  g_clear_pointer (&work->x, g_free);
  g_clear_pointer (&work->y, g_free);
  g_clear_pointer (&work->labels, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static gboolean
prepare_training (Work *work, FrostModel *model, GError **error)
{
  FrostTrainSettings settings;

  if (!frost_surgery_freeze (model, 0, error)
      || !frost_surgery_set_batch_statistics (model, 0, TRUE, error))
    return FALSE;
  work->autograd = frost_autograd_new (model, 0, work->batch, work->pool, error);
  if (work->autograd == NULL)
    return FALSE;
  frost_train_settings_init (&settings);
  work->optimizer = frost_optimizer_new (model, &settings, error);
  frost_train_settings_clear (&settings);
  return work->optimizer != NULL;
}

/* Pixels in [-1, 1), labels of all classes: the same ones each time. */
static gboolean
draw_input (Work *work, const FrostModel *model, GError **error)
{
  const int64_t n_x = frost_shape_n_elements (&model->graph->input);
  const int n_outputs = frost_model_n_outputs (model);
  FrostRng rng;

  work->x = g_try_new (float, (gsize) (work->batch * n_x));
  work->y = g_try_new (float, (gsize) work->batch *(gsize) n_outputs);
  work->labels = g_new (int, work->batch);
  if (work->x == NULL || work->y == NULL)
    return frost_error_fail (error, FROST_ENGINE_ERROR_MEMORY,
                             "%s: no memory for a batch of %d", model->name, work->batch);
  frost_rng_seed (&rng, 1);
  for (int64_t i = 0; i < work->batch * n_x; i++)
    work->x[i] = 2 * (float) frost_rng_uniform (&rng) - 1;
  for (int i = 0; i < work->batch; i++)
    work->labels[i] = (int) (frost_rng_uniform (&rng) * (float) n_outputs) % n_outputs;
  return TRUE;
}

static void
run_once (Work *work)
{
  FrostStepResult result;

  if (work->plan != NULL)
    {
      frost_plan_run (work->plan, work->x, work->batch, work->y);
      return;
    }
  frost_autograd_step (work->autograd, work->x, work->labels, NULL, work->batch, &result);
  frost_optimizer_step (work->optimizer, work->autograd, work->pool, RATE);
}

static int
compare_rates (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Resident memory at its largest, from Linux's proc (5): getrusage would say that of whoever
 * started this program if it was more. 0 where there is none. */
static int64_t
read_peak (void)
{
  static const char key[] = "VmHWM:";
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL)
      || (line = strstr (status, key)) == NULL)
    return 0;
  return (int64_t) g_ascii_strtoll (line + strlen (key), NULL, 10) * 1024;
}

static void
measure (Work *work, int n_runs, FrostBenchmark *benchmark)
{
  g_autofree double *rates = g_new (double, n_runs);

  run_once (work);
  for (int i = 0; i < n_runs; i++)
    {
      const int64_t start = frost_profile_now ();

      run_once (work);
      rates[i] = 1e9 * work->batch / (double) MAX (frost_profile_now () - start, 1);
    }
  qsort (rates, (size_t) n_runs, sizeof *rates, compare_rates);
  benchmark->images_per_second = (rates[(n_runs - 1) / 2] + rates[n_runs / 2]) / 2;
  benchmark->least = rates[0];
  benchmark->most = rates[n_runs - 1];
  benchmark->peak_bytes = read_peak ();
}

static void
take_profile (Work *work, const FrostModel *model, FrostBenchmark *benchmark)
{
  work->profile = frost_profile_new (model, benchmark->n_threads);
  if (work->plan != NULL)
    frost_plan_set_profile (work->plan, work->profile);
  else
    frost_autograd_set_profile (work->autograd, work->profile);
  run_once (work);
  benchmark->rows = frost_profile_rows (work->profile);
}

gboolean
frost_benchmark_run (FrostModel *model, const FrostBenchmarkSettings *settings,
                     FrostBenchmark *benchmark, GError **error)
{
  g_auto (Work) work = { .batch = settings->batch };

  *benchmark = (FrostBenchmark){ 0 };
  if (settings->batch < 1 || settings->batch > MAX_BATCH)
    return frost_error_fail (error, FROST_ENGINE_ERROR_ARGUMENT,
                             "batch: %d is given, 1 to %d is needed", settings->batch,
                             MAX_BATCH);
  if (settings->n_runs < 1 || settings->n_runs > MAX_RUNS)
    return frost_error_fail (error, FROST_ENGINE_ERROR_ARGUMENT,
                             "runs: %d are given, 1 to %d are needed", settings->n_runs,
                             MAX_RUNS);
  work.pool = frost_worker_pool_new (settings->n_threads);
  benchmark->n_threads = frost_worker_pool_get_n_workers (work.pool);
  if (!draw_input (&work, model, error))
    return FALSE;
  if (settings->train)
    {
      if (!prepare_training (&work, model, error))
        return FALSE;
    }
  else
    {
      work.plan = frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1,
                                  work.pool, error);
      if (work.plan == NULL)
        return FALSE;
    }
  measure (&work, settings->n_runs, benchmark);
  take_profile (&work, model, benchmark);
  return TRUE;
}

void
frost_benchmark_clear (FrostBenchmark *benchmark)
{
  g_clear_pointer (&benchmark->rows, g_array_unref);
}
