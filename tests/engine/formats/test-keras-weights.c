/* Which name of a file is a layer's weight. */
#include "engine/formats/keras-weights.h"

static FrostKerasLayer root = { .name = "m" };
static FrostKerasLayer base = { .name = "base", .model = &root };

static int
find (const FrostKerasNames *names, FrostKerasLayer *model, const char *layer,
      const char *role, const char *synonym)
{
  const FrostKerasLayer wanted = {
    .name = layer, .model = model, .weights = { { role, synonym } }, .n_weights = 1
  };

  return frost_keras_names_find (names, &wanted, 0);
}

static FrostKerasNames *
names_of (const char *const *list)
{
  FrostKerasNames *names = frost_keras_names_new ();

  for (int i = 0; list[i] != NULL; i++)
    frost_keras_names_add (names, list[i], i);
  return names;
}

static void
test_forms (void)
{
  static const char *const list[] = { "conv1/kernel:0",
                                      "model_weights/conv2/conv2/kernel:0",
                                      "sequential/dw/kernel",
                                      "conv1/conv/kernel:0",
                                      "bn/gamma:12",
                                      "odd:name/bias",
                                      NULL };
  g_autoptr (FrostKerasNames) names = names_of (list);

  g_assert_cmpint (find (names, &root, "conv1", "kernel", NULL), ==, 0);
  g_assert_cmpint (find (names, &root, "conv2", "kernel", NULL), ==, 1);
  g_assert_cmpint (find (names, &root, "dw", "depthwise_kernel", "kernel"), ==, 2);
  g_assert_cmpint (find (names, &root, "dw", "depthwise_kernel", NULL), ==, -1);
  g_assert_cmpint (find (names, &root, "conv1/conv", "kernel", NULL), ==, 3);
  g_assert_cmpint (find (names, &root, "bn", "gamma", NULL), ==, 4);
  g_assert_cmpint (find (names, &root, "odd:name", "bias", NULL), ==, 5);
  g_assert_cmpint (find (names, &root, "onv1", "kernel", NULL), ==, -1);
  g_assert_cmpint (find (names, &root, "conv1", "bias", NULL), ==, -1);
}

/* The whole name goes before the end of another; two ends are no answer, unless the model around
 * the layer tells them apart. */
static void
test_ambiguous (void)
{
  static const char *const list[] = { "conv/kernel:0",
                                      "block/conv/kernel:0",
                                      "base/dense/kernel:0",
                                      "other/dense/kernel:0",
                                      "twice/kernel:0",
                                      "twice/kernel:1",
                                      NULL };
  g_autoptr (FrostKerasNames) names = names_of (list);

  g_assert_cmpint (find (names, &root, "conv", "kernel", NULL), ==, 0);
  g_assert_cmpint (find (names, &root, "block/conv", "kernel", NULL), ==, 1);
  g_assert_cmpint (find (names, &root, "dense", "kernel", NULL), ==, -1);
  g_assert_cmpint (find (names, &base, "dense", "kernel", NULL), ==, 2);
  g_assert_cmpint (find (names, &root, "twice", "kernel", NULL), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/formats/keras-weights/forms", test_forms);
  g_test_add_func ("/engine/formats/keras-weights/ambiguous", test_ambiguous);
  return g_test_run ();
}
