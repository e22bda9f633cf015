#include "engine/ops/conv-direct.h"

#include "engine/ops/window.h"

#define MOST_NUMBERS 192

gboolean
frost_conv_suits_direct (const FrostConvGeometry *g)
{
  return g->way == FROST_CONV_WINDOWS && g->a->groups == 1 && g->a->window.dilation_w == 1
         && g->k <= MOST_NUMBERS;
}

/* Outputs of which the same taps lie inside along one axis. */
typedef struct
{
  int first, end;
  int tap0, tap1;
} Span;

/* The span that begins at output `first` of n. */
static Span
span_from (int first, int n, int stride, int dilation, int pad, int kernel, int size)
{
  Span span = { .first = first, .end = first };
  int tap0, tap1;

  frost_window_inside (first * stride - pad, dilation, kernel, size, &span.tap0,
                       &span.tap1);
  do
    {
      span.end++;
      frost_window_inside (span.end * stride - pad, dilation, kernel, size, &tap0, &tap1);
    }
  while (span.end < n && tap0 == span.tap0 && tap1 == span.tap1);
  return span;
}

typedef struct
{
  float *y;
  int64_t y_step;
  const float *x;
  const float *packed;
  FrostEpilogue epilogue; /* from the image's first pixel on */
  const FrostConvGeometry *g;
} Job;

/* The outputs of rows x columns: along the rows, or, where a border leaves single columns, down. */
static void
rectangle (const Job *job, const Span *rows, const Span *columns)
{
  const FrostConvGeometry *g = job->g;
  const FrostWindow *w = &g->a->window;
  gboolean down = columns->end - columns->first < rows->end - rows->first;
  int64_t line = (int64_t) g->w * g->cin;
  const FrostWindowRuns runs = {
    .n = rows->tap1 - rows->tap0,
    .length = (columns->tap1 - columns->tap0) * g->cin,
    .x_step = w->dilation_h * line,
    .k = g->k,
    .first = (rows->tap0 * w->kernel_w + columns->tap0) * g->cin,
    .w_step = w->kernel_w * g->cin,
  };
  const int64_t x_row = w->stride_h * line, x_column = (int64_t) w->stride_w * g->cin;
  const int64_t y_step = job->y_step, y_row = g->ow * y_step;
  const float *x =
      job->x
      + (rows->first * w->stride_h - w->pad_top + rows->tap0 * w->dilation_h) * line
      + (columns->first * w->stride_w - w->pad_left + columns->tap0) * g->cin;
  float *y = job->y + rows->first * y_row + columns->first * y_step;
  int n_rows = rows->end - rows->first, n_columns = columns->end - columns->first;
  FrostEpilogue epilogue = job->epilogue;
  const int64_t r_step = epilogue.residual_step, r_row = g->ow * r_step;

  if (epilogue.residual != NULL)
    epilogue.residual += rows->first * r_row + columns->first * r_step;
  epilogue.residual_step = down ? r_row : r_step;

  for (int i = 0; i < (down ? n_columns : n_rows); i++)
    {
      frost_kernels ()->product_windows (y, down ? y_row : y_step, x,
                                         down ? x_row : x_column, &runs, job->packed,
                                         down ? n_rows : n_columns, g->cout, &epilogue);
      if (epilogue.residual != NULL)
        epilogue.residual += down ? r_step : r_row;
      y += down ? y_step : y_row;
      x += down ? x_column : x_row;
    }
}

void
frost_conv_direct (float *y, int64_t y_step, const float *x, const float *packed,
                   const FrostEpilogue *epilogue, const FrostConvGeometry *g, int n)
{
  const FrostWindow *w = &g->a->window;
  Span rows, columns;

  for (int i = 0; i < n; i++)
    {
      Job job = {
        y + i * g->out_pixels * y_step, y_step, x + i * g->in, packed, *epilogue, g
      };

      if (job.epilogue.residual != NULL)
        job.epilogue.residual += i * g->out_pixels * job.epilogue.residual_step;

      for (int oy = 0; oy < g->oh; oy = rows.end)
        {
          rows = span_from (oy, g->oh, w->stride_h, w->dilation_h, w->pad_top,
                            w->kernel_h, g->h);
          for (int ox = 0; ox < g->ow; ox = columns.end)
            {
              columns =
                  span_from (ox, g->ow, w->stride_w, 1, w->pad_left, w->kernel_w, g->w);
              rectangle (&job, &rows, &columns);
            }
        }
    }
}
