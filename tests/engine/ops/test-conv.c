/* Convolution against a naive loop in doubles, finite differences and PyTorch. */
#include <math.h>
#include <string.h>

#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/op-golden.h"
#include "tests/engine/ops/window-golden.h"

typedef struct
{
  const char *name;
  int n, h, w, cin, cout, groups;
  FrostWindow window; /* kernel, stride, dilation, padding top left bottom right */
  gboolean bias;
} Case;

static const Case cases[] = {
  { "pointwise", 2, 5, 7, 3, 5, 1, { 1, 1, 1, 1, 1, 1, 0, 0, 0, 0 }, TRUE },
  { "pointwise-wide", 3, 9, 11, 37, 83, 1, { 1, 1, 1, 1, 1, 1, 0, 0, 0, 0 }, TRUE },
  { "pointwise-deep", 1, 3, 3, 401, 7, 1, { 1, 1, 1, 1, 1, 1, 0, 0, 0, 0 }, FALSE },
  { "pointwise-groups", 2, 4, 3, 6, 9, 3, { 1, 1, 1, 1, 1, 1, 0, 0, 0, 0 }, TRUE },
  { "pointwise-stride", 2, 5, 6, 4, 3, 1, { 1, 1, 2, 3, 1, 1, 0, 0, 0, 0 }, TRUE },
  { "pointwise-padded", 1, 3, 4, 4, 3, 1, { 1, 1, 1, 1, 1, 1, 1, 0, 2, 1 }, TRUE },
  { "first-of-a-network", 2, 17, 15, 3, 8, 1, { 3, 3, 2, 2, 1, 1, 0, 0, 1, 1 }, TRUE },
  { "first-of-a-resnet", 1, 19, 23, 3, 5, 1, { 7, 7, 2, 2, 1, 1, 3, 3, 3, 3 }, FALSE },
  { "many-strips", 3, 19, 17, 4, 6, 1, { 3, 3, 1, 1, 1, 1, 1, 1, 1, 1 }, TRUE },
  { "threes", 3, 9, 11, 8, 9, 1, { 3, 3, 1, 1, 1, 1, 1, 1, 1, 1 }, TRUE },
  { "threes-wide", 2, 8, 6, 35, 50, 1, { 3, 3, 1, 1, 1, 1, 1, 1, 1, 1 }, TRUE },
  { "threes-inside", 1, 10, 9, 16, 16, 1, { 3, 3, 1, 1, 1, 1, 0, 0, 0, 0 }, FALSE },
  { "threes-over", 1, 6, 7, 8, 16, 1, { 3, 3, 1, 1, 1, 1, 2, 0, 1, 2 }, TRUE },
  { "asymmetric", 2, 6, 5, 2, 3, 1, { 2, 3, 1, 2, 1, 1, 0, 2, 1, 0 }, TRUE },
  { "dilated", 1, 9, 8, 3, 4, 1, { 3, 2, 1, 1, 2, 3, 2, 1, 2, 2 }, TRUE },
  { "twos", 2, 7, 6, 6, 6, 3, { 3, 3, 1, 1, 1, 1, 1, 1, 1, 1 }, TRUE },
  { "fours", 2, 9, 11, 20, 20, 5, { 3, 3, 2, 2, 1, 1, 1, 1, 1, 1 }, TRUE },
  { "fours-pointwise", 2, 3, 5, 24, 24, 6, { 1, 1, 1, 1, 1, 1, 0, 0, 0, 0 }, FALSE },
  { "eights", 1, 8, 9, 24, 24, 3, { 3, 2, 1, 1, 2, 3, 2, 1, 1, 3 }, TRUE },
  { "sixteens", 2, 5, 6, 48, 48, 3, { 3, 3, 1, 1, 1, 1, 1, 1, 1, 1 }, FALSE },
  { "sixteens-wide-pad", 1, 2, 3, 32, 32, 2, { 2, 2, 1, 1, 1, 1, 3, 0, 2, 4 }, TRUE },
  { "groups-dilated", 2, 8, 9, 6, 9, 3, { 3, 2, 2, 1, 2, 3, 1, 3, 2, 0 }, TRUE },
  { "wide-pad", 2, 2, 3, 4, 5, 1, { 2, 3, 1, 2, 1, 1, 4, 0, 1, 5 }, FALSE },
  { "wide-pad-groups", 1, 3, 2, 4, 6, 2, { 2, 2, 2, 1, 2, 1, 3, 4, 0, 3 }, TRUE },
  { "multiplier-dilated", 2, 6, 7, 4, 8, 4, { 3, 3, 1, 2, 2, 2, 2, 3, 2, 1 }, FALSE },
  { "groups", 2, 6, 5, 6, 4, 2, { 3, 3, 2, 1, 1, 1, 1, 1, 1, 1 }, TRUE },
  { "multiplier", 1, 5, 5, 3, 6, 3, { 3, 3, 1, 1, 1, 1, 1, 1, 1, 1 }, TRUE },
  { "whole-image", 2, 4, 3, 5, 6, 1, { 4, 3, 1, 1, 1, 1, 0, 0, 0, 0 }, TRUE },
  { "depthwise", 2, 9, 11, 19, 19, 19, { 3, 3, 1, 1, 1, 1, 1, 1, 1, 1 }, TRUE },
  { "depthwise-stride", 2, 11, 10, 24, 24, 24, { 3, 3, 2, 2, 1, 1, 0, 0, 1, 1 }, TRUE },
  { "depthwise-few", 1, 7, 9, 3, 3, 3, { 3, 3, 1, 1, 1, 1, 1, 1, 1, 1 }, FALSE },
  { "depthwise-five", 1, 9, 9, 17, 17, 17, { 5, 5, 1, 1, 1, 1, 2, 2, 2, 2 }, TRUE },
  { "depthwise-dilated", 1, 9, 12, 5, 5, 5, { 3, 3, 1, 1, 2, 2, 2, 1, 2, 3 }, TRUE },
  { "depthwise-odd", 1, 8, 7, 16, 16, 16, { 2, 4, 3, 1, 1, 2, 0, 3, 2, 1 }, TRUE },
  { "depthwise-tiny", 2, 1, 1, 20, 20, 20, { 3, 3, 1, 1, 1, 1, 1, 1, 1, 1 }, TRUE },
  { "depthwise-narrow", 1, 2, 3, 9, 9, 9, { 3, 3, 2, 2, 1, 1, 1, 1, 1, 1 }, TRUE },
  { "depthwise-wide-pad", 1, 3, 3, 8, 8, 8, { 2, 2, 1, 1, 1, 1, 3, 3, 3, 3 }, TRUE },
};

static OpCheck *
from_case (const Case *c)
{
  OpCheck *check = op_check_new (FROST_OP_CONV);

  check->n = c->n;
  check->attributes.window = c->window;
  check->attributes.groups = c->groups;
  check->x_shape[0] = frost_shape_image (c->h, c->w, c->cin);
  check->w_shape[0] = (FrostShape){
    4, { c->window.kernel_h, c->window.kernel_w, c->cin / c->groups, c->cout }
  };
  if (c->bias)
    check->w_shape[1] = frost_shape_vector (c->cout);
  return check;
}

static double
naive (const OpCheck *check, const Case *c, int image, int oy, int ox, int k)
{
  const FrostWindow *w = &c->window;
  int in = c->cin / c->groups;
  int group = k / (c->cout / c->groups);
  double sum = c->bias ? check->w[1][k] : 0;

  for (int ky = 0; ky < w->kernel_h; ky++)
    for (int kx = 0; kx < w->kernel_w; kx++)
      {
        int iy = oy * w->stride_h - w->pad_top + ky * w->dilation_h;
        int ix = ox * w->stride_w - w->pad_left + kx * w->dilation_w;

        if (iy < 0 || iy >= c->h || ix < 0 || ix >= c->w)
          continue;
        for (int i = 0; i < in; i++)
          sum +=
              (double)
                  check->x[0][((image * c->h + iy) * c->w + ix) * c->cin + group * in + i]
              * check->w[0][((ky * w->kernel_w + kx) * in + i) * c->cout + k];
      }
  return sum;
}

/* Sums of up to 401 products of numbers below 1: rounding stays below 1e-5, three times that where
 * Winograd's transforms enlarge them first. */
static void
test_values (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (OpCheck) check = from_case (c);
  double tolerance = g_str_has_prefix (c->name, "threes") ? 3e-5 : 1e-5;
  int64_t at = 0;

  check->attributes.low = -0.75f;
  check->attributes.high = 1.5f;
  op_check_prepare (check);
  op_check_forward (check);

  g_assert_cmpint (check->inference.y.dim[2], ==, c->cout);
  for (int image = 0; image < c->n; image++)
    for (int oy = 0; oy < check->inference.y.dim[0]; oy++)
      for (int ox = 0; ox < check->inference.y.dim[1]; ox++)
        for (int k = 0; k < c->cout; k++)
          {
            float expected =
                (float) CLAMP (naive (check, c, image, oy, ox, k), -0.75, 1.5);

            op_check_near (check->y + at++, &expected, 1, tolerance);
          }
  g_assert_cmpint (at, ==, check->n_y);
}

/* L is linear in every variable, so a large step costs nothing and drowns the rounding. */
static void
test_gradient (gconstpointer data)
{
  g_autoptr (OpCheck) check = from_case (data);

  op_check_gradients (check, 0.25, 1e-3, FALSE);
}

/* An image's numbers are the same whatever images are beside it. */
static void
test_alone (gconstpointer data)
{
  g_autoptr (OpCheck) check = from_case (data);
  g_autofree float *together = NULL;
  int64_t out;

  op_check_prepare (check);
  op_check_forward (check);
  together = g_memdup2 (check->y, (gsize) check->n_y * sizeof (float));
  out = check->n_y / check->n;
  for (int i = 0; i < check->n; i++)
    {
      FrostOpContext context = check->context;
      const float *x = check->x[0] + i * check->n_x[0] / check->n;

      context.n = 1;
      context.x = &x;
      check->op->forward (&context);
      g_assert_cmpmem (check->y, out * sizeof (float), together + i * out,
                       out * sizeof (float));
    }
}

/* With parameters that were prepared once the numbers are the same. */
static void
test_prepared (gconstpointer data)
{
  g_autoptr (OpCheck) check = from_case (data);
  g_autofree float *prepared = NULL, *scratch = NULL, *first = NULL;
  FrostOpContext context;

  check->attributes.low = -0.75f;
  op_check_prepare (check);
  if (check->inference.prepared == 0)
    return;
  op_check_forward (check);
  first = g_memdup2 (check->y, (gsize) check->n_y * sizeof (float));

  prepared = g_new (float, check->inference.prepared);
  scratch = g_new (float, check->inference.scratch_prepared);
  context = check->context;
  context.n = 0;
  check->op->prepare (&context, prepared);
  context = check->context;
  context.prepared = prepared;
  context.scratch = scratch;
  memset (check->y, 0xff, (gsize) check->n_y * sizeof (float));
  check->op->forward (&context);
  g_assert_cmpmem (check->y, (gsize) check->n_y * sizeof (float), first,
                   (gsize) check->n_y * sizeof (float));
}

/* float32 in another order of summation: 1e-5. */
static void
test_golden (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_CONV);

  check->n = 2;
  check->attributes.window = (FrostWindow){ 3, 2, 2, 1, 1, 2, 1, 2, 1, 2 };
  check->attributes.groups = 2;
  check->x_shape[0] = frost_shape_image (5, 6, 4);
  check->w_shape[0] = (FrostShape){ 4, { 3, 2, 2, 6 } };
  check->w_shape[1] = frost_shape_vector (6);
  op_check_prepare (check);
  g_assert_cmpint (check->n_y, ==, G_N_ELEMENTS (conv_y));
  memcpy (check->x[0], conv_x, sizeof conv_x);
  memcpy (check->w[0], conv_w, sizeof conv_w);
  memcpy (check->w[1], conv_b, sizeof conv_b);
  memcpy (check->dy, conv_dy, sizeof conv_dy);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, conv_y, check->n_y, 1e-5);
  op_check_near (check->dx[0], conv_dx, check->n_x[0], 1e-5);
  op_check_near (check->dw[0], conv_dw, check->n_w[0], 1e-5);
  op_check_near (check->dw[1], conv_db, check->n_w[1], 1e-5);
}

/* Borders of four widths, groups and dilation together. */
static void
test_border (void)
{
  const Case border = { "", 1, 4, 3, 6, 3, 3, { 2, 3, 1, 2, 2, 1, 1, 4, 3, 0 }, TRUE };
  g_autoptr (OpCheck) check = from_case (&border);

  op_check_prepare (check);
  g_assert_cmpint (check->n_y, ==, G_N_ELEMENTS (border_y));
  memcpy (check->x[0], border_x, sizeof border_x);
  memcpy (check->w[0], border_w, sizeof border_w);
  memcpy (check->w[1], border_b, sizeof border_b);
  memcpy (check->dy, border_dy, sizeof border_dy);
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, border_y, check->n_y, 1e-5);
  op_check_near (check->dx[0], border_dx, check->n_x[0], 1e-5);
  op_check_near (check->dw[0], border_dw, check->n_w[0], 1e-5);
  op_check_near (check->dw[1], border_db, check->n_w[1], 1e-5);
}

static void
test_inference (void)
{
  g_autoptr (OpCheck) check = from_case (&cases[6]);

  op_check_prepare (check);
  g_assert_cmpint (check->inference.multiply_adds, ==, 8 * 7 * 8 * 27);
  g_assert_cmpint (check->inference.saved_per_image, ==, 0);
}

static void
test_errors (void)
{
  const Case plain = { "", 1, 5, 5, 4, 6, 1, { 3, 3, 1, 1, 1, 1, 0, 0, 0, 0 }, TRUE };
  FrostOpAttributes attributes;
  g_autoptr (OpCheck) check = from_case (&plain);

  attributes = check->attributes;
  check->w_shape[0].rank = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "no weight");
  check->w_shape[0] = (FrostShape){ 4, { 3, 3, 5, 6 } };
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the weight takes 5 channels");
  check->w_shape[0] = (FrostShape){ 4, { 3, 1, 4, 6 } };
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "said to be 3x3");
  check->w_shape[0] = (FrostShape){ 4, { 3, 3, 1 << 20, 1 << 20 } };
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "2^31");
  check->w_shape[0] = (FrostShape){ 4, { 3, 3, 4, 6 } };
  check->w_shape[1] = frost_shape_vector (5);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "the bias is 5");
  check->w_shape[1] = frost_shape_vector (6);
  check->attributes.groups = 4;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "4 groups");
  check->attributes.groups = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "0 groups");
  check->attributes = attributes;
  check->attributes.window.stride_w = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_UNSUPPORTED, "stride 1x0");
  check->attributes = attributes;
  check->x_shape[0] = frost_shape_image (2, 5, 4);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "smaller with its padding");
  check->x_shape[0] = frost_shape_vector (100);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 100");

  check->attributes.window.kernel_h = check->attributes.window.kernel_w = 1;
  check->x_shape[0] = frost_shape_image (1 << 14, 1 << 14, 1);
  check->w_shape[0] = (FrostShape){ 4, { 1, 1, 1, 64 } };
  check->w_shape[1].rank = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *values = g_strconcat ("/ops/conv/values/", cases[i].name, NULL);
      g_autofree char *gradient =
          g_strconcat ("/ops/conv/gradient/", cases[i].name, NULL);
      g_autofree char *prepared =
          g_strconcat ("/ops/conv/prepared/", cases[i].name, NULL);
      g_autofree char *alone = g_strconcat ("/ops/conv/alone/", cases[i].name, NULL);

      g_test_add_data_func (values, &cases[i], test_values);
      g_test_add_data_func (gradient, &cases[i], test_gradient);
      g_test_add_data_func (prepared, &cases[i], test_prepared);
      g_test_add_data_func (alone, &cases[i], test_alone);
    }
  g_test_add_func ("/ops/conv/golden", test_golden);
  g_test_add_func ("/ops/conv/border", test_border);
  g_test_add_func ("/ops/conv/inference", test_inference);
  g_test_add_func ("/ops/conv/errors", test_errors);
  return g_test_run ();
}
