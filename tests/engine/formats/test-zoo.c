/* The entries of the zoo: all can be read, and no two can be taken for one another. */
#include "engine/formats/zoo-skeleton.h"
#include "engine/formats/zoo.h"

#include <string.h>

static void
test_known (void)
{
  static const char *const wanted[] = {
    "resnet18",           "resnet34",
    "resnet50",           "mobilenet_v2",
    "mobilenet_v3_small", "mobilenet_v3_large",
    "efficientnet_b0",    "squeezenet1_1",
    "shufflenet_v2_x1_0", "regnet_y_400mf",
    "convnext_tiny",      "densenet121",
    "vit_b_16",           "swin_t",
    "mobilenet_v1_025",   "mobilenet_v1_050",
    "mobilenet_v1_075",   "mobilenet_v1_100",
    "resnet20_cifar10",   "resnet32_cifar10",
    "resnet44_cifar10",   "resnet56_cifar10",
    "resnet110_cifar10",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (frost_zoo_find (wanted[i]) == NULL)
      g_error ("there is no %s", wanted[i]);
  g_assert_null (frost_zoo_find ("resnet19"));
  g_assert_null (frost_zoo_find (""));
  for (int i = 1; i < frost_zoo_get_n (); i++)
    g_assert_cmpstr (frost_zoo_get (i - 1)->name, <, frost_zoo_get (i)->name);
}

/* torchvision 0.14, ResNet18_Weights. */
static void
test_facts (void)
{
  const FrostZooEntry *entry = frost_zoo_find ("resnet18");

  g_assert_cmpstr (entry->title, ==, "ResNet-18");
  g_assert_cmpint (entry->n_parameters, ==, 11689512);
  g_assert_cmpint (entry->n_outputs, ==, 1000);
  g_assert_cmpint (entry->n_weights, ==, 1);
  g_assert_cmpstr (entry->weights[0].url, ==,
                   "https://download.pytorch.org/models/resnet18-f37072fd.pth");
  g_assert_cmpstr (entry->weights[0].sha256, ==, "f37072fd");
  g_assert_cmpfloat_with_epsilon (entry->weights[0].top1, 69.758, 1e-9);
  g_assert_cmpfloat_with_epsilon (entry->weights[0].top5, 89.078, 1e-9);
  g_assert_cmpint (frost_preprocessing_match_preset (&entry->preprocessing), ==,
                   FROST_PREPROCESSING_TORCHVISION);
  g_assert_cmpint (entry->preprocessing.resize_short, ==, 256);
  g_assert_cmpint (entry->preprocessing.width, ==, 224);
  g_assert_cmpstr (entry->head[0], ==, "fc.weight");
  g_assert_true (entry->native);

  entry = frost_zoo_find ("mobilenet_v1_100");
  g_assert_null (entry->weights[0].sha256);
  g_assert_cmpint (frost_preprocessing_match_preset (&entry->preprocessing), ==,
                   FROST_PREPROCESSING_TF);
  entry = frost_zoo_find ("resnet110_cifar10");
  g_assert_cmpint (entry->n_outputs, ==, 10);
  g_assert_cmpint (entry->preprocessing.height, ==, 32);
}

static gboolean
is_hex (const char *text)
{
  for (; *text != '\0'; text++)
    if (strchr ("0123456789abcdef", *text) == NULL)
      return FALSE;
  return TRUE;
}

static void
check_weights (const FrostZooWeights *weights)
{
  g_assert_nonnull (weights->name);
  g_assert_nonnull (weights->data);
  g_assert_nonnull (weights->licence);
  g_assert_true (g_str_has_prefix (weights->url, "https://"));
  g_assert_cmpint (weights->resize, >=, 32);
  g_assert_true (weights->top1 == 0 || (weights->top1 > 40 && weights->top1 < 100));
  if (weights->sha256 == NULL)
    return;
  g_assert_cmpuint (strlen (weights->sha256), ==, 8);
  g_assert_true (is_hex (weights->sha256));
  g_assert_nonnull (strstr (weights->url, weights->sha256));
}

static int64_t
count_numbers (const Onnx__TensorProto *initializer)
{
  int64_t n = 1;

  for (size_t i = 0; i < initializer->n_dims; i++)
    n *= initializer->dims[i];
  return n;
}

static void
check_graph (const FrostZooEntry *entry, GHashTable *signatures)
{
  Onnx__ModelProto *skeleton = frost_zoo_skeleton_new (entry);
  const Onnx__GraphProto *graph = skeleton->graph;
  g_autoptr (GString) signature = g_string_new (NULL);
  int n_heads = 0;
  int64_t n = 0;

  for (size_t i = 0; i < graph->n_initializer; i++)
    {
      const Onnx__TensorProto *initializer = graph->initializer[i];

      if (!frost_zoo_skeleton_wants (initializer))
        continue;
      g_string_append (signature, initializer->name);
      for (size_t d = 0; d < initializer->n_dims; d++)
        g_string_append_printf (signature, " %d", (int) initializer->dims[d]);
      n += count_numbers (initializer);
      if (g_strv_contains ((const char *const *) entry->head, initializer->name))
        {
          g_assert_cmpint (initializer->dims[0], ==, entry->n_outputs);
          n_heads++;
        }
    }
  g_assert_cmpint (n_heads, ==, g_strv_length (entry->head));
  g_assert_cmpint (n, >=, entry->n_parameters); /* statistics of batch-norms too */
  g_assert_cmpint (n, <, entry->n_parameters * 103 / 100);

  const Onnx__TensorShapeProto *shape = graph->input[0]->type->tensor_type->shape;
  g_assert_cmpint (shape->dim[2]->dim_value, ==, entry->preprocessing.height);
  g_assert_cmpint (shape->dim[3]->dim_value, ==, entry->preprocessing.width);

  /* Files that use the graph's own names say which network they are of. */
  if (entry->native)
    {
      const char *other = g_hash_table_lookup (signatures, signature->str);
      if (other != NULL)
        g_error ("%s and %s have the same tensors", entry->name, other);
      g_hash_table_insert (signatures, g_strdup (signature->str), entry->name);
    }
  frost_zoo_skeleton_free (skeleton);
}

static void
test_all (void)
{
  g_autoptr (GHashTable) signatures =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < frost_zoo_get_n (); i++)
    {
      const FrostZooEntry *entry = frost_zoo_get (i);

      g_assert_nonnull (entry->title);
      g_assert_nonnull (entry->family);
      g_assert_true (g_str_has_prefix (entry->source, "https://"));
      g_assert_cmpint (entry->n_weights, >=, 1);
      g_assert_true (entry->native || entry->n_dialects > 0);
      for (int k = 0; k < entry->n_weights; k++)
        check_weights (&entry->weights[k]);
      for (int k = 0; k < entry->n_dialects; k++)
        g_assert_cmpuint (g_strv_length (entry->dialects[k].rules) % 2, ==, 0);
      check_graph (entry, signatures);
    }
}

static void
test_reader (void)
{
  Onnx__ModelProto *skeleton = frost_zoo_skeleton_new (frost_zoo_find ("resnet18"));
  size_t input = 99;

  for (size_t i = 0; i < skeleton->graph->n_initializer; i++)
    if (strcmp (skeleton->graph->initializer[i]->name, "bn1.running_var") == 0)
      {
        const Onnx__NodeProto *reader =
            frost_zoo_skeleton_reader (skeleton, skeleton->graph->initializer[i], &input);
        g_assert_cmpstr (reader->op_type, ==, "BatchNormalization");
        g_assert_cmpuint (input, ==, 4);
      }
  g_assert_cmpuint (input, ==, 4);

  int n = 0;
  frost_zoo_skeleton_set_epsilon (skeleton, 0.25f);
  for (size_t i = 0; i < skeleton->graph->n_node; i++)
    for (size_t k = 0; k < skeleton->graph->node[i]->n_attribute; k++)
      if (strcmp (skeleton->graph->node[i]->attribute[k]->name, "epsilon") == 0)
        {
          g_assert_cmpfloat (skeleton->graph->node[i]->attribute[k]->f, ==, 0.25f);
          n++;
        }
  g_assert_cmpint (n, ==, 20);
  frost_zoo_skeleton_free (skeleton);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoo/known", test_known);
  g_test_add_func ("/zoo/facts", test_facts);
  g_test_add_func ("/zoo/all", test_all);
  g_test_add_func ("/zoo/reader", test_reader);
  return g_test_run ();
}
