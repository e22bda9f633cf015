#include "engine/train/benchmark.h"

#include <string.h>

#include "engine/core/error.h"
#include "tests/engine/graph/graph-maker.h"

static void
check_figures (const FrostBenchmark *benchmark)
{
  g_assert_cmpint (benchmark->n_threads, ==, 2);
  g_assert_cmpfloat (benchmark->least, >, 0);
  g_assert_cmpfloat (benchmark->images_per_second, >=, benchmark->least);
  g_assert_cmpfloat (benchmark->most, >=, benchmark->images_per_second);
  g_assert_cmpint (benchmark->peak_bytes, >, 1 << 20);
  g_assert_cmpuint (benchmark->rows->len, >, 2);
}

static int
count_backward (const FrostBenchmark *benchmark)
{
  int n = 0;

  for (guint i = 0; i < benchmark->rows->len; i++)
    n += g_array_index (benchmark->rows, FrostProfileRow, i).pass
         == FROST_PROFILE_BACKWARD;
  return n;
}

static int
count_changed (const FrostModel *model, const FrostModel *before)
{
  int n = 0;

  for (guint i = 0; i < model->parameters->len; i++)
    {
      const FrostTensor *was = frost_model_parameter (before, (int) i)->tensor;
      const FrostTensor *is = frost_model_parameter (model, (int) i)->tensor;

      n += memcmp (was->data, is->data, sizeof (float) * (size_t) was->n) != 0;
    }
  return n;
}

/* Forward leaves no trace in the model, training does. */
static void
test_both (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = graph_maker_chain (3);
  g_autoptr (FrostModel) before = frost_model_copy (model, &error);
  FrostBenchmarkSettings settings = { .batch = 5, .n_threads = 2, .n_runs = 4 };
  g_auto (FrostBenchmark) forward = { 0 }, train = { 0 };

  g_assert_true (frost_benchmark_run (model, &settings, &forward, &error));
  g_assert_no_error (error);
  check_figures (&forward);
  g_assert_cmpint (count_backward (&forward), ==, 0);
  g_assert_cmpint (count_changed (model, before), ==, 0);

  settings.train = TRUE;
  g_assert_true (frost_benchmark_run (model, &settings, &train, &error));
  g_assert_no_error (error);
  check_figures (&train);
  g_assert_cmpint (count_backward (&train), >, 2);
  g_assert_cmpint (count_changed (model, before), >, 2);
}

static void
test_refused (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (3);
  const FrostBenchmarkSettings cases[] = {
    { .batch = 0, .n_threads = 1, .n_runs = 1 },
    { .batch = 1 << 20, .n_threads = 1, .n_runs = 1 },
    { .batch = 1, .n_threads = 1, .n_runs = 0 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (FrostBenchmark) benchmark = { 0 };

      g_assert_false (frost_benchmark_run (model, &cases[i], &benchmark, &error));
      g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
      g_assert_nonnull (strstr (error->message, i < 2 ? "batch" : "runs"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/train/benchmark/both", test_both);
  g_test_add_func ("/engine/train/benchmark/refused", test_refused);
  return g_test_run ();
}
