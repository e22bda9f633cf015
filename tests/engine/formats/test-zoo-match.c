/* Recognition from names and shapes as torchvision, timm and transformers write them. */
#include "engine/formats/zoo-match.h"
#include "tests/engine/formats/weights-writer.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *folder;

static WeightsWriter *
read_golden (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".txt", NULL);
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "engine", "formats", "zoo-golden", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  WeightsWriter *writer = weights_writer_new ();

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  weights_writer_add_list (writer, text);
  return writer;
}

static FrostTensorFile *
open_weights (const WeightsWriter *writer)
{
  g_autofree char *path = g_build_filename (folder, "weights.safetensors", NULL);
  g_autoptr (GError) error = NULL;

  weights_writer_save_sparse (writer, path);
  FrostTensorFile *file = frost_tensor_file_open (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return file;
}

static FrostZooMatches *
match (const WeightsWriter *writer)
{
  g_autoptr (FrostTensorFile) file = open_weights (writer);

  return frost_zoo_match (file);
}

static void
expect_one (const WeightsWriter *writer, const char *name)
{
  g_autoptr (FrostZooMatches) matches = match (writer);

  g_assert_cmpint (matches->n_best, ==, 1);
  g_assert_cmpstr (matches->matches[0].entry->name, ==, name);
}

static void
expect_none (const WeightsWriter *writer)
{
  g_autoptr (FrostZooMatches) matches = match (writer);

  g_assert_cmpint (matches->n_best, ==, 0);
}

static void
test_torchvision (void)
{
  static const char *const names[] = { "squeezenet1_1", "mobilenet_v3_small",
                                       "resnet18" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (WeightsWriter) writer = read_golden (names[i]);
      g_autoptr (FrostZooMatches) matches = match (writer);
      const FrostZooMatch *best = matches->matches;

      g_assert_cmpint (matches->n_best, ==, 1);
      g_assert_cmpstr (best->entry->name, ==, names[i]);
      g_assert_null (best->dialect);
      g_assert_true (best->fits && best->has_head && best->same_head);
      g_assert_cmpint (best->n_found, ==, best->n_weights);
      g_assert_cmpint (best->n_left_over, ==, 0);
    }
}

static void
test_head (void)
{
  g_autoptr (WeightsWriter) writer = read_golden ("resnet18");

  weights_writer_drop (writer, "fc.weight");
  weights_writer_drop (writer, "fc.bias");
  {
    g_autoptr (FrostZooMatches) matches = match (writer);

    g_assert_cmpint (matches->n_best, ==, 1);
    g_assert_cmpstr (matches->matches[0].entry->name, ==, "resnet18");
    g_assert_false (matches->matches[0].has_head);
  }
  weights_writer_add (writer, "fc.weight", "2x512");
  weights_writer_add (writer, "fc.bias", "2");
  {
    g_autoptr (FrostZooMatches) matches = match (writer);

    g_assert_cmpint (matches->n_best, ==, 1);
    g_assert_true (matches->matches[0].has_head);
    g_assert_false (matches->matches[0].same_head);
  }
  /* As many classes in one part as in the other, of as many features as there are. */
  weights_writer_drop (writer, "fc.bias");
  weights_writer_add (writer, "fc.bias", "3");
  {
    g_autoptr (FrostZooMatches) matches = match (writer);

    g_assert_true (matches->matches[0].fits);
    g_assert_false (matches->matches[0].has_head);
    g_assert_cmpint (matches->matches[0].n_differing, ==, 2);
  }
}

static void
test_trunk (void)
{
  g_autoptr (WeightsWriter) writer = read_golden ("resnet18");

  weights_writer_drop (writer, "layer2.0.conv1.weight");
  expect_none (writer);
  weights_writer_add (writer, "layer2.0.conv1.weight", "128x64x5x5");
  expect_none (writer);
  weights_writer_drop (writer, "layer2.0.conv1.weight");
  weights_writer_add_typed (writer, "layer2.0.conv1.weight", "I8", 1, "128x64x3x3");
  expect_none (writer);
  weights_writer_drop (writer, "layer2.0.conv1.weight");
  weights_writer_add_typed (writer, "layer2.0.conv1.weight", "F16", 2, "128x64x3x3");
  expect_one (writer, "resnet18");
}

/* A second head is left over; another network that contains this one is not this one. */
static void
test_left_over (void)
{
  g_autoptr (WeightsWriter) writer = read_golden ("resnet18");

  weights_writer_add (writer, "head2.weight", "1000x512");
  expect_one (writer, "resnet18");
  for (int i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("layer4.%d.conv1.weight", i + 2);
      weights_writer_add (writer, name, "512x512x3x3");
    }
  expect_none (writer);
}

static void
test_contained (void)
{
  static const int depths[] = { 20, 32, 44, 56, 110 };

  for (gsize i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      g_autoptr (WeightsWriter) writer = weights_writer_new ();
      g_autofree char *name = g_strdup_printf ("resnet%d_cifar10", depths[i]);
      const int n = (depths[i] - 2) / 6;

      weights_writer_add_list (
          writer, "conv1.weight 16x3x3x3\nbn1.weight 16\nbn1.bias 16\n"
                  "bn1.running_mean 16\nbn1.running_var 16\nlinear.weight 10x64\n"
                  "linear.bias 10\n");
      for (int block = 0; block < 3 * n; block++)
        for (int conv = 1; conv <= 2; conv++)
          {
            const int stage = block / n, y = 16 << stage;
            const int x = block % n == 0 && stage > 0 && conv == 1 ? y / 2 : y;
            g_autofree char *text = g_strdup_printf (
                "layer%d.%d.conv%d.weight %dx%dx3x3\nlayer%d.%d.bn%d.weight %d\n"
                "layer%d.%d.bn%d.bias %d\nlayer%d.%d.bn%d.running_mean %d\n"
                "layer%d.%d.bn%d.running_var %d\nlayer%d.%d.bn%d.num_batches_tracked\n",
                stage + 1, block % n, conv, y, x, stage + 1, block % n, conv, y,
                stage + 1, block % n, conv, y, stage + 1, block % n, conv, y, stage + 1,
                block % n, conv, y, stage + 1, block % n, conv);
            weights_writer_add_list (writer, text);
          }
      expect_one (writer, name);
    }
}

/* timm has two networks with the same tensors, which pad in different ways. */
static void
test_ambiguous (void)
{
  g_autoptr (WeightsWriter) writer = read_golden ("mobilenet_v3_small-timm");
  g_autoptr (FrostZooMatches) matches = match (writer);

  g_assert_cmpint (matches->n_best, ==, 2);
  g_assert_cmpstr (matches->matches[0].entry->name, ==, "mobilenet_v3_small");
  g_assert_cmpstr (matches->matches[0].dialect->name, ==, "timm");
  g_assert_cmpstr (matches->matches[1].entry->name, ==, "tf_mobilenetv3_small_100");
  g_assert_cmpint (matches->matches[1].n_found, ==, matches->matches[1].n_weights);
}

static void
test_dialects (void)
{
  static const char *const files[] = { "vit_b_16-timm", "vit_b_16-transformers" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (WeightsWriter) writer = read_golden (files[i]);
      g_autoptr (FrostZooMatches) matches = match (writer);
      const FrostZooMatch *best = matches->matches;

      g_assert_cmpint (matches->n_best, ==, 1);
      g_assert_cmpstr (best->entry->name, ==, "vit_b_16");
      g_assert_cmpstr (best->dialect->name, ==, strchr (files[i], '-') + 1);
      g_assert_cmpint (best->n_found, ==, best->n_weights);
      g_assert_cmpint (best->n_left_over, ==, 0);
      g_assert_true (best->same_head);
    }
}

/* A part of a tensor is missing, or is not like the others. */
static void
test_parts (void)
{
  static const char *const name = "vit.encoder.layer.3.attention.attention.value.weight";
  g_autoptr (WeightsWriter) writer = read_golden ("vit_b_16-transformers");

  weights_writer_drop (writer, name);
  expect_none (writer);
  weights_writer_add (writer, name, "768x767");
  expect_none (writer);
  weights_writer_drop (writer, name);
  weights_writer_add (writer, name, "768");
  expect_none (writer);
  weights_writer_drop (writer, name);
  weights_writer_add (writer, name, "768x768");
  expect_one (writer, "vit_b_16");
}

/* Nothing to be sure of: no tensors, foreign ones, names made to confuse the rules. */
static void
test_foreign (void)
{
  g_autoptr (WeightsWriter) writer = weights_writer_new ();
  g_autofree char *long_name = g_strnfill (400, '.');

  weights_writer_add (writer, "cls_token", "1x1x768");
  weights_writer_add (writer, "conv_stem.weight", "");
  weights_writer_add (writer, "encoder.layers.encoder_layer_0.ln_1.weight#0", "768");
  weights_writer_add (writer, "blocks.0.attn.qkv.", "0");
  weights_writer_add (writer, "#7", "1x0x1");
  weights_writer_add (writer, "fc.weight", "0x512");
  weights_writer_add (writer, "fc.bias", "2147483647x0");
  weights_writer_add (writer, long_name, "1x1x1x1x1x1x1x1");
  weights_writer_add (writer, "blocks.99999999999999999999.norm1.weight", "768");
  expect_none (writer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("frost-zoo-match-XXXXXX", NULL);
  g_test_add_func ("/zoo-match/torchvision", test_torchvision);
  g_test_add_func ("/zoo-match/head", test_head);
  g_test_add_func ("/zoo-match/trunk", test_trunk);
  g_test_add_func ("/zoo-match/left-over", test_left_over);
  g_test_add_func ("/zoo-match/contained", test_contained);
  g_test_add_func ("/zoo-match/ambiguous", test_ambiguous);
  g_test_add_func ("/zoo-match/dialects", test_dialects);
  g_test_add_func ("/zoo-match/parts", test_parts);
  g_test_add_func ("/zoo-match/foreign", test_foreign);
  int code = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return code;
}
