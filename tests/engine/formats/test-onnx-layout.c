#include "engine/formats/onnx-layout.h"

static FrostOnnxBudget budget = { .left = 64 << 20 };

/* Borrows the numbers. */
static FrostOnnxConstant *
weight (const float *numbers, const int64_t *dim, int rank)
{
  FrostOnnxConstant *constant =
      frost_onnx_constant_new_empty (FROST_ONNX_FLOAT, dim, rank, &budget, NULL);

  constant->data.f = numbers;
  return constant;
}

/* Out and back is the identity, and single elements land where the formula says. */
static void
test_conv (void)
{
  FrostShape input = frost_shape_image (8, 8, 10),
             shape = { .rank = 4, .dim = { 2, 3, 5, 7 } };
  FrostGraph *graph = frost_graph_new (&input);
  FrostOpAttributes attributes = frost_op_attributes_default ();
  g_autoptr (FrostModel) model = frost_model_new ("m", graph);
  FrostTensor *tensor = frost_tensor_new (&shape, NULL);
  g_autofree float *onnx = g_new (float, tensor->n);
  g_autofree float *back = g_new (float, tensor->n);
  int64_t dims[4];
  int rank, value = 0;

  for (int64_t i = 0; i < tensor->n; i++)
    tensor->data[i] = (float) i;
  FrostNode *node =
      frost_graph_add (graph, "conv", FROST_OP_CONV, &attributes, &value, 1);
  node->parameters[0] = frost_model_add_parameter (model, "w", tensor, FALSE);
  frost_onnx_layout_export (model, 0, tensor->data, onnx, dims, &rank);
  g_assert_cmpint (rank, ==, 4);
  g_assert_cmpint (dims[0], ==, 7);
  g_assert_cmpint (dims[1], ==, 5);
  g_assert_cmpint (dims[2], ==, 2);
  g_assert_cmpint (dims[3], ==, 3);
  /* o 6, i 4, h 1, w 2 */
  g_assert_cmpfloat (onnx[((6 * 5 + 4) * 2 + 1) * 3 + 2], ==,
                     ((1 * 3 + 2) * 5 + 4) * 7 + 6);
  const int64_t own[4] = { 7, 5, 2, 3 };
  g_autoptr (FrostOnnxConstant) constant = weight (onnx, own, 4);
  g_assert_true (frost_onnx_layout_import_conv (constant, &shape, back, NULL));
  g_assert_cmpmem (back, sizeof (float) * (size_t) tensor->n, tensor->data,
                   sizeof (float) * (size_t) tensor->n);
}

static void
test_linear (void)
{
  FrostShape input = frost_shape_image (8, 8, 3),
             shape = { .rank = 2, .dim = { 70, 33 } };
  FrostGraph *graph = frost_graph_new (&input);
  FrostOpAttributes attributes = frost_op_attributes_default ();
  g_autoptr (FrostModel) model = frost_model_new ("m", graph);
  FrostTensor *tensor = frost_tensor_new (&shape, NULL);
  FrostShape vector = frost_shape_vector (33);
  FrostTensor *bias = frost_tensor_new (&vector, NULL);
  g_autofree float *onnx = g_new (float, tensor->n);
  g_autofree float *back = g_new (float, tensor->n);
  int64_t dims[4];
  int rank, value = 0;

  for (int64_t i = 0; i < tensor->n; i++)
    tensor->data[i] = (float) i;
  for (int64_t i = 0; i < 33; i++)
    bias->data[i] = (float) -i;
  FrostNode *node =
      frost_graph_add (graph, "fc", FROST_OP_LINEAR, &attributes, &value, 1);
  node->parameters[0] = frost_model_add_parameter (model, "w", tensor, FALSE);
  node->parameters[1] = frost_model_add_parameter (model, "b", bias, FALSE);
  frost_onnx_layout_export (model, 0, tensor->data, onnx, dims, &rank);
  g_assert_cmpint (rank, ==, 2);
  g_assert_cmpint (dims[0], ==, 33);
  g_assert_cmpint (dims[1], ==, 70);
  g_assert_cmpfloat (onnx[32 * 70 + 5], ==, 5 * 33 + 32);
  g_autoptr (FrostOnnxConstant) transposed = weight (onnx, (int64_t[]){ 33, 70 }, 2);
  g_autoptr (FrostOnnxConstant) straight =
      weight (tensor->data, (int64_t[]){ 70, 33 }, 2);
  g_assert_true (
      frost_onnx_layout_import_linear (transposed, TRUE, 70, 33, 1, back, NULL));
  g_assert_cmpmem (back, sizeof (float) * (size_t) tensor->n, tensor->data,
                   sizeof (float) * (size_t) tensor->n);
  g_assert_true (
      frost_onnx_layout_import_linear (straight, FALSE, 70, 33, -2, back, NULL));
  g_assert_cmpfloat (back[100], ==, -200);

  frost_onnx_layout_export (model, 1, bias->data, onnx, dims, &rank);
  g_assert_cmpint (rank, ==, 1);
  g_assert_cmpint (dims[0], ==, 33);
  g_assert_cmpfloat (onnx[32], ==, -32);
}

/* So many rows that they come in several pieces, the last one shorter. */
static void
test_pieces (void)
{
  const int64_t in = 600, out = 1001;
  g_autofree float *onnx = g_new (float, in *out);
  g_autofree float *w = g_new (float, in *out);
  FrostShape shape = { .rank = 4, .dim = { 2, 1, in / 2, out } };

  for (int64_t i = 0; i < in * out; i++)
    onnx[i] = (float) i;
  g_autoptr (FrostOnnxConstant) linear = weight (onnx, (int64_t[]){ out, in }, 2);
  g_assert_true (frost_onnx_layout_import_linear (linear, TRUE, in, out, 1, w, NULL));
  for (int64_t i = 0; i < in; i++)
    for (int64_t o = 0; o < out; o++)
      g_assert_true (w[i * out + o] == onnx[o * in + i]);

  g_autoptr (FrostOnnxConstant) conv = weight (onnx, (int64_t[]){ out, in / 2, 2, 1 }, 4);
  g_assert_true (frost_onnx_layout_import_conv (conv, &shape, w, NULL));
  for (int64_t p = 0; p < 2; p++)
    for (int64_t i = 0; i < in / 2; i++)
      for (int64_t o = 0; o < out; o++)
        g_assert_true (w[(p * in / 2 + i) * out + o] == onnx[(o * in / 2 + i) * 2 + p]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-layout/conv", test_conv);
  g_test_add_func ("/onnx-layout/linear", test_linear);
  g_test_add_func ("/onnx-layout/pieces", test_pieces);
  return g_test_run ();
}
