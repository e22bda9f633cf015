/* isa-unary.c - functions of one number, and their gradients. What is left of an array is made a
 * vector of its own and goes through the same loop, so that a number's result does not depend on
 * how many there are.
 */
#include "engine/kernels/isa-epilogue.h"
#include "engine/kernels/isa-math.h"

/* GELU by tanh (ONNX Gelu-20, approximate = tanh) is x sigmoid (STRETCH (x + CUBE x^3)): twice the
 * square root of 2 / pi, since (1 + tanh v) / 2 = sigmoid (2 v). */
#define STRETCH 1.59576912f
#define CUBE 0.044715f
/* Beyond this the sigmoid is 0 or 1; a cube must not overflow. */
#define CUBE_END 16.0f

/* 1 / sqrt (2 pi), 2 / sqrt (pi). */
#define BELL_HEIGHT 0.398942280f
#define ERF_SLOPE 1.12837917f

ALWAYS_INLINE Vec
value_of (FrostUnary kind, Vec x, Vec alpha, Vec beta)
{
  const Vec zero = vec_all (0), one = vec_all (1);
  Vec rest, v;

  switch (kind)
    {
    case FROST_UNARY_LEAKY_RELU:
      return vec_where_less (zero, x, x, alpha * x);
    case FROST_UNARY_ELU:
      return vec_where_less (zero, x, x, alpha * vec_exp_minus_1 (x));
    case FROST_UNARY_SIGMOID:
      return vec_sigmoid (x, &rest);
    case FROST_UNARY_TANH:
      return vec_tanh (x);
    case FROST_UNARY_HARD_SIGMOID:
      return vec_clamp (alpha * x + beta, zero, one);
    case FROST_UNARY_HARD_SWISH:
      return vec_hard_swish (x);
    case FROST_UNARY_SILU:
      return x * vec_sigmoid (x, &rest);
    case FROST_UNARY_GELU:
      v = vec_normal_tail (vec_absolute (x), &rest);
      return x * vec_where_less (x, zero, v, one - v);
    case FROST_UNARY_GELU_TANH:
      v = vec_clamp (x, vec_all (-CUBE_END), vec_all (CUBE_END));
      return x
             * vec_sigmoid (vec_all (STRETCH) * v * (one + vec_all (CUBE) * v * v),
                            &rest);
    case FROST_UNARY_ERF:
      return vec_erf (x);
    case FROST_UNARY_EXP:
      return vec_exp (x);
    case FROST_UNARY_SQRT:
      return vec_square_root (x);
    case FROST_UNARY_ABS:
      return vec_absolute (x);
    default:
      return x;
    }
}

/* v is x or y, as kernels.h says. */
ALWAYS_INLINE Vec
slope_of (FrostUnary kind, Vec v, Vec alpha)
{
  const Vec zero = vec_all (0), one = vec_all (1);
  Vec rest, share, cut;

  switch (kind)
    {
    case FROST_UNARY_LEAKY_RELU:
      return vec_where_less (zero, v, one, alpha);
    case FROST_UNARY_ELU:
      return vec_where_less (zero, v, one, alpha * vec_exp (v));
    case FROST_UNARY_SIGMOID:
      return v * (one - v);
    case FROST_UNARY_TANH:
      return (one - v) * (one + v);
    case FROST_UNARY_HARD_SIGMOID:
      return vec_where_less (zero, v, vec_where_less (v, one, alpha, zero), zero);
    case FROST_UNARY_HARD_SWISH:
      share = v * vec_all (1.0f / 3) + vec_all (0.5f);
      share = vec_where_less (v, vec_all (3), share, one);
      return vec_where_less (vec_all (-3), v, share, zero);
    case FROST_UNARY_SILU:
      share = vec_sigmoid (v, &rest);
      return share + v * share * rest;
    case FROST_UNARY_GELU:
      share = vec_normal_tail (vec_absolute (v), &rest);
      return vec_where_less (v, zero, share, one - share)
             + v * vec_all (BELL_HEIGHT) * rest;
    case FROST_UNARY_GELU_TANH:
      cut = vec_clamp (v, vec_all (-CUBE_END), vec_all (CUBE_END));
      share = vec_sigmoid (vec_all (STRETCH) * cut * (one + vec_all (CUBE) * cut * cut),
                           &rest);
      return share
             + v * share * rest * vec_all (STRETCH)
                   * (one + vec_all (3 * CUBE) * cut * cut);
    case FROST_UNARY_ERF:
      return vec_all (ERF_SLOPE)
             * vec_bell (vec_clamp (vec_absolute (v), zero, vec_all (14)), 1);
    case FROST_UNARY_EXP:
      return v;
    case FROST_UNARY_SQRT:
      return vec_all (0.5f) / v;
    case FROST_UNARY_ABS:
      return vec_where_less (zero, v, one, vec_where_less (v, zero, -one, zero));
    default:
      return one;
    }
}

/* n is a multiple of VEC_WIDTH. */
ALWAYS_INLINE void
values_of_kind (float *y, const float *x, int64_t n, FrostUnary kind, float alpha,
                float beta)
{
  const Vec all_alpha = vec_all (alpha), all_beta = vec_all (beta);

  for (int64_t i = 0; i < n; i += VEC_WIDTH)
    vec_store (y + i, value_of (kind, vec_load (x + i), all_alpha, all_beta));
}

ALWAYS_INLINE void
slopes_of_kind (float *dx, const float *dy, const float *v, int64_t n, FrostUnary kind,
                float alpha)
{
  const Vec all_alpha = vec_all (alpha);

  for (int64_t i = 0; i < n; i += VEC_WIDTH)
    vec_store (dx + i, vec_load (dy + i) * slope_of (kind, vec_load (v + i), all_alpha));
}

/* A loop of its own for each kind: what is constant there is decided by the compiler. */
#define FOR_EACH_KIND(call)                                                              \
  switch (kind)                                                                          \
    {                                                                                    \
      call (FROST_UNARY_LEAKY_RELU);                                                     \
      call (FROST_UNARY_ELU);                                                            \
      call (FROST_UNARY_SIGMOID);                                                        \
      call (FROST_UNARY_TANH);                                                           \
      call (FROST_UNARY_HARD_SIGMOID);                                                   \
      call (FROST_UNARY_HARD_SWISH);                                                     \
      call (FROST_UNARY_SILU);                                                           \
      call (FROST_UNARY_GELU);                                                           \
      call (FROST_UNARY_GELU_TANH);                                                      \
      call (FROST_UNARY_ERF);                                                            \
      call (FROST_UNARY_EXP);                                                            \
      call (FROST_UNARY_SQRT);                                                           \
      call (FROST_UNARY_ABS);                                                            \
    }

static void
values (float *y, const float *x, int64_t n, FrostUnary kind, float alpha, float beta)
{
#define CALL(constant)                                                                   \
  case constant:                                                                         \
    values_of_kind (y, x, n, constant, alpha, beta);                                     \
    break
  FOR_EACH_KIND (CALL)
#undef CALL
}

static void
slopes (float *dx, const float *dy, const float *v, int64_t n, FrostUnary kind,
        float alpha)
{
#define CALL(constant)                                                                   \
  case constant:                                                                         \
    slopes_of_kind (dx, dy, v, n, constant, alpha);                                      \
    break
  FOR_EACH_KIND (CALL)
#undef CALL
}

void
FROST_ISA_SYMBOL (frost_isa_unary) (float *y, const float *x, int64_t n, FrostUnary kind,
                                    float alpha, float beta)
{
  int64_t whole = n / VEC_WIDTH * VEC_WIDTH;

  values (y, x, whole, kind, alpha, beta);
  if (whole < n)
    {
      int rest = (int) (n - whole);
      float part[VEC_WIDTH];

      vec_store (part, vec_load_part (x + whole, rest));
      values (part, part, VEC_WIDTH, kind, alpha, beta);
      vec_store_part (y + whole, vec_load (part), rest);
    }
}

void
FROST_ISA_SYMBOL (frost_isa_unary_backward) (float *dx, const float *dy, const float *v,
                                             int64_t n, FrostUnary kind, float alpha)
{
  int64_t whole = n / VEC_WIDTH * VEC_WIDTH;

  slopes (dx, dy, v, whole, kind, alpha);
  if (whole < n)
    {
      int rest = (int) (n - whole);
      float part[VEC_WIDTH], part_v[VEC_WIDTH];

      vec_store (part, vec_load_part (dy + whole, rest));
      vec_store (part_v, vec_load_part (v + whole, rest));
      slopes (part, part, part_v, VEC_WIDTH, kind, alpha);
      vec_store_part (dx + whole, vec_load (part), rest);
    }
}
