/* Functions of one number, of every level, over the whole range of floats against libm in double:
 * the errors that kernels.h and isa-math.h state.
 */
#include <float.h>
#include <math.h>

#include "tests/engine/kernels/isa-check.h"

#define ALPHA 0.3
#define BETA 0.4

/* Distance between two floats tried, in units of the last place: a prime, some hundred a binade. */
#define STRIDE 40009
#define N_FLOATS ((int) (UINT64_C (0x100000000) / STRIDE))

typedef struct
{
  const char *name;
  FrostUnary kind;
  double value_error, slope_error; /* relative */
  gboolean slope_from_y;
} Function;

static const Function functions[] = {
  { "leaky-relu", FROST_UNARY_LEAKY_RELU, 1e-7, 1e-7, FALSE },
  { "elu", FROST_UNARY_ELU, 3e-7, 3e-7, FALSE },
  { "sigmoid", FROST_UNARY_SIGMOID, 3e-7, 2e-7, TRUE },
  { "tanh", FROST_UNARY_TANH, 3e-7, 2e-7, TRUE },
  { "hard-sigmoid", FROST_UNARY_HARD_SIGMOID, 2e-7, 1e-7, TRUE },
  { "hard-swish", FROST_UNARY_HARD_SWISH, 3e-7, 2e-7, FALSE },
  { "silu", FROST_UNARY_SILU, 4e-7, 5e-7, FALSE },
  { "gelu", FROST_UNARY_GELU, 1e-6, 1e-6, FALSE },
  { "gelu-tanh", FROST_UNARY_GELU_TANH, 5e-7, 7e-7, FALSE },
  { "erf", FROST_UNARY_ERF, 3e-7, 3e-7, FALSE },
  { "exp", FROST_UNARY_EXP, 2e-7, 1e-7, TRUE },
  { "sqrt", FROST_UNARY_SQRT, 1e-7, 1e-7, TRUE },
  { "abs", FROST_UNARY_ABS, 0, 0, FALSE },
};

static double
logistic (double x)
{
  return 1 / (1 + exp (-x));
}

/* What the sigmoid of GELU by tanh is taken of, and its derivative. */
static double
stretched (double x, double *slope)
{
  double c = 2 * sqrt (2 / G_PI);

  *slope = c * (1 + 3 * 0.044715 * x * x);
  return c * (x + 0.044715 * x * x * x);
}

static double
value_of (FrostUnary kind, double x)
{
  double slope;

  switch (kind)
    {
    case FROST_UNARY_LEAKY_RELU:
      return x > 0 ? x : (float) ALPHA * x;
    case FROST_UNARY_ELU:
      return x > 0 ? x : (float) ALPHA * expm1 (x);
    case FROST_UNARY_SIGMOID:
      return logistic (x);
    case FROST_UNARY_TANH:
      return tanh (x);
    case FROST_UNARY_HARD_SIGMOID:
      return CLAMP ((float) ALPHA * x + (float) BETA, 0, 1);
    case FROST_UNARY_HARD_SWISH:
      return x * CLAMP (x + 3, 0, 6) / 6;
    case FROST_UNARY_SILU:
      return x * logistic (x);
    case FROST_UNARY_GELU:
      return x * erfc (-x / G_SQRT2) / 2;
    case FROST_UNARY_GELU_TANH:
      return x * logistic (stretched (x, &slope));
    case FROST_UNARY_ERF:
      return erf (x);
    case FROST_UNARY_EXP:
      return exp (x);
    case FROST_UNARY_SQRT:
      return sqrt (x);
    case FROST_UNARY_ABS:
      return fabs (x);
    }
  g_assert_not_reached ();
}

/* v is y where the slope is found from y. size: of the greatest term, where terms cancel. */
static double
slope_of (FrostUnary kind, double v, double *size)
{
  double slope, inner, share = 0, other = 0;

  switch (kind)
    {
    case FROST_UNARY_LEAKY_RELU:
      share = v > 0 ? 1 : (float) ALPHA;
      break;
    case FROST_UNARY_ELU:
      share = v > 0 ? 1 : (float) ALPHA * exp (v);
      break;
    case FROST_UNARY_SIGMOID:
      share = v * (1 - v);
      break;
    case FROST_UNARY_TANH:
      share = (1 - v) * (1 + v);
      break;
    case FROST_UNARY_HARD_SIGMOID:
      share = v > 0 && v < 1 ? (float) ALPHA : 0;
      break;
    case FROST_UNARY_HARD_SWISH:
      share = v <= -3 ? 0 : v >= 3 ? 1 : 0.5;
      other = v <= -3 || v >= 3 ? 0 : v / 3;
      break;
    case FROST_UNARY_SILU:
      share = logistic (v);
      other = v * share * logistic (-v);
      break;
    case FROST_UNARY_GELU:
      share = erfc (-v / G_SQRT2) / 2;
      other = v * exp (-v * v / 2) / sqrt (2 * G_PI);
      break;
    case FROST_UNARY_GELU_TANH:
      inner = stretched (v, &slope);
      share = logistic (inner);
      /* The last factor grows without end, the one before it ends first. */
      other = fabs (v) > 100 ? 0 : v * share * logistic (-inner) * slope;
      break;
    case FROST_UNARY_ERF:
      share = 2 / sqrt (G_PI) * exp (-v * v);
      break;
    case FROST_UNARY_EXP:
      share = v;
      break;
    case FROST_UNARY_SQRT:
      share = 0.5 / v;
      break;
    case FROST_UNARY_ABS:
      share = v > 0 ? 1 : v < 0 ? -1 : 0;
      break;
    }
  *size = MAX (fabs (share), fabs (other));
  return share + other;
}

/* An exponent that is itself computed has an error in proportion to it; GELU by tanh has no more
 * digits than that in PyTorch either. */
static double
growth (FrostUnary kind, double x)
{
  double slope;

  return kind == FROST_UNARY_GELU_TANH && x < 0 ? 1 + fabs (stretched (x, &slope)) : 1;
}

/* All finite floats, in steps. */
static float *
every_float (int *n)
{
  float *x = g_new (float, N_FLOATS);

  *n = 0;
  for (uint32_t i = 0; i < N_FLOATS; i++)
    {
      uint32_t bits = i * STRIDE;
      float value;

      memcpy (&value, &bits, sizeof value);
      if (isfinite (value))
        x[(*n)++] = value;
    }
  return x;
}

/* size: of what the error is relative to. Results below the smallest normal number may be 0, also
 * where a number multiplies them; what overflows must do so in the right direction. */
static void
check (const Function *function, const char *what, float x, double got, double want,
       double error, double size)
{
  double more = growth (function->kind, x);
  double allowed = more * (error * size + FLT_MIN * MAX (1, fabs (x)));
  gboolean overflows = fabs (want) > FLT_MAX && isinf (got) && (got > 0) == (want > 0);

  if (isnan (want) ? !isnan (got) : !(fabs (got - want) <= allowed) && !overflows)
    g_error ("%s: %s at %.9g is %.9g, not %.9g", function->name, what, x, got, want);
}

static void
test_values (const FrostKernels *kernels)
{
  int n;
  g_autofree float *x = every_float (&n);
  g_autofree float *y = g_new (float, n);

  for (guint k = 0; k < G_N_ELEMENTS (functions); k++)
    {
      const Function *f = &functions[k];

      kernels->unary (y, x, n, f->kind, ALPHA, BETA);
      for (int i = 0; i < n; i++)
        {
          double want = value_of (f->kind, x[i]);
          double size = fabs (want);

          if (f->kind == FROST_UNARY_HARD_SIGMOID)
            size = MAX (size, 0.4);
          check (f, "value", x[i], y[i], want, f->value_error, size);
        }
    }
}

static void
test_slopes (const FrostKernels *kernels)
{
  int n;
  g_autofree float *x = every_float (&n);
  g_autofree float *v = g_new (float, n);
  g_autofree float *dx = g_new (float, n);

  for (guint k = 0; k < G_N_ELEMENTS (functions); k++)
    {
      const Function *f = &functions[k];
      const float *from = f->slope_from_y ? v : x;

      kernels->unary (v, x, n, f->kind, ALPHA, BETA);
      for (int i = 0; i < n; i++)
        dx[i] = i % 2 ? 1 : -0.5f;
      kernels->unary_backward (dx, dx, from, n, f->kind, ALPHA);
      for (int i = 0; i < n; i++)
        {
          double size, want = slope_of (f->kind, from[i], &size);

          check (f, "slope", x[i], dx[i] / (i % 2 ? 1.0 : -0.5), want, f->slope_error,
                 size);
        }
    }
}

/* Infinities, and not-a-number of both signs, in every lane. */
static void
test_not_finite (const FrostKernels *kernels)
{
  const float ends[] = { INFINITY, -INFINITY, NAN, -NAN, 0, -0.0f };

  for (guint k = 0; k < G_N_ELEMENTS (functions); k++)
    for (guint e = 0; e < G_N_ELEMENTS (ends); e++)
      {
        const Function *f = &functions[k];
        double want = value_of (f->kind, ends[e]);
        float x[37], y[37];

        for (int i = 0; i < 37; i++)
          x[i] = ends[e];
        kernels->unary (y, x, 37, f->kind, ALPHA, BETA);
        for (int i = 0; i < 37; i++)
          {
            if (isnan (want))
              g_assert_true (isnan (y[i]));
            else
              g_assert_true (isinf (want) ? y[i] == want : fabs (y[i] - want) < 1e-7);
          }
      }
}

/* Wherever an array is cut, a number's result has the same bits; in place too. */
static void
test_split (const FrostKernels *kernels)
{
  const int n = 247;
  g_autofree float *x = isa_check_numbers (n);
  g_autofree float *dy = isa_check_numbers (n);
  float whole[247], part[247], slopes[247];

  for (int i = 0; i < n; i++)
    x[i] *= 8;
  for (guint k = 0; k < G_N_ELEMENTS (functions); k++)
    {
      FrostUnary kind = functions[k].kind;
      int length;

      kernels->unary (whole, x, n, kind, ALPHA, BETA);
      memcpy (part, x, sizeof part);
      for (int first = 0; first < n; first += length)
        {
          length = MIN (1 + first % 19, n - first);
          kernels->unary (part + first, part + first, length, kind, ALPHA, BETA);
        }
      g_assert_cmpmem (whole, sizeof whole, part, sizeof part);

      kernels->unary_backward (slopes, dy, x, n, kind, ALPHA);
      memcpy (part, dy, sizeof part);
      for (int first = 0; first < n; first += length)
        {
          length = MIN (1 + first % 19, n - first);
          kernels->unary_backward (part + first, part + first, x + first, length, kind,
                                   ALPHA);
        }
      g_assert_cmpmem (slopes, sizeof slopes, part, sizeof part);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  isa_check_add ("unary/values", test_values);
  isa_check_add ("unary/slopes", test_slopes);
  isa_check_add ("unary/not-finite", test_not_finite);
  isa_check_add ("unary/split", test_split);
  return g_test_run ();
}
