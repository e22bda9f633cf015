#include "tests/engine/ops/broadcast-check.h"

#include <math.h>
#include <string.h>

#define N_IMAGES 3

typedef struct
{
  int rank;
  int64_t a[FROST_SHAPE_MAX_RANK], b[FROST_SHAPE_MAX_RANK];
} Case;

static const Case cases[] = {
  { 1, { 1 }, { 1 } },
  { 1, { 19 }, { 19 } },
  { 1, { 35 }, { 1 } },
  { 1, { 1 }, { 35 } },
  { 2, { 9, 5 }, { 1, 5 } },             /* a vector for the last axis */
  { 2, { 9, 5 }, { 9, 1 } },             /* a number for each row */
  { 2, { 1, 18 }, { 7, 1 } },            /* each repeats where the other does not */
  { 3, { 3, 5, 7 }, { 3, 5, 7 } },       /* residual */
  { 3, { 6, 7, 17 }, { 1, 1, 17 } },     /* squeeze-and-excitation */
  { 3, { 1, 1, 17 }, { 6, 7, 17 } },     /* the other way round */
  { 3, { 3, 5, 7 }, { 1, 1, 1 } },       /* a scalar */
  { 3, { 4, 1, 6 }, { 4, 5, 1 } },       /* inner axes that alternate */
  { 4, { 2, 3, 4, 5 }, { 2, 1, 4, 5 } }, /* a mask of windows for all heads */
  { 4, { 2, 3, 4, 5 }, { 1, 3, 1, 5 } }, /* alternating */
  { 5, { 2, 1, 3, 1, 2 }, { 1, 4, 3, 5, 1 } },
  { 8, { 2, 1, 2, 1, 2, 1, 2, 1 }, { 1, 2, 1, 2, 1, 2, 1, 2 } },
};

FrostShape
broadcast_check_shape (int rank, const int64_t *dim)
{
  FrostShape shape = { .rank = rank };

  memcpy (shape.dim, dim, sizeof (int64_t) * (size_t) rank);
  return shape;
}

/* Index into the array of a shape of the number at the place of number i of y. */
static int64_t
place (const FrostShape *y, const FrostShape *shape, int64_t i)
{
  int64_t result = 0, step = 1;

  for (int d = y->rank - 1; d >= 0; d--)
    {
      int64_t at = i % y->dim[d];

      i /= y->dim[d];
      if (shape->dim[d] > 1)
        result += at * step;
      step *= shape->dim[d];
    }
  return result;
}

/* Away from 0, for a division. */
static void
push_away (float *x, int64_t n)
{
  for (int64_t i = 0; i < n; i++)
    x[i] = copysignf (fabsf (x[i]) + 0.5f, x[i]);
}

static OpCheck *
make (const BroadcastOp *op, const Case *c, gboolean parameter, gboolean swapped,
      gboolean exchanged, int n)
{
  OpCheck *check = op_check_new (op->kind);
  FrostShape a = broadcast_check_shape (c->rank, exchanged ? c->b : c->a);
  FrostShape b = broadcast_check_shape (c->rank, exchanged ? c->a : c->b);

  check->n = n;
  check->x_shape[0] = a;
  if (parameter)
    check->w_shape[0] = b;
  else
    {
      check->n_inputs = 2;
      check->x_shape[1] = b;
    }
  check->attributes.swapped = swapped;
  op_check_prepare (check);
  push_away (check->x[0], check->n_x[0]);
  if (parameter)
    push_away (check->w[0], check->n_w[0]);
  else
    push_away (check->x[1], check->n_x[1]);
  return check;
}

static void
compare (const BroadcastOp *op, OpCheck *check, gboolean parameter)
{
  const FrostShape *y_shape = &check->inference.y;
  const FrostShape *b_shape = parameter ? &check->w_shape[0] : &check->x_shape[1];
  const float *b = parameter ? check->w[0] : check->x[1];
  int64_t n_b = parameter ? check->n_w[0] : check->n_x[1];
  int64_t y_size = check->n_y / check->n, a_size = check->n_x[0] / check->n;
  int64_t b_size = parameter ? 0 : n_b / check->n;
  g_autofree double *da = g_new0 (double, check->n_x[0]);
  g_autofree double *db = g_new0 (double, n_b);

  for (int64_t i = 0; i < check->n_y; i++)
    {
      int64_t image = i / y_size;
      int64_t ia = image * a_size + place (y_shape, &check->x_shape[0], i % y_size);
      int64_t ib = image * b_size + place (y_shape, b_shape, i % y_size);
      gboolean swapped = check->attributes.swapped;
      double left = swapped ? b[ib] : check->x[0][ia];
      double right = swapped ? check->x[0][ia] : b[ib];
      double want = op->value (left, right);
      double dy = check->dy[i];

      g_assert_cmpfloat (fabs (check->y[i] - want), <=, 1e-6 * MAX (1, fabs (want)));
      da[ia] += dy * (swapped ? op->by_right : op->by_left) (left, right);
      db[ib] += dy * (swapped ? op->by_left : op->by_right) (left, right);
    }
  for (int64_t i = 0; i < check->n_x[0]; i++)
    g_assert_cmpfloat (fabs (check->dx[0][i] - da[i]), <=, 1e-5 * MAX (1, fabs (da[i])));
  for (int64_t i = 0; i < n_b; i++)
    g_assert_cmpfloat (fabs ((parameter ? check->dw[0][i] : check->dx[1][i]) - db[i]), <=,
                       1e-5 * MAX (1, fabs (db[i])));
}

/* The images of check once more, one at a time. */
static void
compare_alone (const BroadcastOp *op, const Case *c, const OpCheck *check,
               gboolean parameter, gboolean exchanged)
{
  for (int image = 0; image < check->n; image++)
    {
      g_autoptr (OpCheck) alone =
          make (op, c, parameter, check->attributes.swapped, exchanged, 1);
      gsize y_bytes = sizeof (float) * (gsize) alone->n_y;

      for (int i = 0; i < alone->n_inputs; i++)
        memcpy (alone->x[i], check->x[i] + image * alone->n_x[i],
                sizeof (float) * (gsize) alone->n_x[i]);
      if (parameter)
        memcpy (alone->w[0], check->w[0], sizeof (float) * (gsize) alone->n_w[0]);
      memcpy (alone->dy, check->dy + image * alone->n_y, y_bytes);
      op_check_forward (alone);
      op_check_backward (alone);
      g_assert_cmpmem (alone->y, y_bytes, check->y + image * alone->n_y, y_bytes);
      for (int i = 0; i < alone->n_inputs; i++)
        g_assert_cmpmem (alone->dx[i], sizeof (float) * (gsize) alone->n_x[i],
                         check->dx[i] + image * alone->n_x[i],
                         sizeof (float) * (gsize) alone->n_x[i]);
    }
}

static void
compare_in_place (OpCheck *check)
{
  for (int i = 0; i < check->n_inputs; i++)
    {
      FrostOpContext context = check->context;
      g_autofree float *old =
          g_memdup2 (check->x[i], sizeof (float) * (gsize) check->n_x[i]);

      if (!frost_shape_equal (&check->x_shape[i], &check->inference.y))
        continue;
      context.y = check->x[i];
      check->op->forward (&context);
      op_check_near (check->x[i], check->y, check->n_y, 0);
      memcpy (check->x[i], old, sizeof (float) * (gsize) check->n_x[i]);
    }
}

void
broadcast_check (const BroadcastOp *op)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int form = 0; form < 8; form++)
      {
        gboolean parameter = form & 1, swapped = form & 2, exchanged = form & 4;
        g_autoptr (OpCheck) check = NULL;

        if (swapped && !(op->swappable && parameter))
          continue;
        check = make (op, &cases[i], parameter, swapped, exchanged, N_IMAGES);
        op_check_forward (check);
        op_check_backward (check);
        compare (op, check, parameter);
        compare_alone (op, &cases[i], check, parameter, exchanged);
        compare_in_place (check);
        if (i % 4 == 1)
          op_check_gradients (check, 1.0 / 64, 5e-3, FALSE);
      }
}

void
broadcast_check_golden (FrostOpKind kind, gboolean parameter, const float *a,
                        const float *b, const float *dy, const BroadcastGolden *golden)
{
  g_autoptr (OpCheck) check = op_check_new (kind);

  check->n = 2;
  check->n_inputs = parameter ? 1 : 2;
  check->x_shape[0] = frost_shape_image (2, 3, 5);
  check->x_shape[1] = frost_shape_image (2, 1, 5);
  if (parameter)
    check->w_shape[0] = frost_shape_image (1, 3, 1);
  op_check_prepare (check);
  memcpy (check->x[0], a, sizeof (float) * 60);
  if (parameter)
    memcpy (check->w[0], b, sizeof (float) * 3);
  else
    memcpy (check->x[1], b, sizeof (float) * 20);
  memcpy (check->dy, dy, sizeof (float) * 60);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, golden->y, 60, 1e-6);
  op_check_near (check->dx[0], golden->da, 60, 2e-6);
  if (parameter)
    op_check_near (check->dw[0], golden->db, 3, 1e-5);
  else
    op_check_near (check->dx[1], golden->db, 20, 1e-5);
}
