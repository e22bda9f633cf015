#include "tests/engine/ops/unary-check.h"

#include <math.h>
#include <string.h>

#include "tests/engine/ops/elementwise-golden.h"

static OpCheck *
make (const UnaryOp *op, const FrostShape *shape, int n)
{
  OpCheck *check = op_check_new (op->kind);

  check->n = n;
  check->x_shape[0] = *shape;
  check->attributes.alpha = op->alpha;
  check->attributes.beta = op->beta;
  check->attributes.approximate = op->approximate;
  op_check_prepare (check);
  for (int64_t i = 0; i < check->n_x[0]; i++)
    {
      float *x = &check->x[0][i];

      *x = op->positive ? 0.25f + 2 * fabsf (*x) : 5 * *x;
    }
  return check;
}

static void
check_in_place (const UnaryOp *op, OpCheck *check)
{
  FrostOpContext context = check->context;
  gsize bytes = sizeof (float) * (gsize) check->n_y;
  g_autofree float *old = g_memdup2 (check->x[0], bytes);
  float *dx[] = { check->dy };

  op_check_forward (check);
  op_check_backward (check);
  context.y = check->x[0];
  check->op->forward (&context);
  g_assert_cmpmem (check->x[0], bytes, check->y, bytes);
  /* Who reads x cannot have it overwritten. */
  if (check->op->needs & FROST_OP_NEEDS_X)
    memcpy (check->x[0], old, bytes);
  context.dy = check->dy;
  context.dx = dx;
  context.dw = check->dw;
  check->op->backward (&context);
  g_assert_cmpmem (check->dy, bytes, check->dx[0], bytes);
}

static void
check_refusals (const UnaryOp *op)
{
  g_autoptr (OpCheck) alpha = op_check_new (op->kind);
  g_autoptr (OpCheck) beta = op_check_new (op->kind);

  alpha->attributes.alpha = NAN;
  op_check_refuses (alpha, FROST_ENGINE_ERROR_UNSUPPORTED, "1x1x1 with alpha nan");
  beta->attributes.beta = INFINITY;
  op_check_refuses (beta, FROST_ENGINE_ERROR_UNSUPPORTED,
                    "beta inf, which must be finite");
}

void
unary_check (const UnaryOp *op)
{
  const FrostShape shapes[] = { frost_shape_vector (1), frost_shape_vector (37),
                                frost_shape_image (3, 5, 7) };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (OpCheck) check = make (op, &shapes[i], 3);

      g_assert_true (frost_shape_equal (&check->inference.y, &shapes[i]));
      op_check_forward (check);
      for (int64_t k = 0; k < check->n_y; k++)
        {
          double want = op->value (check->x[0][k]);

          g_assert_cmpfloat (fabs (check->y[k] - want), <=, 1e-6 * MAX (1, fabs (want)));
        }
      check_in_place (op, check);
    }
  for (guint i = 1; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (OpCheck) check = make (op, &shapes[i], 2);

      /* A difference is off by epsilon^2 / 6 times the third derivative, which is at most 130
       * times the slope (a power at 0.25). */
      op_check_gradients (check, 1.0 / 128, 5e-3, op->kinks);
    }
  check_refusals (op);
}

void
unary_check_golden (const UnaryOp *op, const float *y, const float *dx)
{
  const FrostShape shape = frost_shape_vector (12);
  g_autoptr (OpCheck) check = make (op, &shape, 1);

  memcpy (check->x[0], op->positive ? one_positive : one_x, sizeof one_x);
  memcpy (check->dy, one_dy, sizeof one_dy);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, y, 12, 1e-6);
  op_check_near (check->dx[0], dx, 12, 2e-6);
}

float
unary_check_slope (const UnaryOp *op, float x)
{
  const FrostShape shape = frost_shape_vector (1);
  g_autoptr (OpCheck) check = make (op, &shape, 1);

  check->x[0][0] = x;
  check->dy[0] = 1;
  op_check_forward (check);
  op_check_backward (check);
  return check->dx[0][0];
}
