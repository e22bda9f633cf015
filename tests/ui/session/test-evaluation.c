/* The figures, from a matrix written by hand; what fills it is in test-run-session.c. */
#include "ui/session/evaluation.h"

#include <math.h>

#include "session-fixture.h"

/* Rows label, columns prediction: 5 2 0 / 1 7 0 / 0 0 0. */
static FrostEvaluation *
make_evaluation (void)
{
  static const int confusion[] = { 5, 2, 0, 1, 7, 0, 0, 0, 0 };
  FrostEvaluation *evaluation = g_new0 (FrostEvaluation, 1);

  evaluation->n_classes = 3;
  evaluation->classes = g_strsplit ("ant bee cat", " ", -1);
  evaluation->confusion = g_memdup2 (confusion, sizeof confusion);
  evaluation->n = 15;
  evaluation->n_correct = 12;
  return evaluation;
}

static void
test_figures (void)
{
  g_autoptr (FrostEvaluation) evaluation = make_evaluation ();
  g_autofree char *summary = frost_evaluation_dup_summary (evaluation);

  g_assert_cmpfloat_with_epsilon (frost_evaluation_get_accuracy (evaluation), 0.8, 1e-12);
  g_assert_cmpint (frost_evaluation_get_n_labelled (evaluation, 0), ==, 7);
  g_assert_cmpint (frost_evaluation_get_n_predicted (evaluation, 0), ==, 6);
  g_assert_cmpfloat_with_epsilon (frost_evaluation_get_precision (evaluation, 0), 5.0 / 6,
                                  1e-12);
  g_assert_cmpfloat_with_epsilon (frost_evaluation_get_recall (evaluation, 0), 5.0 / 7,
                                  1e-12);
  g_assert_cmpfloat_with_epsilon (frost_evaluation_get_f1 (evaluation, 0), 10.0 / 13,
                                  1e-12);
  g_assert_true (isnan (frost_evaluation_get_precision (evaluation, 2)));
  g_assert_true (isnan (frost_evaluation_get_recall (evaluation, 2)));
  g_assert_cmpstr (summary, ==, "12 of 15, 55–93 %");
}

static void
test_wilson (void)
{
  double low, high;

  /* R: binom::binom.wilson (145, 153) gives 0.9002 and 0.9733. */
  frost_wilson_interval (145, 153, &low, &high);
  g_assert_cmpfloat_with_epsilon (low, 0.9002, 5e-4);
  g_assert_cmpfloat_with_epsilon (high, 0.9733, 5e-4);
  frost_wilson_interval (10, 10, &low, &high);
  g_assert_cmpfloat_with_epsilon (low, 0.7225, 5e-4);
  g_assert_cmpfloat_with_epsilon (high, 1, 1e-12);
  frost_wilson_interval (0, 0, &low, &high);
  g_assert_cmpfloat (low, ==, 0);
  g_assert_cmpfloat (high, ==, 1);
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/evaluation/figures", test_figures);
  g_test_add_func ("/session/evaluation/wilson", test_wilson);
  return g_test_run ();
}
