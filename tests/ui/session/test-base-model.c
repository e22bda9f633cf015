#include "ui/session/base-model.h"

#include <string.h>

#include "session-fixture.h"
#include "ui/session/classifier.h"

static void
test_file (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *path = session_fixture_write_model (folder, 10);
  g_autoptr (GError) error = NULL;
  FrostBaseModel *base = frost_base_model_load_file (path, NULL, &error);
  g_autofree char *shape = NULL;
  g_autofree char *parameters = NULL;
  g_autofree char *bottom = NULL;
  g_autofree char *head = NULL;
  int top;

  g_assert_no_error (error);
  g_assert_cmpstr (frost_base_model_get_name (base), ==, "small");
  g_assert_cmpstr (frost_base_model_get_path (base), ==, path);
  g_assert_true (frost_base_model_is_preprocessing_known (base));
  g_assert_cmpint (frost_base_model_get_preset (base), ==, FROST_PREPROCESSING_TF);
  g_assert_cmpint (frost_base_model_get_n_blocks (base), >=, 2);

  top = frost_base_model_get_n_blocks (base) - 1;
  shape = frost_base_model_dup_shape_text (base, top);
  g_assert_cmpstr (shape, ==, "10");
  parameters = frost_base_model_dup_parameters_text (base, top);
  g_assert_cmpstr (parameters, ==, "70");
  bottom = frost_base_model_dup_cut_name (base, 0);
  g_assert_cmpstr (bottom, ==, "input (everything trainable)");
  head = frost_base_model_dup_cut_name (base, frost_base_model_get_head_cut (base));
  g_assert_nonnull (strstr (head, "only the head"));
  g_assert_cmpint (frost_base_model_get_cache_bytes (base, 0, 100), ==, 0);
  g_assert_cmpint (
      frost_base_model_get_cache_bytes (base, frost_base_model_get_head_cut (base), 100),
      ==, 100 * 6 * 4);
  g_assert_finalize_object (base);
  session_fixture_remove (folder);
}

static void
notify_cb (GObject *object, GParamSpec *pspec, int *n)
{
  (*n)++;
}

static void
test_preprocessing (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *path = session_fixture_write_model (folder, 10);
  g_autoptr (FrostBaseModel) base = frost_base_model_load_file (path, NULL, NULL);
  int n = 0;

  g_assert_nonnull (base);
  g_signal_connect (base, "notify::preset", G_CALLBACK (notify_cb), &n);
  frost_base_model_set_preset (base, FROST_PREPROCESSING_TF);
  g_assert_cmpint (n, ==, 0);
  frost_base_model_set_preset (base, FROST_PREPROCESSING_CAFFE);
  g_assert_cmpint (n, ==, 1);
  g_assert_true (frost_base_model_get_preprocessing (base)->bgr);
  frost_base_model_set_resize (base, 40);
  g_assert_cmpint (frost_base_model_get_preprocessing (base)->resize_short, ==, 40);
  /* A crop cannot be larger than what it is cut from. */
  frost_base_model_set_resize (base, 3);
  g_assert_cmpint (frost_base_model_get_preprocessing (base)->resize_short, ==, 16);
  session_fixture_remove (folder);
}

/* Made on the worker thread or when it is asked for, it is that of the model as it came. */
static void
test_fingerprint (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *path = session_fixture_write_model (folder, 10);
  g_autoptr (FrostBaseModel) early = frost_base_model_load_file (path, NULL, NULL);
  g_autoptr (FrostBaseModel) late = frost_base_model_load_file (path, NULL, NULL);
  g_autoptr (FrostBaseModel) threaded = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  const char *fingerprint = frost_base_model_get_fingerprint (early);

  g_assert_nonnull (fingerprint);
  g_assert_cmpuint (strlen (fingerprint), ==, 64);
  frost_base_model_set_preset (late, FROST_PREPROCESSING_CAFFE);
  g_assert_cmpstr (frost_base_model_get_fingerprint (late), ==, fingerprint);
  g_assert_cmpint (frost_base_model_get_preset (late), ==, FROST_PREPROCESSING_CAFFE);

  frost_base_model_load_file_async (path, NULL, NULL, session_fixture_ready_cb, &result);
  threaded = frost_base_model_load_file_finish (session_fixture_wait (&result), NULL);
  g_assert_nonnull (threaded);
  frost_base_model_set_preset (threaded, FROST_PREPROCESSING_CAFFE);
  g_assert_cmpstr (frost_base_model_get_fingerprint (threaded), ==, fingerprint);
  session_fixture_remove (folder);
}

static void
test_async (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *path = session_fixture_write_model (folder, 10);
  g_autofree char *nowhere = g_build_filename (folder, "nowhere.onnx", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) failed = NULL;
  g_autoptr (GError) error = NULL;
  FrostBaseModel *base;

  frost_base_model_load_file_async (path, NULL, NULL, session_fixture_ready_cb, &result);
  base = frost_base_model_load_file_finish (session_fixture_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (frost_base_model_get_path (base), ==, path);
  g_object_unref (base);

  frost_base_model_load_file_async (nowhere, NULL, NULL, session_fixture_ready_cb,
                                    &failed);
  base = frost_base_model_load_file_finish (session_fixture_wait (&failed), &error);
  g_assert_null (base);
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  session_fixture_remove (folder);
}

static void
test_not_images (void)
{
  const FrostShape input = frost_shape_image (8, 8, 1);
  const FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostGraph *graph = frost_graph_new (&input);
  g_autoptr (FrostModel) grey = frost_model_new ("grey", graph);
  g_autoptr (FrostModel) good = session_fixture_new_model (3);
  g_autoptr (GError) error = NULL;
  int from = 0;

  frost_graph_add (graph, "relu", FROST_OP_RELU, &attributes, &from, 1);
  g_assert_true (frost_model_infer (grey, &error));
  g_assert_false (frost_model_check_takes_images (grey, &error));
  g_assert_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NOT_IMAGES);
  g_assert_nonnull (strstr (error->message, "8x8x1"));
  g_clear_error (&error);
  g_assert_true (frost_model_check_takes_images (good, &error));
  g_assert_no_error (error);
}

static void
test_builtin (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostBaseModel) base = frost_base_model_load_builtin (&error);

  if (frost_base_model_has_builtin ())
    {
      g_assert_no_error (error);
      g_assert_null (frost_base_model_get_path (base));
      g_assert_true (frost_base_model_is_preprocessing_known (base));
    }
  else
    {
      g_assert_null (base);
      g_assert_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NO_BASE);
    }
}

static void
test_count_text (void)
{
  static const struct
  {
    gint64 n;
    const char *text;
  } cases[] = { { 0, "0" },           { 999, "999" },        { 1000, "1.0 K" },
                { 1234, "1.2 K" },    { 9949, "9.9 K" },     { 9950, "10 K" },
                { 296000, "296 K" },  { 999499, "999 K" },   { 999500, "1.0 M" },
                { 2601976, "2.6 M" }, { 325000000, "325 M" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = frost_count_to_text (cases[i].n);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/base-model/file", test_file);
  g_test_add_func ("/session/base-model/preprocessing", test_preprocessing);
  g_test_add_func ("/session/base-model/fingerprint", test_fingerprint);
  g_test_add_func ("/session/base-model/async", test_async);
  g_test_add_func ("/session/base-model/not-images", test_not_images);
  g_test_add_func ("/session/base-model/builtin", test_builtin);
  g_test_add_func ("/session/base-model/count-text", test_count_text);
  return g_test_run ();
}
