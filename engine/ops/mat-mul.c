/* mat-mul.c - y = a b, one product for each of the leading dimensions.
 *
 * a [..., m, k], or [..., k, m] where transposed_a says so; b [..., k, n] or [..., n, k]; y [..., m, n].
 * Ranks are equal and at least 2, leading dimensions the same: what is to be broadcast is
 * expanded before. Saves nothing; backward reads both inputs.
 *
 * Forward uses the engine's own product, whose numbers do not depend on how many rows there are; it
 * reads both operands by rows, so a transposed one is turned around in scratch first.
 */
#include "engine/core/error.h"
#include "engine/kernels/gemm.h"
#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"

enum
{
  A,
  B,
  N_INPUTS
};

typedef struct
{
  gboolean transposed_a, transposed_b;
  int64_t n_products; /* of an image */
  int64_t m, n, k;
} Geometry;

/* Of two shapes of equal rank, at least 2. */
static Geometry
geometry (const FrostOpAttributes *attributes, const FrostShape *a, const FrostShape *b)
{
  int last = a->rank - 1;
  Geometry g = { attributes->transposed_a, attributes->transposed_b, 1, 0, 0, 0 };

  for (int i = 0; i < last - 1; i++)
    g.n_products *= a->dim[i];
  g.m = a->dim[g.transposed_a ? last : last - 1];
  g.k = a->dim[g.transposed_a ? last - 1 : last];
  g.n = b->dim[g.transposed_b ? last - 1 : last];
  return g;
}

static gboolean
fits (const FrostOpAttributes *attributes, const FrostShape *a, const FrostShape *b)
{
  int last = a->rank - 1;

  if (a->rank < 2 || b->rank != a->rank)
    return FALSE;
  for (int i = 0; i < last - 1; i++)
    if (a->dim[i] != b->dim[i])
      return FALSE;
  return a->dim[attributes->transposed_a ? last - 1 : last]
         == b->dim[attributes->transposed_b ? last : last - 1];
}

static gboolean
mat_mul_infer (const FrostOpAttributes *attributes, int n_inputs,
               const FrostShape *const *x_shape, const FrostShape *const *w_shape,
               FrostOpInference *inference, GError **error)
{
  const FrostShape *a = x_shape[A], *b = x_shape[B];
  FrostShape y = *a;
  Geometry g;

  if (!fits (attributes, a, b))
    {
      g_autofree char *a_text = frost_shape_to_string (a);
      g_autofree char *b_text = frost_shape_to_string (b);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "input is %s%s and %s%s, whose product needs the same leading "
                   "dimensions and as many columns as the second one has rows",
                   a_text, attributes->transposed_a ? " transposed" : "", b_text,
                   attributes->transposed_b ? " transposed" : "");
      return FALSE;
    }
  g = geometry (attributes, a, b);
  y.dim[y.rank - 2] = g.m;
  y.dim[y.rank - 1] = g.n;
  if (!frost_shape_check (&y, "output", error))
    return FALSE;
  *inference = (FrostOpInference){ .y = y };
  inference->multiply_adds = g.n_products * g.m * g.n * g.k;
  inference->scratch =
      (g.transposed_a ? g.m * g.k : 0) + (g.transposed_b ? g.k * g.n : 0);
  return TRUE;
}

static void
mat_mul_forward (const FrostOpContext *context)
{
  const FrostKernels *kernels = frost_kernels ();
  Geometry g = geometry (context->attributes, context->x_shape[A], context->x_shape[B]);
  float *turned_a = context->scratch;
  float *turned_b = context->scratch + (g.transposed_a ? g.m * g.k : 0);

  for (int64_t i = 0; i < context->n * g.n_products; i++)
    {
      const float *a = context->x[A] + i * g.m * g.k;
      const float *b = context->x[B] + i * g.k * g.n;

      if (g.transposed_a)
        {
          kernels->transpose (turned_a, g.k, a, g.m, g.k, g.m);
          a = turned_a;
        }
      if (g.transposed_b)
        {
          kernels->transpose (turned_b, g.n, b, g.k, g.n, g.k);
          b = turned_b;
        }
      kernels->product (context->y + i * g.m * g.n, g.n, a, g.k, b, g.n, g.m, (int) g.n,
                        (int) g.k, NULL);
    }
}

/* da = dy b', and its mirror image where a is kept transposed. */
static void
backward_a (const Geometry *g, float *da, const float *dy, const float *b)
{
  int64_t ldb = g->transposed_b ? g->k : g->n;

  if (g->transposed_a)
    frost_gemm (g->transposed_b, TRUE, g->k, g->m, g->n, 1, b, ldb, dy, g->n, 0, da,
                g->m);
  else
    frost_gemm (FALSE, !g->transposed_b, g->m, g->k, g->n, 1, dy, g->n, b, ldb, 0, da,
                g->k);
}

/* db = a' dy. */
static void
backward_b (const Geometry *g, float *db, const float *dy, const float *a)
{
  int64_t lda = g->transposed_a ? g->m : g->k;

  if (g->transposed_b)
    frost_gemm (TRUE, g->transposed_a, g->n, g->k, g->m, 1, dy, g->n, a, lda, 0, db,
                g->k);
  else
    frost_gemm (!g->transposed_a, FALSE, g->k, g->n, g->m, 1, a, lda, dy, g->n, 0, db,
                g->n);
}

static void
mat_mul_backward (const FrostOpContext *context)
{
  Geometry g = geometry (context->attributes, context->x_shape[A], context->x_shape[B]);

  for (int64_t i = 0; i < context->n * g.n_products; i++)
    {
      const float *dy = context->dy + i * g.m * g.n;

      if (context->dx[A] != NULL)
        backward_a (&g, context->dx[A] + i * g.m * g.k, dy,
                    context->x[B] + i * g.k * g.n);
      if (context->dx[B] != NULL)
        backward_b (&g, context->dx[B] + i * g.k * g.n, dy,
                    context->x[A] + i * g.m * g.k);
    }
}

const FrostOp frost_op_mat_mul = {
  .name = "mat-mul",
  .min_inputs = N_INPUTS,
  .max_inputs = N_INPUTS,
  .needs = FROST_OP_NEEDS_X,
  .infer = mat_mul_infer,
  .forward = mat_mul_forward,
  .backward = mat_mul_backward,
};
