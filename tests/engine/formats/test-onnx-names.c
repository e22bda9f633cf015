#include "engine/core/error.h"
#include "engine/formats/onnx-names.h"

#include <string.h>

static void
is_named (const char *expected, const char *name, const char *op_type, const char *output,
          const char *weight)
{
  Onnx__NodeProto node = ONNX__NODE_PROTO__INIT;
  char *outputs[] = { (char *) output };

  node.name = (char *) name;
  node.op_type = (char *) op_type;
  node.n_output = 1;
  node.output = outputs;
  g_autofree char *found = frost_onnx_node_name (&node, weight);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_node (void)
{
  is_named ("features.conv1.conv", "/features/conv1/conv/Conv", "Conv", "o",
            "onnx::Conv_420");
  is_named ("layer1.0.relu", "/layer1.0/relu/Relu_1", "Relu", "o", NULL);
  is_named ("Flatten", "/Flatten", "Flatten", "o", NULL);
  is_named ("features.0.0", "Conv_0", "Conv", "317", "features.0.0.weight");
  is_named ("Conv_0", "Conv_0", "Conv", "317", "318");
  is_named ("Relu_3", NULL, "Relu", "3", NULL);
  is_named ("Relu_3", "", "Relu", "onnx::Relu_3", NULL);
  is_named ("logits", "", "Gemm", "logits", "onnx::MatMul_1");
  is_named ("Relu", "", "Relu", "", NULL);
  is_named ("block.Convolution", "block/Convolution", "Conv", "o", NULL);
  is_named ("fc", "fc", "Gemm", "o", "other.weight");
  /* Sequentials inside of Sequentials. */
  is_named ("features.1.0.mlp", "/features/features.1/features.1.0/mlp/MatMul", "MatMul",
            "o", NULL);
  is_named ("features.1.feature.2", "/features.1/feature.2/Relu", "Relu", "o", NULL);
}

static void
module_is (const char *expected, const char *node, const char *parameter)
{
  g_autofree char *found = frost_onnx_module_name (node, parameter);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_module (void)
{
  module_is ("block.attn.qkv", "block.attn", "block.attn.qkv.weight");
  module_is ("block.attn.in_proj", "block.attn", "block.attn.in_proj_weight");
  module_is (NULL, "fc", "fc.weight");
  module_is (NULL, "block.attn", "block.attn2.qkv.weight");
  module_is (NULL, "block.attn", "block.attn.table");
}

static void
test_take (void)
{
  g_autoptr (GHashTable) names = frost_onnx_names_new ();
  static const char *const expected[] = { "a", "a_2", "a_3" };

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *name = frost_onnx_names_take (names, "a");
      g_assert_cmpstr (name, ==, expected[i]);
    }
  g_autofree char *taken = frost_onnx_names_take (names, "a_2");
  g_assert_cmpstr (taken, ==, "a_2_2");

  /* Many equal names stay quick: a search from 2 each time would be 5e8 look-ups here. */
  for (int i = 0; i < 32768; i++)
    g_free (frost_onnx_names_take (names, "b"));
  g_assert_true (g_hash_table_contains (names, "b_32768"));
}

static void
test_check (void)
{
  g_autofree char *longest = g_strnfill (512, 'x');
  g_autofree char *longer = g_strnfill (513, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (frost_onnx_name_check (NULL, NULL));
  g_assert_true (frost_onnx_name_check ("größe/1", NULL));
  g_assert_true (frost_onnx_name_check (longest, NULL));
  g_assert_false (frost_onnx_name_check (longer, NULL));
  g_assert_false (frost_onnx_name_check ("two\nlines", &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_generated (void)
{
  g_assert_true (frost_onnx_name_is_generated ("onnx::Conv_420"));
  g_assert_true (frost_onnx_name_is_generated ("137"));
  g_assert_true (frost_onnx_name_is_generated (""));
  g_assert_false (frost_onnx_name_is_generated ("layer1.0.weight"));
}

static void
test_buffer (void)
{
  g_assert_true (frost_onnx_name_is_buffer ("features.1.0.attn.relative_coords_table"));
  g_assert_true (frost_onnx_name_is_buffer ("attn_mask"));
  g_assert_false (
      frost_onnx_name_is_buffer ("features.1.0.attn.relative_position_bias_table"));
  g_assert_false (frost_onnx_name_is_buffer ("attn_mask.weight"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-names/node", test_node);
  g_test_add_func ("/onnx-names/module", test_module);
  g_test_add_func ("/onnx-names/take", test_take);
  g_test_add_func ("/onnx-names/check", test_check);
  g_test_add_func ("/onnx-names/generated", test_generated);
  g_test_add_func ("/onnx-names/buffer", test_buffer);
  return g_test_run ();
}
