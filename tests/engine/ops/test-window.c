/* Where windows fall: against counting, tap by tap. */
#include "engine/ops/window.h"

#include "engine/core/error.h"

/* The rule of ceil_mode by hand: windows begin every stride pixels, as long as they begin inside
 * the image or its left padding, and reach no further than rounding up allows. */
static int64_t
count (int size, int kernel, int stride, int dilation, int before, int after,
       gboolean ceil_mode)
{
  int reach = (kernel - 1) * dilation + 1;
  int64_t n = 0;

  for (int start = -before;; start += stride)
    {
      gboolean whole = start + reach <= size + after;
      gboolean hangs = start + reach - stride < size + after && start < size;

      if (!whole && !(ceil_mode && hangs))
        return n;
      if (ceil_mode && start >= size)
        return n;
      n++;
    }
}

static void
test_size (void)
{
  int tried = 0;

  for (int size = 1; size < 9; size++)
    for (int kernel = 1; kernel < 4; kernel++)
      for (int stride = 1; stride < 4; stride++)
        for (int dilation = 1; dilation < 3; dilation++)
          for (int pads = 0; pads < 4; pads++)
            for (int ceil_mode = 0; ceil_mode < 2; ceil_mode++)
              {
                FrostShape x = frost_shape_image (size, size, 3);
                int64_t n =
                    count (size, kernel, stride, dilation, pads % 2, pads / 2, ceil_mode);
                FrostWindow w = { kernel,   kernel,   stride,   stride,   dilation,
                                  dilation, pads % 2, pads % 2, pads / 2, pads / 2 };
                int64_t h, width;

                tried += n > 0;
                g_assert_true (frost_window_check (&w, &x, ceil_mode, &h, &width, NULL)
                               == (n > 0));
                if (n == 0)
                  continue;
                g_assert_cmpint (h, ==, n);
                g_assert_cmpint (width, ==, n);
              }
  g_assert_cmpint (tried, >, 500);
}

static void
test_inside (void)
{
  for (int start = -12; start < 12; start++)
    for (int dilation = 1; dilation < 4; dilation++)
      for (int n = 1; n < 5; n++)
        {
          int first, end;

          frost_window_inside (start, dilation, n, 6, &first, &end);
          g_assert_cmpint (first, <=, end);
          for (int k = 0; k < n; k++)
            {
              int at = start + k * dilation;

              g_assert_true ((at >= 0 && at < 6) == (k >= first && k < end));
            }
        }
}

static void
test_errors (void)
{
  FrostShape x = frost_shape_image (5, 5, 3);
  FrostShape vast = frost_shape_image (1 << 25, 1, 1);
  FrostWindow w = { 3, 3, 1, 1, 1, 1, 0, 0, 0, 0 };
  int64_t h = -1, width = -1;
  int *fields[] = {
    &w.kernel_h,   &w.kernel_w, &w.stride_h, &w.stride_w,   &w.dilation_h,
    &w.dilation_w, &w.pad_top,  &w.pad_left, &w.pad_bottom, &w.pad_right
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const int bad[] = { -1, 5000 };
      int old = *fields[i];

      for (guint k = 0; k < G_N_ELEMENTS (bad); k++)
        {
          g_autoptr (GError) error = NULL;

          *fields[i] = bad[k];
          g_assert_false (frost_window_check (&w, &x, FALSE, &h, &width, &error));
          g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
        }
      *fields[i] = old;
    }
  {
    g_autoptr (GError) error = NULL;

    g_assert_false (frost_window_check (&w, &vast, FALSE, &h, &width, &error));
    g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED);
  }
  g_assert_cmpint (h, ==, -1);
  g_assert_cmpint (width, ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/window/size", test_size);
  g_test_add_func ("/ops/window/inside", test_inside);
  g_test_add_func ("/ops/window/errors", test_errors);
  return g_test_run ();
}
