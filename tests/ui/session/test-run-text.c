/* Runs and times in words. */
#include "ui/session/run-text.h"

#include <math.h>

#include "session-fixture.h"
#include "ui/session/run-item-private.h"

static void
assert_seconds (double seconds, const char *wanted)
{
  g_autofree char *text = frost_seconds_to_text (seconds);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_seconds (void)
{
  assert_seconds (0, "0 ms");
  assert_seconds (-3, "0 ms");
  assert_seconds (NAN, "0 ms");
  assert_seconds (1e-7, "1 ms");
  assert_seconds (0.041, "41 ms");
  assert_seconds (0.9994, "999 ms");
  assert_seconds (0.9996, "1.0 s");
  assert_seconds (9.94, "9.9 s");
  assert_seconds (9.96, "10 s");
  assert_seconds (99.4, "99 s");
  assert_seconds (150, "2 min");
  assert_seconds (3900, "1 h 05 min");
  assert_seconds (7199, "2 h 00 min");
  assert_seconds (1e7, "2778 h");
  assert_seconds (INFINITY, "inf h");
}

static FrostRunItem *
new_run (gint64 started, FrostRunStatus status, const double *accuracies, int n)
{
  FrostRun *run = g_new0 (FrostRun, 1);
  GArray *epochs = g_array_new (FALSE, FALSE, sizeof (FrostRunEpoch));

  run->id = 3;
  run->started = started;
  run->status = status;
  run->settings = g_strdup ("{\"epochs\":25,\"rate\":0.01}");
  run->classes = g_strdup ("[\"a\",\"b\"]");
  run->base_name = g_strdup ("small");
  run->cut_name = g_strdup ("after block 3");
  for (int i = 0; i < n; i++)
    {
      const FrostRunEpoch epoch = { .epoch = i + 1,
                                    .train_loss = 1,
                                    .train_accuracy = 0.75,
                                    .val_loss = 1,
                                    .val_accuracy = accuracies[i],
                                    .rate = 0.01,
                                    .seconds = 0.04 };

      g_array_append_val (epochs, epoch);
    }
  return frost_run_item_new (run, epochs, NULL);
}

#define ASSERT_TEXT(call, wanted)                                                        \
  G_STMT_START                                                                           \
  {                                                                                      \
    g_autofree char *text_ = call;                                                       \
    g_assert_cmpstr (text_, ==, wanted);                                                 \
  }                                                                                      \
  G_STMT_END

static void
test_results (void)
{
  const double accuracies[] = { 0.5, 143. / 153, 0.9 };
  const double none[] = { NAN, NAN };
  const FrostRunMove move = { 2.5, 0, (char *) "input (everything trainable)" };
  const FrostRunMove named = { 1, 3, (char *) "after block 3" };
  g_autoptr (FrostRunItem) run = new_run (0, FROST_RUN_STATUS_STOPPED, accuracies, 3);
  g_autoptr (FrostRunItem) blind = new_run (0, FROST_RUN_STATUS_DONE, none, 2);
  g_autoptr (FrostRunItem) failed = new_run (0, FROST_RUN_STATUS_FAILED, none, 0);
  g_autoptr (FrostRunItem) fresh = new_run (0, FROST_RUN_STATUS_RUNNING, none, 0);

  ASSERT_TEXT (frost_run_item_dup_result_text (run, 153),
               "Best epoch 2: 93.5 % (143 of 153)");
  ASSERT_TEXT (frost_run_item_dup_result_text (run, 0), "Best epoch 2: 93.5 %");
  ASSERT_TEXT (frost_run_item_dup_score_text (run), "93.5 %");
  ASSERT_TEXT (frost_run_item_dup_recipe_text (run),
               "3 of 25 epochs, rate 0.01, after block 3");
  frost_run_item_add_move (run, &move);
  ASSERT_TEXT (frost_run_item_dup_recipe_text (run),
               "3 of 25 epochs, rate 0.01, after block 3, then everything trainable");
  ASSERT_TEXT (frost_run_move_dup_text (&move), "frost line → everything trainable");
  ASSERT_TEXT (frost_run_move_dup_text (&named), "frost line → block 3");
  ASSERT_TEXT (frost_run_item_dup_result_text (blind, 0),
               "Epoch 2: 75.0 % of the training images, none validate");
  ASSERT_TEXT (frost_run_item_dup_score_text (blind), "75.0 %");
  ASSERT_TEXT (frost_run_item_dup_score_text (failed), "failed");
  ASSERT_TEXT (frost_run_item_dup_result_text (failed, 9), "No epoch was completed");
  ASSERT_TEXT (frost_run_item_dup_score_text (fresh), "starting");
  ASSERT_TEXT (frost_run_item_dup_recipe_text (fresh),
               "25 epochs, rate 0.01, after block 3");
}

static void
test_times (void)
{
  /* The first of May 2024, 14:02 here. */
  g_autoptr (GDateTime) began = g_date_time_new_local (2024, 5, 1, 14, 2, 30);
  const gint64 started = g_date_time_to_unix (began) * G_USEC_PER_SEC;
  g_autoptr (FrostRunItem) run = new_run (started, FROST_RUN_STATUS_DONE, NULL, 0);

  ASSERT_TEXT (frost_run_item_dup_time_text (run, started + 3 * G_TIME_SPAN_HOUR),
               "14:02");
  ASSERT_TEXT (frost_run_item_dup_time_text (run, started + 30 * G_TIME_SPAN_HOUR),
               "1 May, 14:02");
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/run-text/seconds", test_seconds);
  g_test_add_func ("/session/run-text/results", test_results);
  g_test_add_func ("/session/run-text/times", test_times);
  return g_test_run ();
}
