#include "engine/kernels/strided.h"

#include <string.h>

#include "engine/kernels/kernels.h"

/* Below this many floats a call of memcpy costs more than it saves. */
#define SHORT_ROW 16

/* The two innermost axes: rows of numbers. */
typedef struct
{
  int64_t rows, y_row, x_row;
  int64_t n, y_step, x_step;
} Plane;

typedef void (*PlaneFunc) (float *y, const float *x, const Plane *plane);

void
frost_strided_steps (const FrostShape *shape, int64_t *steps)
{
  int64_t step = 1;

  for (int d = shape->rank - 1; d >= 0; d--)
    {
      steps[d] = step;
      step *= shape->dim[d];
    }
}

static void
copy_rows (float *y, const float *x, const Plane *plane)
{
  for (int64_t r = 0; r < plane->rows; r++, y += plane->y_row, x += plane->x_row)
    if (plane->n >= SHORT_ROW)
      memcpy (y, x, (size_t) plane->n * sizeof *y);
    else
      for (int64_t i = 0; i < plane->n; i++)
        y[i] = x[i];
}

static void
fill_rows (float *y, const float *x, const Plane *plane)
{
  for (int64_t r = 0; r < plane->rows; r++, y += plane->y_row, x += plane->x_row)
    {
      float value = *x;

      for (int64_t i = 0; i < plane->n; i++)
        y[i] = value;
    }
}

/* A row of y is a column of x. */
static void
transpose_plane (float *y, const float *x, const Plane *plane)
{
  frost_kernels ()->transpose (y, plane->y_row, x, plane->x_step, plane->n, plane->rows);
}

static void
copy_plane (float *y, const float *x, const Plane *plane)
{
  for (int64_t r = 0; r < plane->rows; r++, y += plane->y_row, x += plane->x_row)
    for (int64_t i = 0; i < plane->n; i++)
      y[i * plane->y_step] = x[i * plane->x_step];
}

static void
add_rows (float *y, const float *x, const Plane *plane)
{
  for (int64_t r = 0; r < plane->rows; r++, y += plane->y_row, x += plane->x_row)
    for (int64_t i = 0; i < plane->n; i++)
      y[i] += x[i];
}

static void
sum_rows (float *y, const float *x, const Plane *plane)
{
  for (int64_t r = 0; r < plane->rows; r++, y += plane->y_row, x += plane->x_row)
    {
      /* In double: a row may be all pixels of an image. */
      double sum = 0;

      for (int64_t i = 0; i < plane->n; i++)
        sum += x[i * plane->x_step];
      *y += (float) sum;
    }
}

static void
add_plane (float *y, const float *x, const Plane *plane)
{
  for (int64_t r = 0; r < plane->rows; r++, y += plane->y_row, x += plane->x_row)
    for (int64_t i = 0; i < plane->n; i++)
      y[i * plane->y_step] += x[i * plane->x_step];
}

static void
move_axis (FrostStrided *to, int d, const FrostStrided *from, int e)
{
  to->size[d] = from->size[e];
  to->y_step[d] = from->y_step[e];
  to->x_step[d] = from->x_step[e];
}

/* Axes of one index vanish; neighbours that are one run in both arrays become one axis. At least
 * two are left, so that there is a plane. */
static FrostStrided
simplify (const FrostStrided *strided)
{
  FrostStrided simple = { 0 };
  FrostStrided padded = { .rank = 2, .size = { 1, 1 } };

  for (int d = 0; d < strided->rank; d++)
    {
      int last = simple.rank - 1;

      if (strided->size[d] == 1)
        continue;
      if (last >= 0 && simple.y_step[last] == strided->size[d] * strided->y_step[d]
          && simple.x_step[last] == strided->size[d] * strided->x_step[d])
        {
          int64_t size = simple.size[last] * strided->size[d];

          move_axis (&simple, last, strided, d);
          simple.size[last] = size;
        }
      else
        move_axis (&simple, simple.rank++, strided, d);
    }
  if (simple.rank >= 2)
    return simple;
  /* A single number is a row of one. */
  padded.y_step[1] = padded.x_step[1] = 1;
  if (simple.rank == 1)
    move_axis (&padded, 1, &simple, 0);
  return padded;
}

/* Moves the axis along which x is contiguous next to the last one, along which y is. */
static gboolean
make_transposition (FrostStrided *strided)
{
  int last = strided->rank - 1;
  FrostStrided old = *strided;
  int contiguous = -1;

  for (int d = 0; d < last; d++)
    if (strided->x_step[d] == 1)
      contiguous = d;
  if (contiguous < 0 || strided->y_step[last] != 1)
    return FALSE;
  for (int d = contiguous; d < last - 1; d++)
    move_axis (strided, d, &old, d + 1);
  move_axis (strided, last - 1, &old, contiguous);
  return TRUE;
}

static void
walk (float *y, const float *x, const FrostStrided *strided, int d, PlaneFunc func)
{
  const int64_t *size = strided->size + d;
  const int64_t *y_step = strided->y_step + d, *x_step = strided->x_step + d;

  if (d == strided->rank - 2)
    {
      Plane plane = { size[0], y_step[0], x_step[0], size[1], y_step[1], x_step[1] };

      func (y, x, &plane);
      return;
    }
  for (int64_t i = 0; i < size[0]; i++)
    walk (y + i * y_step[0], x + i * x_step[0], strided, d + 1, func);
}

void
frost_strided_copy (float *y, const float *x, const FrostStrided *strided)
{
  FrostStrided simple = simplify (strided);
  int64_t y_step = simple.y_step[simple.rank - 1];
  int64_t x_step = simple.x_step[simple.rank - 1];
  PlaneFunc func = copy_plane;

  if (y_step == 1 && x_step == 1)
    func = copy_rows;
  else if (y_step == 1 && x_step == 0)
    func = fill_rows;
  else if (make_transposition (&simple))
    func = transpose_plane;
  walk (y, x, &simple, 0, func);
}

void
frost_strided_add (float *y, const float *x, const FrostStrided *strided)
{
  FrostStrided simple = simplify (strided);
  int64_t y_step = simple.y_step[simple.rank - 1];
  int64_t x_step = simple.x_step[simple.rank - 1];
  PlaneFunc func = add_plane;

  if (y_step == 1 && x_step == 1)
    func = add_rows;
  else if (y_step == 0)
    func = sum_rows;
  walk (y, x, &simple, 0, func);
}
