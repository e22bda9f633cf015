/* Well-formed files of ill-formed graphs: the input is read as a recipe for nodes, attributes and
 * initializers, so that mutations reach the builders and the folding instead of the pre-scan.
 * What loads and is small is run too.
 */
#include "engine/formats/onnx.h"
#include "engine/graph/plan.h"
#include "tests/engine/formats/onnx-writer.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const char *const operators[] = {
  "Abs",
  "Add",
  "And",
  "ArgMax",
  "AveragePool",
  "BatchNormalization",
  "Cast",
  "CastLike",
  "Ceil",
  "Clip",
  "Concat",
  "Constant",
  "ConstantOfShape",
  "Conv",
  "CumSum",
  "Div",
  "Dropout",
  "Elu",
  "Equal",
  "Erf",
  "Exp",
  "Expand",
  "EyeLike",
  "Flatten",
  "Floor",
  "Gather",
  "GatherElements",
  "GatherND",
  "Gemm",
  "GlobalAveragePool",
  "GlobalMaxPool",
  "Greater",
  "HardSigmoid",
  "HardSwish",
  "Identity",
  "InstanceNormalization",
  "IsInf",
  "LRN",
  "LayerNormalization",
  "LeakyRelu",
  "Log",
  "LogSoftmax",
  "MatMul",
  "Max",
  "MaxPool",
  "Mean",
  "Min",
  "Mod",
  "Mul",
  "Neg",
  "NonZero",
  "Not",
  "OneHot",
  "PRelu",
  "Pad",
  "Pow",
  "Range",
  "Reciprocal",
  "ReduceL2",
  "ReduceMax",
  "ReduceMean",
  "ReduceProd",
  "ReduceSum",
  "Relu",
  "Reshape",
  "Resize",
  "Round",
  "ScatterElements",
  "ScatterND",
  "Shape",
  "Sigmoid",
  "Sign",
  "Size",
  "Slice",
  "Softmax",
  "Split",
  "Sqrt",
  "Squeeze",
  "Sub",
  "Sum",
  "Tanh",
  "Tile",
  "Transpose",
  "Trilu",
  "Unsqueeze",
  "Upsample",
  "Where",
  "Xor",
};

static const char *const attributes[] = {
  "allowzero",
  "alpha",
  "auto_pad",
  "axes",
  "axis",
  "batch_dims",
  "beta",
  "bias",
  "ceil_mode",
  "coordinate_transformation_mode",
  "count_include_pad",
  "dilations",
  "dtype",
  "end",
  "epsilon",
  "exclusive",
  "fmod",
  "gamma",
  "group",
  "k",
  "keepdims",
  "kernel_shape",
  "max",
  "min",
  "mode",
  "momentum",
  "nearest_mode",
  "noop_with_empty_axes",
  "pads",
  "perm",
  "ratio",
  "reduction",
  "reverse",
  "scales",
  "size",
  "spatial",
  "split",
  "start",
  "starts",
  "ends",
  "steps",
  "strides",
  "to",
  "training_mode",
  "transA",
  "transB",
  "upper",
  "value",
  "value_float",
  "value_int",
  "value_ints",
};

static const char *const texts[] = { "constant",
                                     "reflect",
                                     "edge",
                                     "add",
                                     "mul",
                                     "none",
                                     "SAME_UPPER",
                                     "SAME_LOWER",
                                     "VALID",
                                     "NOTSET",
                                     "nearest",
                                     "linear",
                                     "asymmetric",
                                     "half_pixel",
                                     "align_corners",
                                     "floor",
                                     "pytorch_half_pixel" };

#define MAX_NAMES 64

typedef struct
{
  const uint8_t *data, *end;
  Wire *graph;
  int n_names;
  char names[MAX_NAMES][8];
} Recipe;

/* 0 when the recipe is at its end. */
static int
next (Recipe *recipe, int limit)
{
  return recipe->data < recipe->end ? *recipe->data++ % limit : 0;
}

/* Mostly small, now and then at the edges of its type. */
static int64_t
next_number (Recipe *recipe)
{
  static const int64_t edges[] = { INT64_MIN, INT64_MAX, INT32_MIN, INT32_MAX,
                                   -1,        1 << 20,   1 << 30,   -128 };
  int byte = next (recipe, 256);

  return byte < 200 ? byte % 20 - 4 : byte < 232 ? byte : edges[byte % 8];
}

static const char *
new_name (Recipe *recipe)
{
  char *name = recipe->names[recipe->n_names];

  g_snprintf (name, sizeof recipe->names[0], "v%d", recipe->n_names);
  recipe->n_names++;
  return name;
}

static Wire *
make_tensor (Recipe *recipe, const char *name)
{
  static const int types[] = { 1, 7, 7, 6, 9, 11, 10, 16, 2, 3, 4, 5, 12, 13 };
  static const int sizes[] = { 4, 8, 8, 4, 1, 8, 2, 2, 1, 1, 2, 2, 4, 8 };
  int type = next (recipe, (int) G_N_ELEMENTS (types)), rank = next (recipe, 6);
  int64_t dim[6], n = 1;

  for (int d = 0; d < rank; d++)
    {
      dim[d] = next (recipe, 12);
      n *= dim[d];
    }
  /* One byte of the recipe a number, so that integers are small and can be indices. */
  size_t bytes = (size_t) (n > 40000 ? 40000 : n) * (size_t) sizes[type];
  g_autofree uint8_t *raw = g_malloc0 (bytes + 8);
  for (size_t i = 0; i < bytes && recipe->data < recipe->end && i < 400;
       i += (size_t) sizes[type])
    if (types[type] == 1)
      *(float *) (raw + i) = (float) next_number (recipe) / 4;
    else if (sizes[type] == 8)
      *(int64_t *) (raw + i) = next_number (recipe);
    else
      raw[i] = (uint8_t) next_number (recipe);
  return onnx_tensor (name, types[type], dim, rank, raw, bytes);
}

static void
add_attribute (Recipe *recipe, Wire *node)
{
  const char *name = attributes[next (recipe, (int) G_N_ELEMENTS (attributes))];

  switch (next (recipe, 6))
    {
    case 0:
    case 1:
      onnx_attribute_int (node, name, next_number (recipe));
      break;
    case 2:
      onnx_attribute_float (node, name, (float) next_number (recipe) / 8);
      break;
    case 3:
      onnx_attribute_text (node, name, texts[next (recipe, (int) G_N_ELEMENTS (texts))]);
      break;
    case 4:
      onnx_attribute_tensor (node, name, make_tensor (recipe, ""));
      break;
    default:
      {
        Wire *attribute = wire_new ();
        int n = next (recipe, 9);

        wire_text (attribute, 1, name);
        wire_int (attribute, 20, 7);
        for (int i = 0; i < n; i++)
          wire_int (attribute, 8, next_number (recipe));
        wire_message (node, 5, attribute);
        break;
      }
    }
}

static void
add_node (Recipe *recipe)
{
  const char *op_type = operators[next (recipe, (int) G_N_ELEMENTS (operators))];
  g_autoptr (GString) inputs = g_string_new (NULL);
  int n_inputs = next (recipe, 5), n_attributes = next (recipe, 5);

  for (int i = 0; i < n_inputs; i++)
    {
      /* The latest ones first: 0 = the last. Now and then none. */
      int back = next (recipe, 256);
      const char *name =
          back > 250 ? "" : recipe->names[recipe->n_names - 1 - back % recipe->n_names];
      g_string_append_printf (inputs, "%s%s", i > 0 ? "," : "", name);
    }
  const char *first = new_name (recipe);
  g_autofree char *outputs = next (recipe, 4) == 0 && recipe->n_names < MAX_NAMES
                                 ? g_strdup_printf ("%s,%s", first, new_name (recipe))
                                 : g_strdup (first);
  Wire *node = onnx_node (op_type, first, inputs->str, outputs);
  for (int i = 0; i < n_attributes; i++)
    add_attribute (recipe, node);
  graph_node (recipe->graph, node);
}

/* A few images at most, of a model that takes no time. */
static void
run (const FrostModel *model)
{
  static FrostWorkerPool *pool;
  int last = frost_graph_n_values (model->graph) - 1;

  if (pool == NULL)
    pool = frost_worker_pool_new (1);
  g_autoptr (FrostPlan) plan = frost_plan_new (model, 0, last, pool, NULL);
  if (plan == NULL || frost_plan_multiply_adds (plan) > 1000000)
    return;
  int64_t n_x = frost_shape_n_elements (frost_plan_input_shape (plan));
  int64_t n_y = frost_shape_n_elements (frost_plan_output_shape (plan));
  if (n_x > 4096 || n_y > 65536)
    return;
  g_autofree float *x = g_new0 (float, 2 * n_x), *y = g_new0 (float, 2 * n_y);
  for (int64_t i = 0; i < 2 * n_x; i++)
    x[i] = (float) (i % 7) - 3;
  frost_plan_run (plan, x, 2, y);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Recipe recipe = { .data = data, .end = data + size, .graph = wire_new () };
  g_autoptr (GError) error = NULL;

  wire_text (recipe.graph, 2, "g");
  int64_t opset = 7 + next (&recipe, 11);
  int64_t side = 1 + next (&recipe, 12);
  g_strlcpy (recipe.names[recipe.n_names++], "input", sizeof recipe.names[0]);
  graph_input (recipe.graph,
               onnx_value ("input", 4, (int64_t[]){ next (&recipe, 2), 3, side, side }));
  while (recipe.data < recipe.end && recipe.n_names < MAX_NAMES)
    if (next (&recipe, 3) == 0)
      {
        const char *name = new_name (&recipe);
        graph_initializer (recipe.graph, make_tensor (&recipe, name));
      }
    else
      add_node (&recipe);
  graph_output (recipe.graph, onnx_value (recipe.names[recipe.n_names - 1], 0, NULL));

  g_autoptr (GBytes) bytes = onnx_bytes (onnx_model (recipe.graph, opset));
  g_autoptr (FrostModel) model = frost_onnx_load_bytes (bytes, "fuzz", &error);
  g_assert_true ((model == NULL) == (error != NULL));
  if (model != NULL)
    run (model);
  return 0;
}
