#include "engine/train/best-model.h"

#include <math.h>

#include "tests/engine/graph/graph-maker.h"

static void
offer (FrostBestModel *best, FrostModel *model, int epoch, double accuracy, double loss)
{
  FrostEpochRecord record = { .epoch = epoch,
                              .val_accuracy = accuracy,
                              .val_loss = loss };
  g_autoptr (GError) error = NULL;

  frost_model_parameter (model, 0)->tensor->data[0] = (float) epoch;
  g_assert_true (frost_best_model_offer (best, model, &record, &error));
  g_assert_no_error (error);
}

static void
assert_best (const FrostBestModel *best, int epoch)
{
  g_assert_cmpint (best->record.epoch, ==, epoch);
  g_assert_cmpfloat (frost_model_parameter (best->model, 0)->tensor->data[0], ==, epoch);
}

static void
test_validation (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (3);
  FrostBestModel best = { 0 };

  frost_model_parameter (model, 0)->trainable = TRUE;
  offer (&best, model, 1, 0.5, 1);
  assert_best (&best, 1);
  offer (&best, model, 2, 0.7, 2);
  assert_best (&best, 2);
  offer (&best, model, 3, 0.6, 0.1);
  assert_best (&best, 2);
  offer (&best, model, 4, 0.7, 1.5);
  assert_best (&best, 4);
  /* Equal in both: the earlier one stays. */
  offer (&best, model, 5, 0.7, 1.5);
  assert_best (&best, 4);
  frost_best_model_clear (&best);
  g_assert_null (best.model);
}

static void
test_no_validation (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (3);
  FrostBestModel best = { 0 };

  frost_model_parameter (model, 0)->trainable = TRUE;
  for (int epoch = 1; epoch < 4; epoch++)
    {
      offer (&best, model, epoch, NAN, NAN);
      assert_best (&best, epoch);
    }
  frost_best_model_clear (&best);
}

/* Running statistics of a batch-norm that is trained are part of the model. */
static void
test_statistics (void)
{
  g_autoptr (FrostModel) model = graph_maker_chain (3);
  int mean = frost_graph_node (model->graph, 1)->parameters[2];
  FrostBestModel best = { 0 };

  offer (&best, model, 1, 0.5, 1);
  frost_model_parameter (model, mean)->tensor->data[0] = 7;
  offer (&best, model, 2, 0.6, 1);
  g_assert_cmpfloat (frost_model_parameter (best.model, mean)->tensor->data[0], ==, 7);
  frost_best_model_clear (&best);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/train/best-model/validation", test_validation);
  g_test_add_func ("/engine/train/best-model/no-validation", test_no_validation);
  g_test_add_func ("/engine/train/best-model/statistics", test_statistics);
  return g_test_run ();
}
