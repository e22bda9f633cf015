/* What files spell out in several nodes becomes one, and computes the same. */
#include "engine/graph/patterns.h"

#include <math.h>

#include "engine/graph/plan.h"
#include "tests/engine/graph/graph-maker.h"

/* A node with one parameter of the given shape, all numbers equal when fixed. */
static int
with_operand (FrostModel *model, const char *name, FrostOpKind kind, int value,
              const FrostShape *shape, gboolean fixed, float number)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostNode *node = frost_graph_add (model->graph, name, kind, &attributes, &value, 1);
  FrostTensor *tensor = frost_tensor_new (shape, NULL);
  g_autofree char *parameter = g_strconcat (name, ".operand", NULL);

  graph_maker_fill (tensor->data, tensor->n);
  for (int64_t i = 0; fixed && i < tensor->n; i++)
    tensor->data[i] = number;
  node->parameters[0] = frost_model_add_parameter (model, parameter, tensor, fixed);
  g_assert_true (frost_model_infer (model, NULL));
  return frost_graph_n_nodes (model->graph);
}

static int
with_number (FrostModel *model, const char *name, FrostOpKind kind, int value,
             float number)
{
  static const FrostShape one = { .rank = 3, .dim = { 1, 1, 1 } };

  return with_operand (model, name, kind, value, &one, TRUE, number);
}

static float *
run (const FrostModel *model, int64_t *n)
{
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (1);
  g_autoptr (FrostPlan) plan =
      frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1, pool, NULL);
  int64_t n_x = frost_shape_n_elements (&model->graph->input);
  g_autofree float *x = g_new (float, n_x);
  float *y;

  for (int64_t i = 0; i < n_x; i++)
    x[i] = 6 * (float) sin (0.7 * (double) i);
  *n = frost_shape_n_elements (frost_plan_output_shape (plan));
  y = g_new (float, *n);
  frost_plan_run (plan, x, 1, y);
  return y;
}

/* Fuses to nodes of these kinds, the results within the rounding of a few steps. Takes the model. */
static void
becomes (FrostModel *model, const FrostOpKind *kinds, int n_kinds, const char *name)
{
  int64_t n, n_fused;
  g_autofree float *before = run (model, &n);

  frost_patterns_fuse (model);
  g_assert_true (frost_model_infer (model, NULL));
  g_assert_cmpint (frost_graph_n_nodes (model->graph), ==, n_kinds);
  for (int i = 0; i < n_kinds; i++)
    g_assert_cmpint (frost_graph_node (model->graph, i)->kind, ==, kinds[i]);
  if (name != NULL)
    g_assert_cmpstr (frost_graph_node (model->graph, n_kinds - 1)->name, ==, name);
  g_autofree float *after = run (model, &n_fused);
  g_assert_cmpint (n_fused, ==, n);
  for (int64_t i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (after[i], before[i], 2e-5);
  frost_model_free (model);
}

#define BECOMES(model, name, ...)                                                        \
  becomes (model, (const FrostOpKind[]){ __VA_ARGS__ },                                  \
           G_N_ELEMENTS (((const FrostOpKind[]){ __VA_ARGS__ })), name)

static void
test_gated (void)
{
  FrostOpAttributes hard = frost_op_attributes_default ();
  FrostModel *model = graph_maker_new (3, 2, 5);
  int gate = graph_maker_op (model, "act", FROST_OP_SIGMOID, NULL, 0);

  graph_maker_pair (model, "mul", FROST_OP_MUL, 0, gate);
  BECOMES (model, "act", FROST_OP_SILU);

  hard.alpha = 1.f / 6;
  hard.beta = 0.5f;
  model = graph_maker_new (3, 2, 5);
  gate = graph_maker_op (model, "act", FROST_OP_HARD_SIGMOID, &hard, 0);
  graph_maker_pair (model, "mul", FROST_OP_MUL, gate, 0);
  BECOMES (model, "act", FROST_OP_HARD_SWISH);

  /* Keras' slope is another one. */
  hard.alpha = 0.2f;
  model = graph_maker_new (3, 2, 5);
  gate = graph_maker_op (model, "act", FROST_OP_HARD_SIGMOID, &hard, 0);
  graph_maker_pair (model, "mul", FROST_OP_MUL, gate, 0);
  BECOMES (model, "mul", FROST_OP_HARD_SIGMOID, FROST_OP_MUL);

  /* The gate of something else. */
  model = graph_maker_new (3, 2, 5);
  gate = graph_maker_op (model, "act", FROST_OP_SIGMOID, NULL, 0);
  graph_maker_pair (model, "mul", FROST_OP_MUL, gate, gate);
  BECOMES (model, "mul", FROST_OP_SIGMOID, FROST_OP_MUL);
}

/* clamp (x + 3, 0, 6) / 6, times x or not. */
static void
test_hard_sigmoid (void)
{
  FrostOpAttributes clip = frost_op_attributes_default ();

  clip.low = 0;
  clip.high = 6;
  for (int by_mul = 0; by_mul < 2; by_mul++)
    {
      FrostModel *model = graph_maker_new (3, 2, 5);
      int v = with_number (model, "add", FROST_OP_ADD, 0, 3);

      v = graph_maker_op (model, "clip", FROST_OP_CLIP, &clip, v);
      v = by_mul ? with_number (model, "mul", FROST_OP_MUL, v, 1.f / 6)
                 : with_number (model, "div", FROST_OP_DIV, v, 6);
      if (by_mul)
        {
          graph_maker_pair (model, "gated", FROST_OP_MUL, v, 0);
          BECOMES (model, NULL, FROST_OP_HARD_SWISH);
        }
      else
        BECOMES (model, "add", FROST_OP_HARD_SIGMOID);
    }
}

static void
test_scaled_hard_sigmoid (void)
{
  FrostOpAttributes hard = frost_op_attributes_default ();
  FrostModel *model = graph_maker_new (3, 2, 5);
  int v;

  hard.alpha = 0.25f;
  hard.beta = 0;
  v = graph_maker_op (model, "unit", FROST_OP_HARD_SIGMOID, &hard, 0);
  with_number (model, "relu4", FROST_OP_MUL, v, 4);
  BECOMES (model, "relu4", FROST_OP_CLIP);

  model = graph_maker_new (3, 2, 5);
  v = graph_maker_op (model, "unit", FROST_OP_HARD_SIGMOID, &hard, 0);
  with_number (model, "other", FROST_OP_MUL, v, 3);
  BECOMES (model, "other", FROST_OP_HARD_SIGMOID, FROST_OP_MUL);
}

/* The orders in which programs multiply x, the half and the gate. */
static void
test_gelu (void)
{
  for (int form = 0; form < 3; form++)
    {
      FrostModel *model = graph_maker_new (3, 2, 5);
      int inner = form == 1 ? with_number (model, "scale", FROST_OP_MUL, 0, sqrtf (0.5f))
                            : with_number (model, "scale", FROST_OP_DIV, 0, sqrtf (2));
      int curve = graph_maker_op (model, "erf", FROST_OP_ERF, NULL, inner);
      int gate = with_number (model, "one", FROST_OP_ADD, curve, 1), half, v;

      switch (form)
        {
        case 0:
          v = graph_maker_pair (model, "product", FROST_OP_MUL, 0, gate);
          with_number (model, "half", FROST_OP_MUL, v, 0.5f);
          break;
        case 1:
          half = with_number (model, "half", FROST_OP_MUL, 0, 0.5f);
          graph_maker_pair (model, "product", FROST_OP_MUL, half, gate);
          break;
        default:
          half = with_number (model, "half", FROST_OP_MUL, gate, 0.5f);
          graph_maker_pair (model, "product", FROST_OP_MUL, 0, half);
        }
      BECOMES (model, "scale", FROST_OP_GELU);
    }
}

/* Of two clips one is left, unless somebody reads what lies between. */
static void
test_clips (void)
{
  FrostOpAttributes clip = frost_op_attributes_default ();
  FrostModel *model = graph_maker_new (3, 2, 5);
  int v = graph_maker_op (model, "relu", FROST_OP_RELU, NULL, 0);

  clip.high = 4;
  graph_maker_op (model, "clip", FROST_OP_CLIP, &clip, v);
  BECOMES (model, "relu", FROST_OP_CLIP);

  model = graph_maker_new (3, 2, 5);
  v = graph_maker_op (model, "relu", FROST_OP_RELU, NULL, 0);
  graph_maker_pair (model, "sum", FROST_OP_ADD, v,
                    graph_maker_op (model, "clip", FROST_OP_CLIP, &clip, v));
  BECOMES (model, "sum", FROST_OP_RELU, FROST_OP_CLIP, FROST_OP_ADD);
}

/* d = x - mean (x), d / sqrt (mean (d^2) + epsilon), a scale and a bias if so. */
static int
add_layer_norm (FrostModel *model, int x, guint axes)
{
  FrostOpAttributes mean = frost_op_attributes_default (), two = mean;
  int difference, v;

  mean.axes = axes;
  two.alpha = 2;
  v = graph_maker_op (model, "ln", FROST_OP_REDUCE_MEAN, &mean, x);
  difference = graph_maker_pair (model, "sub", FROST_OP_SUB, x, v);
  v = graph_maker_op (model, "pow", FROST_OP_POW, &two, difference);
  v = graph_maker_op (model, "variance", FROST_OP_REDUCE_MEAN, &mean, v);
  v = with_number (model, "epsilon", FROST_OP_ADD, v, 1e-5f);
  v = graph_maker_op (model, "sqrt", FROST_OP_SQRT, NULL, v);
  return graph_maker_pair (model, "div", FROST_OP_DIV, difference, v);
}

static void
test_layer_norm (void)
{
  static const FrostShape affine = { .rank = 3, .dim = { 1, 1, 5 } };
  static const FrostShape two = { .rank = 3, .dim = { 1, 2, 5 } };
  FrostModel *model = graph_maker_new (3, 2, 5);
  int v = add_layer_norm (model, 0, 1u << 2);

  v = with_operand (model, "scale", FROST_OP_MUL, v, &affine, FALSE, 0);
  with_operand (model, "bias", FROST_OP_ADD, v, &affine, FALSE, 0);
  BECOMES (model, "ln", FROST_OP_LAYER_NORM);

  model = graph_maker_new (3, 2, 5);
  v = add_layer_norm (model, 0, 3u << 1);
  with_operand (model, "scale", FROST_OP_MUL, v, &two, FALSE, 0);
  BECOMES (model, "ln", FROST_OP_LAYER_NORM);

  /* A scale by pixel is not one of the norm's. */
  model = graph_maker_new (3, 2, 5);
  v = add_layer_norm (model, 0, 1u << 2);
  with_operand (model, "scale", FROST_OP_MUL, v, &two, FALSE, 0);
  BECOMES (model, "scale", FROST_OP_LAYER_NORM, FROST_OP_MUL);
}

static void
test_bias (void)
{
  static const FrostShape channel = { .rank = 3, .dim = { 1, 1, 4 } };
  static const FrostShape pixel = { .rank = 3, .dim = { 3, 2, 1 } };
  FrostModel *model = graph_maker_new (3, 2, 5);
  int v = graph_maker_conv (model, "conv", 0, 4, 3, 1, 1, FALSE);

  with_operand (model, "add", FROST_OP_ADD, v, &channel, FALSE, 0);
  BECOMES (model, "conv", FROST_OP_CONV);

  model = graph_maker_new (3, 2, 5);
  v = graph_maker_linear (model, "fc", 0, 4, FALSE);
  with_operand (model, "add", FROST_OP_ADD, v, &channel, FALSE, 0);
  BECOMES (model, "fc", FROST_OP_LINEAR);

  model = graph_maker_new (3, 2, 5);
  v = graph_maker_conv (model, "conv", 0, 4, 3, 1, 1, FALSE);
  with_operand (model, "add", FROST_OP_ADD, v, &pixel, FALSE, 0);
  BECOMES (model, "add", FROST_OP_CONV, FROST_OP_ADD);

  model = graph_maker_new (3, 2, 5);
  v = graph_maker_conv (model, "conv", 0, 4, 3, 1, 1, TRUE);
  with_operand (model, "add", FROST_OP_ADD, v, &channel, FALSE, 0);
  BECOMES (model, "add", FROST_OP_CONV, FROST_OP_ADD);
}

static void
test_reshapes (void)
{
  FrostOpAttributes a = frost_op_attributes_default (), b = a;
  FrostModel *model = graph_maker_new (3, 2, 5);
  int v;

  a.n_axes = 2;
  a.size[0] = 6;
  a.size[1] = 5;
  b.n_axes = 1;
  b.size[0] = 30;
  v = graph_maker_op (model, "first", FROST_OP_RESHAPE, &a, 0);
  graph_maker_op (model, "second", FROST_OP_RESHAPE, &b, v);
  BECOMES (model, NULL, FROST_OP_RESHAPE);

  /* [1, 2, 0] and then [1, 2, 0]: [2, 0, 1]. */
  a.order[0] = 1;
  a.order[1] = 2;
  a.order[2] = 0;
  model = graph_maker_new (3, 2, 5);
  v = graph_maker_op (model, "first", FROST_OP_TRANSPOSE, &a, 0);
  graph_maker_op (model, "second", FROST_OP_TRANSPOSE, &a, v);
  BECOMES (model, NULL, FROST_OP_TRANSPOSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  graph_maker_seed (3);
  g_test_add_func ("/engine/graph/patterns/gated", test_gated);
  g_test_add_func ("/engine/graph/patterns/hard-sigmoid", test_hard_sigmoid);
  g_test_add_func ("/engine/graph/patterns/scaled", test_scaled_hard_sigmoid);
  g_test_add_func ("/engine/graph/patterns/gelu", test_gelu);
  g_test_add_func ("/engine/graph/patterns/clips", test_clips);
  g_test_add_func ("/engine/graph/patterns/layer-norm", test_layer_norm);
  g_test_add_func ("/engine/graph/patterns/bias", test_bias);
  g_test_add_func ("/engine/graph/patterns/reshapes", test_reshapes);
  return g_test_run ();
}
