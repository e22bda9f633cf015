#include "engine/graph/plan-rows.h"

/* Floats of a value that are left to the cache: 384 KiB. */
#define SMALL (96 * 1024)

/* Floats that the rows and the weights of a chain may take: a second-level cache of 512 KiB. */
#define BUDGET (128 * 1024)

/* Fewer pixels of the last output at a time do not fill the tiles of its products. */
#define LEAST_PIXELS 100

/* What dividing an image costs, in floats of traffic: less than that is not worth it. */
#define CHAIN_COST (SMALL / 4)

/* What has been made of a step's output: rows [base, done) are in its buffer, those up to target
 * come next. */
typedef struct
{
  int base, done, target;
} Line;

/* Rows [first, end) of an input, and how many above them are padding. */
typedef struct
{
  int first, end;
  int padding;
} Rows;

static const FrostPlanStep *
step_at (const GArray *steps, guint i)
{
  return &g_array_index (steps, FrostPlanStep, i);
}

static int
height (const FrostShape *shape)
{
  return (int) shape->dim[0];
}

static int64_t
row_size (const FrostShape *shape)
{
  return shape->dim[1] * shape->dim[2];
}

/* Numbers of a value that do not stay in the cache from one step to the next. */
static int64_t
beyond_cache (const FrostShape *shape)
{
  int64_t n = frost_shape_n_elements (shape);

  return n > SMALL ? n : 0;
}

/* That an input goes with the rows of the output: a residual of a convolution does. */
static gboolean
goes_by_rows (const FrostPlanStep *step, int input)
{
  return step->rows == FROST_OP_ROWS_SAME || input > 0;
}

/* What the rows [first, end) of a step's output are made of; of its first input. */
static Rows
rows_under (const FrostPlanStep *step, int first, int end)
{
  const FrostWindow *w = &step->attributes.window;
  Rows rows = { first, end, 0 };

  if (step->rows == FROST_OP_ROWS_WINDOW)
    {
      int top = first * w->stride_h - w->pad_top;
      int bottom =
          (end - 1) * w->stride_h - w->pad_top + (w->kernel_h - 1) * w->dilation_h + 1;

      rows.first = MAX (top, 0);
      rows.end = MIN (bottom, height (step->x_shape[0]));
      rows.padding = rows.first - top;
    }
  return rows;
}

/* Sets the targets of the next strip. */
static void
aim (const FrostPlanChain *chain, const GArray *steps, Line *lines)
{
  int last = (int) (chain->end_step - chain->first_step) - 1;

  lines[last].target = MIN (lines[last].done + chain->rows,
                            height (step_at (steps, chain->first_step + last)->y_shape));
  for (int i = last; i > 0; i--)
    {
      const FrostPlanStep *step = step_at (steps, chain->first_step + i);
      Rows rows = rows_under (step, lines[i].done, lines[i].target);

      lines[i - 1].target = MAX (lines[i - 1].done, rows.end);
    }
}

/* The first row of a step's output that the next step has not done with. */
static int
first_needed (const FrostPlanStep *next, const Line *line, const Line *next_line)
{
  int first = rows_under (next, next_line->done, next_line->done + 1).first;

  return CLAMP (first, line->base, line->done);
}

/* What passes by for every strip. */
static int64_t
weights_of (const FrostPlanStep *step)
{
  if (step->n_prepared > 0)
    return step->n_prepared;
  return step->w[0] != NULL ? step->w[0]->n : 0;
}

/* Fills in the rows that the buffers have to hold; the floats of all of them, of the weights, and
 * of the rows that go into the first step and out of the last one. */
static int64_t
measure (FrostPlanChain *chain, const GArray *steps)
{
  Line lines[FROST_PLAN_CHAIN_STEPS] = { 0 };
  guint n = chain->end_step - chain->first_step;
  const FrostPlanStep *first = step_at (steps, chain->first_step);
  const FrostPlanStep *last = step_at (steps, chain->end_step - 1);
  int64_t floats = chain->rows * row_size (last->y_shape);
  int input = 0;

  memset (chain->held, 0, sizeof chain->held);
  while (lines[n - 1].done < height (last->y_shape))
    {
      Rows rows;

      aim (chain, steps, lines);
      rows = rows_under (first, lines[0].done, MAX (lines[0].target, lines[0].done + 1));
      input = MAX (input, rows.end - rows.first);
      for (guint i = 0; i < n; i++)
        {
          if (i + 1 < n)
            lines[i].base = first_needed (step_at (steps, chain->first_step + i + 1),
                                          &lines[i], &lines[i + 1]);
          chain->held[i] = MAX (chain->held[i], lines[i].target - lines[i].base);
          lines[i].done = lines[i].target;
        }
    }
  for (guint i = 0; i < n; i++)
    {
      const FrostPlanStep *step = step_at (steps, chain->first_step + i);

      floats += weights_of (step);
      if (step != last)
        floats += chain->held[i] * row_size (step->y_shape);
    }
  return floats + input * row_size (first->x_shape[0]);
}

/* A window that is nowhere all padding, or no window. */
static gboolean
is_by_rows (const FrostPlanStep *step)
{
  const FrostWindow *w = &step->attributes.window;
  int extent = (w->kernel_h - 1) * w->dilation_h + 1;

  if (step->rows == FROST_OP_ROWS_ALL || step->n_inputs > FROST_PLAN_CHAIN_INPUTS
      || step->y_shape->rank != 3)
    return FALSE;
  return step->rows == FROST_OP_ROWS_SAME
         || (w->pad_top < extent && w->pad_bottom < extent);
}

/* That a step reads what the one before makes as it is: a reshape in between leaves no trace but
 * another shape. A single row that all rows of the output repeat is no part of an image. */
static gboolean
is_same_image (const FrostPlanStep *before, const FrostPlanStep *step)
{
  if (step->rows == FROST_OP_ROWS_SAME
      && height (before->y_shape) != height (step->y_shape))
    return FALSE;
  for (int i = 0; i < step->n_inputs; i++)
    if (step->inputs[i] == before->output
        && (!frost_shape_equal (step->x_shape[i], before->y_shape)
            || (i > 0 && step->rows == FROST_OP_ROWS_WINDOW)))
      return FALSE;
  return TRUE;
}

/* That the step after `last` can go on with a chain that begins at `first`: a value that is read by
 * more than one step of [last, end) ends it. */
static gboolean
goes_on (const GArray *steps, guint first, guint last, guint end)
{
  const FrostPlanStep *step = step_at (steps, last);
  const FrostPlanStep *next = step_at (steps, last + 1);

  if (last + 1 - first >= FROST_PLAN_CHAIN_STEPS || !is_by_rows (next)
      || frost_plan_step_count_reads (next, step->output) != 1
      || frost_plan_steps_count_reads (steps, last + 1, end, step->output) != 1
      || !is_same_image (step, next))
    return FALSE;
  /* Other inputs have to be there as a whole. */
  for (guint i = first; i < last; i++)
    if (frost_plan_step_count_reads (next, step_at (steps, i)->output) > 0)
      return FALSE;
  return TRUE;
}

/* As many rows as fit; FALSE when too few do. */
static gboolean
choose_rows (FrostPlanChain *chain, const GArray *steps)
{
  const FrostShape *y = step_at (steps, chain->end_step - 1)->y_shape;
  int least = MIN ((LEAST_PIXELS + (int) y->dim[1] - 1) / (int) y->dim[1], height (y));

  chain->rows = least;
  if (measure (chain, steps) > BUDGET)
    return FALSE;
  while (chain->rows < height (y))
    {
      chain->rows++;
      if (measure (chain, steps) > BUDGET)
        break;
    }
  chain->rows = MAX (chain->rows - 1, least);
  measure (chain, steps);
  return TRUE;
}

/* Floats of the values that pass between the steps of a chain and others, read or written: those of
 * them that do not stay in the cache anyway. */
static int64_t
traffic_of (const GArray *steps, const FrostPlanChain *chain)
{
  int64_t floats = beyond_cache (step_at (steps, chain->end_step - 1)->y_shape);

  if (chain->end_step - chain->first_step > 1)
    floats += CHAIN_COST;
  for (guint i = chain->first_step; i < chain->end_step; i++)
    {
      const FrostPlanStep *step = step_at (steps, i);

      for (int j = 0; j < step->n_inputs; j++)
        if (i == chain->first_step || step->inputs[j] != (step - 1)->output)
          floats += beyond_cache (step->x_shape[j]);
    }
  return floats;
}

/* The last chain, or single step, of the best way up to a step, and what its traffic is. */
typedef struct
{
  FrostPlanChain chain;
  int64_t traffic;
} Way;

/* ways [n + 1]: [i] is the best way from step `first` to step first + i. */
static void
find_ways (const GArray *steps, guint first, guint end, Way *ways)
{
  for (guint i = first; i < end; i++)
    ways[i - first + 1].traffic = G_MAXINT64;
  ways[0].traffic = 0;
  for (guint i = first; i < end; i++)
    {
      FrostPlanChain chain = { .first_step = i, .end_step = i + 1 };
      gboolean fits;

      do
        {
          Way *way = &ways[chain.end_step - first];
          int64_t traffic = ways[i - first].traffic + traffic_of (steps, &chain);

          if (traffic < way->traffic)
            *way = (Way){ chain, traffic };
          fits = chain.end_step < end && is_by_rows (step_at (steps, i))
                 && goes_on (steps, i, chain.end_step - 1, end);
          chain.end_step++;
        }
      while (fits && choose_rows (&chain, steps));
    }
}

GArray *
frost_plan_chains_new (const GArray *steps, guint first, guint end)
{
  GArray *chains = g_array_new (FALSE, TRUE, sizeof (FrostPlanChain));
  g_autofree Way *ways = g_new (Way, end - first + 1);

  find_ways (steps, first, end, ways);
  for (guint i = end; i > first; i = ways[i - first].chain.first_step)
    if (i - ways[i - first].chain.first_step > 1)
      g_array_prepend_val (chains, ways[i - first].chain);
  return chains;
}

/* The part of a shape that the rows are. */
static FrostShape
part (const FrostShape *shape, int rows)
{
  FrostShape result = *shape;

  result.dim[0] = rows;
  return result;
}

/* Makes the rows of one step up to its target. */
static void
run_step (const FrostPlanStep *step, const FrostPlanChainLink *link,
          const FrostPlanChainLink *before, const Line *line, const Line *line_before,
          float *scratch, int n_batch)
{
  Rows rows = rows_under (step, line->done, line->target);
  FrostOpAttributes attributes = step->attributes;
  FrostShape x_part[FROST_PLAN_CHAIN_INPUTS];
  const FrostShape *x_shape[FROST_PLAN_CHAIN_INPUTS];
  const float *x[FROST_PLAN_CHAIN_INPUTS];
  FrostShape y_shape = part (step->y_shape, line->target - line->done);
  float *w[FROST_OP_MAX_PARAMETERS];
  const FrostShape *w_shape[FROST_OP_MAX_PARAMETERS];
  FrostOpContext context = frost_plan_step_context (step, w, w_shape);

  attributes.window.pad_top = rows.padding;
  for (int i = 0; i < step->n_inputs; i++)
    {
      const FrostShape *whole = step->x_shape[i];
      gboolean same = goes_by_rows (step, i);
      int first = same ? line->done : rows.first;

      x_part[i] = part (whole, (same ? line->target : rows.end) - first);
      x_shape[i] = &x_part[i];
      if (link->x[i] == NULL)
        x[i] = before->y + (first - line_before->base) * row_size (whole);
      else if (same && height (whole) == 1)
        {
          x[i] = link->x[i];
          x_shape[i] = whole;
        }
      else
        x[i] = link->x[i] + first * row_size (whole);
    }
  context.attributes = &attributes;
  context.n = 1;
  context.x = x;
  context.x_shape = x_shape;
  context.y = link->y + (line->done - line->base) * row_size (step->y_shape);
  context.y_shape = &y_shape;
  context.scratch = scratch;
  context.n_batch = n_batch;
  step->op->forward (&context);
}

void
frost_plan_chain_run (const FrostPlanChain *chain, const GArray *steps,
                      const FrostPlanChainLink *links, float *scratch, int n_batch,
                      FrostProfile *profile, int worker)
{
  Line lines[FROST_PLAN_CHAIN_STEPS] = { 0 };
  guint n = chain->end_step - chain->first_step;
  int end = height (step_at (steps, chain->end_step - 1)->y_shape);

  while (lines[n - 1].done < end)
    {
      aim (chain, steps, lines);
      for (guint i = 0; i < n; i++)
        {
          const FrostPlanStep *step = step_at (steps, chain->first_step + i);
          int64_t start = profile != NULL ? frost_profile_now () : 0;
          Line *line = &lines[i];

          if (line->target == line->done)
            continue;
          if (i + 1 < n && line->target - line->base > chain->held[i])
            {
              int first = first_needed (step_at (steps, chain->first_step + i + 1), line,
                                        &lines[i + 1]);
              int64_t size = row_size (step->y_shape);

              memmove (links[i].y, links[i].y + (first - line->base) * size,
                       (gsize) ((line->done - first) * size) * sizeof (float));
              line->base = first;
            }
          run_step (step, &links[i], i > 0 ? &links[i - 1] : NULL, line,
                    i > 0 ? &lines[i - 1] : NULL, scratch, n_batch);
          if (profile != NULL)
            frost_profile_add (profile, worker, step->node, FROST_PROFILE_FORWARD, start,
                               line->done == 0);
          line->done = line->target;
        }
    }
}
