#include "engine/ops/broadcast.h"

#include <math.h>
#include <string.h>

#include "engine/core/error.h"

/* The images and the axes of one. */
#define MAX_AXES (FROST_SHAPE_MAX_RANK + 1)

/* Three arrays along the axes of y, outermost first: how far the next number on an axis is, 0
 * where the array repeats its numbers. */
enum
{
  A,
  B,
  Y,
  N_ARRAYS
};

typedef struct
{
  int n_axes;
  int64_t size[MAX_AXES];
  int64_t step[N_ARRAYS][MAX_AXES];
} Walk;

static int64_t
dimension (const FrostShape *shape, int rank, int axis)
{
  axis -= rank - shape->rank;
  return axis >= 0 ? shape->dim[axis] : 1;
}

/* Steps of an array on all axes; the first is that of the images. */
static void
find_steps (int64_t *step, const FrostShape *shape, gboolean shared, int rank)
{
  int64_t n = 1;

  for (int d = rank - 1; d >= 0; d--)
    {
      int64_t size = dimension (shape, rank, d);

      step[d + 1] = size > 1 ? n : 0;
      n *= size;
    }
  step[0] = shared ? 0 : n;
}

/* Axes of length 1 are left out, and two neighbours become one where that is the same to all
 * arrays: mostly one or two are left, and the innermost loop is as long as can be. */
static void
collapse (Walk *walk)
{
  int n = 0;

  for (int d = 0; d < walk->n_axes; d++)
    {
      int64_t size = walk->size[d];
      gboolean joined = n > 0;

      if (size == 1)
        continue;
      for (int i = 0; i < N_ARRAYS && n > 0; i++)
        joined = joined && walk->step[i][n - 1] == walk->step[i][d] * size;
      if (!joined)
        walk->size[n++] = 1;
      walk->size[n - 1] *= size;
      for (int i = 0; i < N_ARRAYS; i++)
        walk->step[i][n - 1] = walk->step[i][d];
    }
  walk->n_axes = n;
}

static Walk
walk_new (const FrostShape *y_shape, int n, const FrostOperand *a, const FrostOperand *b,
          const FrostOperand *y)
{
  const FrostOperand *arrays[N_ARRAYS] = { a, b, y };
  Walk walk = { .n_axes = y_shape->rank + 1, .size = { n } };

  for (int d = 0; d < y_shape->rank; d++)
    walk.size[d + 1] = y_shape->dim[d];
  for (int i = 0; i < N_ARRAYS; i++)
    find_steps (walk.step[i], arrays[i]->shape, arrays[i]->shared, y_shape->rank);
  collapse (&walk);
  return walk;
}

/* The two innermost axes. */
static FrostGrid
walk_grid (const Walk *walk)
{
  int column = walk->n_axes - 1, row = walk->n_axes - 2;

  if (column < 0)
    return (FrostGrid){ .rows = 1, .c = 1, .a_column = 1, .b_column = 1, .y_column = 1 };
  return (FrostGrid){
    .rows = row >= 0 ? walk->size[row] : 1,
    .c = walk->size[column],
    .a_row = row >= 0 ? walk->step[A][row] : 0,
    .b_row = row >= 0 ? walk->step[B][row] : 0,
    .y_row = row >= 0 ? walk->step[Y][row] : 0,
    .a_column = (int) walk->step[A][column],
    .b_column = (int) walk->step[B][column],
    .y_column = (int) walk->step[Y][column],
  };
}

/* Moves on by one grid, as an odometer does; FALSE after the last. */
static gboolean
walk_next (const Walk *walk, int64_t *index, int64_t *offset)
{
  for (int d = walk->n_axes - 3; d >= 0; d--)
    {
      if (++index[d] < walk->size[d])
        {
          for (int i = 0; i < N_ARRAYS; i++)
            offset[i] += walk->step[i][d];
          return TRUE;
        }
      index[d] = 0;
      for (int i = 0; i < N_ARRAYS; i++)
        offset[i] -= walk->step[i][d] * (walk->size[d] - 1);
    }
  return FALSE;
}

void
frost_broadcast_map (float *y, const FrostShape *y_shape, int n, const FrostOperand *left,
                     const FrostOperand *right, FrostBinary kind, float low, float high)
{
  const FrostOperand result = { .shape = y_shape };
  Walk walk = walk_new (y_shape, n, left, right, &result);
  FrostGrid grid = walk_grid (&walk);
  int64_t index[MAX_AXES] = { 0 }, offset[N_ARRAYS] = { 0 };

  if (n == 0)
    return;
  do
    frost_kernels ()->binary (y + offset[Y], left->data + offset[A],
                              right->data + offset[B], kind, &grid, low, high);
  while (walk_next (&walk, index, offset));
}

/* The sums of n images in sum, which starts at zero. */
static void
sum_up (double *sum, const FrostBroadcastTarget *target, const FrostShape *y_shape, int n,
        const FrostOperand *gradient, const FrostOperand *other, FrostBinary kind)
{
  const FrostOperand result = { .shape = target->shape, .shared = target->shared };
  Walk walk = walk_new (y_shape, n, gradient, other, &result);
  FrostGrid grid = walk_grid (&walk);
  int64_t index[MAX_AXES] = { 0 }, offset[N_ARRAYS] = { 0 };

  memset (sum, 0, (size_t) frost_shape_n_elements (target->shape) * sizeof (double));
  do
    frost_kernels ()->binary_sums (sum + offset[Y], gradient->data + offset[A],
                                   other->data + offset[B], kind, &grid);
  while (walk_next (&walk, index, offset));
}

static void
store (const FrostBroadcastTarget *target, double *sum, int image)
{
  int64_t n = frost_shape_n_elements (target->shape);
  int64_t first = target->shared ? 0 : image * n;

  if (target->divisor != NULL)
    for (int64_t i = 0; i < n; i++)
      {
        double divisor = target->divisor[first + i];

        sum[i] /= divisor * divisor;
      }
  for (int64_t i = 0; i < n; i++)
    target->data[first + i] =
        (float) (target->shared ? target->data[i] + sum[i] : sum[i]);
}

void
frost_broadcast_sum (const FrostBroadcastTarget *target, const FrostShape *y_shape, int n,
                     const float *dy, const FrostOperand *other, FrostBinary kind,
                     float *scratch)
{
  FrostOperand gradient = { .data = dy, .shape = y_shape }, second = *other;
  double *sum = (double *) (void *) scratch;
  int64_t y_size = frost_shape_n_elements (y_shape);
  int64_t other_size = other->shared ? 0 : frost_shape_n_elements (other->shape);

  if (n == 0)
    return;
  if (target->shared)
    {
      sum_up (sum, target, y_shape, n, &gradient, other, kind);
      store (target, sum, 0);
      return;
    }
  /* Image by image, so that none depends on how many came with it. */
  for (int i = 0; i < n; i++)
    {
      gradient.data = dy + i * y_size;
      second.data = other->data + i * other_size;
      sum_up (sum, target, y_shape, 1, &gradient, &second, kind);
      store (target, sum, i);
    }
}

static gboolean
refuse (const FrostShape *a, const FrostShape *b, const char *needed, GError **error)
{
  g_autofree char *first = frost_shape_to_string (a);
  g_autofree char *second = b != NULL ? frost_shape_to_string (b) : NULL;

  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE, "input is %s%s%s, %s",
               first, b != NULL ? " and " : "", b != NULL ? second : "", needed);
  return FALSE;
}

int64_t
frost_broadcast_scratch (const FrostShape *shape)
{
  return 2 * frost_shape_n_elements (shape);
}

gboolean
frost_broadcast_infer (const FrostOpAttributes *attributes, int n_inputs,
                       const FrostShape *const *x_shape, const FrostShape *const *w_shape,
                       FrostOpInference *inference, GError **error)
{
  const FrostShape *a = x_shape[0];
  const FrostShape *b = n_inputs > 1 ? x_shape[1] : w_shape[0];
  FrostShape y = *a;
  int64_t scratch = 0;

  if (b == NULL)
    return refuse (a, NULL, "a second one or an operand of the node's own is needed",
                   error);
  if (n_inputs > 1 && w_shape[0] != NULL)
    return refuse (a, b, "a node with an operand of its own may have only one", error);
  if (a->rank != b->rank)
    return refuse (a, b, "two operands of the same rank are needed", error);
  for (int d = 0; d < a->rank; d++)
    {
      if (a->dim[d] != b->dim[d] && a->dim[d] != 1 && b->dim[d] != 1)
        return refuse (a, b, "which do not fit: dimensions must be equal or 1", error);
      y.dim[d] = MAX (a->dim[d], b->dim[d]);
    }
  if (!frost_shape_check (&y, "output", error))
    return FALSE;
  if (!frost_shape_equal (a, &y))
    scratch = frost_broadcast_scratch (a);
  if (!frost_shape_equal (b, &y) || n_inputs == 1)
    scratch = MAX (scratch, frost_broadcast_scratch (b));
  *inference = (FrostOpInference){ .y = y, .scratch = scratch };
  /* An operand of the node's own is not cut into rows. */
  if (n_inputs > 1 || b->dim[0] == 1)
    inference->rows = FROST_OP_ROWS_SAME;
  return TRUE;
}

FrostOperand
frost_broadcast_operand (const FrostOpContext *context, int index)
{
  if (index < context->n_inputs)
    return (FrostOperand){ .data = context->x != NULL ? context->x[index] : NULL,
                           .shape = context->x_shape[index] };
  return (FrostOperand){ .data = context->w[0],
                         .shape = context->w_shape[0],
                         .shared = TRUE };
}

void
frost_broadcast_forward (const FrostOpContext *context, FrostBinary kind)
{
  const FrostOpAttributes *attributes = context->attributes;
  FrostOperand left = frost_broadcast_operand (context, attributes->swapped ? 1 : 0);
  FrostOperand right = frost_broadcast_operand (context, attributes->swapped ? 0 : 1);

  frost_broadcast_map (context->y, context->y_shape, context->n, &left, &right, kind,
                       attributes->low, attributes->high);
}

/* Nothing is summed: number for number into the gradient of an input. */
static void
backward_whole (const FrostOpContext *context, float *dx, const FrostOperand *gradient,
                const FrostOperand *other, FrostBinary kind, const FrostOperand *divisor)
{
  FrostOperand result = { .data = dx, .shape = context->y_shape };

  frost_broadcast_map (dx, context->y_shape, context->n, gradient, other, kind, -INFINITY,
                       INFINITY);
  for (int i = 0; i < 2 && divisor != NULL; i++)
    frost_broadcast_map (dx, context->y_shape, context->n, &result, divisor,
                         FROST_BINARY_DIV, -INFINITY, INFINITY);
}

void
frost_broadcast_backward (const FrostOpContext *context, int index, FrostBinary kind,
                          gboolean by_square)
{
  FrostOperand operand = frost_broadcast_operand (context, index);
  FrostOperand other = frost_broadcast_operand (context, 1 - index);
  FrostOperand gradient = { .data = context->dy, .shape = context->y_shape };
  FrostBroadcastTarget target = { .data = operand.shared ? context->dw[0]
                                                         : context->dx[index],
                                  .shape = operand.shape,
                                  .shared = operand.shared,
                                  .divisor = by_square ? operand.data : NULL };

  if (target.data == NULL)
    return;
  /* These do not look at the other one, which may not even be there in backward. */
  if (kind == FROST_BINARY_FIRST || kind == FROST_BINARY_MINUS_FIRST)
    other = gradient;
  if (!operand.shared && frost_shape_equal (operand.shape, context->y_shape))
    backward_whole (context, target.data, &gradient, &other, kind,
                    by_square ? &operand : NULL);
  else
    frost_broadcast_sum (&target, context->y_shape, context->n, context->dy, &other, kind,
                         context->scratch);
}
