/* Every kind has a whole row, and no two have the same name. */
#include <math.h>

#include "engine/ops/op.h"

static void
test_rows (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (int kind = 0; kind < FROST_OP_N_KINDS; kind++)
    {
      const FrostOp *op = frost_op_get (kind);

      g_assert_nonnull (op);
      g_assert_true (g_hash_table_add (names, (gpointer) op->name));
      g_assert_nonnull (op->infer);
      g_assert_nonnull (op->forward);
      g_assert_nonnull (op->backward);
      g_assert_cmpint (op->min_inputs, >=, 0);
      g_assert_true (op->max_inputs < 0 || op->max_inputs >= op->min_inputs);
      for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
        g_assert_true ((op->parameter_names[i] != NULL) == (i < op->n_parameters));
    }
  g_assert_true (frost_op_get (FROST_OP_CONV) == &frost_op_conv);
  g_assert_true (frost_op_get (FROST_OP_DROPOUT) == &frost_op_dropout);
}

static void
test_attributes (void)
{
  FrostOpAttributes a = frost_op_attributes_default ();

  g_assert_cmpint (a.window.kernel_h, ==, 1);
  g_assert_cmpint (a.window.stride_w, ==, 1);
  g_assert_cmpint (a.window.dilation_h, ==, 1);
  g_assert_cmpint (a.window.pad_bottom, ==, 0);
  g_assert_cmpint (a.groups, ==, 1);
  g_assert_true (isinf (a.low) && a.low < 0);
  g_assert_true (isinf (a.high) && a.high > 0);
  g_assert_false (a.batch_statistics);
  g_assert_cmpint (a.axis, ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/op-table/rows", test_rows);
  g_test_add_func ("/ops/op-table/attributes", test_attributes);
  return g_test_run ();
}
