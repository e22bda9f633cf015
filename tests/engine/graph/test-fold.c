#include "engine/graph/fold.h"

#include <math.h>

#include "tests/engine/graph/graph-maker.h"

/* (x w + b - mean) / sqrt (var + epsilon) gamma + beta, before and after. */
static void
check (gboolean with_bias)
{
  g_autoptr (FrostModel) model = graph_maker_new (3, 3, 5);
  int v = graph_maker_conv (model, "conv", 0, 7, 1, 1, 1, with_bias);
  FrostNode *conv = frost_graph_node (model->graph, v - 1);
  const FrostNode *norm;
  FrostShape bias_shape = frost_shape_vector (7);
  const FrostTensor *weight, *bias = NULL;
  g_autoptr (FrostTensor) folded_weight = NULL;
  g_autoptr (FrostTensor) folded_bias = frost_tensor_new (&bias_shape, NULL);
  const float *p[4];
  float x[5];

  norm = frost_graph_node (model->graph, graph_maker_batch_norm (model, "bn", v) - 1);
  for (int i = 0; i < 4; i++)
    p[i] = frost_model_parameter (model, norm->parameters[i])->tensor->data;
  weight = frost_model_parameter (model, conv->parameters[0])->tensor;
  folded_weight = frost_tensor_copy (weight, NULL);
  if (with_bias)
    bias = frost_model_parameter (model, conv->parameters[1])->tensor;
  frost_fold_batch_norm (model, norm, weight, bias, folded_weight, folded_bias);

  graph_maker_fill (x, 5);
  for (int c = 0; c < 7; c++)
    {
      double plain = bias != NULL ? bias->data[c] : 0, folded = folded_bias->data[c];

      for (int k = 0; k < 5; k++)
        {
          plain += (double) x[k] * weight->data[k * 7 + c];
          folded += (double) x[k] * folded_weight->data[k * 7 + c];
        }
      plain =
          (plain - p[2][c]) / sqrt ((double) p[3][c] + norm->attributes.epsilon) * p[0][c]
          + p[1][c];
      g_assert_cmpfloat_with_epsilon (folded, plain, 1e-6);
    }
}

static void
test_fold (void)
{
  check (TRUE);
  check (FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/graph/fold", test_fold);
  return g_test_run ();
}
