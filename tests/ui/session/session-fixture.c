#include "session-fixture.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#define SIDE 24
#define INPUT 16
#define CHANNELS 6

static char *home;

static void
remove_home (void)
{
  session_fixture_remove (home);
  g_clear_pointer (&home, g_free);
}

void
session_fixture_init (int *argc, char ***argv)
{
  static const char *const variables[] = { "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
                                           "XDG_DATA_HOME", "XDG_STATE_HOME" };

  /* Not G_TEST_OPTION_ISOLATE_DIRS, which leaks in GLib 2.74 and would hide our own leaks. */
  home = session_fixture_make_folder ();
  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      g_autofree char *folder = g_build_filename (home, variables[i], NULL);

      g_setenv (variables[i], folder, TRUE);
    }
  atexit (remove_home);
  g_test_init (argc, argv, NULL);
}

char *
session_fixture_make_folder (void)
{
  GError *error = NULL;
  char *folder = g_dir_make_tmp ("frost-session-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
session_fixture_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR)
          && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        session_fixture_remove (path);
      else
        g_remove (path);
    }
  g_rmdir (folder);
}

void
session_fixture_write_picture (const char *path, int red, int green, int blue, guint seed)
{
  GError *error = NULL;
  g_autoptr (FrostImage) image = frost_image_new (SIDE, SIDE, &error);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GBytes) bytes = NULL;

  g_assert_no_error (error);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        guint8 *pixel = frost_image_row (image, y) + 3 * x;

        pixel[0] = (guint8) CLAMP (red + g_rand_int_range (rand, -30, 30), 0, 255);
        pixel[1] = (guint8) CLAMP (green + g_rand_int_range (rand, -30, 30), 0, 255);
        pixel[2] = (guint8) CLAMP (blue + g_rand_int_range (rand, -30, 30), 0, 255);
      }
  bytes = frost_image_encode_jpeg (image, 90, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                       (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
}

void
session_fixture_write_pictures (const char *folder, int n_per_class)
{
  static const char *const names[] = { "green", "red" };

  for (int c = 0; c < 2; c++)
    {
      g_autofree char *class_folder = g_build_filename (folder, names[c], NULL);

      g_assert_cmpint (g_mkdir_with_parents (class_folder, 0700), ==, 0);
      for (int i = 0; i < n_per_class; i++)
        {
          g_autofree char *path = g_strdup_printf ("%s/%d.jpg", class_folder, i);

          session_fixture_write_picture (path, c == 1 ? 190 : 60, c == 0 ? 190 : 60, 90,
                                         (guint) (1000 * c + i));
        }
    }
}

static int
add_parameter (FrostModel *model, const char *name, const FrostShape *shape,
               FrostRng *rng)
{
  GError *error = NULL;
  FrostTensor *tensor = frost_tensor_new (shape, &error);

  g_assert_no_error (error);
  for (gint64 i = 0; i < tensor->n; i++)
    tensor->data[i] = frost_rng_uniform (rng) - 0.5f;
  return frost_model_add_parameter (model, name, tensor, FALSE);
}

FrostModel *
session_fixture_new_model (int n_outputs)
{
  const FrostShape input = frost_shape_image (INPUT, INPUT, 3);
  const FrostShape kernel = { .rank = 4, .dim = { 3, 3, 3, CHANNELS } };
  const FrostShape weight = { .rank = 2, .dim = { CHANNELS, n_outputs } };
  const FrostShape bias = frost_shape_vector (n_outputs);
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostGraph *graph = frost_graph_new (&input);
  FrostModel *model = frost_model_new ("small", graph);
  GError *error = NULL;
  FrostNode *node;
  FrostRng rng;
  int from = 0;

  frost_rng_seed (&rng, 7);
  attributes.window.kernel_h = attributes.window.kernel_w = 3;
  attributes.window.pad_top = attributes.window.pad_left = 1;
  attributes.window.pad_bottom = attributes.window.pad_right = 1;
  node = frost_graph_add (graph, "conv1", FROST_OP_CONV, &attributes, &from, 1);
  node->parameters[0] = add_parameter (model, "conv1.weight", &kernel, &rng);
  attributes = frost_op_attributes_default ();
  from = 1;
  frost_graph_add (graph, "relu1", FROST_OP_RELU, &attributes, &from, 1);
  from = 2;
  frost_graph_add (graph, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, &attributes, &from, 1);
  from = 3;
  frost_graph_add (graph, "flatten", FROST_OP_FLATTEN, &attributes, &from, 1);
  from = 4;
  node = frost_graph_add (graph, "classifier", FROST_OP_LINEAR, &attributes, &from, 1);
  node->parameters[0] = add_parameter (model, "classifier.weight", &weight, &rng);
  node->parameters[1] = add_parameter (model, "classifier.bias", &bias, &rng);

  frost_preprocessing_set_preset (&model->preprocessing, FROST_PREPROCESSING_TF);
  frost_preprocessing_set_size (&model->preprocessing, INPUT, INPUT, 0);
  model->preprocessing_known = TRUE;
  frost_model_infer (model, &error);
  g_assert_no_error (error);
  return model;
}

char *
session_fixture_write_model (const char *folder, int n_outputs)
{
  g_autoptr (FrostModel) model = session_fixture_new_model (n_outputs);
  char *path = g_build_filename (folder, "small.onnx", NULL);
  GError *error = NULL;

  frost_onnx_save (model, path, &error);
  g_assert_no_error (error);
  return path;
}

FrostProject *
session_fixture_new_project (const char *folder, int n_per_class)
{
  g_autofree char *pictures = g_build_filename (folder, "pictures", NULL);
  g_autofree char *place = g_build_filename (folder, "project", NULL);
  g_autoptr (FrostImportReport) report = NULL;
  const FrostSplitOptions split = { .val_fraction = 0.25, .seed = 3 };
  GError *error = NULL;
  FrostProject *project;

  session_fixture_write_pictures (pictures, n_per_class);
  project =
      frost_project_new_from_folder (place, pictures, &split, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->n_added, ==, 2 * n_per_class);
  return project;
}

void
session_fixture_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

GAsyncResult *
session_fixture_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

void
session_fixture_wait_flag (const gboolean *flag)
{
  while (!*flag)
    g_main_context_iteration (NULL, TRUE);
}

void
session_fixture_finalize (gpointer object)
{
  GWeakRef weak;
  gpointer strong;

  g_weak_ref_init (&weak, object);
  g_object_unref (object);
  while ((strong = g_weak_ref_get (&weak)) != NULL)
    {
      g_object_unref (strong);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
  g_weak_ref_clear (&weak);
}
