/* What a graph or a name says of pixels. */
#include "engine/formats/keras-preprocessing.h"

/* A model whose first node multiplies, divides, adds … by a number. */
static FrostModel *
model_with (FrostOpKind kind, float number)
{
  const FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape shape = frost_shape_image (4, 4, 3), one = frost_shape_image (1, 1, 1);
  FrostModel *model = frost_model_new ("test", frost_graph_new (&shape));
  FrostNode *node =
      frost_graph_add (model->graph, "first", kind, &attributes, (int[]){ 0 }, 1);

  if (kind != FROST_OP_RELU)
    {
      FrostTensor *tensor = frost_tensor_new (&one, NULL);

      tensor->data[0] = number;
      node->parameters[0] = frost_model_add_parameter (model, "number", tensor, TRUE);
    }
  return model;
}

static void
check_bytes (FrostOpKind kind, float number, gboolean expected)
{
  const FrostKerasLayer root = { .name = "model" };
  g_autoptr (FrostModel) model = model_with (kind, number);

  frost_keras_preprocessing_find (&root, model);
  g_assert_cmpint (model->preprocessing_known, ==, expected);
  g_assert_cmpfloat (model->preprocessing.mean[0], ==, expected ? 0 : 127.5f);
  if (expected)
    g_assert_cmpfloat (model->preprocessing.scale[2], ==, 1);
}

static void
test_bytes (void)
{
  check_bytes (FROST_OP_MUL, 1 / 255.0f, TRUE);
  check_bytes (FROST_OP_MUL, 1 / 127.5f, TRUE);
  check_bytes (FROST_OP_DIV, 127.5f, TRUE);
  check_bytes (FROST_OP_SUB, 103.9f, TRUE);
  check_bytes (FROST_OP_ADD, -123.7f, TRUE);
  /* On numbers of 0 to 1 or -1 to 1. */
  check_bytes (FROST_OP_MUL, 2, FALSE);
  check_bytes (FROST_OP_MUL, 0, FALSE);
  check_bytes (FROST_OP_DIV, 0.229f, FALSE);
  check_bytes (FROST_OP_ADD, -0.485f, FALSE);
  check_bytes (FROST_OP_RELU, 0, FALSE);
}

/* Two branches from the image, of which one takes pixels as they are: nothing is known. */
static void
test_branches (void)
{
  const FrostKerasLayer root = { .name = "model" };
  const FrostOpAttributes attributes = frost_op_attributes_default ();
  g_autoptr (FrostModel) model = model_with (FROST_OP_MUL, 1 / 255.0f);

  frost_graph_add (model->graph, "second", FROST_OP_RELU, &attributes, (int[]){ 0 }, 1);
  frost_keras_preprocessing_find (&root, model);
  g_assert_false (model->preprocessing_known);
}

static void
check_name (const char *name, FrostPreprocessingPreset preset)
{
  g_autoptr (GPtrArray) layers = g_ptr_array_new ();
  FrostKerasLayer inner = { .name = name, .is_model = TRUE };
  FrostKerasLayer outer = { .name = "my_classifier", .is_model = TRUE, .layers = layers };
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  inner.layers = none;
  g_ptr_array_add (layers, &inner);
  g_autoptr (FrostModel) model = model_with (FROST_OP_RELU, 0);
  frost_keras_preprocessing_find (&outer, model);
  g_assert_false (model->preprocessing_known);
  g_assert_cmpint (frost_preprocessing_match_preset (&model->preprocessing), ==, preset);
}

static void
test_names (void)
{
  check_name ("mobilenetv2_1.00_224", FROST_PREPROCESSING_TF);
  check_name ("resnet50v2", FROST_PREPROCESSING_TF);
  check_name ("resnet50", FROST_PREPROCESSING_CAFFE);
  check_name ("VGG16", FROST_PREPROCESSING_CAFFE);
  check_name ("densenet121", FROST_PREPROCESSING_TORCHVISION);
  check_name ("mine", FROST_PREPROCESSING_TF);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/formats/keras-preprocessing/bytes", test_bytes);
  g_test_add_func ("/engine/formats/keras-preprocessing/branches", test_branches);
  g_test_add_func ("/engine/formats/keras-preprocessing/names", test_names);
  return g_test_run ();
}
