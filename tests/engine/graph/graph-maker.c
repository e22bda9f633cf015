#include "tests/engine/graph/graph-maker.h"

#include <math.h>
#include <string.h>

#include "engine/core/rng.h"

static FrostRng rng;
static gboolean is_seeded;

void
graph_maker_seed (uint64_t seed)
{
  frost_rng_seed (&rng, seed);
  is_seeded = TRUE;
}

/* A stream that nobody has seeded gives the same number for ever. */
void
graph_maker_fill (float *x, int64_t n)
{
  if (!is_seeded)
    graph_maker_seed (1);
  for (int64_t i = 0; i < n; i++)
    x[i] = 2 * frost_rng_uniform (&rng) - 1;
}

FrostModel *
graph_maker_new (int height, int width, int channels)
{
  FrostShape shape = frost_shape_image (height, width, channels);

  return frost_model_new ("hand-made", frost_graph_new (&shape));
}

static int
finish (FrostModel *model)
{
  g_autoptr (GError) error = NULL;

  frost_model_infer (model, &error);
  g_assert_no_error (error);
  return frost_graph_n_values (model->graph) - 1;
}

/* Uniform in low … high. */
static void
add_parameter (FrostModel *model, FrostNode *node, int slot, FrostShape shape, float low,
               float high)
{
  const char *part = frost_op_get (node->kind)->parameter_names[slot];
  g_autofree char *name = g_strdup_printf ("%s.%s", node->name, part);
  FrostTensor *tensor = frost_tensor_new (&shape, NULL);

  graph_maker_fill (tensor->data, tensor->n);
  for (int64_t i = 0; i < tensor->n; i++)
    tensor->data[i] = low + (high - low) * (tensor->data[i] + 1) / 2;
  node->parameters[slot] = frost_model_add_parameter (
      model, name, tensor, g_str_has_prefix (part, "running_"));
}

int
graph_maker_conv (FrostModel *model, const char *name, int value, int out, int kernel,
                  int stride, int groups, gboolean bias)
{
  int64_t in = frost_shape_channels (frost_graph_value_shape (model->graph, value));
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape shape = { .rank = 4, .dim = { kernel, kernel, in / groups, out } };
  float bound = 1.7f / sqrtf ((float) (kernel * kernel * in / groups));
  FrostWindow *window = &attributes.window;
  FrostNode *node;

  window->kernel_h = window->kernel_w = kernel;
  window->stride_h = window->stride_w = stride;
  window->pad_top = window->pad_left = kernel / 2;
  window->pad_bottom = window->pad_right = kernel / 2;
  attributes.groups = groups;
  node = frost_graph_add (model->graph, name, FROST_OP_CONV, &attributes, &value, 1);
  add_parameter (model, node, 0, shape, -bound, bound);
  if (bias)
    add_parameter (model, node, 1, frost_shape_vector (out), -0.3f, 0.3f);
  return finish (model);
}

int
graph_maker_batch_norm (FrostModel *model, const char *name, int value)
{
  int64_t c = frost_shape_channels (frost_graph_value_shape (model->graph, value));
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostNode *node =
      frost_graph_add (model->graph, name, FROST_OP_BATCH_NORM, &attributes, &value, 1);

  add_parameter (model, node, 0, frost_shape_vector (c), 0.5f, 1.5f);
  add_parameter (model, node, 1, frost_shape_vector (c), -0.3f, 0.3f);
  add_parameter (model, node, 2, frost_shape_vector (c), -0.3f, 0.3f);
  add_parameter (model, node, 3, frost_shape_vector (c), 0.3f, 1.0f);
  return finish (model);
}

int
graph_maker_linear (FrostModel *model, const char *name, int value, int out,
                    gboolean bias)
{
  int64_t in = frost_shape_channels (frost_graph_value_shape (model->graph, value));
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape shape = { .rank = 2, .dim = { in, out } };
  float bound = 1.7f / sqrtf ((float) in);
  FrostNode *node =
      frost_graph_add (model->graph, name, FROST_OP_LINEAR, &attributes, &value, 1);

  add_parameter (model, node, 0, shape, -bound, bound);
  if (bias)
    add_parameter (model, node, 1, frost_shape_vector (out), -0.3f, 0.3f);
  return finish (model);
}

int
graph_maker_layer_norm (FrostModel *model, const char *name, int value)
{
  int64_t c = frost_shape_channels (frost_graph_value_shape (model->graph, value));
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostNode *node;

  attributes.n_axes = 1;
  node =
      frost_graph_add (model->graph, name, FROST_OP_LAYER_NORM, &attributes, &value, 1);
  add_parameter (model, node, 0, frost_shape_vector (c), 0.5f, 1.5f);
  add_parameter (model, node, 1, frost_shape_vector (c), -0.3f, 0.3f);
  return finish (model);
}

int
graph_maker_parameter (FrostModel *model, const char *name, FrostShape shape)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostNode *node =
      frost_graph_add (model->graph, name, FROST_OP_PARAMETER, &attributes, NULL, 0);

  add_parameter (model, node, 0, shape, -0.5f, 0.5f);
  return finish (model);
}

int
graph_maker_gather (FrostModel *model, const char *name, int value, int axis,
                    const float *indices, int n)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostNode *node;
  FrostParameter *parameter;

  attributes.axis = axis;
  node = frost_graph_add (model->graph, name, FROST_OP_GATHER, &attributes, &value, 1);
  add_parameter (model, node, 0, frost_shape_vector (n), 0, 0);
  parameter = frost_model_parameter (model, node->parameters[0]);
  parameter->fixed = TRUE;
  memcpy (parameter->tensor->data, indices, sizeof *indices * (gsize) n);
  return finish (model);
}

int
graph_maker_op (FrostModel *model, const char *name, FrostOpKind kind,
                const FrostOpAttributes *attributes, int value)
{
  FrostOpAttributes plain = frost_op_attributes_default ();

  frost_graph_add (model->graph, name, kind, attributes != NULL ? attributes : &plain,
                   &value, 1);
  return finish (model);
}

int
graph_maker_scaled (FrostModel *model, const char *name, FrostOpKind kind,
                    const FrostOpAttributes *attributes, int value, FrostShape shape)
{
  FrostOpAttributes plain = frost_op_attributes_default ();
  FrostNode *node = frost_graph_add (model->graph, name, kind,
                                     attributes != NULL ? attributes : &plain, &value, 1);

  add_parameter (model, node, 0, shape, 0.5f, 1.5f);
  return finish (model);
}

int
graph_maker_pair (FrostModel *model, const char *name, FrostOpKind kind, int a, int b)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int inputs[] = { a, b };

  attributes.transposed_b =
      kind == FROST_OP_MAT_MUL
      && frost_shape_channels (frost_graph_value_shape (model->graph, a))
             != frost_graph_value_shape (model->graph, b)->dim[1];
  frost_graph_add (model->graph, name, kind, &attributes, inputs, 2);
  return finish (model);
}

FrostModel *
graph_maker_every_op (int n_classes)
{
  FrostModel *model = graph_maker_new (9, 7, 3);
  FrostOpAttributes clip = frost_op_attributes_default ();
  FrostOpAttributes pool = frost_op_attributes_default ();
  FrostOpAttributes drop = frost_op_attributes_default ();
  int v, block, a, b;

  clip.low = -0.4f;
  clip.high = 0.9f;
  drop.probability = 0.25f;
  pool.window.kernel_h = pool.window.kernel_w = 3;
  pool.window.stride_h = pool.window.stride_w = 2;
  pool.window.pad_top = pool.window.pad_left = 1;
  pool.window.pad_bottom = pool.window.pad_right = 1;

  v = graph_maker_conv (model, "stem.conv", 0, 8, 3, 1, 1, FALSE);
  v = graph_maker_batch_norm (model, "stem.bn", v);
  block = graph_maker_op (model, "stem.relu", FROST_OP_RELU, NULL, v);
  v = graph_maker_conv (model, "block.dw", block, 8, 3, 1, 8, FALSE);
  v = graph_maker_batch_norm (model, "block.dw_bn", v);
  v = graph_maker_op (model, "block.clip", FROST_OP_CLIP, &clip, v);
  v = graph_maker_conv (model, "block.group", v, 8, 1, 1, 2, TRUE);
  v = graph_maker_op (model, "block.drop", FROST_OP_DROPOUT, &drop, v);
  v = graph_maker_pair (model, "block.add", FROST_OP_ADD, block, v);
  a = graph_maker_op (model, "pool.max", FROST_OP_MAX_POOL, &pool, v);
  b = graph_maker_op (model, "pool.average", FROST_OP_AVERAGE_POOL, &pool, v);
  v = graph_maker_pair (model, "pool.concat", FROST_OP_CONCAT, a, b);
  v = graph_maker_conv (model, "top.conv", v, 6, 3, 1, 1, TRUE);
  v = graph_maker_op (model, "top.relu", FROST_OP_RELU, NULL, v);
  a = graph_maker_op (model, "top.average", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  b = graph_maker_op (model, "top.max", FROST_OP_GLOBAL_MAX_POOL, NULL, v);
  v = graph_maker_pair (model, "top.concat", FROST_OP_CONCAT, a, b);
  v = graph_maker_op (model, "top.flatten", FROST_OP_FLATTEN, NULL, v);
  v = graph_maker_op (model, "top.drop", FROST_OP_DROPOUT, &drop, v);
  graph_maker_linear (model, "head", v, n_classes, TRUE);
  return model;
}

FrostModel *
graph_maker_attention (int n_classes)
{
  FrostModel *model = graph_maker_new (5, 4, 6);
  FrostOpAttributes mean = frost_op_attributes_default ();
  int norm, query, key, value, v;

  mean.axes = 1 | 2;
  norm = graph_maker_layer_norm (model, "norm", 0);
  query = graph_maker_linear (model, "query", norm, 8, TRUE);
  key = graph_maker_linear (model, "key", norm, 8, FALSE);
  value = graph_maker_linear (model, "value", norm, 6, TRUE);
  v = graph_maker_pair (model, "scores", FROST_OP_MAT_MUL, query, key);
  v = graph_maker_op (model, "shares", FROST_OP_SOFTMAX, NULL, v);
  v = graph_maker_pair (model, "mix", FROST_OP_MAT_MUL, v, value);
  v = graph_maker_pair (model, "residual", FROST_OP_ADD, v, 0);
  v = graph_maker_linear (model, "up", v, 9, TRUE);
  v = graph_maker_batch_norm (model, "up_bn", v);
  v = graph_maker_op (model, "up_relu", FROST_OP_RELU, NULL, v);
  v = graph_maker_op (model, "mean", FROST_OP_REDUCE_MEAN, &mean, v);
  v = graph_maker_op (model, "flatten", FROST_OP_FLATTEN, NULL, v);
  graph_maker_linear (model, "head", v, n_classes, TRUE);
  return model;
}

/* FROST_OP_PAD and those after it, on the way from the picture to twenty tokens. */
static int
make_tokens (FrostModel *model, int v)
{
  FrostOpAttributes pad = frost_op_attributes_default ();
  FrostOpAttributes slice = frost_op_attributes_default ();
  FrostOpAttributes resize = frost_op_attributes_default ();
  FrostOpAttributes reshape = frost_op_attributes_default ();

  pad.pad_mode = FROST_PAD_REFLECT;
  pad.before[0] = 1;
  pad.after[1] = 2;
  v = graph_maker_op (model, "patch.pad", FROST_OP_PAD, &pad, v);
  slice.start[0] = 5;
  slice.step[0] = -2;
  slice.size[0] = 3;
  slice.step[1] = slice.step[2] = 1;
  slice.size[1] = 6;
  slice.size[2] = 8;
  v = graph_maker_op (model, "patch.slice", FROST_OP_SLICE, &slice, v);
  resize.linear = TRUE;
  resize.size[0] = 5;
  resize.size[1] = 4;
  v = graph_maker_op (model, "patch.resize", FROST_OP_RESIZE, &resize, v);
  reshape.n_axes = 2;
  reshape.size[0] = 20;
  reshape.size[1] = 8;
  return graph_maker_op (model, "patch.reshape", FROST_OP_RESHAPE, &reshape, v);
}

/* With a token of its own in front, and a number for each place. */
static int
add_token_and_places (FrostModel *model, int v)
{
  FrostOpAttributes concat = frost_op_attributes_default ();
  FrostOpAttributes expand = frost_op_attributes_default ();
  int inputs[2];

  inputs[0] = graph_maker_parameter (model, "token", (FrostShape){ 2, { 1, 8 } });
  inputs[0] = graph_maker_op (model, "token_relu", FROST_OP_RELU, NULL, inputs[0]);
  inputs[1] = v;
  concat.axis = 0;
  frost_graph_add (model->graph, "tokens", FROST_OP_CONCAT, &concat, inputs, 2);
  inputs[0] = finish (model);
  inputs[1] = graph_maker_parameter (model, "places", (FrostShape){ 2, { 21, 1 } });
  expand.n_axes = 2;
  expand.size[0] = 21;
  expand.size[1] = 8;
  inputs[1] = graph_maker_op (model, "expand", FROST_OP_EXPAND, &expand, inputs[1]);
  return graph_maker_pair (model, "placed", FROST_OP_ADD, inputs[0], inputs[1]);
}

FrostModel *
graph_maker_tokens (int n_classes)
{
  FrostModel *model = graph_maker_new (9, 7, 3);
  FrostOpAttributes transpose = frost_op_attributes_default ();
  FrostOpAttributes reshape = frost_op_attributes_default ();
  const float taken[] = { 0, 20, 0 };
  int v = graph_maker_conv (model, "stem", 0, 8, 3, 2, 1, TRUE);

  v = make_tokens (model, v);
  v = add_token_and_places (model, v);
  transpose.order[0] = 1;
  v = graph_maker_op (model, "columns", FROST_OP_TRANSPOSE, &transpose, v);
  v = graph_maker_linear (model, "mix", v, 21, TRUE);
  v = graph_maker_op (model, "rows", FROST_OP_TRANSPOSE, &transpose, v);
  v = graph_maker_linear (model, "grow", v, 8, TRUE);
  v = graph_maker_gather (model, "take", v, 0, taken, G_N_ELEMENTS (taken));
  reshape.n_axes = 1;
  reshape.size[0] = 24;
  v = graph_maker_op (model, "flat", FROST_OP_RESHAPE, &reshape, v);
  graph_maker_linear (model, "head", v, n_classes, TRUE);
  return model;
}

FrostModel *
graph_maker_elementwise (int n_classes)
{
  FrostModel *model = graph_maker_new (5, 4, 3);
  FrostOpAttributes leaky = frost_op_attributes_default (), hard = leaky, square = leaky;
  FrostOpAttributes swapped = leaky;
  int v, gate, block;

  leaky.alpha = 0.1f;
  hard.alpha = 1.0f / 6;
  hard.beta = 0.5f;
  square.alpha = 2;
  swapped.swapped = TRUE;

  v = graph_maker_conv (model, "stem", 0, 8, 3, 1, 1, TRUE);
  v = graph_maker_op (model, "stem.silu", FROST_OP_SILU, NULL, v);
  block = graph_maker_op (model, "stem.tanh", FROST_OP_TANH, NULL, v);
  gate = graph_maker_op (model, "squeeze", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, block);
  gate = graph_maker_conv (model, "excite", gate, 8, 1, 1, 1, TRUE);
  gate = graph_maker_op (model, "gate", FROST_OP_HARD_SIGMOID, &hard, gate);
  v = graph_maker_pair (model, "gated", FROST_OP_MUL, block, gate);
  v = graph_maker_conv (model, "a", v, 8, 1, 1, 1, FALSE);
  v = graph_maker_op (model, "a.leaky", FROST_OP_LEAKY_RELU, &leaky, v);
  v = graph_maker_conv (model, "b", v, 8, 1, 1, 1, TRUE);
  block = graph_maker_pair (model, "residual", FROST_OP_ADD, block, v);
  v = graph_maker_op (model, "gelu", FROST_OP_GELU, NULL, block);
  v = graph_maker_scaled (model, "scale", FROST_OP_MUL, NULL, v,
                          frost_shape_image (1, 1, 8));
  v = graph_maker_scaled (model, "prelu", FROST_OP_PRELU, NULL, v,
                          frost_shape_vector (8));
  gate = graph_maker_op (model, "sigmoid", FROST_OP_SIGMOID, NULL, v);
  v = graph_maker_op (model, "swish", FROST_OP_HARD_SWISH, NULL, v);
  v = graph_maker_pair (model, "difference", FROST_OP_SUB, v, gate);
  v = graph_maker_op (model, "square", FROST_OP_POW, &square, v);
  v = graph_maker_scaled (model, "shift", FROST_OP_ADD, NULL, v,
                          frost_shape_image (5, 4, 1));
  v = graph_maker_op (model, "root", FROST_OP_SQRT, NULL, v);
  v = graph_maker_scaled (model, "from", FROST_OP_SUB, &swapped, v,
                          frost_shape_image (1, 1, 1));
  v = graph_maker_op (model, "exp", FROST_OP_EXP, NULL, v);
  v = graph_maker_pair (model, "quotient", FROST_OP_DIV, block, v);
  v = graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  v = graph_maker_op (model, "flatten", FROST_OP_FLATTEN, NULL, v);
  graph_maker_linear (model, "head", v, n_classes, TRUE);
  return model;
}

FrostModel *
graph_maker_chain (int n_classes)
{
  FrostModel *model = graph_maker_new (9, 7, 3);
  int v = 0;

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *conv = g_strdup_printf ("layer%d.conv", i + 1);
      g_autofree char *norm = g_strdup_printf ("layer%d.bn", i + 1);
      g_autofree char *relu = g_strdup_printf ("layer%d.relu", i + 1);

      v = graph_maker_conv (model, conv, v, 6 + 2 * i, 3, i == 0 ? 2 : 1, 1, FALSE);
      v = graph_maker_batch_norm (model, norm, v);
      v = graph_maker_op (model, relu, FROST_OP_RELU, NULL, v);
    }
  v = graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  v = graph_maker_op (model, "flatten", FROST_OP_FLATTEN, NULL, v);
  graph_maker_linear (model, "head", v, n_classes, TRUE);
  return model;
}

FrostModel *
graph_maker_inverted_residual (void)
{
  FrostModel *model = graph_maker_new (90, 130, 3);
  int start, v;

  v = graph_maker_conv (model, "first", 0, 16, 3, 1, 1, TRUE);
  start = graph_maker_op (model, "relu", FROST_OP_RELU, NULL, v);
  v = graph_maker_conv (model, "expand", start, 40, 1, 1, 1, TRUE);
  v = graph_maker_batch_norm (model, "bn", v);
  v = graph_maker_op (model, "swish", FROST_OP_HARD_SWISH, NULL, v);
  v = graph_maker_conv (model, "depthwise", v, 40, 5, 1, 40, TRUE);
  v = graph_maker_op (model, "relu2", FROST_OP_RELU, NULL, v);
  v = graph_maker_conv (model, "project", v, 16, 1, 1, 1, FALSE);
  v = graph_maker_pair (model, "sum", FROST_OP_ADD, v, start);
  graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  return model;
}

FrostModel *
graph_maker_blocks (int size, int n_classes)
{
  FrostModel *model = graph_maker_new (size, size, 3);
  int v = graph_maker_conv (model, "a", 0, 24, 3, 1, 1, FALSE);
  int first = graph_maker_batch_norm (model, "a.norm", v);
  int relu = graph_maker_op (model, "a.relu", FROST_OP_RELU, NULL, first);
  int b = graph_maker_conv (model, "b", relu, 24, 3, 1, 1, FALSE);
  int side = graph_maker_conv (model, "side", relu, 24, 1, 1, 1, FALSE);
  int sum = graph_maker_pair (model, "sum", FROST_OP_ADD,
                              graph_maker_batch_norm (model, "b.norm", b),
                              graph_maker_batch_norm (model, "side.norm", side));
  int clamped = graph_maker_op (model, "sum.relu", FROST_OP_RELU, NULL, sum);
  int c = graph_maker_conv (model, "c", clamped, 24, 3, 1, 1, FALSE);
  int next = graph_maker_pair (model, "next", FROST_OP_ADD,
                               graph_maker_batch_norm (model, "c.norm", c), clamped);
  int both = graph_maker_pair (
      model, "both", FROST_OP_CONCAT,
      graph_maker_op (model, "next.relu", FROST_OP_RELU, NULL, next), relu);
  int wide =
      graph_maker_conv (model, "wide", graph_maker_batch_norm (model, "both.norm", both),
                        40, 1, 1, 1, FALSE);
  int swish = graph_maker_op (model, "swish", FROST_OP_HARD_SWISH, NULL,
                              graph_maker_batch_norm (model, "wide.norm", wide));
  int pool = graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, swish);

  graph_maker_linear (model, "head",
                      graph_maker_op (model, "flatten", FROST_OP_FLATTEN, NULL, pool),
                      n_classes, TRUE);
  return model;
}

FrostModel *
graph_maker_taper (int n_classes)
{
  FrostModel *model = graph_maker_new (96, 96, 3);
  int v = graph_maker_conv (model, "a", 0, 24, 3, 1, 1, FALSE);
  int small, relu;

  v = graph_maker_batch_norm (model, "a.norm", v);
  v = graph_maker_op (model, "a.relu", FROST_OP_RELU, NULL, v);
  small = graph_maker_conv (model, "b", v, 128, 3, 8, 1, TRUE);
  relu = graph_maker_op (model, "b.relu", FROST_OP_RELU, NULL, small);
  v = graph_maker_conv (model, "c", relu, 128, 3, 1, 1, FALSE);
  v = graph_maker_batch_norm (model, "c.norm", v);
  v = graph_maker_pair (model, "sum", FROST_OP_ADD, v, relu);
  v = graph_maker_conv (model, "d", v, 256, 3, 1, 1, TRUE);
  v = graph_maker_op (model, "d.swish", FROST_OP_HARD_SWISH, NULL, v);
  v = graph_maker_op (model, "pool", FROST_OP_GLOBAL_AVERAGE_POOL, NULL, v);
  v = graph_maker_op (model, "flatten", FROST_OP_FLATTEN, NULL, v);
  graph_maker_linear (model, "head", v, n_classes, TRUE);
  return model;
}

int
graph_maker_find (const FrostModel *model, const char *name)
{
  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    if (g_str_equal (frost_graph_node (model->graph, i)->name, name))
      return i + 1;
  g_assert_not_reached ();
}
