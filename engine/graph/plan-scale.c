#include "engine/graph/plan-scale.h"

#include <math.h>

static FrostPlanStep *
step_at (const GArray *steps, guint i)
{
  return &g_array_index (steps, FrostPlanStep, i);
}

/* The input of a product that is a number for each channel of the other, -1 = neither is. */
static int
scale_of (const FrostPlanStep *mul)
{
  const FrostShape *y = mul->y_shape;

  if (mul->op != &frost_op_mul || mul->n_inputs != 2 || y->rank != 3
      || isfinite (mul->attributes.low) || isfinite (mul->attributes.high)
      || frost_shape_n_pixels (y) == 1)
    return -1;
  for (int i = 0; i < 2; i++)
    {
      const FrostShape *scale = mul->x_shape[i];

      if (scale->rank == 3 && frost_shape_n_pixels (scale) == 1
          && scale->dim[2] == y->dim[2] && frost_shape_equal (mul->x_shape[1 - i], y))
        return i;
    }
  return -1;
}

/* For every image the weights are gone through once more, which has to be less than the image. */
static gboolean
is_worth (const FrostPlanStep *conv)
{
  return 2 * conv->y_shape->dim[2] <= frost_shape_n_pixels (conv->x_shape[0]);
}

/* The step whose output is the first input of step i and of nothing else. A cut stays: scaled weights
 * round otherwise than a scaled image, and no plan may compute other numbers than one that begins
 * there. */
static int
only_source (const FrostGraph *graph, const GArray *steps, guint i)
{
  int value = step_at (steps, i)->inputs[0];

  if (frost_graph_is_cut (graph, value)
      || frost_plan_steps_count_reads (steps, 0, steps->len, value) != 1)
    return -1;
  for (guint k = 0; k < i; k++)
    if (step_at (steps, k)->output == value)
      return (int) k;
  return -1;
}

static void
take_scale (FrostPlanStep *conv, const FrostPlanStep *mul, int scale)
{
  conv->inputs = g_renew (int, conv->inputs, conv->n_inputs + 1);
  conv->x_shape = g_renew (const FrostShape *, conv->x_shape, conv->n_inputs + 1);
  conv->inputs[0] = mul->inputs[1 - scale];
  conv->x_shape[0] = mul->x_shape[1 - scale];
  conv->inputs[conv->n_inputs] = mul->inputs[scale];
  conv->x_shape[conv->n_inputs++] = mul->x_shape[scale];
  conv->attributes.scaled = TRUE;
}

void
frost_plan_fuse_scales (GArray *steps, const FrostModel *model)
{
  for (guint i = 0; i < steps->len; i++)
    {
      FrostPlanStep *conv = step_at (steps, i);
      const FrostOpInference *inference =
          &frost_graph_node (model->graph, conv->node)->inference;
      int source, scale;

      if (!inference->takes_scale || conv->prepared == NULL || !is_worth (conv))
        continue;
      source = only_source (model->graph, steps, i);
      scale = source >= 0 ? scale_of (step_at (steps, (guint) source)) : -1;
      /* A reshape in between leaves no trace but another shape. */
      if (scale < 0
          || !frost_shape_equal (step_at (steps, (guint) source)->y_shape,
                                 conv->x_shape[0]))
        continue;
      take_scale (conv, step_at (steps, (guint) source), scale);
      g_array_remove_index (steps, (guint) source);
      i--;
    }
}
