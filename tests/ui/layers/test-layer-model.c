#include "ui/layers/layer-model.h"

static const char *const ants_and_bees[] = { "ant", "bee", NULL };

static FrostLayerModel *
three_blocks (void)
{
  FrostLayerModel *model = frost_layer_model_new ();
  FrostLayerBlock blocks[] = {
    { (char *) "conv1", (char *) "112 × 112 × 24", 800000, 100 },
    { (char *) "block 1", (char *) "112 × 112 × 48", 400000, 200 },
    { (char *) "block 2", (char *) "56 × 56 × 96", 598462, 600 },
  };

  frost_layer_model_set_blocks (model, blocks, 3);
  frost_layer_model_set_head (model, ants_and_bees, 1538, 100);
  return model;
}

static void
test_summary (void)
{
  static const char *const expected[] = {
    "Frost line at the pixels: 0 of 3 blocks frozen, 1.8 M of 1.8 M parameters trainable",
    "Frost line after conv1: 1 of 3 blocks frozen, 1.0 M of 1.8 M parameters trainable",
    "Frost line after block 1: 2 of 3 blocks frozen, 0.6 M of 1.8 M parameters trainable",
    "Frost line after block 2: 3 of 3 blocks frozen, 1.5 K of 1.8 M parameters trainable",
  };
  g_autoptr (FrostLayerModel) model = three_blocks ();

  for (int cut = 0; cut <= 3; cut++)
    {
      g_autofree char *summary = NULL;

      model->cut = cut;
      summary = frost_layer_model_dup_summary (model);
      g_assert_cmpstr (summary, ==, expected[cut]);
    }
}

static void
test_shares_sum_to_one (void)
{
  g_autoptr (FrostLayerModel) model = three_blocks ();
  double sum = 0.0;

  for (int i = 0; i <= 3; i++)
    sum += frost_layer_model_get_share (model, i);
  g_assert_cmpfloat_with_epsilon (sum, 1.0, 1e-12);
  g_assert_cmpfloat (frost_layer_model_get_share (model, 2), ==, 0.6);
  g_assert_cmpuint (frost_layer_model_get_parameters (model), ==, 1800000);
}

static void
test_fewer_blocks_clamp_the_cut (void)
{
  g_autoptr (FrostLayerModel) model = three_blocks ();
  FrostLayerBlock one = { (char *) "stem", NULL, 10, 10 };
  g_autofree char *summary = NULL;
  g_autofree char *empty = NULL;

  model->cut = 3;
  frost_layer_model_set_blocks (model, &one, 1);
  g_assert_cmpint (model->cut, ==, 1);
  summary = frost_layer_model_dup_value_text (model);
  g_assert_cmpstr (summary, ==, "1 of 1 block frozen");
  frost_layer_model_set_blocks (model, NULL, 0);
  g_assert_cmpint (model->cut, ==, 0);
  empty = frost_layer_model_dup_summary (model);
  g_assert_cmpstr (empty, ==, "Layers: no base model");
}

static void
test_details (void)
{
  g_autoptr (FrostLayerModel) model = three_blocks ();
  g_autofree char *block = NULL;
  g_autofree char *head = NULL;

  model->cut = 2;
  block = frost_layer_model_dup_details (model, 1);
  head = frost_layer_model_dup_details (model, 3);
  g_assert_cmpstr (block, ==,
                   "block 1, frozen\n112 × 112 × 48\n400 K parameters\n"
                   "200 multiply-adds an image, 20 % of all");
  g_assert_cmpstr (head, ==,
                   "classes, trainable\nant, bee\n1.5 K parameters\n"
                   "100 multiply-adds an image, 10 % of all");
}

/* The cost of a file that states none. */
static void
test_no_cost (void)
{
  g_autoptr (FrostLayerModel) model = frost_layer_model_new ();
  FrostLayerBlock block = { (char *) "a", NULL, 0, 0 };

  frost_layer_model_set_blocks (model, &block, 1);
  g_assert_cmpfloat (frost_layer_model_get_share (model, 0), ==, 0.0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layers/model/summary", test_summary);
  g_test_add_func ("/layers/model/shares-sum-to-one", test_shares_sum_to_one);
  g_test_add_func ("/layers/model/fewer-blocks-clamp-the-cut",
                   test_fewer_blocks_clamp_the_cut);
  g_test_add_func ("/layers/model/details", test_details);
  g_test_add_func ("/layers/model/no-cost", test_no_cost);
  return g_test_run ();
}
