#include "engine/core/tensor.h"

#include <stdlib.h>
#include <string.h>

#include "engine/core/error.h"

static void
test_new (void)
{
  FrostShape shape = frost_shape_image (3, 5, 7);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostTensor) tensor = frost_tensor_new (&shape, &error);
  g_autoptr (FrostTensor) copy = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (tensor->n, ==, 105);
  g_assert_cmpuint ((guintptr) tensor->data % 64, ==, 0);
  for (int i = 0; i < 105; i++)
    {
      g_assert_cmpfloat (tensor->data[i], ==, 0);
      tensor->data[i] = (float) i;
    }

  copy = frost_tensor_copy (tensor, &error);
  g_assert_no_error (error);
  g_assert_true (frost_shape_equal (&copy->shape, &shape));
  tensor->data[3] = -1;
  g_assert_cmpfloat (copy->data[3], ==, 3);
}

static void
test_references (void)
{
  FrostShape shape = frost_shape_vector (4);
  FrostTensor *tensor = frost_tensor_new (&shape, NULL);
  FrostTensor *same = frost_tensor_ref (tensor);

  frost_tensor_unref (tensor);
  same->data[0] = 1;
  frost_tensor_unref (same);
}

static void
test_refused (void)
{
  FrostShape shape = frost_shape_image (0, 5, 7);
  g_autoptr (GError) error = NULL;

  g_assert_null (frost_tensor_new (&shape, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE);
}

/* More than there is, more than there can be, and sums that pass 64 bits. */
static void
test_memory (void)
{
  int64_t sizes[] = { (int64_t) 1 << 58, G_MAXINT64, G_MAXINT64 / 4, -1 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (frost_floats_new (sizes[i], "gradients", &error));
      g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY);
      g_assert_true (g_str_has_prefix (error->message, "gradients: "));
    }
}

static void
test_floats (void)
{
  for (int n = 0; n < 40; n++)
    {
      float *data = frost_floats_new (n, "few", NULL);

      g_assert_nonnull (data);
      g_assert_cmpuint ((guintptr) data % 64, ==, 0);
      /* The spare line behind the end belongs to it. */
      memset (data, 0, sizeof (float) * (size_t) (n + 16));
      free (data);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/core/tensor/new", test_new);
  g_test_add_func ("/engine/core/tensor/references", test_references);
  g_test_add_func ("/engine/core/tensor/refused", test_refused);
  g_test_add_func ("/engine/core/tensor/memory", test_memory);
  g_test_add_func ("/engine/core/tensor/floats", test_floats);
  return g_test_run ();
}
