/* Names, layouts, types and numbers of what is written. */
#include "engine/core/error.h"
#include "engine/core/half.h"
#include "engine/formats/weight-list.h"
#include "tests/engine/graph/graph-maker.h"

#include <math.h>
#include <string.h>

/* conv [2, 3, 3, 4] and bn, fc. */
static FrostModel *
make_model (void)
{
  graph_maker_seed (11);
  FrostModel *model = graph_maker_new (5, 6, 3);
  int value = graph_maker_conv (model, "conv", 0, 4, 3, 1, 1, FALSE);
  value = graph_maker_batch_norm (model, "bn", value);
  value = graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, value);
  value = graph_maker_op (model, "flat", FROST_OP_FLATTEN, NULL, value);
  graph_maker_linear (model, "fc", value, 2, TRUE);
  return model;
}

static FrostParameter *
parameter_of (const FrostModel *model, const char *name)
{
  for (guint i = 0; i < model->parameters->len; i++)
    if (strcmp (frost_model_parameter (model, (int) i)->name, name) == 0)
      return frost_model_parameter (model, (int) i);
  g_assert_not_reached ();
}

static FrostWeightList *
new_list (const FrostModel *model, gboolean half)
{
  g_autoptr (GError) error = NULL;
  FrostWeightList *list = frost_weight_list_new (model, half, &error);

  g_assert_no_error (error);
  return list;
}

static void
test_order (void)
{
  static const struct
  {
    const char *name;
    FrostStoredType type;
    int rank;
    int64_t dim[4];
  } expected[] = {
    { "conv.weight", FROST_STORED_F32, 4, { 4, 3, 3, 3 } },
    { "bn.weight", FROST_STORED_F32, 1, { 4 } },
    { "bn.bias", FROST_STORED_F32, 1, { 4 } },
    { "bn.running_mean", FROST_STORED_F32, 1, { 4 } },
    { "bn.running_var", FROST_STORED_F32, 1, { 4 } },
    { "bn.num_batches_tracked", FROST_STORED_I64, 0, { 0 } },
    { "fc.weight", FROST_STORED_F32, 2, { 2, 4 } },
    { "fc.bias", FROST_STORED_F32, 1, { 2 } },
  };
  g_autoptr (FrostModel) model = make_model ();
  g_autoptr (FrostWeightList) list = new_list (model, FALSE);

  g_assert_cmpint (frost_weight_list_get_n (list), ==, G_N_ELEMENTS (expected));
  for (int i = 0; i < (int) G_N_ELEMENTS (expected); i++)
    {
      const FrostStoredTensor *stored = frost_weight_list_peek (list, i);
      int64_t n = 1;

      g_assert_cmpstr (stored->name, ==, expected[i].name);
      g_assert_cmpint (stored->type, ==, expected[i].type);
      g_assert_cmpint (stored->rank, ==, expected[i].rank);
      for (int k = 0; k < stored->rank; k++)
        {
          g_assert_cmpint (stored->dim[k], ==, expected[i].dim[k]);
          n *= stored->dim[k];
        }
      g_assert_cmpint (stored->n, ==, n);
    }
}

static void
test_numbers (void)
{
  g_autoptr (FrostModel) model = make_model ();
  g_autoptr (FrostWeightList) list = new_list (model, FALSE);
  const float *ours = parameter_of (model, "conv.weight")->tensor->data;
  size_t size;
  const float *theirs = frost_weight_list_read (list, 0, &size);

  /* [out, in, height, width] of theirs, [height, width, in, out] of ours. */
  g_assert_cmpint (size, ==, 4 * 3 * 3 * 3 * sizeof (float));
  for (int o = 0; o < 4; o++)
    for (int i = 0; i < 3; i++)
      for (int p = 0; p < 9; p++)
        g_assert_cmpfloat (theirs[(o * 3 + i) * 9 + p], ==, ours[(p * 3 + i) * 4 + o]);

  const int64_t *count = frost_weight_list_read (list, 5, &size);
  g_assert_cmpint (size, ==, sizeof *count);
  g_assert_cmpint (*count, ==, 0);

  ours = parameter_of (model, "fc.weight")->tensor->data;
  theirs = frost_weight_list_read (list, 6, &size);
  for (int o = 0; o < 2; o++)
    for (int i = 0; i < 4; i++)
      g_assert_cmpfloat (theirs[o * 4 + i], ==, ours[i * 2 + o]);
}

static void
test_half (void)
{
  g_autoptr (FrostModel) model = make_model ();
  /* Too large for a half: its tensor stays as it is. Infinite already: nothing is lost. */
  parameter_of (model, "bn.running_var")->tensor->data[2] = 70000;
  parameter_of (model, "bn.bias")->tensor->data[1] = -INFINITY;
  g_autoptr (FrostWeightList) list = new_list (model, TRUE);
  const float *ours = parameter_of (model, "bn.bias")->tensor->data;
  size_t size;

  g_assert_cmpint (frost_weight_list_peek (list, 4)->type, ==, FROST_STORED_F32);
  g_assert_cmpint (frost_weight_list_peek (list, 5)->type, ==, FROST_STORED_I64);
  g_assert_cmpint (frost_weight_list_peek (list, 2)->type, ==, FROST_STORED_F16);
  const float *statistic = frost_weight_list_read (list, 4, &size);
  g_assert_cmpfloat (statistic[2], ==, 70000);
  const uint16_t *halves = frost_weight_list_read (list, 2, &size);
  g_assert_cmpint (size, ==, 4 * sizeof *halves);
  for (int i = 0; i < 4; i++)
    g_assert_cmphex (halves[i], ==, frost_float_to_half (ours[i]));
}

static void
refuse (FrostModel *model, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_free (frost_model_parameter (model, 1)->name);
  frost_model_parameter (model, 1)->name = g_strdup (name);
  g_assert_null (frost_weight_list_new (model, FALSE, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, text));
}

static void
test_names (void)
{
  g_autoptr (FrostModel) model = make_model ();

  refuse (model, "fc.bias", "two of its parameters are called \"fc.bias\"");
  refuse (model, "bn.num_batches_tracked", "called \"bn.num_batches_tracked\"");
  refuse (model, "", "empty");
  refuse (model, "b\xff", "not UTF-8");
}

/* x times a constant of 4 numbers. */
static int
add_constant (FrostModel *model, const char *node_name, const char *name, int value)
{
  FrostShape shape = frost_shape_image (1, 1, 4);
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostNode *node =
      frost_graph_add (model->graph, node_name, FROST_OP_MUL, &attributes, &value, 1);

  node->parameters[0] =
      frost_model_add_parameter (model, name, frost_tensor_new (&shape, NULL), TRUE);
  return frost_graph_n_values (model->graph) - 1;
}

static void
test_constants (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = graph_maker_new (5, 6, 3);
  int value = graph_maker_conv (model, "conv", 0, 4, 3, 1, 1, FALSE);

  value = add_constant (model, "scale", "scale.operand", value);
  add_constant (model, "shift", "normalize.mean", value);
  frost_model_infer (model, &error);
  g_assert_no_error (error);
  g_autoptr (FrostWeightList) list = new_list (model, FALSE);
  g_assert_cmpint (frost_weight_list_get_n (list), ==, 2);
  g_assert_cmpstr (frost_weight_list_peek (list, 0)->name, ==, "conv.weight");
  g_assert_cmpstr (frost_weight_list_peek (list, 1)->name, ==, "normalize.mean");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weight-list/order", test_order);
  g_test_add_func ("/weight-list/numbers", test_numbers);
  g_test_add_func ("/weight-list/half", test_half);
  g_test_add_func ("/weight-list/names", test_names);
  g_test_add_func ("/weight-list/constants", test_constants);
  return g_test_run ();
}
