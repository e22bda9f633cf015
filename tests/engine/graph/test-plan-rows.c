/* Chains of steps by rows against the same steps on whole images: the same bits, and nothing
 * written beyond the rows that a buffer holds. */
#include "engine/graph/plan-rows.h"

#include <string.h>

#include "engine/core/error.h"
#include "tests/engine/graph/graph-maker.h"

/* Floats behind a buffer that must stay as they are. */
#define GUARD 64
#define MARK 42.5f

static float *
guarded_new (int64_t n)
{
  float *data = g_new (float, n + GUARD);

  for (int64_t i = 0; i < n + GUARD; i++)
    data[i] = MARK;
  return data;
}

static void
assert_guarded (const float *data, int64_t n)
{
  for (int64_t i = n; i < n + GUARD; i++)
    g_assert_cmpfloat (data[i], ==, MARK);
}

/* All values of one image, step by step. */
static float **
run_whole (const FrostModel *model, const GArray *steps, const float *x, float *scratch)
{
  float **values = g_new0 (float *, frost_graph_n_values (model->graph) + 1);

  values[0] = g_memdup2 (x, (gsize) frost_shape_n_elements (&model->graph->input)
                                * sizeof (float));
  for (guint i = 0; i < steps->len; i++)
    {
      const FrostPlanStep *step = &g_array_index (steps, FrostPlanStep, i);
      float *w[FROST_OP_MAX_PARAMETERS];
      const FrostShape *w_shape[FROST_OP_MAX_PARAMETERS];
      FrostOpContext context = frost_plan_step_context (step, w, w_shape);
      const float *inputs[FROST_PLAN_CHAIN_INPUTS];

      g_assert_cmpint (step->n_inputs, <=, FROST_PLAN_CHAIN_INPUTS);
      for (int j = 0; j < step->n_inputs; j++)
        inputs[j] = values[step->inputs[j]];
      context.n = 1;
      context.n_batch = 1;
      context.x = inputs;
      context.y = values[step->output] =
          g_new (float, frost_shape_n_elements (step->y_shape));
      context.scratch = scratch;
      step->op->forward (&context);
    }
  return values;
}

static void
check_chain (const FrostPlanChain *chain, const GArray *steps, float **values,
             float *scratch)
{
  FrostPlanChainLink links[FROST_PLAN_CHAIN_STEPS] = { 0 };
  int64_t sizes[FROST_PLAN_CHAIN_STEPS];
  guint n = chain->end_step - chain->first_step;
  const FrostPlanStep *last = &g_array_index (steps, FrostPlanStep, chain->end_step - 1);

  for (guint i = 0; i < n; i++)
    {
      const FrostPlanStep *step =
          &g_array_index (steps, FrostPlanStep, chain->first_step + i);
      const FrostShape *y = step->y_shape;

      sizes[i] = (i + 1 < n ? chain->held[i] : y->dim[0]) * y->dim[1] * y->dim[2];
      links[i].y = guarded_new (sizes[i]);
      for (int j = 0; j < step->n_inputs; j++)
        if (i == 0 || step->inputs[j] != (step - 1)->output)
          links[i].x[j] = values[step->inputs[j]];
    }
  frost_plan_chain_run (chain, steps, links, scratch, 1, NULL, 0);
  g_assert_cmpmem (links[n - 1].y, (gsize) sizes[n - 1] * sizeof (float),
                   values[last->output], (gsize) sizes[n - 1] * sizeof (float));
  for (guint i = 0; i < n; i++)
    {
      assert_guarded (links[i].y, sizes[i]);
      g_free (links[i].y);
    }
}

/* The steps that are in chains. */
static guint
check (const FrostModel *model)
{
  int n_values = frost_graph_n_values (model->graph);
  g_autofree FrostShape *shapes = g_new (FrostShape, n_values);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) steps = NULL, chains = NULL;
  g_autofree float *x = g_new (float, frost_shape_n_elements (&model->graph->input));
  g_autofree float *scratch = NULL;
  float **values;
  int64_t n_scratch = 1;
  guint in_chains = 0;

  for (int v = 0; v < n_values; v++)
    shapes[v] = *frost_graph_value_shape (model->graph, v);
  for (int i = 0; i < n_values - 1; i++)
    n_scratch = MAX (n_scratch, frost_graph_node (model->graph, i)->inference.scratch);
  scratch = g_new (float, n_scratch);
  steps = frost_plan_steps_new (model, shapes, 0, n_values - 1, &error);
  g_assert_no_error (error);
  graph_maker_fill (x, frost_shape_n_elements (&model->graph->input));
  values = run_whole (model, steps, x, scratch);
  chains = frost_plan_chains_new (steps, 0, steps->len);
  for (guint i = 0; i < chains->len; i++)
    {
      const FrostPlanChain *chain = &g_array_index (chains, FrostPlanChain, i);

      check_chain (chain, steps, values, scratch);
      in_chains += chain->end_step - chain->first_step;
    }
  for (int v = 0; v < n_values; v++)
    g_free (values[v]);
  g_free (values);
  return in_chains;
}

static FrostOpAttributes
window (int kernel, int stride, int pad)
{
  FrostOpAttributes a = frost_op_attributes_default ();

  a.window.kernel_h = a.window.kernel_w = kernel;
  a.window.stride_h = a.window.stride_w = stride;
  a.window.pad_top = a.window.pad_left = pad;
  return a;
}

/* An inverted residual: the sum needs its first operand whole. */
static void
test_residual (void)
{
  g_autoptr (FrostModel) model = graph_maker_inverted_residual ();

  /* Expand with its swish, depthwise, project with the sum. */
  g_assert_cmpuint (check (model), >=, 3);
}

/* Windows that overlap, that leave rows out, and that begin in the padding or not. */
static void
test_windows (void)
{
  const struct
  {
    int kernel, stride, pad;
  } cases[] = { { 3, 1, 1 }, { 3, 2, 1 }, { 3, 2, 0 }, { 2, 2, 0 },
                { 2, 3, 1 }, { 1, 2, 0 }, { 5, 1, 4 }, { 7, 3, 3 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int height = 50; height < 54; height++)
      {
        g_autoptr (FrostModel) model = graph_maker_new (height, 201, 3);
        FrostOpAttributes pool = window (cases[i].kernel, cases[i].stride, cases[i].pad);
        int v;

        v = graph_maker_conv (model, "first", 0, 20, 5, 1, 1, TRUE);
        v = graph_maker_op (model, "pool", FROST_OP_MAX_POOL, &pool, v);
        v = graph_maker_batch_norm (model, "bn", v);
        v = graph_maker_conv (model, "depthwise", v, 20, 3, 2, 20, TRUE);
        v = graph_maker_conv (model, "project", v, 9, 1, 1, 1, TRUE);
        graph_maker_op (model, "mean", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
        g_assert_cmpuint (check (model), >=, 2);
      }
}

/* A scale of one pixel goes in whole, and what makes it has no rows to give to the image. */
static void
test_scale (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (80, 90, 3);
  int v, scale;

  v = graph_maker_conv (model, "first", 0, 24, 3, 1, 1, TRUE);
  scale = graph_maker_op (model, "mean", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  scale = graph_maker_conv (model, "squeeze", scale, 24, 1, 1, 1, TRUE);
  scale = graph_maker_op (model, "sigmoid", FROST_OP_SIGMOID, NULL, scale);
  v = graph_maker_pair (model, "scaled", FROST_OP_MUL, v, scale);
  v = graph_maker_conv (model, "depthwise", v, 24, 3, 1, 24, FALSE);
  v = graph_maker_conv (model, "project", v, 12, 1, 1, 1, TRUE);
  graph_maker_op (model, "end", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  g_assert_cmpuint (check (model), >=, 3);
}

/* What fits into the cache is left alone. */
static void
test_small (void)
{
  g_autoptr (FrostModel) every = graph_maker_every_op (4);
  g_autoptr (FrostModel) blocks = graph_maker_blocks (24, 3);

  g_assert_cmpuint (check (every), ==, 0);
  g_assert_cmpuint (check (blocks), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/plan-rows/residual", test_residual);
  g_test_add_func ("/engine/graph/plan-rows/windows", test_windows);
  g_test_add_func ("/engine/graph/plan-rows/scale", test_scale);
  g_test_add_func ("/engine/graph/plan-rows/small", test_small);
  return g_test_run ();
}
