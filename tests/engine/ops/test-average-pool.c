/* Average pooling against a naive loop, finite differences and PyTorch. */
#include <string.h>

#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/op-golden.h"
#include "tests/engine/ops/window-golden.h"

typedef struct
{
  const char *name;
  int n, h, w, c;
  FrostWindow window;
  gboolean ceil_mode, count;
} Case;

static const Case cases[] = {
  { "plain", 2, 8, 6, 5, { 2, 2, 2, 2, 1, 1, 0, 0, 0, 0 }, FALSE, FALSE },
  { "padded", 2, 7, 5, 19, { 3, 3, 1, 2, 1, 1, 1, 1, 1, 1 }, FALSE, FALSE },
  { "counted", 2, 7, 5, 19, { 3, 3, 1, 2, 1, 1, 1, 1, 1, 1 }, FALSE, TRUE },
  { "asymmetric", 1, 6, 5, 3, { 2, 3, 1, 2, 1, 1, 0, 2, 1, 0 }, FALSE, TRUE },
  { "dilated", 1, 9, 7, 2, { 3, 2, 1, 1, 2, 3, 1, 1, 0, 1 }, FALSE, FALSE },
  { "hanging-over", 1, 6, 5, 2, { 3, 3, 2, 2, 1, 1, 1, 1, 1, 1 }, TRUE, TRUE },
  { "first-hangs-over", 2, 2, 3, 7, { 3, 3, 2, 2, 1, 1, 0, 0, 0, 0 }, TRUE, TRUE },
  { "dilated-counted", 1, 9, 7, 2, { 3, 2, 2, 2, 2, 3, 1, 1, 2, 1 }, TRUE, TRUE },
  { "wide-pad", 1, 2, 3, 2, { 5, 4, 1, 2, 1, 1, 3, 2, 4, 3 }, FALSE, FALSE },
};

static OpCheck *
from_case (const Case *c)
{
  OpCheck *check = op_check_new (FROST_OP_AVERAGE_POOL);

  check->n = c->n;
  check->attributes.window = c->window;
  check->attributes.ceil_mode = c->ceil_mode;
  check->attributes.count_include_pad = c->count;
  check->x_shape[0] = frost_shape_image (c->h, c->w, c->c);
  return check;
}

static double
naive (const OpCheck *check, const Case *c, int image, int oy, int ox, int k)
{
  const FrostWindow *w = &c->window;
  double sum = 0;
  int inside = 0, padded = 0;

  for (int ky = 0; ky < w->kernel_h; ky++)
    for (int kx = 0; kx < w->kernel_w; kx++)
      {
        int iy = oy * w->stride_h - w->pad_top + ky * w->dilation_h;
        int ix = ox * w->stride_w - w->pad_left + kx * w->dilation_w;

        padded += iy < c->h + w->pad_bottom && ix < c->w + w->pad_right;
        if (iy < 0 || iy >= c->h || ix < 0 || ix >= c->w)
          continue;
        inside++;
        sum += check->x[0][((image * c->h + iy) * c->w + ix) * c->c + k];
      }
  return sum / MAX (c->count ? padded : inside, 1);
}

static void
test_values (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (OpCheck) check = from_case (c);
  int64_t at = 0;

  op_check_prepare (check);
  op_check_forward (check);
  for (int image = 0; image < c->n; image++)
    for (int oy = 0; oy < check->inference.y.dim[0]; oy++)
      for (int ox = 0; ox < check->inference.y.dim[1]; ox++)
        for (int k = 0; k < c->c; k++)
          {
            float expected = (float) naive (check, c, image, oy, ox, k);

            op_check_near (check->y + at++, &expected, 1, 1e-6);
          }
}

/* Linear: a large step. */
static void
test_gradient (gconstpointer data)
{
  g_autoptr (OpCheck) check = from_case (data);

  op_check_gradients (check, 0.25, 1e-3, FALSE);
}

static void
test_golden (void)
{
  const float *ys[] = { average_y, counted_y };
  const float *dxs[] = { average_dx, counted_dx };

  for (int counted = 0; counted < 2; counted++)
    {
      g_autoptr (OpCheck) check = from_case (&cases[5]);

      check->attributes.count_include_pad = counted;
      op_check_prepare (check);
      g_assert_cmpint (check->n_y, ==, G_N_ELEMENTS (average_y));
      memcpy (check->x[0], pool_x, sizeof pool_x);
      memcpy (check->dy, max_dy, sizeof max_dy);
      op_check_forward (check);
      op_check_backward (check);
      op_check_near (check->y, ys[counted], check->n_y, 1e-6);
      op_check_near (check->dx[0], dxs[counted], check->n_x[0], 1e-6);
    }
}

/* A window that would begin in the lower padding is dropped; one that hangs over to the right
 * counts what is in the image and its padding. */
static void
test_edge (void)
{
  const float *ys[] = { edge_mean_y, edge_counted_y };
  const float *dys[] = { edge_mean_dy, edge_counted_dy };
  const float *dxs[] = { edge_mean_dx, edge_counted_dx };

  for (int counted = 0; counted < 2; counted++)
    {
      const Case edge = {
        "", 1, 4, 2, 2, { 2, 3, 3, 2, 1, 1, 1, 0, 1, 0 }, TRUE, counted
      };
      g_autoptr (OpCheck) check = from_case (&edge);

      op_check_prepare (check);
      g_assert_cmpint (check->n_y, ==, G_N_ELEMENTS (edge_mean_y));
      memcpy (check->x[0], edge_x, sizeof edge_x);
      memcpy (check->dy, dys[counted], sizeof edge_mean_dy);
      op_check_forward (check);
      op_check_backward (check);
      op_check_near (check->y, ys[counted], check->n_y, 1e-6);
      op_check_near (check->dx[0], dxs[counted], check->n_x[0], 1e-6);
    }
}

/* What all windows cover counts, or a small file could ask for years. */
static void
test_work (void)
{
  g_autoptr (OpCheck) check = from_case (&cases[0]);

  op_check_prepare (check);
  g_assert_cmpint (check->inference.work, ==, 4 * 3 * 5 * 4);
  g_assert_cmpint (check->inference.multiply_adds, ==, 0);
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = from_case (&cases[0]);

  check->x_shape[0] = frost_shape_image (1, 4, 3);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "smaller with its padding");
  check->attributes.window.pad_top = -1;
  op_check_refuses (check, FROST_ENGINE_ERROR_UNSUPPORTED, "padding");
  check->x_shape[0] = frost_shape_vector (7);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 7");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *values =
          g_strconcat ("/ops/average-pool/values/", cases[i].name, NULL);
      g_autofree char *gradient =
          g_strconcat ("/ops/average-pool/gradient/", cases[i].name, NULL);

      g_test_add_data_func (values, &cases[i], test_values);
      g_test_add_data_func (gradient, &cases[i], test_gradient);
    }
  g_test_add_func ("/ops/average-pool/golden", test_golden);
  g_test_add_func ("/ops/average-pool/edge", test_edge);
  g_test_add_func ("/ops/average-pool/work", test_work);
  g_test_add_func ("/ops/average-pool/errors", test_errors);
  return g_test_run ();
}
