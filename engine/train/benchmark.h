/* How fast a model runs here, on random pixels: forward, or whole steps of training it all. */
#pragma once

#include "engine/graph/profile.h"

G_BEGIN_DECLS

typedef struct
{
  int batch;     /* images a run, >= 1 */
  int n_threads; /* 0 = one a core */
  int n_runs;    /* that count, >= 1; one before them warms up */
  gboolean
      train; /* forward, backward and SGD with momentum of every parameter, batch-norms with
                   * the statistics of the batch; else the plan for running alone */
} FrostBenchmarkSettings;

typedef struct
{
  int n_threads;                         /* that took part */
  double images_per_second, least, most; /* of the runs: median, slowest, fastest */
  int64_t peak_bytes; /* resident memory of the process at its largest, 0 = not known */
  GArray *rows;       /* of FrostProfileRow: of one more run that was profiled */
} FrostBenchmark;

/* The rows lend their names from the model, which training changes.
 * Errors: ARGUMENT, MEMORY, those of training a model that cannot be. */
gboolean frost_benchmark_run (FrostModel *model, const FrostBenchmarkSettings *settings,
                              FrostBenchmark *benchmark, GError **error);
void frost_benchmark_clear (FrostBenchmark *benchmark);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrostBenchmark, frost_benchmark_clear)

G_END_DECLS
