#include "engine/graph/cuts.h"

#include "engine/formats/onnx.h"
#include "tests/engine/graph/graph-maker.h"

static void
assert_blocks (const FrostCuts *cuts, const char *const *names, int n)
{
  g_assert_cmpint (cuts->n, ==, n);
  for (int i = 0; i < n; i++)
    {
      g_assert_cmpstr (cuts->blocks[i].name, ==, names[i]);
      g_assert_cmpint (cuts->blocks[i].cut, ==, i + 1);
      g_assert_cmpint (cuts->blocks[i].first_node, ==,
                       i > 0 ? cuts->blocks[i - 1].end_node : 0);
      g_assert_cmpint (frost_cuts_value (cuts, i + 1), ==, cuts->blocks[i].end_node);
    }
  g_assert_cmpint (frost_cuts_value (cuts, 0), ==, 0);
}

/* Every node and every parameter belongs to one block. */
static void
assert_complete (const FrostModel *model, const FrostCuts *cuts)
{
  int64_t parameters = 0;

  for (int i = 0; i < cuts->n; i++)
    {
      parameters += cuts->blocks[i].parameters;
      g_assert_true (frost_graph_is_cut (model->graph, cuts->blocks[i].value));
      g_assert_true (frost_shape_equal (
          &cuts->blocks[i].shape,
          frost_graph_value_shape (model->graph, cuts->blocks[i].value)));
    }
  g_assert_cmpint (cuts->blocks[cuts->n - 1].end_node, ==,
                   frost_graph_n_nodes (model->graph));
  g_assert_cmpint (parameters, ==, frost_model_n_parameters (model));
  g_assert_cmpint (cuts->head_cut, >=, 0);
  g_assert_cmpint (cuts->head_cut, <, cuts->n);
}

static void
test_chain (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (4);
  g_autoptr (FrostCuts) cuts = frost_cuts_find (model);
  const char *const names[] = { "layer1", "layer2", "layer3", "head" };

  /* Pooling belongs to what it pools. */
  assert_blocks (cuts, names, 4);
  assert_complete (model, cuts);
  g_assert_cmpint (cuts->head_cut, ==, 3);
  g_assert_cmpint (cuts->blocks[2].shape.rank, >=, 1);
  g_assert_cmpint (frost_shape_n_elements (&cuts->blocks[2].shape), ==, 10);
  g_assert_cmpint (cuts->blocks[3].parameters, ==, 44);
  g_assert_cmpint (cuts->blocks[3].multiply_adds, ==, 40);
}

static int
residual (FrostModel *model, const char *name, int value)
{
  g_autofree char *conv1 = g_strconcat (name, ".conv1", NULL);
  g_autofree char *bn1 = g_strconcat (name, ".bn1", NULL);
  g_autofree char *relu = g_strconcat (name, ".relu", NULL);
  g_autofree char *conv2 = g_strconcat (name, ".conv2", NULL);
  g_autofree char *bn2 = g_strconcat (name, ".bn2", NULL);
  g_autofree char *add = g_strconcat (name, ".add", NULL);
  g_autofree char *last = g_strconcat (name, ".relu2", NULL);
  int v = graph_maker_conv (model, conv1, value, 8, 3, 1, 1, FALSE);

  v = graph_maker_batch_norm (model, bn1, v);
  v = graph_maker_op (model, relu, FROST_OP_RELU, NULL, v);
  v = graph_maker_conv (model, conv2, v, 8, 3, 1, 1, FALSE);
  v = graph_maker_batch_norm (model, bn2, v);
  v = graph_maker_pair (model, add, FROST_OP_ADD, v, value);
  return graph_maker_op (model, last, FROST_OP_RELU, NULL, v);
}

static void
test_residual (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (8, 8, 3);
  g_autoptr (FrostCuts) cuts = NULL;
  const char *const names[] = { "conv1", "layer1.0", "layer1.1", "fc" };
  int v = graph_maker_conv (model, "conv1", 0, 8, 3, 1, 1, FALSE);

  v = residual (model, "layer1.0", v);
  v = residual (model, "layer1.1", v);
  v = graph_maker_op (model, "avgpool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  v = graph_maker_op (model, "flatten", FROST_OP_FLATTEN, NULL, v);
  graph_maker_linear (model, "fc", v, 4, TRUE);
  cuts = frost_cuts_find (model);
  /* No line inside of a residual block. */
  assert_blocks (cuts, names, 4);
  assert_complete (model, cuts);
  g_assert_cmpint (cuts->head_cut, ==, 3);
}

static void
test_branches (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (8, 8, 3);
  g_autoptr (FrostCuts) cuts = NULL;
  const char *const names[] = { "features.0", "features.1", "classifier" };
  int v = graph_maker_conv (model, "features.0", 0, 8, 3, 1, 1, TRUE), a, b;

  v = graph_maker_conv (model, "features.1.squeeze", v, 4, 1, 1, 1, TRUE);
  v = graph_maker_op (model, "features.1.relu", FROST_OP_RELU, NULL, v);
  a = graph_maker_conv (model, "features.1.expand1x1", v, 6, 1, 1, 1, TRUE);
  b = graph_maker_conv (model, "features.1.expand3x3", v, 6, 3, 1, 1, TRUE);
  v = graph_maker_pair (model, "features.1.concat", FROST_OP_CONCAT, a, b);
  v = graph_maker_conv (model, "classifier", v, 4, 1, 1, 1, TRUE);
  graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  cuts = frost_cuts_find (model);
  g_assert_cmpint (cuts->n, >=, 3);
  assert_complete (model, cuts);
  /* After the squeeze everything passes through one value too, so the line may sit there: two
   * blocks then share the path features.1 and need longer names. */
  g_assert_cmpint (cuts->n, ==, 4);
  g_assert_cmpstr (cuts->blocks[0].name, ==, names[0]);
  g_assert_cmpstr (cuts->blocks[1].name, ==, "features.1.squeeze");
  g_assert_cmpstr (cuts->blocks[2].name, ==, "features.1.expand1x1 + expand3x3");
  g_assert_cmpstr (cuts->blocks[3].name, ==, names[2]);
}

/* A depthwise convolution is the first half of a block. */
static void
test_depthwise (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (8, 8, 3);
  g_autoptr (FrostCuts) cuts = NULL;
  const char *const names[] = { "conv1", "dw1 + pw1", "dw2 + pw2", "head" };
  int v = graph_maker_conv (model, "conv1.conv", 0, 8, 3, 2, 1, FALSE);

  v = graph_maker_batch_norm (model, "conv1.bn", v);
  for (int i = 1; i <= 2; i++)
    {
      g_autofree char *dw = g_strdup_printf ("dw%d.conv", i);
      g_autofree char *dw_bn = g_strdup_printf ("dw%d.bn", i);
      g_autofree char *pw = g_strdup_printf ("pw%d.conv", i);
      g_autofree char *pw_bn = g_strdup_printf ("pw%d.bn", i);

      v = graph_maker_conv (model, dw, v, 8, 3, 1, 8, FALSE);
      v = graph_maker_batch_norm (model, dw_bn, v);
      v = graph_maker_conv (model, pw, v, 8, 1, 1, 1, FALSE);
      v = graph_maker_batch_norm (model, pw_bn, v);
    }
  graph_maker_conv (model, "head", v, 4, 1, 1, 1, TRUE);
  cuts = frost_cuts_find (model);
  assert_blocks (cuts, names, 4);
  assert_complete (model, cuts);
}

/* Everything in one block, and nothing with weights at all. */
/* A norm goes with the layer that reads it, but the one below the head can be frozen alone. */
static void
test_norms (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (4, 4, 3);
  g_autoptr (FrostCuts) cuts = NULL;
  int x = graph_maker_conv (model, "stem", 0, 6, 1, 1, 1, TRUE), v;

  x = graph_maker_op (model, "stem.relu", FROST_OP_RELU, NULL, x);
  v = graph_maker_layer_norm (model, "block.norm", x);
  v = graph_maker_linear (model, "block.mlp", v, 6, TRUE);
  x = graph_maker_pair (model, "block.sum", FROST_OP_ADD, x, v);
  v = graph_maker_layer_norm (model, "merge.norm", x);
  v = graph_maker_linear (model, "merge.reduction", v, 8, FALSE);
  v = graph_maker_layer_norm (model, "norm", v);
  v = graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  v = graph_maker_layer_norm (model, "norm2", v);
  graph_maker_linear (model, "head", v, 2, TRUE);
  cuts = frost_cuts_find (model);
  assert_complete (model, cuts);
  g_assert_cmpint (cuts->n, ==, 5);
  g_assert_cmpstr (cuts->blocks[0].name, ==, "stem");
  g_assert_cmpstr (cuts->blocks[1].name, ==, "block");
  g_assert_cmpstr (cuts->blocks[4].name, ==, "head");
  g_assert_cmpint (cuts->head_cut, ==, 4);
}

static void
test_smallest (void)
{
  g_autoptr (FrostModel) one = graph_maker_new (2, 2, 3);
  g_autoptr (FrostModel) none = graph_maker_new (2, 2, 3);
  g_autoptr (FrostCuts) of_one = NULL, of_none = NULL;
  const char *const name_one[] = { "flat", "fc" }, *const name_none[] = { "relu" };

  graph_maker_linear (one, "fc", graph_maker_op (one, "flat", FROST_OP_FLATTEN, NULL, 0),
                      2, TRUE);
  of_one = frost_cuts_find (one);
  /* Flattening has nothing to freeze, but the line may sit behind it. */
  assert_blocks (of_one, name_one, 2);

  graph_maker_op (none, "relu", FROST_OP_RELU, NULL, 0);
  of_none = frost_cuts_find (none);
  assert_blocks (of_none, name_none, 1);
  g_assert_cmpint (of_none->head_cut, ==, 0);
}

/* What a node without inputs gives is no place for the line. The token and the places belong to
 * the block of the picture that they are joined to. */
static void
test_without_inputs (void)
{
  g_autoptr (FrostModel) model = graph_maker_tokens (4);
  g_autoptr (FrostCuts) cuts = frost_cuts_find (model);

  assert_complete (model, cuts);
  g_assert_cmpint (cuts->n, ==, 4);
  g_assert_cmpint (cuts->head_cut, ==, 3);
  g_assert_cmpstr (cuts->blocks[0].name, ==, "stem");
  g_assert_cmpint (cuts->blocks[0].parameters, ==, 3 * 3 * 3 * 8 + 8 + 8 + 21);
  g_assert_cmpstr (cuts->blocks[1].name, ==, "mix");
  g_assert_cmpstr (cuts->blocks[2].name, ==, "grow");
  g_assert_cmpstr (cuts->blocks[3].name, ==, "head");
  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    if (frost_graph_node (model->graph, i)->kind == FROST_OP_PARAMETER)
      g_assert_false (frost_graph_is_cut (model->graph, i + 1));
}

static void
check_shared (const char *file)
{
  const char *shared = g_getenv ("FROST_SHARED");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", "models",
                                            "mobilenet_v1_075_224", file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = NULL;
  g_autoptr (FrostCuts) cuts = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the MobileNet of FROST_SHARED is not there");
      return;
    }
  model = frost_onnx_load (path, &error);
  g_assert_no_error (error);
  cuts = frost_cuts_find (model);
  assert_complete (model, cuts);
  /* conv1, thirteen of depthwise and pointwise, the classifier. */
  g_assert_cmpint (cuts->n, ==, 15);
  g_assert_cmpint (cuts->head_cut, ==, 14);
  g_assert_cmpstr (cuts->blocks[14].name, ==, "classifier");
  g_assert_nonnull (g_strstr_len (cuts->blocks[0].name, -1, "conv1"));
  g_assert_nonnull (g_strstr_len (cuts->blocks[3].name, -1, "dw3 + pw3"));
  g_assert_cmpint (frost_shape_n_elements (&cuts->blocks[13].shape), ==, 768);
}

static void
test_shared_unfolded (void)
{
  check_shared ("mobilenet_v1_075_224_unfolded.onnx");
}

static void
test_shared_folded (void)
{
  check_shared ("mobilenet_v1_075_224.onnx");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/cuts/chain", test_chain);
  g_test_add_func ("/engine/graph/cuts/residual", test_residual);
  g_test_add_func ("/engine/graph/cuts/branches", test_branches);
  g_test_add_func ("/engine/graph/cuts/depthwise", test_depthwise);
  g_test_add_func ("/engine/graph/cuts/norms", test_norms);
  g_test_add_func ("/engine/graph/cuts/smallest", test_smallest);
  g_test_add_func ("/engine/graph/cuts/without-inputs", test_without_inputs);
  g_test_add_func ("/engine/graph/cuts/shared-unfolded", test_shared_unfolded);
  g_test_add_func ("/engine/graph/cuts/shared-folded", test_shared_folded);
  return g_test_run ();
}
