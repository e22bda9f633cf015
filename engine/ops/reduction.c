#include "engine/ops/reduction.h"

#include <string.h>

#include "engine/core/error.h"
#include "engine/kernels/kernels.h"

static gboolean
is_reduced (guint axes, int axis)
{
  return (axes >> axis & 1) != 0;
}

FrostReduction
frost_reduction (guint axes, const FrostShape *x)
{
  FrostReduction r = { .rows = 1, .columns = 1, .n_blocks = 1, .count = 1 };
  int64_t step = 1; /* in y */
  int axis = x->rank - 1;

  r.along_rows = axis >= 0 && is_reduced (axes, axis);
  /* Neighbouring axes of one kind are as good as a single one: the innermost run of them are the
   * columns, the next run the rows. */
  for (; axis >= 0 && is_reduced (axes, axis) == r.along_rows; axis--)
    r.columns *= x->dim[axis];
  for (; axis >= 0 && is_reduced (axes, axis) != r.along_rows; axis--)
    r.rows *= x->dim[axis];
  r.count = r.along_rows ? r.columns : r.rows;
  step = r.along_rows ? r.rows : r.columns;

  r.n_outer = axis + 1;
  for (; axis >= 0; axis--)
    {
      gboolean reduced = is_reduced (axes, axis);

      r.size[axis] = x->dim[axis];
      r.y_step[axis] = reduced ? 0 : step;
      r.n_blocks *= x->dim[axis];
      *(reduced ? &r.count : &step) *= x->dim[axis];
    }
  return r;
}

gboolean
frost_reduction_infer (guint axes, const FrostShape *x, FrostOpInference *inference,
                       GError **error)
{
  FrostShape y = *x;

  if (axes >> x->rank != 0)
    {
      g_autofree char *text = frost_shape_to_string (x);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s, whose %d axes do not have all those to be reduced", text,
                   x->rank);
      return FALSE;
    }
  for (int i = 0; i < x->rank; i++)
    if (is_reduced (axes, i))
      y.dim[i] = 1;
  *inference = (FrostOpInference){ .y = y };
  /* Sums in doubles, and for squares a row of zeros to be taken off. */
  inference->scratch =
      2 * frost_shape_n_elements (&y) + frost_reduction (axes, x).columns;
  return TRUE;
}

/* Where in y a block goes. */
static int64_t
target (const FrostReduction *r, int64_t block)
{
  int64_t at = 0;

  for (int i = r->n_outer - 1; i >= 0; i--)
    {
      at += block % r->size[i] * r->y_step[i];
      block /= r->size[i];
    }
  return at;
}

const double *
frost_reduction_sums (const FrostReduction *r, float *scratch, const float *x,
                      int64_t n_y, gboolean squares)
{
  const FrostKernels *kernels = frost_kernels ();
  double *sum = (double *) scratch;
  float *zeros = scratch + 2 * n_y;

  memset (scratch, 0, (size_t) (2 * n_y + r->columns) * sizeof (float));
  for (int64_t block = 0; block < r->n_blocks; block++, x += r->rows * r->columns)
    {
      double *to = sum + target (r, block);

      if (r->along_rows && squares)
        kernels->row_square_sums (to, x, r->rows, r->columns);
      else if (r->along_rows)
        kernels->row_sums (to, x, r->rows, r->columns);
      else if (squares)
        kernels->square_sums (to, x, zeros, r->rows, (int) r->columns);
      else
        kernels->sums (to, x, r->rows, (int) r->columns);
    }
  return sum;
}

void
frost_reduction_spread (const FrostReduction *r, float *restrict dx,
                        const float *restrict dy, float share)
{
  for (int64_t block = 0; block < r->n_blocks; block++)
    {
      const float *from = dy + target (r, block);

      for (int64_t row = 0; row < r->rows; row++, dx += r->columns)
        if (r->along_rows)
          for (int64_t i = 0; i < r->columns; i++)
            dx[i] = share * from[row];
        else
          for (int64_t i = 0; i < r->columns; i++)
            dx[i] = share * from[i];
    }
}
