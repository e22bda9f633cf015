#include "tests/engine/formats/weights-check.h"

#include "engine/core/error.h"
#include "engine/formats/stored-number.h"
#include "engine/formats/weight-list.h"
#include "tests/engine/graph/graph-maker.h"

#include <string.h>

void
weights_check_round_trip (gboolean (*save) (const FrostModel *model, const char *path,
                                            gboolean half, GError **error),
                          const char *path, gboolean half, const char *format)
{
  g_autoptr (GError) error = NULL;

  graph_maker_seed (5);
  g_autoptr (FrostModel) model = graph_maker_every_op (3);
  g_assert_true (save (model, path, half, &error));
  g_assert_no_error (error);
  g_autoptr (FrostTensorFile) file = frost_tensor_file_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (frost_tensor_file_get_format (file), ==, format);
  g_autoptr (FrostWeightList) list = frost_weight_list_new (model, half, &error);
  g_assert_no_error (error);
  g_assert_cmpint (frost_tensor_file_get_n_tensors (file), ==,
                   frost_weight_list_get_n (list));
  g_assert_cmpint (frost_weight_list_get_n (list), >, (int) model->parameters->len);

  for (int i = 0; i < frost_weight_list_get_n (list); i++)
    {
      const FrostStoredTensor *written = frost_weight_list_peek (list, i);
      const FrostStoredTensor *read = frost_tensor_file_find (file, written->name);
      g_autofree float *expected = g_new (float, written->n);
      g_autofree float *numbers = g_new (float, written->n);
      size_t size;

      g_assert_nonnull (read);
      g_autofree char *written_text = frost_stored_tensor_describe (written);
      g_autofree char *read_text = frost_stored_tensor_describe (read);
      g_assert_cmpstr (written_text, ==, read_text);
      const void *bytes = frost_weight_list_read (list, i, &size);
      frost_stored_to_float (written->type, bytes, written->n, expected);
      g_assert_true (frost_tensor_file_read (file, read, numbers, &error));
      g_assert_cmpmem (numbers, sizeof *numbers * (size_t) written->n, expected,
                       sizeof *expected * (size_t) written->n);
    }
}

void
weights_check_refused (gboolean (*save) (const FrostModel *model, const char *path,
                                         gboolean half, GError **error))
{
  g_autoptr (GError) error = NULL;

  graph_maker_seed (5);
  g_autoptr (FrostModel) model = graph_maker_chain (3);
  g_assert_false (save (model, "/nowhere/at/all.weights", FALSE, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "choose a folder that exists"));
  g_clear_error (&error);

  g_free (frost_model_parameter (model, 0)->name);
  frost_model_parameter (model, 0)->name =
      g_strdup (frost_model_parameter (model, 1)->name);
  g_assert_false (save (model, "unwritten", FALSE, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
  g_assert_false (g_file_test ("unwritten", G_FILE_TEST_EXISTS));
}
