#include "ui/session/classifier.h"

#include <math.h>
#include <string.h>

#include "session-fixture.h"
#include "ui/session/dataset-source.h"

#define N 40
#define OUTPUTS 7

static void
test_rank (void)
{
  const float logits[] = { 1, 5, 5, -2, 7 };
  int order[5];

  frost_classifier_rank (logits, 5, 3, order);
  g_assert_cmpint (order[0], ==, 4);
  g_assert_cmpint (order[1], ==, 1);
  g_assert_cmpint (order[2], ==, 2);
  frost_classifier_rank (logits, 5, 5, order);
  g_assert_cmpint (order[3], ==, 0);
  g_assert_cmpint (order[4], ==, 3);
}

typedef struct
{
  guint next;
  float logits[N][OUTPUTS];
  char *failures[N];
  GCancellable *cancel_at_first;
} Seen;

static void
seen_cb (guint index, const float *logits, const GError *error, gpointer user_data)
{
  Seen *seen = user_data;

  g_assert_cmpuint (index, ==, seen->next++);
  g_assert_true ((logits == NULL) == (error != NULL));
  if (logits != NULL)
    memcpy (seen->logits[index], logits, sizeof seen->logits[index]);
  else
    seen->failures[index] = g_strdup (error->message);
  if (seen->cancel_at_first != NULL)
    g_cancellable_cancel (seen->cancel_at_first);
}

/* Pictures 0.jpg …; number 3 is no picture and number 35 is not there. */
static GPtrArray *
write_pictures (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < N; i++)
    {
      char *path = g_strdup_printf ("%s/%d.jpg", folder, i);

      g_ptr_array_add (paths, path);
      if (i == 3)
        g_assert_true (g_file_set_contents (path, "nothing", -1, NULL));
      else if (i != 35)
        session_fixture_write_picture (path, 6 * i, 255 - 6 * i, 100, (guint) i);
    }
  return paths;
}

static void
test_order_and_failures (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autoptr (GPtrArray) paths = write_pictures (folder);
  g_autoptr (FrostModel) model = session_fixture_new_model (OUTPUTS);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostClassifier) classifier = frost_classifier_new (model, NULL, 2, &error);
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (1);
  g_autoptr (FrostPlan) plan =
      frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1, pool, &error);
  g_autofree Seen *seen = g_new0 (Seen, 1);
  FrostImageTransform transform;

  g_assert_no_error (error);
  g_assert_cmpint (frost_classifier_get_n_outputs (classifier), ==, OUTPUTS);
  g_assert_true (frost_classifier_run (classifier, (const char *const *) paths->pdata, N,
                                       seen_cb, seen, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (seen->next, ==, N);

  /* The same as one image after the other, decoded and run by hand. */
  frost_dataset_source_transform (&model->preprocessing, &transform);
  for (int i = 0; i < N; i++)
    {
      g_autoptr (FrostImage) image = NULL;
      float pixels[16 * 16 * 3], logits[OUTPUTS];

      if (i == 3 || i == 35)
        {
          g_assert_nonnull (seen->failures[i]);
          g_assert_nonnull (strstr (seen->failures[i], i == 3 ? "/3.jpg" : "/35.jpg"));
          g_free (seen->failures[i]);
          continue;
        }
      image = frost_image_decode (g_ptr_array_index (paths, i), 0, &error);
      g_assert_no_error (error);
      g_assert_true (frost_image_transform_apply (image, &transform, FROST_VIEW_PLAIN, 0,
                                                  pixels, &error));
      frost_plan_run (plan, pixels, 1, logits);
      for (int k = 0; k < OUTPUTS; k++)
        g_assert_cmpfloat (fabsf (logits[k] - seen->logits[i][k]), <, 1e-5f);
    }
  session_fixture_remove (folder);
}

static void
test_cancel (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autoptr (GPtrArray) paths = write_pictures (folder);
  g_autoptr (FrostModel) model = session_fixture_new_model (OUTPUTS);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostClassifier) classifier = frost_classifier_new (model, NULL, 2, &error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const FrostWork work = { .cancellable = cancellable };
  g_autofree Seen *seen = g_new0 (Seen, 1);

  seen->cancel_at_first = cancellable;
  g_assert_false (frost_classifier_run (classifier, (const char *const *) paths->pdata, N,
                                        seen_cb, seen, &work, &error));
  g_assert_true (frost_error_is_cancelled (error));
  /* The batch that was at hand, and no other. */
  g_assert_cmpuint (seen->next, <, N);
  g_free (seen->failures[3]);
  session_fixture_remove (folder);
}

static void
test_nothing (void)
{
  g_autoptr (FrostModel) model = session_fixture_new_model (OUTPUTS);
  g_autoptr (FrostClassifier) classifier = frost_classifier_new (model, NULL, 1, NULL);
  const char *const none[] = { NULL };

  g_assert_true (frost_classifier_run (classifier, none, 0, seen_cb, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/classifier/rank", test_rank);
  g_test_add_func ("/session/classifier/order-and-failures", test_order_and_failures);
  g_test_add_func ("/session/classifier/cancel", test_cancel);
  g_test_add_func ("/session/classifier/nothing", test_nothing);
  return g_test_run ();
}
