/* The loss against PyTorch and finite differences; extremes; rows without a label. */
#include "engine/ops/softmax-cross-entropy.h"

#include <math.h>

#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/op-golden.h"

static void
test_golden (void)
{
  const int labels[] = { 2, -1, 4 };
  float dx[15];
  int correct, counted;
  double loss =
      frost_softmax_cross_entropy (loss_x, labels, 3, 5, 0.5f, dx, &correct, &counted);

  g_assert_cmpint (counted, ==, 2);
  g_assert_cmpfloat (fabs (loss / 2 - loss_mean[0]), <, 1e-6);
  op_check_near (dx, loss_dx, 15, 1e-6);
  frost_softmax (loss_x, 3, 5, dx);
  op_check_near (dx, loss_softmax, 15, 1e-6);
}

/* The loss itself is in doubles; a step of 1e-3 leaves 1e-6. */
static void
test_gradient (void)
{
  float x[4 * 7], dx[4 * 7];
  const int labels[] = { 0, 6, 3, 3 };

  op_check_fill (x, 28);
  frost_softmax_cross_entropy (x, labels, 4, 7, 1, dx, NULL, NULL);
  for (int i = 0; i < 28; i++)
    {
      float old = x[i];
      float up = old + 1e-3f, down = old - 1e-3f;
      double plus, minus;

      x[i] = up;
      plus = frost_softmax_cross_entropy (x, labels, 4, 7, 1, NULL, NULL, NULL);
      x[i] = down;
      minus = frost_softmax_cross_entropy (x, labels, 4, 7, 1, NULL, NULL, NULL);
      x[i] = old;
      g_assert_cmpfloat (fabs ((plus - minus) / ((double) up - down) - dx[i]), <, 1e-5);
    }
}

static void
test_extremes (void)
{
  float x[] = { 1000, -1000, 0, -1e30f, 1e30f, 0 };
  const int labels[] = { 0, 0 };
  int correct;
  double loss = frost_softmax_cross_entropy (x, labels, 1, 3, 1, NULL, &correct, NULL);

  g_assert_cmpfloat (loss, ==, 0);
  g_assert_cmpint (correct, ==, 1);
  loss = frost_softmax_cross_entropy (x + 3, labels, 1, 3, 1, NULL, &correct, NULL);
  g_assert_cmpfloat (loss, >, 1e30);
  g_assert_true (isfinite (loss));
  g_assert_cmpint (correct, ==, 0);

  x[1] = NAN;
  g_assert_true (
      isnan (frost_softmax_cross_entropy (x, labels, 1, 3, 1, NULL, NULL, NULL)));
}

/* In place, and a label that no class has is none. */
static void
test_in_place (void)
{
  float x[] = { 1, 2, 3, 4, 5, 6 };
  float y[] = { 1, 2, 3, 4, 5, 6 };
  float dx[6];
  const int labels[] = { 1, 7 };
  int counted;

  frost_softmax_cross_entropy (x, labels, 2, 3, 1, dx, NULL, &counted);
  g_assert_cmpint (counted, ==, 1);
  for (int i = 3; i < 6; i++)
    g_assert_cmpfloat (dx[i], ==, 0);
  frost_softmax_cross_entropy (x, labels, 2, 3, 1, x, NULL, NULL);
  op_check_near (x, dx, 6, 0);

  frost_softmax (y, 2, 3, dx);
  frost_softmax (y, 2, 3, y);
  op_check_near (y, dx, 6, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/softmax-cross-entropy/golden", test_golden);
  g_test_add_func ("/ops/softmax-cross-entropy/gradient", test_gradient);
  g_test_add_func ("/ops/softmax-cross-entropy/extremes", test_extremes);
  g_test_add_func ("/ops/softmax-cross-entropy/in-place", test_in_place);
  return g_test_run ();
}
