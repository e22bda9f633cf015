#include "engine/graph/profile.h"

#include <string.h>

#include "engine/graph/autograd.h"
#include "engine/graph/plan.h"
#include "engine/graph/surgery.h"
#include "tests/engine/graph/graph-maker.h"

#define N_WORKERS 2
#define N_IMAGES 3

static const FrostProfileRow *
find_row (const GArray *rows, const char *op, FrostProfilePass pass)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const FrostProfileRow *row = &g_array_index (rows, FrostProfileRow, i);

      if (g_str_equal (row->op, op) && row->pass == pass)
        return row;
    }
  return NULL;
}

/* What is fused is left out, what runs is counted, and the numbers are the same. */
static void
test_plan (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (N_WORKERS);
  g_autoptr (FrostPlan) plan =
      frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1, pool, &error);
  g_autoptr (FrostProfile) profile = frost_profile_new (model, N_WORKERS);
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GArray) none = NULL;
  g_autofree float *x = g_new (float, N_IMAGES * 9 * 7 * 3);
  float plain[N_IMAGES * 4], profiled[N_IMAGES * 4];
  const FrostProfileRow *row;

  g_assert_no_error (error);
  graph_maker_fill (x, N_IMAGES * frost_shape_n_elements (&model->graph->input));
  frost_plan_run (plan, x, N_IMAGES, plain);
  frost_plan_set_profile (plan, profile);
  frost_plan_run (plan, x, N_IMAGES, profiled);
  frost_plan_set_profile (plan, NULL);
  frost_plan_run (plan, x, N_IMAGES, plain);
  g_assert_cmpmem (plain, sizeof plain, profiled, sizeof profiled);

  rows = frost_profile_rows (profile);
  row = find_row (rows, "conv", FROST_PROFILE_FORWARD);
  g_assert_nonnull (row);
  g_assert_cmpint (row->n_images, >=, N_IMAGES);
  g_assert_cmpint (row->multiply_adds, >, 0);
  g_assert_cmpfloat (row->seconds, >, 0);
  g_assert_null (find_row (rows, "batch-norm", FROST_PROFILE_FORWARD));
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpint (g_array_index (rows, FrostProfileRow, i).pass, ==,
                     FROST_PROFILE_FORWARD);

  frost_profile_reset (profile);
  none = frost_profile_rows (profile);
  g_assert_cmpuint (none->len, ==, 0);
}

/* Images that go through by rows count once, at every node. */
static void
test_rows (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = graph_maker_inverted_residual ();
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (N_WORKERS);
  g_autoptr (FrostPlan) plan =
      frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1, pool, &error);
  g_autoptr (FrostProfile) profile = frost_profile_new (model, N_WORKERS);
  g_autoptr (GArray) rows = NULL;
  g_autofree float *x =
      g_new (float, N_IMAGES *frost_shape_n_elements (&model->graph->input));
  float y[N_IMAGES * 16];

  g_assert_no_error (error);
  graph_maker_fill (x, N_IMAGES * frost_shape_n_elements (&model->graph->input));
  frost_plan_set_profile (plan, profile);
  frost_plan_run (plan, x, N_IMAGES, y);
  rows = frost_profile_rows (profile);
  g_assert_cmpuint (rows->len, >=, 5);
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpint (g_array_index (rows, FrostProfileRow, i).n_images, ==, N_IMAGES);
}

/* Both passes, in the order of computing, every image once. */
static void
test_steps (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (N_WORKERS);
  g_autoptr (FrostAutograd) autograd = NULL;
  g_autoptr (FrostProfile) profile = frost_profile_new (model, N_WORKERS);
  g_autoptr (GArray) rows = NULL;
  g_autofree float *x = g_new (float, N_IMAGES * 9 * 7 * 3);
  const int labels[N_IMAGES] = { 0, 3, 1 };
  FrostStepResult result;
  const FrostProfileRow *forward, *backward;

  g_assert_true (frost_surgery_freeze (model, 0, &error));
  autograd = frost_autograd_new (model, 0, N_IMAGES, pool, &error);
  g_assert_no_error (error);
  graph_maker_fill (x, N_IMAGES * frost_shape_n_elements (&model->graph->input));
  frost_autograd_set_profile (autograd, profile);
  frost_autograd_step (autograd, x, labels, NULL, N_IMAGES, &result);

  rows = frost_profile_rows (profile);
  forward = find_row (rows, "linear", FROST_PROFILE_FORWARD);
  backward = find_row (rows, "linear", FROST_PROFILE_BACKWARD);
  g_assert_nonnull (forward);
  g_assert_nonnull (backward);
  g_assert_true (forward < backward);
  g_assert_cmpint (forward->n_images, ==, N_IMAGES);
  g_assert_cmpint (backward->n_images, ==, N_IMAGES);
  g_assert_cmpint (backward->multiply_adds, ==, 2 * forward->multiply_adds);
  g_assert_nonnull (find_row (rows, "batch-norm", FROST_PROFILE_FORWARD));
}

static void
test_clock (void)
{
  const int64_t start = frost_profile_now ();

  g_assert_cmpint (frost_profile_now (), >=, start);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/profile/plan", test_plan);
  g_test_add_func ("/engine/graph/profile/rows", test_rows);
  g_test_add_func ("/engine/graph/profile/steps", test_steps);
  g_test_add_func ("/engine/graph/profile/clock", test_clock);
  return g_test_run ();
}
