#include "engine/graph/model.h"

#include <string.h>

#include "engine/core/error.h"
#include "tests/engine/graph/graph-maker.h"

static void
test_copy (void)
{
  g_autoptr (FrostModel) model = graph_maker_every_op (5);
  const char *classes[] = { "ant", "bee", NULL };
  g_autoptr (FrostModel) copy = NULL;
  g_autofree char *before = NULL, *after = NULL, *changed = NULL;
  int output = frost_graph_n_values (model->graph) - 1;

  model->classes = g_strdupv ((char **) classes);
  frost_model_parameter (model, 1)->trainable = TRUE;
  copy = frost_model_copy (model, NULL);
  before = frost_model_fingerprint (model, output);
  after = frost_model_fingerprint (copy, output);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (frost_model_n_parameters (copy), ==, frost_model_n_parameters (model));
  g_assert_true (frost_model_parameter (copy, 1)->trainable);
  g_assert_true (
      g_strv_equal ((const char *const *) copy->classes, (const char *const *) classes));

  frost_model_parameter (copy, 0)->tensor->data[0] += 1;
  changed = frost_model_fingerprint (model, output);
  g_assert_cmpstr (before, ==, changed);
}

/* Only what computes the value counts. */
static void
test_fingerprint (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (5);
  g_autofree char *at_line = frost_model_fingerprint (model, 9);
  g_autofree char *new_head = NULL, *new_line = NULL, *new_size = NULL,
                  *new_weight = NULL;
  FrostNode *head = frost_graph_node (model->graph, 11);

  g_assert_cmpuint (strlen (at_line), ==, 64);
  frost_model_parameter (model, head->parameters[0])->tensor->data[2] = 3;
  new_head = frost_model_fingerprint (model, 9);
  g_assert_cmpstr (at_line, ==, new_head);

  new_line = frost_model_fingerprint (model, 6);
  g_assert_cmpstr (at_line, !=, new_line);

  model->preprocessing.resize_short++;
  new_size = frost_model_fingerprint (model, 9);
  g_assert_cmpstr (at_line, !=, new_size);
  model->preprocessing.resize_short--;

  frost_model_parameter (model, 0)->tensor->data[0] += 1e-6f;
  new_weight = frost_model_fingerprint (model, 9);
  g_assert_cmpstr (at_line, !=, new_weight);
}

static void
test_refused (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (5);
  g_autoptr (FrostModel) empty = graph_maker_new (4, 4, 3);
  g_autoptr (GError) error = NULL;
  FrostNode *node = frost_graph_node (model->graph, 3);
  int parameter = node->parameters[0];

  /* The second convolution gets the first one's weight, of another number of channels. */
  node->parameters[0] = 0;
  g_assert_false (frost_model_infer (model, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE);
  g_assert_true (g_str_has_prefix (error->message, "layer2.conv: "));
  g_clear_error (&error);

  node->parameters[0] = 1000;
  g_assert_false (frost_model_infer (model, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
  g_clear_error (&error);
  node->parameters[0] = parameter;
  g_assert_true (frost_model_infer (model, &error));

  g_assert_false (frost_model_infer (empty, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
}

/* Windows of thousands of pixels at every pixel, in a file of a few bytes: each node alone stays
 * below the limit, together they pass it. */
static void
test_endless (void)
{
  g_autoptr (FrostModel) model = graph_maker_new (1000, 1000, 3);
  FrostOpAttributes pool = frost_op_attributes_default ();
  g_autoptr (GError) error = NULL;
  int value = 0;

  pool.window.kernel_h = pool.window.kernel_w = 1001;
  pool.window.pad_top = pool.window.pad_left = 500;
  pool.window.pad_bottom = pool.window.pad_right = 500;
  for (int i = 0; i < 3; i++)
    value = graph_maker_op (
        model, "pool", i == 1 ? FROST_OP_MAX_POOL : FROST_OP_AVERAGE_POOL, &pool, value);
  g_assert_true (frost_model_infer (model, &error));
  frost_graph_add (model->graph, "last", FROST_OP_MAX_POOL, &pool, &value, 1);
  g_assert_false (frost_model_infer (model, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
  g_assert_true (g_str_has_prefix (error->message, "last: "));
  g_assert_nonnull (strstr (error->message, "10^13"));
}

static void
test_number_of_inputs (void)
{
  g_autoptr (FrostModel) model = graph_maker_tokens (5);
  g_autoptr (GError) error = NULL;
  FrostNode *first = frost_graph_node (model->graph, 0);

  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    {
      FrostNode *node = frost_graph_node (model->graph, i);

      if (node->kind == FROST_OP_PARAMETER)
        {
          node->inputs = g_new0 (int, 1);
          node->n_inputs = 1;
          g_assert_false (frost_model_infer (model, &error));
          g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE);
          g_assert_nonnull (strstr (error->message, "has 1 inputs, parameter needs 0"));
          g_clear_error (&error);
          node->n_inputs = 0;
        }
    }
  g_assert_true (frost_model_infer (model, NULL));
  first->n_inputs = 0;
  g_assert_false (frost_model_infer (model, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE);
  g_assert_nonnull (strstr (error->message, "stem: has 0 inputs, conv needs 1"));
}

/* Whatever changes what an op computes makes another text, each attribute by itself. */
static void
test_fingerprint_of_attributes (void)
{
  g_autoptr (FrostModel) model = graph_maker_tokens (5);
  int output = frost_graph_n_values (model->graph) - 1;
  FrostOpAttributes *a = &frost_graph_node (model->graph, 3)->attributes;
  const FrostOpAttributes before = *a;
  FrostOpAttributes changed[12];
  g_autofree char *fingerprint = frost_model_fingerprint (model, output);

  for (guint i = 0; i < G_N_ELEMENTS (changed); i++)
    changed[i] = before;
  changed[0].axis = 1;
  changed[1].n_axes = 7;
  changed[2].axes = 1;
  changed[3].order[7] = 1;
  changed[4].size[7] = 1;
  changed[5].start[7] = 1;
  changed[6].step[7] = 1;
  changed[7].before[7] = 1;
  changed[8].after[7] = 1;
  changed[9].pad_value = 1;
  changed[10].linear = FALSE;
  changed[11].scale_w = 2;
  for (guint i = 0; i < G_N_ELEMENTS (changed); i++)
    {
      g_autofree char *other = NULL;

      *a = changed[i];
      other = frost_model_fingerprint (model, output);
      g_assert_cmpstr (other, !=, fingerprint);
    }
}

static void
test_counts (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (5);
  int64_t expected = 0;

  for (int i = 0, in = 3; i < 3; i++)
    {
      int out = 6 + 2 * i;

      expected += 9 * in * out + 4 * out;
      in = out;
    }
  g_assert_cmpint (frost_model_n_outputs (model), ==, 5);
  g_assert_cmpint (frost_model_n_parameters (model), ==, expected + 10 * 5 + 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/model/copy", test_copy);
  g_test_add_func ("/engine/graph/model/fingerprint", test_fingerprint);
  g_test_add_func ("/engine/graph/model/refused", test_refused);
  g_test_add_func ("/engine/graph/model/endless", test_endless);
  g_test_add_func ("/engine/graph/model/number-of-inputs", test_number_of_inputs);
  g_test_add_func ("/engine/graph/model/fingerprint-of-attributes",
                   test_fingerprint_of_attributes);
  g_test_add_func ("/engine/graph/model/counts", test_counts);
  return g_test_run ();
}
