/* Every op goes out and comes back: the same numbers, the same parameters. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/formats/onnx.h"
#include "engine/graph/plan.h"
#include "tests/engine/graph/graph-maker.h"

static float *
run (const FrostModel *model, int64_t *n)
{
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (1);
  g_autoptr (FrostPlan) plan =
      frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1, pool, NULL);
  int64_t n_x = frost_shape_n_elements (&model->graph->input);
  g_autofree float *x = g_new (float, 2 * n_x);
  float *y;

  for (int64_t i = 0; i < 2 * n_x; i++)
    x[i] = (float) sin (0.7 * (double) i) + 1.1f;
  *n = 2 * frost_shape_n_elements (frost_plan_output_shape (plan));
  y = g_new (float, *n);
  frost_plan_run (plan, x, 2, y);
  return y;
}

/* The parameters of a model by name, as a file has them. */
static void
same_parameters (const FrostModel *a, const FrostModel *b)
{
  for (guint i = 0; i < a->parameters->len; i++)
    {
      const FrostParameter *p = frost_model_parameter (a, (int) i);
      const FrostParameter *q = NULL;
      int64_t dims[2][FROST_SHAPE_MAX_RANK];
      int rank[2], j;

      /* Numbers that belong to the graph may come back as attributes. */
      if (p->fixed && strstr (p->name, "running") == NULL)
        continue;
      for (j = 0; j < (int) b->parameters->len && q == NULL; j++)
        if (g_str_equal (frost_model_parameter (b, j)->name, p->name))
          q = frost_model_parameter (b, j);
      if (q == NULL)
        g_error ("%s is not in the file", p->name);
      g_assert_cmpint (q->tensor->n, ==, p->tensor->n);
      g_assert_cmpint (q->fixed, ==, p->fixed);
      g_autofree float *x = g_new (float, p->tensor->n);
      g_autofree float *y = g_new (float, p->tensor->n);
      frost_onnx_layout_export (a, (int) i, p->tensor->data, x, dims[0], &rank[0]);
      frost_onnx_layout_export (b, j - 1, q->tensor->data, y, dims[1], &rank[1]);
      g_assert_cmpmem (x, sizeof (float) * (gsize) p->tensor->n, y,
                       sizeof (float) * (gsize) p->tensor->n);
    }
}

/* Takes the model. half: within the rounding of 16-bit floats. */
static void
comes_back (FrostModel *model, gboolean half)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int handle = g_file_open_tmp ("frost-XXXXXX.onnx", &path, &error);
  int64_t n, n_back;

  g_assert_no_error (error);
  g_close (handle, NULL);
  frost_onnx_save_as (model, path, half, &error);
  g_assert_no_error (error);
  g_autoptr (FrostModel) back = frost_onnx_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (back->truncated, ==, NULL);
  g_autofree float *y = run (model, &n);
  g_autofree float *z = run (back, &n_back);
  g_assert_cmpint (n_back, ==, n);
  for (int64_t i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (z[i], y[i],
                                    (half ? 1e-2 : 1e-5) * MAX (1, fabsf (y[i])));
  if (!half)
    same_parameters (model, back);
  g_unlink (path);
  frost_model_free (model);
}

/* The end of a model: all numbers of a value to three outputs. */
static void
add_head (FrostModel *model, int value)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  const FrostShape *shape = frost_graph_value_shape (model->graph, value);

  attributes.n_axes = 1;
  attributes.size[0] = frost_shape_n_elements (shape);
  if (shape->rank > 1)
    value = graph_maker_op (model, "flatten", FROST_OP_RESHAPE, &attributes, value);
  graph_maker_linear (model, "fc", value, 3, TRUE);
}

static int
with_operand (FrostModel *model, const char *name, FrostOpKind kind,
              const FrostOpAttributes *attributes, int value, int rank,
              const int64_t *dim)
{
  FrostNode *node = frost_graph_add (model->graph, name, kind, attributes, &value,
                                     kind == FROST_OP_PARAMETER ? 0 : 1);
  FrostShape shape = { .rank = rank };
  g_autofree char *parameter = g_strconcat (name, ".operand", NULL);
  FrostTensor *tensor;

  memcpy (shape.dim, dim, sizeof *dim * (gsize) rank);
  tensor = frost_tensor_new (&shape, NULL);
  graph_maker_fill (tensor->data, tensor->n);
  for (int64_t i = 0; i < tensor->n; i++)
    tensor->data[i] += 2;
  node->parameters[0] = frost_model_add_parameter (model, parameter, tensor, FALSE);
  g_assert_true (frost_model_infer (model, NULL));
  return frost_graph_n_nodes (model->graph);
}

/* Behind a convolution, which is channels first in the file, and behind a linear layer, which is
 * not. */
static int
begin (FrostModel **model, gboolean channels_first)
{
  *model = graph_maker_new (6, 5, 3);
  return channels_first ? graph_maker_conv (*model, "conv", 0, 4, 3, 1, 1, TRUE)
                        : graph_maker_linear (*model, "before", 0, 4, TRUE);
}

static void
test_elementwise (void)
{
  static const FrostOpKind kinds[] = {
    FROST_OP_RELU,         FROST_OP_CLIP,       FROST_OP_LEAKY_RELU, FROST_OP_ELU,
    FROST_OP_SIGMOID,      FROST_OP_TANH,       FROST_OP_ERF,        FROST_OP_ABS,
    FROST_OP_HARD_SIGMOID, FROST_OP_HARD_SWISH, FROST_OP_SILU,       FROST_OP_GELU,
    FROST_OP_EXP,          FROST_OP_SOFTMAX,
  };
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostModel *model;
  int v;

  attributes.alpha = 0.3f;
  attributes.beta = 0.4f;
  attributes.low = -0.5f;
  attributes.high = 0.75f;
  for (int first = 0; first < 2; first++)
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
      {
        v = begin (&model, first);
        add_head (model, graph_maker_op (model, "op", kinds[i], &attributes, v));
        comes_back (model, FALSE);
      }

  attributes.approximate = TRUE;
  v = begin (&model, TRUE);
  add_head (model, graph_maker_op (model, "op", FROST_OP_GELU, &attributes, v));
  comes_back (model, FALSE);

  /* Of what is not negative. */
  for (int kind = 0; kind < 3; kind++)
    {
      v = begin (&model, TRUE);
      v = graph_maker_op (model, "exp", FROST_OP_EXP, NULL, v);
      attributes.alpha = 1.7f;
      v = graph_maker_op (model, "op",
                          kind == 0   ? FROST_OP_LOG
                          : kind == 1 ? FROST_OP_SQRT
                                      : FROST_OP_POW,
                          &attributes, v);
      add_head (model, v);
      comes_back (model, FALSE);
    }
}

static void
test_arithmetic (void)
{
  static const FrostOpKind kinds[] = { FROST_OP_ADD, FROST_OP_SUB, FROST_OP_MUL,
                                       FROST_OP_DIV };
  static const int64_t shapes[][3] = { { 6, 5, 4 }, { 1, 1, 4 }, { 6, 1, 1 },
                                       { 6, 5, 1 }, { 1, 5, 4 }, { 1, 1, 1 } };
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostModel *model;
  int v;

  for (int first = 0; first < 2; first++)
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
      {
        for (gsize k = 0; k < G_N_ELEMENTS (shapes); k++)
          {
            v = begin (&model, first);
            attributes.swapped = k % 2 == 1 && i % 2 == 1;
            v = graph_maker_op (model, "tanh", FROST_OP_TANH, NULL, v);
            v = with_operand (model, "op", kinds[i], &attributes, v, 3, shapes[k]);
            add_head (model, v);
            comes_back (model, FALSE);
          }
        v = begin (&model, first);
        add_head (model, graph_maker_pair (
                             model, "op", kinds[i], v,
                             graph_maker_op (model, "exp", FROST_OP_EXP, NULL, v)));
        comes_back (model, FALSE);
      }
  attributes.swapped = FALSE;
  v = begin (&model, TRUE);
  v = with_operand (model, "op", FROST_OP_PRELU, &attributes, v, 3, shapes[1]);
  add_head (model, v);
  comes_back (model, FALSE);
}

/* Attention over the pixels of an image, a row of them a head. */
static FrostModel *
attention (void)
{
  FrostModel *model;
  int v = begin (&model, TRUE), query, key, value;

  v = graph_maker_layer_norm (model, "norm", v);
  query = graph_maker_linear (model, "query", v, 4, TRUE);
  key = graph_maker_linear (model, "key", v, 4, FALSE);
  value = graph_maker_linear (model, "value", v, 4, TRUE);
  v = graph_maker_pair (model, "scores", FROST_OP_MAT_MUL, query, key);
  v = graph_maker_op (model, "weights", FROST_OP_SOFTMAX, NULL, v);
  v = graph_maker_pair (model, "mixed", FROST_OP_MAT_MUL, v, value);
  add_head (model, v);
  return model;
}

static void
test_norms (void)
{
  FrostModel *model;
  int v;

  for (int first = 0; first < 2; first++)
    {
      v = begin (&model, first);
      add_head (model, graph_maker_layer_norm (model, "norm", v));
      comes_back (model, FALSE);
      v = begin (&model, first);
      add_head (model, graph_maker_batch_norm (model, "norm", v));
      comes_back (model, FALSE);
    }
  comes_back (attention (), FALSE);
  comes_back (graph_maker_every_op (3), FALSE);
}

static void
test_form (void)
{
  FrostOpAttributes a = frost_op_attributes_default ();
  FrostModel *model;
  int v;

  for (int first = 0; first < 2; first++)
    {
      a = frost_op_attributes_default ();
      a.order[0] = 2;
      a.order[2] = 1;
      v = begin (&model, first);
      add_head (model, graph_maker_op (model, "op", FROST_OP_TRANSPOSE, &a, v));
      comes_back (model, FALSE);

      a.n_axes = 4;
      memcpy (a.size, (int64_t[]){ 2, 3, 5, 4 }, 4 * sizeof *a.size);
      v = begin (&model, first);
      add_head (model, graph_maker_op (model, "op", FROST_OP_RESHAPE, &a, v));
      comes_back (model, FALSE);

      memcpy (a.start, (int64_t[]){ 1, 4, 3 }, 3 * sizeof *a.start);
      memcpy (a.step, (int64_t[]){ 2, -1, -2 }, 3 * sizeof *a.step);
      memcpy (a.size, (int64_t[]){ 3, 5, 2 }, 3 * sizeof *a.size);
      v = begin (&model, first);
      add_head (model, graph_maker_op (model, "op", FROST_OP_SLICE, &a, v));
      comes_back (model, FALSE);

      for (int mode = 0; mode < 3; mode++)
        {
          a.pad_mode = (FrostPadMode) mode;
          a.pad_value = 0.5f;
          a.before[0] = a.after[1] = 2;
          a.before[2] = 1;
          v = begin (&model, first);
          add_head (model, graph_maker_op (model, "op", FROST_OP_PAD, &a, v));
          comes_back (model, FALSE);
        }

      for (int axis = 0; axis < 3; axis++)
        {
          FrostNode *node;

          v = begin (&model, first);
          node = frost_graph_node (
              model->graph,
              graph_maker_pair (model, "op", FROST_OP_CONCAT, v,
                                graph_maker_op (model, "exp", FROST_OP_EXP, NULL, v))
                  - 1);
          node->attributes.axis = axis;
          g_assert_true (frost_model_infer (model, NULL));
          add_head (model, frost_graph_n_nodes (model->graph));
          comes_back (model, FALSE);
        }

      for (int kind = FROST_OP_REDUCE_MEAN; kind <= FROST_OP_REDUCE_L2; kind++)
        {
          a.axes = kind == FROST_OP_REDUCE_L2 ? 5 : 2;
          v = begin (&model, first);
          add_head (model, graph_maker_op (model, "op", (FrostOpKind) kind, &a, v));
          comes_back (model, FALSE);
        }
    }
}

static void
test_images (void)
{
  FrostOpAttributes a = frost_op_attributes_default ();
  FrostModel *model;
  int v;

  for (int linear = 0; linear < 2; linear++)
    for (int where = 0; where < 4; where++)
      {
        a.linear = linear;
        a.coordinates = (FrostCoordinates) where;
        a.nearest = (FrostNearest) where;
        a.size[0] = 9;
        a.size[1] = 10;
        v = begin (&model, linear);
        add_head (model, graph_maker_op (model, "op", FROST_OP_RESIZE, &a, v));
        comes_back (model, FALSE);
      }
  a.alpha = 0.01f;
  a.beta = 0.6f;
  a.bias = 1.5f;
  a.size[0] = 3;
  v = begin (&model, TRUE);
  add_head (model, graph_maker_op (model, "op", FROST_OP_LOCAL_RESPONSE_NORM, &a, v));
  comes_back (model, FALSE);
}

/* A table of its own, joined to an image's rows and gathered from. */
static void
test_tables (void)
{
  FrostOpAttributes a = frost_op_attributes_default (), joined = a, gather = a;
  FrostModel *model = graph_maker_new (6, 5, 3);
  FrostNode *node;
  int v, table;

  a.n_axes = 2;
  a.size[0] = 30;
  a.size[1] = 3;
  v = graph_maker_op (model, "rows", FROST_OP_RESHAPE, &a, 0);
  v = graph_maker_linear (model, "before", v, 4, TRUE);
  table =
      with_operand (model, "table", FROST_OP_PARAMETER, &a, 0, 2, (int64_t[]){ 7, 4 });
  node = frost_graph_add (model->graph, "gather", FROST_OP_GATHER, &gather, &table, 1);
  node->attributes.axis = 0;
  FrostShape indices = { .rank = 2, .dim = { 2, 3 } };
  FrostTensor *numbers = frost_tensor_new (&indices, NULL);
  for (int i = 0; i < 6; i++)
    numbers->data[i] = (float) ((i * i + 3) % 7);
  node->parameters[0] = frost_model_add_parameter (model, "indices", numbers, TRUE);
  g_assert_true (frost_model_infer (model, NULL));
  a.size[0] = 6;
  a.size[1] = 4;
  table = graph_maker_op (model, "picked", FROST_OP_RESHAPE, &a,
                          frost_graph_n_nodes (model->graph));
  joined.axis = 0;
  node = frost_graph_add (model->graph, "join", FROST_OP_CONCAT, &joined,
                          (int[]){ table, v }, 2);
  g_assert_true (frost_model_infer (model, NULL));
  add_head (model, frost_graph_n_nodes (model->graph));
  comes_back (model, FALSE);
}

static void
test_half (void)
{
  comes_back (attention (), TRUE);
  comes_back (graph_maker_every_op (3), TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  graph_maker_seed (5);
  g_test_add_func ("/onnx-export-ops/elementwise", test_elementwise);
  g_test_add_func ("/onnx-export-ops/arithmetic", test_arithmetic);
  g_test_add_func ("/onnx-export-ops/norms", test_norms);
  g_test_add_func ("/onnx-export-ops/form", test_form);
  g_test_add_func ("/onnx-export-ops/images", test_images);
  g_test_add_func ("/onnx-export-ops/tables", test_tables);
  g_test_add_func ("/onnx-export-ops/half", test_half);
  return g_test_run ();
}
