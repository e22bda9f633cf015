#include "tests/engine/ops/op-check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/rng.h"

static FrostRng rng;

void
op_check_fill (float *x, int64_t n)
{
  static gsize seeded;

  if (g_once_init_enter (&seeded))
    {
      frost_rng_seed (&rng, 20240229);
      g_once_init_leave (&seeded, 1);
    }
  for (int64_t i = 0; i < n; i++)
    x[i] = 2 * frost_rng_uniform (&rng) - 1;
}

static void
fill_with (float *x, int64_t n, float value)
{
  for (int64_t i = 0; x != NULL && i < n; i++)
    x[i] = value;
}

/* Of exactly n floats, but aligned as the engine's are: the op may hold doubles in scratch. */
static float *
exact (int64_t n)
{
  void *p = NULL;

  if (n > 0)
    g_assert_cmpint (posix_memalign (&p, 64, (size_t) n * sizeof (float)), ==, 0);
  fill_with (p, n, NAN);
  return p;
}

OpCheck *
op_check_new (FrostOpKind kind)
{
  OpCheck *check = g_new0 (OpCheck, 1);

  check->op = frost_op_get (kind);
  check->attributes = frost_op_attributes_default ();
  check->n = 1;
  check->n_inputs = 1;
  for (int i = 0; i < OP_CHECK_MAX_INPUTS; i++)
    check->x_shape[i] = frost_shape_image (1, 1, 1);
  check->training = TRUE;
  check->keep = TRUE;
  return check;
}

void
op_check_free (OpCheck *check)
{
  for (int i = 0; i < OP_CHECK_MAX_INPUTS; i++)
    {
      free (check->x[i]);
      free (check->dx[i]);
    }
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    {
      free (check->w[i]);
      free (check->dw[i]);
    }
  free (check->y);
  free (check->dy);
  free (check->saved);
  free (check->scratch);
  g_free (check->seeds);
  g_free (check);
}

static gboolean
infer (OpCheck *check, FrostOpInference *inference, GError **error)
{
  for (int i = 0; i < check->n_inputs; i++)
    check->x_shapes[i] = &check->x_shape[i];
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    check->w_shapes[i] = check->w_shape[i].rank > 0 ? &check->w_shape[i] : NULL;
  return check->op->infer (&check->attributes, check->n_inputs, check->x_shapes,
                           check->w_shapes, inference, error);
}

void
op_check_refuses (OpCheck *check, FrostEngineError code, const char *words)
{
  FrostOpInference inference = { .scratch = -1 };
  g_autoptr (GError) error = NULL;

  g_assert_false (infer (check, &inference, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_cmpint (inference.scratch, ==, -1);
}

void
op_check_prepare (OpCheck *check)
{
  FrostOpInference *inference = &check->inference;
  g_autoptr (GError) error = NULL;

  infer (check, inference, &error);
  g_assert_no_error (error);

  for (int i = 0; i < check->n_inputs; i++)
    {
      check->n_x[i] = check->n * frost_shape_n_elements (&check->x_shape[i]);
      check->x[i] = exact (check->n_x[i]);
      check->dx[i] = exact (check->n_x[i]);
      op_check_fill (check->x[i], check->n_x[i]);
    }
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    if (check->w_shape[i].rank > 0)
      {
        check->n_w[i] = frost_shape_n_elements (&check->w_shape[i]);
        check->w[i] = exact (check->n_w[i]);
        check->dw[i] = exact (check->n_w[i]);
        op_check_fill (check->w[i], check->n_w[i]);
      }
  check->n_y = check->n * frost_shape_n_elements (&inference->y);
  check->y = exact (check->n_y);
  check->dy = exact (check->n_y);
  op_check_fill (check->dy, check->n_y);
  check->scratch = exact (inference->scratch);
  if (check->keep)
    check->saved =
        exact (check->n * inference->saved_per_image + inference->saved_per_call);
  check->seeds = g_new0 (uint64_t, MAX (check->n, 1));
  for (int i = 0; i < check->n; i++)
    check->seeds[i] = frost_rng_mix (77, (uint64_t) i);

  check->context = (FrostOpContext){
    .attributes = &check->attributes,
    .n = check->n,
    .n_inputs = check->n_inputs,
    .x_shape = check->x_shapes,
    .y_shape = &inference->y,
    .x = (const float *const *) check->x,
    .y = check->y,
    .w = check->w,
    .w_shape = check->w_shapes,
    .saved = check->saved,
    .scratch = check->scratch,
    .training = check->training,
    .seeds = check->seeds,
    .n_batch = check->n,
  };
}

void
op_check_forward (OpCheck *check)
{
  FrostOpContext context = check->context;

  fill_with (check->y, check->n_y, NAN);
  fill_with (check->scratch, check->inference.scratch, NAN);
  check->op->forward (&context);
}

static void
backward (OpCheck *check, float *const *dx, float *const *dw)
{
  FrostOpContext context = check->context;

  context.dy = check->dy;
  context.dx = dx;
  context.dw = dw;
  if (!(check->op->needs & FROST_OP_NEEDS_X))
    context.x = NULL;
  if (!(check->op->needs & FROST_OP_NEEDS_Y))
    context.y = NULL;
  for (int i = 0; i < check->n_inputs; i++)
    fill_with (dx[i], check->n_x[i], NAN);
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    fill_with (dw[i], check->n_w[i], 1);
  fill_with (check->scratch, check->inference.scratch, NAN);
  check->op->backward (&context);
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    for (int64_t k = 0; dw[i] != NULL && k < check->n_w[i]; k++)
      dw[i][k] -= 1;
}

void
op_check_backward (OpCheck *check)
{
  backward (check, check->dx, check->dw);
}

static double
objective (OpCheck *check)
{
  double sum = 0;

  op_check_forward (check);
  for (int64_t i = 0; i < check->n_y; i++)
    sum += (double) check->y[i] * check->dy[i];
  return sum;
}

/* Steps through at most some sixty numbers of an array, the first and last among them. */
static void
compare (OpCheck *check, const char *what, float *value, const float *gradient, int64_t n,
         double epsilon, double tolerance, gboolean kinks)
{
  int64_t stride = MAX (n / 61, 1);
  int tried = 0, skipped = 0;

  for (int64_t i = 0; i < n; i = i < n - 1 ? MIN (i + stride, n - 1) : n)
    {
      float old = value[i];
      float up = old + (float) epsilon;
      float down = old - (float) epsilon;
      double here = objective (check);
      double plus, minus, right, left, central, allowed;

      value[i] = up;
      plus = objective (check);
      value[i] = down;
      minus = objective (check);
      value[i] = old;

      right = (plus - here) / ((double) up - old);
      left = (here - minus) / ((double) old - down);
      central = (plus - minus) / ((double) up - down);
      allowed = tolerance * MAX (1, fabs (central));
      tried++;
      if (kinks && fabs (right - left) > 2 * allowed)
        {
          skipped++;
          continue;
        }
      if (!(fabs (central - gradient[i]) <= allowed))
        g_error ("%s of %s [%d]: %.7g by differences, %.7g by backward", what,
                 check->op->name, (int) i, central, gradient[i]);
    }
  g_assert_cmpint (skipped * 10, <=, tried);
}

void
op_check_gradients (OpCheck *check, double epsilon, double tolerance, gboolean kinks)
{
  float *none[MAX (OP_CHECK_MAX_INPUTS, FROST_OP_MAX_PARAMETERS)] = { NULL };
  float *dx[OP_CHECK_MAX_INPUTS] = { NULL };
  float *dw[FROST_OP_MAX_PARAMETERS] = { NULL };

  if (check->y == NULL)
    op_check_prepare (check);
  op_check_forward (check);
  op_check_backward (check);

  for (int i = 0; i < check->n_inputs; i++)
    compare (check, "input", check->x[i], check->dx[i], check->n_x[i], epsilon, tolerance,
             kinks);
  for (int i = 0; i < check->op->n_parameters; i++)
    {
      const char *name = check->op->parameter_names[i];

      /* Running statistics and indices are no function's variables: backward leaves them
       * alone. */
      if (check->w[i] != NULL && !g_str_has_prefix (name, "running_")
          && strcmp (name, "indices") != 0)
        compare (check, name, check->w[i], check->dw[i], check->n_w[i], epsilon,
                 tolerance, kinks);
    }

  op_check_forward (check);
  for (int i = 0; i < check->n_inputs; i++)
    dx[i] = exact (check->n_x[i]);
  backward (check, dx, none);
  for (int i = 0; i < check->n_inputs; i++)
    {
      op_check_near (dx[i], check->dx[i], check->n_x[i], 0);
      free (dx[i]);
    }
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    if (check->w[i] != NULL)
      dw[i] = exact (check->n_w[i]);
  backward (check, none, dw);
  for (int i = 0; i < FROST_OP_MAX_PARAMETERS; i++)
    if (dw[i] != NULL)
      {
        op_check_near (dw[i], check->dw[i], check->n_w[i], 0);
        free (dw[i]);
      }
}

void
op_check_near (const float *a, const float *b, int64_t n, double tolerance)
{
  for (int64_t i = 0; i < n; i++)
    if (!(fabs ((double) a[i] - b[i]) <= tolerance * MAX (1, fabs (b[i]))))
      g_error ("number %d is %.9g, not %.9g", (int) i, a[i], b[i]);
}
