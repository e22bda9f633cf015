/* Two operands that do not fit or are too many, sums of very many numbers, no images at all. The
 * forms of broadcasting are in broadcast-check, which the tests of the ops run. */
#include "engine/ops/broadcast.h"

#include <math.h>

#include "tests/engine/ops/broadcast-check.h"

static void
refused (const FrostShape *a, const FrostShape *b, const FrostShape *w, const char *words)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_MUL);

  check->x_shape[0] = *a;
  if (b != NULL)
    {
      check->n_inputs = 2;
      check->x_shape[1] = *b;
    }
  if (w != NULL)
    check->w_shape[0] = *w;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, words);
}

static void
test_errors (void)
{
  FrostShape image = frost_shape_image (3, 5, 7), other = frost_shape_image (1, 2, 7);
  FrostShape vector = frost_shape_vector (7);
  FrostShape wide = broadcast_check_shape (2, (int64_t[]){ 1, 1 << 20 });
  FrostShape high = broadcast_check_shape (2, (int64_t[]){ 1 << 20, 1 });

  refused (&image, NULL, NULL, "input is 3x5x7, a second one or an operand");
  refused (&image, &image, &image, "may have only one");
  refused (&image, &vector, NULL, "input is 3x5x7 and 7, two operands of the same rank");
  refused (&image, NULL, &vector, "same rank");
  refused (&image, &other, NULL, "3x5x7 and 1x2x7, which do not fit");
  refused (&other, NULL, &image, "do not fit");
  refused (&wide, &high, NULL, "output");
}

/* One number that a million others are multiplied by: its gradient is their sum. */
static void
test_long_sum (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_MUL);
  double want = 0;

  check->n = 5;
  check->x_shape[0] = frost_shape_image (100, 100, 20);
  check->w_shape[0] = frost_shape_image (1, 1, 1);
  op_check_prepare (check);
  for (int64_t i = 0; i < check->n_y; i++)
    {
      check->dy[i] = 1 + check->dy[i] / 4;
      check->x[0][i] = 1 + check->x[0][i] / 4;
      want += (double) check->dy[i] * check->x[0][i];
    }
  op_check_forward (check);
  op_check_backward (check);
  g_assert_cmpfloat (fabs (check->dw[0][0] - want), <=, 2e-7 * want);
}

/* A worker without images meets the others at a batch-norm and does nothing elsewhere. */
static void
test_no_images (void)
{
  FrostShape shape = frost_shape_image (2, 3, 4), one = frost_shape_image (1, 1, 4);
  float numbers[24] = { 1 }, y[1] = { 7 }, scratch[8];
  FrostOperand a = { .data = numbers, .shape = &shape };
  FrostOperand b = { .data = numbers, .shape = &one, .shared = TRUE };
  FrostBroadcastTarget target = { .data = y, .shape = &one, .shared = TRUE };

  frost_broadcast_map (y, &shape, 0, &a, &b, FROST_BINARY_ADD, -INFINITY, INFINITY);
  frost_broadcast_sum (&target, &shape, 0, numbers, &a, FROST_BINARY_MUL, scratch);
  g_assert_cmpfloat (y[0], ==, 7);
}

/* An operand of lower rank is as if it had leading ones. */
static void
test_lower_rank (void)
{
  FrostShape shape = frost_shape_image (2, 2, 3), last = frost_shape_vector (3);
  float a_data[24], b_data[3] = { 1, 10, 100 }, y[24];
  FrostOperand a = { .data = a_data, .shape = &shape };
  FrostOperand b = { .data = b_data, .shape = &last, .shared = TRUE };

  op_check_fill (a_data, 24);
  frost_broadcast_map (y, &shape, 2, &a, &b, FROST_BINARY_MUL, -INFINITY, INFINITY);
  for (int i = 0; i < 24; i++)
    g_assert_cmpfloat (y[i], ==, a_data[i] * b_data[i % 3]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/broadcast/errors", test_errors);
  g_test_add_func ("/ops/broadcast/long-sum", test_long_sum);
  g_test_add_func ("/ops/broadcast/no-images", test_no_images);
  g_test_add_func ("/ops/broadcast/lower-rank", test_lower_rank);
  return g_test_run ();
}
