#include "engine/graph/plan.h"

#include <math.h>
#include <string.h>

#include "engine/core/error.h"
#include "engine/formats/onnx.h"
#include "tests/engine/graph/graph-maker.h"

/* Of a node, in these tests. */
#define MAX_INPUTS 6

/* Node by node, nothing fused, one image at a time, straight through the ops. The values of the
 * whole graph; [0] is x. */
static float **
run_naively (const FrostModel *model, const float *x)
{
  const FrostGraph *graph = model->graph;
  int n_values = frost_graph_n_values (graph);
  float **values = g_new0 (float *, n_values + 1);

  values[0] =
      g_memdup2 (x, sizeof (float) * (gsize) frost_shape_n_elements (&graph->input));
  for (int i = 0; i < frost_graph_n_nodes (graph); i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);
      const float *inputs[MAX_INPUTS];
      const FrostShape *shapes[MAX_INPUTS];
      float *w[FROST_OP_MAX_PARAMETERS] = { NULL };
      const FrostShape *w_shapes[FROST_OP_MAX_PARAMETERS] = { NULL };
      g_autofree float *scratch = g_new (float, node->inference.scratch + 1);
      FrostOpContext context = { .attributes = &node->attributes,
                                 .n = 1,
                                 .n_inputs = node->n_inputs,
                                 .x_shape = shapes,
                                 .y_shape = &node->inference.y,
                                 .x = inputs,
                                 .w = w,
                                 .w_shape = w_shapes,
                                 .scratch = scratch,
                                 .n_batch = 1 };

      g_assert_cmpint (node->n_inputs, <=, MAX_INPUTS);
      for (int j = 0; j < node->n_inputs; j++)
        {
          inputs[j] = values[node->inputs[j]];
          shapes[j] = frost_graph_value_shape (graph, node->inputs[j]);
        }
      for (int j = 0; j < FROST_OP_MAX_PARAMETERS; j++)
        if (node->parameters[j] >= 0)
          {
            FrostTensor *tensor =
                frost_model_parameter (model, node->parameters[j])->tensor;

            w[j] = tensor->data;
            w_shapes[j] = &tensor->shape;
          }
      context.y = values[i + 1] =
          g_new (float, frost_shape_n_elements (&node->inference.y));
      frost_op_get (node->kind)->forward (&context);
    }
  return values;
}

static void
free_values (const FrostModel *model, float **values)
{
  for (int v = 0; v < frost_graph_n_values (model->graph); v++)
    g_free (values[v]);
  g_free (values);
}

static float *
random_images (const FrostModel *model, int n)
{
  int64_t size = n * frost_shape_n_elements (&model->graph->input);
  float *x = g_new (float, size);

  graph_maker_fill (x, size);
  return x;
}

static void
assert_near (const float *a, const float *b, int64_t n, double tolerance)
{
  double most = 0;

  for (int64_t i = 0; i < n; i++)
    most = MAX (most, fabs ((double) b[i]));
  for (int64_t i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], tolerance * most + 1e-30);
}

/* From one cut to another, against the naive values of each image. */
static void
check_stretch (const FrostModel *model, int from, int to, int n, int n_threads)
{
  /* Rounding grows with the number of layers. */
  double tolerance = to - from > 50 ? 1e-4 : 1e-5;
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (n_threads);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostPlan) plan = frost_plan_new (model, from, to, pool, &error);
  g_autofree float *x = random_images (model, n);
  int64_t image = frost_shape_n_elements (&model->graph->input);
  int64_t in = frost_shape_n_elements (frost_graph_value_shape (model->graph, from));
  int64_t out = frost_shape_n_elements (frost_graph_value_shape (model->graph, to));
  g_autofree float *start = g_new (float, n *in), *expected = g_new (float, n *out);
  g_autofree float *y = g_new (float, n *out + 1);

  g_assert_no_error (error);
  for (int i = 0; i < n; i++)
    {
      float **values = run_naively (model, x + i * image);

      memcpy (start + i * in, values[from], sizeof (float) * (gsize) in);
      memcpy (expected + i * out, values[to], sizeof (float) * (gsize) out);
      free_values (model, values);
    }
  y[n * out] = 42;
  frost_plan_run (plan, start, n, y);
  assert_near (y, expected, n * out, tolerance);
  g_assert_cmpfloat (y[n * out], ==, 42);
}

static void
run_plan (const FrostModel *model, int from, int to, const float *x, int n, float *y,
          FrostWorkerPool *pool)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostPlan) plan = frost_plan_new (model, from, to, pool, &error);

  g_assert_no_error (error);
  frost_plan_run (plan, x, n, y);
}

/* Two plans that meet at any cut give the numbers of one, bit for bit: features are kept there. */
static void
check_cuts (const FrostModel *model, int to)
{
  const int n = 3;
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (1);
  g_autofree float *x = random_images (model, n);
  gsize out =
      n * (gsize) frost_shape_n_elements (frost_graph_value_shape (model->graph, to));
  g_autofree float *whole = g_new (float, out), *y = g_new (float, out);

  run_plan (model, 0, to, x, n, whole, pool);
  for (int cut = 1; cut < to; cut++)
    {
      g_autofree float *between = NULL;

      if (!frost_graph_is_cut (model->graph, cut))
        continue;
      between = g_new (
          float, n *frost_shape_n_elements (frost_graph_value_shape (model->graph, cut)));
      run_plan (model, 0, cut, x, n, between, pool);
      run_plan (model, cut, to, between, n, y, pool);
      g_assert_cmpmem (y, out * sizeof (float), whole, out * sizeof (float));
    }
}

/* Images that go through by rows. */
static void
test_large (void)
{
  g_autoptr (FrostModel) model = graph_maker_inverted_residual ();
  int output = frost_graph_n_values (model->graph) - 1;

  check_stretch (model, 0, output, 3, 1);
  check_stretch (model, 0, output, 21, 2);
  check_stretch (model, 0, output - 1, 2, 1);
  check_cuts (model, output);
}

/* Branches that write into the place where they are joined, beside some that cannot: of every way in
 * which a convolution is computed, and of one that something else reads too. */
static void
test_joined (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (13, 11, 3);
  FrostOpAttributes channels = frost_op_attributes_default ();
  g_autoptr (GError) error = NULL;
  int start, inputs[6];

  start = graph_maker_conv (model, "start", 0, 20, 3, 2, 1, TRUE);
  start = graph_maker_op (model, "relu", FROST_OP_RELU, NULL, start);
  inputs[0] = graph_maker_conv (model, "point", start, 9, 1, 1, 1, TRUE);
  inputs[0] = graph_maker_op (model, "point.relu", FROST_OP_RELU, NULL, inputs[0]);
  inputs[1] = graph_maker_conv (model, "winograd", start, 24, 3, 1, 1, TRUE);
  inputs[2] = graph_maker_conv (model, "depthwise", start, 20, 3, 1, 20, FALSE);
  inputs[3] = graph_maker_conv (model, "windows", start, 8, 5, 1, 2, TRUE);
  inputs[4] = graph_maker_conv (model, "twice", start, 8, 1, 1, 1, TRUE);
  inputs[5] = graph_maker_conv (model, "last", inputs[4], 5, 5, 1, 1, TRUE);
  frost_graph_add (model->graph, "joined", FROST_OP_CONCAT, &channels, inputs, 6);
  frost_model_infer (model, &error);
  g_assert_no_error (error);
  start = frost_graph_n_values (model->graph) - 1;
  check_stretch (model, 0, start, 3, 1);
  inputs[0] = graph_maker_conv (model, "a", start, 16, 1, 1, 1, TRUE);
  inputs[1] = graph_maker_conv (model, "b", start, 16, 3, 1, 1, TRUE);
  start = graph_maker_pair (model, "again", FROST_OP_CONCAT, inputs[0], inputs[1]);
  graph_maker_op (model, "mean", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, start);
  for (int n = 1; n < 40; n += 17)
    check_stretch (model, 0, start + 1, n, 2);
}

/* Sums and activations behind every kind of convolution: the sum goes with the later one of its
 * operands, if nobody else reads that one, whichever stands first. */
static void
test_residual (void)
{
  const struct
  {
    int kernel, groups;
    gboolean first; /* of the sum's operands */
    FrostOpKind activation;
  } cases[] = {
    { 1, 1, TRUE, FROST_OP_RELU },       { 1, 1, FALSE, FROST_OP_HARD_SWISH },
    { 3, 1, TRUE, FROST_OP_HARD_SWISH }, { 3, 1, FALSE, FROST_OP_RELU },
    { 5, 1, TRUE, FROST_OP_RELU },       { 3, 6, TRUE, FROST_OP_HARD_SWISH },
    { 3, 24, FALSE, FROST_OP_RELU },     { 5, 3, TRUE, FROST_OP_RELU },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int stride = 1; stride <= 2; stride++)
      {
        g_autoptr (FrostModel) model = graph_maker_new (13, 11, 3);
        int kernel = cases[i].kernel, groups = cases[i].groups;
        int start, side, v, output;

        start = graph_maker_conv (model, "start", 0, 24, 3, 1, 1, TRUE);
        start = graph_maker_op (model, "swish", FROST_OP_HARD_SWISH, NULL, start);
        side = graph_maker_conv (model, "side", start, 24, 1, stride, 1, TRUE);
        v = graph_maker_conv (model, "conv", start, 24, kernel, stride, groups, FALSE);
        v = graph_maker_batch_norm (model, "norm", v);
        v = graph_maker_pair (model, "sum", FROST_OP_ADD, cases[i].first ? v : side,
                              cases[i].first ? side : v);
        v = graph_maker_op (model, "act", cases[i].activation, NULL, v);
        /* Both operands of this sum are read by others too. */
        side = graph_maker_conv (model, "other", v, 24, kernel, 1, groups, TRUE);
        side = graph_maker_pair (model, "again", FROST_OP_ADD, side, v);
        side = graph_maker_pair (model, "joined", FROST_OP_CONCAT, side, v);
        output = graph_maker_op (model, "mean", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, side);
        check_stretch (model, 0, output - 1, 3, 1);
        check_stretch (model, start, output, 19, 2);
        check_cuts (model, output);
      }
}

/* A first convolution of few channels, read where the image is, that has a residual too. */
static void
test_residual_of_first (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (23, 31, 3);
  FrostOpAttributes pool = frost_op_attributes_default ();
  int side, v, output;

  pool.window.kernel_h = pool.window.kernel_w = 2;
  pool.window.stride_h = pool.window.stride_w = 2;
  pool.ceil_mode = TRUE;
  side = graph_maker_conv (model, "side", 0, 20, 1, 1, 1, TRUE);
  side = graph_maker_op (model, "pool", FROST_OP_MAX_POOL, &pool, side);
  v = graph_maker_conv (model, "first", 0, 20, 3, 2, 1, TRUE);
  v = graph_maker_pair (model, "sum", FROST_OP_ADD, side, v);
  v = graph_maker_op (model, "relu", FROST_OP_RELU, NULL, v);
  output = graph_maker_op (model, "mean", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  check_stretch (model, 0, output - 1, 3, 1);
}

/* A scale of the channels found from the image itself, and applied to it. */
static int
add_excitation (FrostModel *model, const char *name, int v, int channels,
                gboolean scale_first)
{
  g_autofree char *mean = g_strdup_printf ("%s.mean", name);
  g_autofree char *fc = g_strdup_printf ("%s.fc", name);
  g_autofree char *gate = g_strdup_printf ("%s.gate", name);
  int scale = graph_maker_op (model, mean, FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);

  scale = graph_maker_conv (model, fc, scale, channels, 1, 1, 1, TRUE);
  scale = graph_maker_op (model, gate, FROST_OP_SIGMOID, NULL, scale);
  return graph_maker_pair (model, name, FROST_OP_MUL, scale_first ? scale : v,
                           scale_first ? v : scale);
}

/* Squeeze-and-excite: scales that go into the weights of the convolution behind them, and some that
 * cannot, because it looks at more than a pixel, is too wide, or is not their only reader. */
static void
test_excitation (void)
{
  for (int size = 4; size <= 90; size += 43)
    for (int first = 0; first < 2; first++)
      {
        g_autoptr (FrostModel) model = graph_maker_new (size, size + 3, 3);
        int start, v, side, output;

        start = graph_maker_conv (model, "start", 0, 20, 3, 1, 1, TRUE);
        start = graph_maker_op (model, "swish", FROST_OP_HARD_SWISH, NULL, start);
        v = graph_maker_conv (model, "wide", start, 36, 1, 1, 1, TRUE);
        v = add_excitation (model, "a", v, 36, first);
        v = graph_maker_conv (model, "project", v, 20, 1, 1, 1, FALSE);
        v = graph_maker_batch_norm (model, "norm", v);
        v = graph_maker_pair (model, "sum", FROST_OP_ADD, v, start);
        v = add_excitation (model, "b", v, 20, !first);
        v = graph_maker_conv (model, "three", v, 20, 3, 1, 1, TRUE);
        v = add_excitation (model, "c", v, 20, first);
        side = graph_maker_conv (model, "side", v, 20, 1, 1, 1, TRUE);
        v = graph_maker_pair (model, "again", FROST_OP_ADD, side, v);
        v = add_excitation (model, "d", v, 20, first);
        v = graph_maker_conv (model, "even", v, 20, 1, 2, 1, TRUE);
        v = add_excitation (model, "e", v, 20, first);
        v = graph_maker_conv (model, "last", v, 9, 1, 1, 1, TRUE);
        output = graph_maker_op (model, "mean", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
        check_stretch (model, 0, output, 3, 1);
        check_stretch (model, start, output - 1, 5, 2);
        check_cuts (model, output);
      }
}

/* What a reshape makes of an image has other rows and channels, in the same memory. */
static void
test_reshaped (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (60, 90, 3);
  FrostOpAttributes turned = frost_op_attributes_default ();
  FrostOpAttributes narrow = frost_op_attributes_default ();
  int v, side, output;

  turned.n_axes = narrow.n_axes = 3;
  turned.size[0] = 90, turned.size[1] = 60, turned.size[2] = 24;
  narrow.size[0] = 90, narrow.size[1] = 120, narrow.size[2] = 12;
  v = graph_maker_conv (model, "first", 0, 24, 3, 1, 1, TRUE);
  v = graph_maker_op (model, "turned", FROST_OP_RESHAPE, &turned, v);
  v = graph_maker_conv (model, "depthwise", v, 24, 3, 1, 24, TRUE);
  v = graph_maker_conv (model, "point", v, 24, 1, 1, 1, TRUE);
  side = graph_maker_conv (model, "side", v, 24, 1, 1, 1, TRUE);
  side = graph_maker_op (model, "side.narrow", FROST_OP_RESHAPE, &narrow, side);
  v = graph_maker_conv (model, "other", v, 24, 1, 1, 1, TRUE);
  v = graph_maker_op (model, "other.narrow", FROST_OP_RESHAPE, &narrow, v);
  v = graph_maker_pair (model, "joined", FROST_OP_CONCAT, side, v);
  output = graph_maker_op (model, "mean", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  check_stretch (model, 0, output - 1, 3, 1);
}

static void
test_naive (void)
{
  g_autoptr (FrostModel) chain = graph_maker_chain (4);
  g_autoptr (FrostModel) every = graph_maker_every_op (4);
  int output = frost_graph_n_values (every->graph) - 1;

  for (int from = 0; from < 13; from++)
    for (int to = from; to < 13; to++)
      check_stretch (chain, from, to, 3, 1);
  for (int from = 0; from <= output; from++)
    for (int to = from; to <= output; to++)
      if (frost_graph_is_cut (every->graph, from)
          && frost_graph_is_cut (every->graph, to))
        check_stretch (every, from, to, 2, 2);
  check_stretch (every, 0, output, 100, 2);
}

static void
check_all_stretches (const FrostModel *model)
{
  int output = frost_graph_n_values (model->graph) - 1;

  for (int from = 0; from <= output; from++)
    for (int to = from; to <= output; to++)
      if (frost_graph_is_cut (model->graph, from)
          && frost_graph_is_cut (model->graph, to))
        check_stretch (model, from, to, 5, 2);
}

/* Layers over tokens: the batch-norm after a linear layer of them is folded in like any other. */
static void
test_attention (void)
{
  g_autoptr (FrostModel) model = graph_maker_attention (4);

  check_all_stretches (model);
}

/* Activations, and operands that repeat their numbers. */
static void
test_elementwise (void)
{
  g_autoptr (FrostModel) model = graph_maker_elementwise (4);

  check_all_stretches (model);
}

/* Nodes without inputs, and those that only move numbers. */
static void
test_tokens (void)
{
  g_autoptr (FrostModel) model = graph_maker_tokens (4);

  check_all_stretches (model);
  check_stretch (model, 0, frost_graph_n_values (model->graph) - 1, 70, 2);
}

/* A convolution whose raw result, batch-normed result and activated result are all read again must
 * not be fused with what follows. */
static void
test_many_readers (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (6, 5, 3);
  int conv = graph_maker_conv (model, "conv", 0, 4, 3, 1, 1, TRUE);
  int norm = graph_maker_batch_norm (model, "bn", conv);
  int relu = graph_maker_op (model, "relu", FROST_OP_RELU, NULL, norm);
  int twice = graph_maker_pair (model, "twice", FROST_OP_ADD, relu, relu);
  int sum = graph_maker_pair (model, "sum", FROST_OP_ADD, conv, norm);
  int all = graph_maker_pair (model, "all", FROST_OP_ADD, sum, twice);
  int last = graph_maker_op (model, "last", FROST_OP_RELU, NULL, all);

  check_stretch (model, 0, last, 5, 2);
}

/* Dropout is nothing at inference: in the middle, at the end, and alone. */
static void
test_dropout (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (6, 5, 3);
  int v = graph_maker_op (model, "drop1", FROST_OP_DROPOUT, NULL, 0);

  v = graph_maker_op (model, "drop2", FROST_OP_DROPOUT, NULL, v);
  v = graph_maker_conv (model, "conv", v, 4, 3, 1, 1, TRUE);
  v = graph_maker_op (model, "drop3", FROST_OP_DROPOUT, NULL, v);
  v = graph_maker_op (model, "relu", FROST_OP_RELU, NULL, v);
  v = graph_maker_op (model, "drop4", FROST_OP_DROPOUT, NULL, v);
  for (int from = 0; from <= v; from++)
    for (int to = from; to <= v; to++)
      check_stretch (model, from, to, 3, 2);
}

/* An image's result does not depend on how many came with it, where it stood, or how many workers
 * there were: bit for bit. */
static void
check_independence (const FrostModel *model)
{
  int output = frost_graph_n_values (model->graph) - 1, n = 70;
  int64_t image = frost_shape_n_elements (&model->graph->input);
  g_autofree float *x = random_images (model, n);
  g_autofree float *all = g_new (float, n * 4);

  for (int n_threads = 1; n_threads <= 3; n_threads++)
    {
      g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (n_threads);
      g_autoptr (FrostPlan) plan = frost_plan_new (model, 0, output, pool, NULL);
      g_autofree float *again = g_new (float, n * 4);

      frost_plan_run (plan, x, n, n_threads == 1 ? all : again);
      if (n_threads > 1)
        g_assert_cmpmem (all, sizeof (float) * (gsize) n * 4, again,
                         sizeof (float) * (gsize) n * 4);
      for (int first = 0, size = 1; first < n; first += size, size = size * 2 + 1)
        {
          float part[70 * 4];

          size = MIN (size, n - first);
          frost_plan_run (plan, x + first * image, size, part);
          g_assert_cmpmem (part, sizeof (float) * (gsize) size * 4, all + first * 4,
                           sizeof (float) * (gsize) size * 4);
        }
    }
}

static void
test_independence (void)
{
  g_autoptr (FrostModel) every = graph_maker_every_op (4);
  g_autoptr (FrostModel) attention = graph_maker_attention (4);
  g_autoptr (FrostModel) elementwise = graph_maker_elementwise (4);

  check_independence (every);
  check_independence (attention);
  check_independence (elementwise);
}

/* A trained parameter takes effect after a refresh, folded or not. */
static void
test_refresh (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (1);
  int output = frost_graph_n_values (model->graph) - 1;
  g_autoptr (FrostPlan) plan = frost_plan_new (model, 0, output, pool, NULL);
  g_autofree float *x = random_images (model, 1);
  float **values;
  float y[4];

  for (guint i = 0; i < model->parameters->len; i++)
    frost_model_parameter (model, (int) i)->tensor->data[0] *= 1.5f;
  frost_plan_refresh (plan, model);
  frost_plan_run (plan, x, 1, y);
  values = run_naively (model, x);
  assert_near (y, values[output], 4, 1e-5);
  free_values (model, values);
}

/* Multiply-adds of what is run, fused or not. */
static void
test_multiply_adds (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (1);
  g_autoptr (FrostPlan) plan = frost_plan_new (model, 3, 4, pool, NULL);

  g_assert_cmpint (frost_plan_multiply_adds (plan), ==, 5 * 4 * 9 * 6 * 8);
  g_assert_cmpint (frost_plan_input_shape (plan)->dim[2], ==, 6);
  g_assert_cmpint (frost_plan_output_shape (plan)->dim[2], ==, 8);
}

static void
test_refused (void)
{
  g_autoptr (FrostModel) model = graph_maker_every_op (4);
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (1);
  int output = frost_graph_n_values (model->graph) - 1;
  /* Backwards, past the end, and into the residual block. */
  int ranges[][2] = { { 3, 2 }, { 0, output + 1 }, { -1, 2 }, { 5, output }, { 0, 5 } };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (frost_plan_new (model, ranges[i][0], ranges[i][1], pool, &error));
      g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_ARGUMENT);
    }
}

/* A real network, whose pictures are too large for more than one in a strip. */
static void
test_shared (void)
{
  const char *shared = g_getenv ("FROST_SHARED");
  g_autofree char *path =
      g_build_filename (shared != NULL ? shared : "", "models", "mobilenet_v1_075_224",
                        "mobilenet_v1_075_224_unfolded.onnx", NULL);
  g_autoptr (FrostModel) model = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the MobileNet of FROST_SHARED is not there");
      return;
    }
  model = frost_onnx_load (path, NULL);
  check_stretch (model, 0, frost_graph_n_values (model->graph) - 1, 3, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/plan/naive", test_naive);
  g_test_add_func ("/engine/graph/plan/joined", test_joined);
  g_test_add_func ("/engine/graph/plan/residual", test_residual);
  g_test_add_func ("/engine/graph/plan/residual-of-first", test_residual_of_first);
  g_test_add_func ("/engine/graph/plan/excitation", test_excitation);
  g_test_add_func ("/engine/graph/plan/reshaped", test_reshaped);
  g_test_add_func ("/engine/graph/plan/large", test_large);
  g_test_add_func ("/engine/graph/plan/attention", test_attention);
  g_test_add_func ("/engine/graph/plan/elementwise", test_elementwise);
  g_test_add_func ("/engine/graph/plan/tokens", test_tokens);
  g_test_add_func ("/engine/graph/plan/many-readers", test_many_readers);
  g_test_add_func ("/engine/graph/plan/dropout", test_dropout);
  g_test_add_func ("/engine/graph/plan/independence", test_independence);
  g_test_add_func ("/engine/graph/plan/refresh", test_refresh);
  g_test_add_func ("/engine/graph/plan/multiply-adds", test_multiply_adds);
  g_test_add_func ("/engine/graph/plan/refused", test_refused);
  g_test_add_func ("/engine/graph/plan/shared", test_shared);
  return g_test_run ();
}
