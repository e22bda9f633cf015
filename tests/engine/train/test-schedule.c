#include "engine/train/schedule.h"

static void
test_constant (void)
{
  for (int step = 0; step < 10; step++)
    g_assert_cmpfloat (frost_schedule_rate (FROST_SCHEDULE_CONSTANT, 0.1, step, 10), ==,
                       0.1);
}

/* torch.optim.lr_scheduler.CosineAnnealingLR (optimizer, 4) from 0.1: 0.1, 0.08535…, 0.05, 0.01464…
 */
static void
test_cosine (void)
{
  const double expected[] = { 0.1, 0.0853553390593274, 0.05, 0.0146446609406726 };
  double last = 1;

  for (int step = 0; step < 4; step++)
    g_assert_cmpfloat_with_epsilon (
        frost_schedule_rate (FROST_SCHEDULE_COSINE, 0.1, step, 4), expected[step], 1e-12);
  for (int step = 0; step < 1000; step++)
    {
      double rate = frost_schedule_rate (FROST_SCHEDULE_COSINE, 0.1, step, 1000);

      g_assert_cmpfloat (rate, >, 0);
      g_assert_cmpfloat (rate, <, last);
      last = rate;
    }
  g_assert_cmpfloat (frost_schedule_rate (FROST_SCHEDULE_COSINE, 0.1, 0, 0), ==, 0.1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/train/schedule/constant", test_constant);
  g_test_add_func ("/engine/train/schedule/cosine", test_cosine);
  return g_test_run ();
}
