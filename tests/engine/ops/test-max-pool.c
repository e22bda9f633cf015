/* Max pooling, windowed and global, against a naive loop, finite differences and PyTorch. */
#include <math.h>
#include <string.h>

#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/op-golden.h"
#include "tests/engine/ops/window-golden.h"

typedef struct
{
  const char *name;
  int n, h, w, c;
  FrostWindow window;
  gboolean ceil_mode;
  int oh, ow;
} Case;

static const Case cases[] = {
  { "resnet", 2, 11, 9, 5, { 3, 3, 2, 2, 1, 1, 1, 1, 1, 1 }, FALSE, 6, 5 },
  { "squeezenet", 2, 8, 10, 19, { 3, 3, 2, 2, 1, 1, 0, 0, 0, 0 }, TRUE, 4, 5 },
  { "asymmetric", 1, 6, 5, 3, { 2, 3, 1, 2, 1, 1, 0, 2, 1, 0 }, FALSE, 6, 3 },
  { "dilated", 1, 9, 7, 2, { 3, 2, 1, 1, 2, 3, 1, 1, 0, 1 }, FALSE, 6, 6 },
  { "hanging-over", 1, 5, 5, 4, { 2, 2, 2, 2, 1, 1, 0, 0, 0, 0 }, TRUE, 3, 3 },
  { "first-hangs-over", 2, 2, 3, 7, { 3, 3, 2, 2, 1, 1, 0, 0, 0, 0 }, TRUE, 1, 1 },
  { "dilated-ceil", 1, 7, 6, 3, { 3, 2, 2, 3, 2, 3, 1, 1, 1, 1 }, TRUE, 3, 3 },
  { "wide-pad", 1, 2, 3, 2, { 5, 4, 1, 2, 1, 1, 3, 2, 4, 3 }, FALSE, 5, 3 },
  { "not-in-the-padding", 1, 4, 4, 2, { 1, 1, 4, 4, 1, 1, 0, 0, 1, 1 }, TRUE, 1, 1 },
};

static OpCheck *
from_case (const Case *c)
{
  OpCheck *check = op_check_new (FROST_OP_MAX_POOL);

  check->n = c->n;
  check->attributes.window = c->window;
  check->attributes.ceil_mode = c->ceil_mode;
  check->x_shape[0] = frost_shape_image (c->h, c->w, c->c);
  return check;
}

static float
naive (const OpCheck *check, const Case *c, int image, int oy, int ox, int k)
{
  const FrostWindow *w = &c->window;
  float best = -INFINITY;

  for (int ky = 0; ky < w->kernel_h; ky++)
    for (int kx = 0; kx < w->kernel_w; kx++)
      {
        int iy = oy * w->stride_h - w->pad_top + ky * w->dilation_h;
        int ix = ox * w->stride_w - w->pad_left + kx * w->dilation_w;

        if (iy >= 0 && iy < c->h && ix >= 0 && ix < c->w)
          best = MAX (best, check->x[0][((image * c->h + iy) * c->w + ix) * c->c + k]);
      }
  return best;
}

static void
test_values (gconstpointer data)
{
  const Case *c = data;

  /* With and without the positions kept. */
  for (int keep = 0; keep < 2; keep++)
    {
      g_autoptr (OpCheck) check = from_case (c);
      int64_t at = 0;

      check->keep = keep;
      op_check_prepare (check);
      g_assert_cmpint (check->inference.y.dim[0], ==, c->oh);
      g_assert_cmpint (check->inference.y.dim[1], ==, c->ow);
      op_check_forward (check);
      for (int image = 0; image < c->n; image++)
        for (int oy = 0; oy < c->oh; oy++)
          for (int ox = 0; ox < c->ow; ox++)
            for (int k = 0; k < c->c; k++)
              g_assert_cmpfloat (check->y[at++], ==, naive (check, c, image, oy, ox, k));
    }
}

/* Linear as long as no other number of the window overtakes. */
static void
test_gradient (gconstpointer data)
{
  g_autoptr (OpCheck) check = from_case (data);

  op_check_gradients (check, 1e-3, 2e-3, TRUE);
}

static void
check_golden (const Case *c, const float *x, const float *y, const float *dy,
              const float *dx)
{
  g_autoptr (OpCheck) check = from_case (c);

  op_check_prepare (check);
  g_assert_cmpint (check->inference.y.dim[0], ==, c->oh);
  g_assert_cmpint (check->inference.y.dim[1], ==, c->ow);
  memcpy (check->x[0], x, (gsize) check->n_x[0] * sizeof (float));
  memcpy (check->dy, dy, (gsize) check->n_y * sizeof (float));
  op_check_forward (check);
  op_check_backward (check);
  op_check_near (check->y, y, check->n_y, 0);
  op_check_near (check->dx[0], dx, check->n_x[0], 1e-6);
}

static void
test_golden (void)
{
  const Case plain = { "", 1, 6, 5, 2, { 3, 3, 2, 2, 1, 1, 1, 1, 1, 1 }, TRUE, 4, 3 };
  const Case holes = { "", 1, 7, 6, 2, { 3, 2, 2, 3, 2, 3, 1, 1, 1, 1 }, TRUE, 3, 3 };
  const Case edge = { "", 1, 4, 2, 2, { 2, 3, 3, 2, 1, 1, 1, 0, 1, 0 }, TRUE, 2, 1 };

  check_golden (&plain, pool_x, max_y, max_dy, max_dx);
  check_golden (&holes, holes_x, holes_y, holes_dy, holes_dx);
  check_golden (&edge, edge_x, edge_max_y, edge_max_dy, edge_max_dx);
}

/* What all windows cover counts, or a small file could ask for years. */
static void
test_work (void)
{
  g_autoptr (OpCheck) check = from_case (&cases[0]);

  op_check_prepare (check);
  g_assert_cmpint (check->inference.work, ==, 6 * 5 * 5 * 9);
  g_assert_cmpint (check->inference.multiply_adds, ==, 0);
}

/* Not-a-number wins, the first of equals gets the gradient, padding points nowhere. */
static void
test_special (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_MAX_POOL);

  check->attributes.window = (FrostWindow){ 2, 2, 2, 2, 1, 1, 0, 0, 0, 2 };
  check->x_shape[0] = frost_shape_image (2, 4, 1);
  op_check_prepare (check);
  memcpy (check->x[0], (float[]){ 1, NAN, 3, 2, 2, 5, 1, 3 }, 8 * sizeof (float));
  op_check_forward (check);
  op_check_backward (check);
  g_assert_true (isnan (check->y[0]));
  g_assert_cmpfloat (check->y[1], ==, 3);
  g_assert_true (isinf (check->y[2]));
  for (int i = 0; i < 8; i++)
    g_assert_cmpfloat (check->dx[0][i], ==,
                       i == 1   ? check->dy[0]
                       : i == 2 ? check->dy[1]
                                : 0);
}

static void
test_global (void)
{
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_GLOBAL_MAX_POOL);

  check->n = 3;
  check->x_shape[0] = frost_shape_image (5, 3, 21);
  op_check_gradients (check, 1e-3, 2e-3, TRUE);
  g_assert_cmpint (check->n_y, ==, 3 * 21);
  for (int i = 0; i < 3 * 21; i++)
    {
      float best = -INFINITY;

      for (int p = 0; p < 15; p++)
        best = MAX (best, check->x[0][(i / 21 * 15 + p) * 21 + i % 21]);
      g_assert_cmpfloat (check->y[i], ==, best);
    }
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = from_case (&cases[0]);
  g_autoptr (OpCheck) global = op_check_new (FROST_OP_GLOBAL_MAX_POOL);

  check->x_shape[0] = frost_shape_image (1, 0, 3);
  check->attributes.window.pad_left = check->attributes.window.pad_right = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "smaller with its padding");
  check->attributes.window.kernel_h = 1 << 20;
  op_check_refuses (check, FROST_ENGINE_ERROR_UNSUPPORTED, "1048576");
  check->x_shape[0] = frost_shape_vector (7);
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 7");
  global->x_shape[0] = frost_shape_vector (7);
  op_check_refuses (global, FROST_ENGINE_ERROR_SHAPE, "input is 7");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *values =
          g_strconcat ("/ops/max-pool/values/", cases[i].name, NULL);
      g_autofree char *gradient =
          g_strconcat ("/ops/max-pool/gradient/", cases[i].name, NULL);

      g_test_add_data_func (values, &cases[i], test_values);
      g_test_add_data_func (gradient, &cases[i], test_gradient);
    }
  g_test_add_func ("/ops/max-pool/golden", test_golden);
  g_test_add_func ("/ops/max-pool/work", test_work);
  g_test_add_func ("/ops/max-pool/special", test_special);
  g_test_add_func ("/ops/max-pool/global", test_global);
  g_test_add_func ("/ops/max-pool/errors", test_errors);
  return g_test_run ();
}
