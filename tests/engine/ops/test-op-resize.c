/* Images of another size, against PyTorch and the reference of ONNX, and against the definition
 * in double precision. */
#include <math.h>

#include "tests/engine/ops/op-check.h"
#include "tests/engine/ops/op-resize-golden.h"

static void
copy (float *to, const float *from, int64_t n)
{
  for (int64_t i = 0; i < n; i++)
    to[i] = from[i];
}

static void
test_golden (gconstpointer data)
{
  int i = GPOINTER_TO_INT (data);
  g_autoptr (OpCheck) check = op_check_new (FROST_OP_RESIZE);
  FrostOpAttributes *a = &check->attributes;

  check->x_shape[0] =
      frost_shape_image (resize_cases[i].h, resize_cases[i].w, resize_cases[i].c);
  a->size[0] = resize_cases[i].oh;
  a->size[1] = resize_cases[i].ow;
  a->linear = resize_cases[i].linear;
  a->coordinates = resize_cases[i].coordinates;
  a->nearest = resize_cases[i].nearest;
  a->scale_h = resize_cases[i].scale_h;
  a->scale_w = resize_cases[i].scale_w;
  op_check_prepare (check);
  copy (check->x[0], resize_cases[i].x, check->n_x[0]);
  op_check_forward (check);
  op_check_near (check->y, resize_cases[i].y, check->n_y, 2e-6);
  if (resize_cases[i].dy == NULL)
    return;
  copy (check->dy, resize_cases[i].dy, check->n_y);
  op_check_backward (check);
  op_check_near (check->dx[0], resize_cases[i].dx, check->n_x[0], 2e-6);
}

static double
coordinate (FrostCoordinates mode, int i, int in, int out)
{
  switch (mode)
    {
    case FROST_COORDINATES_ALIGN_CORNERS:
      return out == 1 ? 0 : i * (in - 1.0) / (out - 1);
    case FROST_COORDINATES_ASYMMETRIC:
      return i * (double) in / out;
    case FROST_COORDINATES_PYTORCH_HALF_PIXEL:
      return out == 1 ? 0 : (i + 0.5) * in / out - 0.5;
    default:
      return (i + 0.5) * in / out - 0.5;
    }
}

/* How much of pixel k is in pixel i. */
static double
share (const FrostOpAttributes *a, int i, int k, int in, int out)
{
  double x = coordinate (a->coordinates, i, in, out);

  if (!a->linear)
    {
      if (a->nearest == FROST_NEAREST_FLOOR)
        x = floor (x);
      else if (a->nearest == FROST_NEAREST_CEIL)
        x = ceil (x);
      else if (a->nearest == FROST_NEAREST_ROUND_PREFER_CEIL)
        x = floor (x + 0.5);
      else
        x = ceil (x - 0.5);
    }
  return MAX (0, 1 - fabs (CLAMP (x, 0, in - 1) - k));
}

static OpCheck *
make (gboolean linear, FrostCoordinates coordinates, FrostNearest nearest, int oh, int ow)
{
  OpCheck *check = op_check_new (FROST_OP_RESIZE);

  check->n = 2;
  check->x_shape[0] = frost_shape_image (5, 8, 3);
  check->attributes.linear = linear;
  check->attributes.coordinates = coordinates;
  check->attributes.nearest = nearest;
  check->attributes.size[0] = oh;
  check->attributes.size[1] = ow;
  return check;
}

static void
check_definition (gboolean linear, FrostCoordinates coordinates, FrostNearest nearest,
                  int oh, int ow)
{
  g_autoptr (OpCheck) check = make (linear, coordinates, nearest, oh, ow);
  const FrostOpAttributes *a = &check->attributes;

  op_check_prepare (check);
  op_check_forward (check);
  for (int p = 0; p < 2 * oh * ow; p++)
    for (int c = 0; c < 3; c++)
      {
        const float *x = check->x[0] + p / (oh * ow) * 120;
        double sum = 0;

        for (int ky = 0; ky < 5; ky++)
          for (int kx = 0; kx < 8; kx++)
            sum += x[(ky * 8 + kx) * 3 + c] * share (a, p / ow % oh, ky, 5, oh)
                   * share (a, p % ow, kx, 8, ow);
        g_assert_cmpfloat (fabs (check->y[p * 3 + c] - sum), <=, 2e-6);
      }
}

/* Sizes whose quotients a float holds, so that a pixel half way between two is just that. */
static void
test_definition (void)
{
  for (int mode = 0; mode <= FROST_COORDINATES_ASYMMETRIC; mode++)
    {
      for (int nearest = 0; nearest <= FROST_NEAREST_CEIL; nearest++)
        {
          check_definition (FALSE, mode, nearest, 10, 4);
          check_definition (FALSE, mode, nearest, 5, 16);
          check_definition (FALSE, mode, nearest, 20, 1);
        }
      check_definition (TRUE, mode, FROST_NEAREST_FLOOR, 3, 13);
      check_definition (TRUE, mode, FROST_NEAREST_FLOOR, 11, 1);
      check_definition (TRUE, mode, FROST_NEAREST_FLOOR, 1, 8);
    }
}

/* A scale that leads far outside still takes what is there. */
static void
test_odd_scales (void)
{
  const float scales[] = { 1e-44f, 1e-20f, 1e30f, INFINITY, NAN, -1 };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    for (int mode = 0; mode <= FROST_COORDINATES_ASYMMETRIC; mode++)
      for (int linear = 0; linear < 2; linear++)
        {
          g_autoptr (OpCheck) check = make (linear, mode, FROST_NEAREST_CEIL, 7, 3);

          check->attributes.scale_h = check->attributes.scale_w = scales[i];
          op_check_prepare (check);
          op_check_forward (check);
          op_check_backward (check);
          for (int64_t k = 0; k < check->n_y; k++)
            g_assert_cmpfloat (fabsf (check->y[k]), <=, 1);
        }
}

static void
test_gradient (void)
{
  for (int mode = 0; mode <= FROST_COORDINATES_ASYMMETRIC; mode++)
    {
      g_autoptr (OpCheck) larger = make (TRUE, mode, 0, 7, 11);
      g_autoptr (OpCheck) smaller = make (TRUE, mode, 0, 3, 1);
      g_autoptr (OpCheck) nearest = make (FALSE, mode, FROST_NEAREST_FLOOR, 9, 3);

      op_check_gradients (larger, 0.25, 1e-3, FALSE);
      op_check_gradients (smaller, 0.25, 1e-3, FALSE);
      op_check_gradients (nearest, 0.25, 1e-3, FALSE);
    }
}

static void
test_errors (void)
{
  g_autoptr (OpCheck) check = make (TRUE, FROST_COORDINATES_HALF_PIXEL, 0, 4, 4);

  check->x_shape[0] = (FrostShape){ 2, { 5, 8 } };
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "input is 5x8");
  check->x_shape[0] = frost_shape_image (5, 8, 3);
  check->attributes.size[1] = 0;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output: is 4x0x3");
  check->attributes.size[0] = check->attributes.size[1] = 1 << 15;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output");
  check->attributes.size[0] = G_MAXINT64;
  op_check_refuses (check, FROST_ENGINE_ERROR_SHAPE, "output");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (resize_cases); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/ops/resize/golden/%s", resize_cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_golden);
    }
  g_test_add_func ("/ops/resize/definition", test_definition);
  g_test_add_func ("/ops/resize/odd-scales", test_odd_scales);
  g_test_add_func ("/ops/resize/gradient", test_gradient);
  g_test_add_func ("/ops/resize/errors", test_errors);
  return g_test_run ();
}
