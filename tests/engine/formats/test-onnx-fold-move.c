/* Folding of what moves elements: small tensors whose elements count, by hand. */
#include "engine/core/error.h"
#include "tests/engine/formats/onnx-fold-check.h"

static Wire *
with_ints (const char *op_type, const char *name, int n, const int64_t *values)
{
  Wire *wire = fold_node (op_type), *attribute = wire_new ();

  wire_text (attribute, 1, name);
  wire_int (attribute, 20, 7);
  for (int i = 0; i < n; i++)
    wire_int (attribute, 8, values[i]);
  wire_message (wire, 5, attribute);
  return wire;
}

#define WITH(op_type, name, ...)                                                         \
  with_ints (op_type, name, COUNT_OF (int64_t, __VA_ARGS__), DIMS (__VA_ARGS__))

static void
test_slice (void)
{
  /* PyTorch reverses its padding so: from -1 down to the first, along axis 0. */
  IS (FOLD (fold_node ("Slice"), 13, COUNTING (4, 2), LIST (-1), LIST (INT64_MIN + 1),
            LIST (0), LIST (-1)),
      2, DIMS (4, 2), 6, 7, 4, 5, 2, 3, 0, 1);
  IS_LIST (FOLD (fold_node ("Slice"), 13, COUNTING (7), LIST (5), LIST (0), LIST (0),
                 LIST (-2)),
           5, 3, 1);
  IS_LIST (FOLD (fold_node ("Slice"), 13, COUNTING (5), LIST (1), LIST (INT64_MAX),
                 LIST (0), LIST (3)),
           1, 4);
  IS (FOLD (fold_node ("Slice"), 13, COUNTING (3), LIST (2), LIST (1)), 1, DIMS (0), 0);
  IS (FOLD (fold_node ("Slice"), 13, COUNTING (3), LIST (-9), LIST (9), LIST (0),
            LIST (INT64_MIN)),
      1, DIMS (0), 0);
  IS (FOLD (fold_node ("Slice"), 13, COUNTING (2, 3), LIST (0, 1), LIST (1, 3),
            LIST (0, 1)),
      2, DIMS (1, 2), 1, 2);

  Wire *wire = fold_node ("Slice"); /* attributes before operator set 10 */
  onnx_attribute_ints (wire, "starts", 1, (int64_t) 1);
  onnx_attribute_ints (wire, "ends", 1, (int64_t) 3);
  onnx_attribute_ints (wire, "axes", 1, (int64_t) 0);
  IS_LIST (FOLD (wire, 9, LIST (5, 6, 7)), 6, 7);

  REFUSED (CORRUPT, fold_node ("Slice"), 13, LIST (1, 2), LIST (0), LIST (1), LIST (0),
           LIST (0));
  REFUSED (CORRUPT, fold_node ("Slice"), 13, LIST (1, 2), LIST (0, 0), LIST (1, 1));
  REFUSED (CORRUPT, fold_node ("Slice"), 13, COUNTING (2, 2), LIST (0, 0), LIST (1, 1),
           LIST (0, 0));
  REFUSED (CORRUPT, fold_node ("Slice"), 13, LIST (1, 2), LIST (0), LIST (1), LIST (1));
  fold_budget_is_free ();
}

static void
test_transpose (void)
{
  /* y[k, i, j] = x[i, j, k] of 2 x 3 x 2. */
  IS (FOLD (WITH ("Transpose", "perm", 2, 0, 1), 13, COUNTING (2, 3, 2)), 3,
      DIMS (2, 2, 3), 0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11);
  IS (FOLD (fold_node ("Transpose"), 13, COUNTING (2, 3)), 2, DIMS (3, 2), 0, 3, 1, 4, 2,
      5);
  IS (FOLD (fold_node ("Transpose"), 13, COUNTING (0, 3)), 2, DIMS (3, 0), 0);
  REFUSED (CORRUPT, WITH ("Transpose", "perm", 0, 0), 13, COUNTING (2, 3));
  REFUSED (CORRUPT, WITH ("Transpose", "perm", 0, 7), 13, COUNTING (2, 3));
  REFUSED (CORRUPT, WITH ("Transpose", "perm", 0), 13, COUNTING (2, 3));
  fold_budget_is_free ();
}

static void
test_concat (void)
{
  IS_LIST (
      FOLD (fold_node_int ("Concat", "axis", 0), 13, LIST (7), LIST (-1), LIST (4, 5)), 7,
      -1, 4, 5);
  IS (FOLD (fold_node_int ("Concat", "axis", -1), 13, COUNTING (2, 2), COUNTING (2, 1)),
      2, DIMS (2, 3), 0, 1, 0, 2, 3, 1);
  REFUSED (SHAPE, fold_node_int ("Concat", "axis", 0), 13, LIST (1), COUNTING (1, 1));
  REFUSED (SHAPE, fold_node_int ("Concat", "axis", 0), 13, LIST (1), FLOATS (1));
  REFUSED (CORRUPT, fold_node_int ("Concat", "axis", 1), 13, LIST (1), LIST (1));
  fold_budget_is_free ();
}

/* Node with two results. */
static Wire *
split_node (int64_t axis)
{
  Wire *wire = onnx_node ("Split", "n", "a", "y,z");

  onnx_attribute_int (wire, "axis", axis);
  return wire;
}

static void
test_split (void)
{
  FrostOnnxConstant *x[2] = { COUNTING (2, 4) };
  IS (fold_run (split_node (1), 13, 1, 1, x, NULL), 2, DIMS (2, 2), 2, 3, 6, 7);
  x[0] = COUNTING (2, 4);
  x[1] = LIST (3, 1);
  IS (fold_run (split_node (-1), 13, 0, 2, x, NULL), 2, DIMS (2, 3), 0, 1, 2, 4, 5, 6);
  x[0] = COUNTING (2, 4);
  x[1] = LIST (3, 1);
  IS (fold_run (split_node (-1), 13, 1, 2, x, NULL), 2, DIMS (2, 1), 3, 7);
  x[0] = COUNTING (3);
  Wire *wire = split_node (0); /* an attribute before operator set 13 */
  onnx_attribute_ints (wire, "split", 2, (int64_t) 1, (int64_t) 2);
  IS (fold_run (wire, 11, 1, 1, x, NULL), 1, DIMS (2), 1, 2);

  REFUSED (CORRUPT, split_node (0), 13, COUNTING (3));
  REFUSED (CORRUPT, split_node (0), 13, COUNTING (3), LIST (1, 1));
  REFUSED (CORRUPT, split_node (0), 13, COUNTING (3), LIST (2, 2));
  REFUSED (CORRUPT, split_node (0), 13, COUNTING (3), LIST (-1, 4));
  REFUSED (CORRUPT, split_node (0), 13, COUNTING (3), LIST (3));
  fold_budget_is_free ();
}

static void
test_reshape (void)
{
  IS (FOLD (fold_node ("Reshape"), 13, COUNTING (2, 6), LIST (-1, 3)), 2, DIMS (4, 3), 0,
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  IS (FOLD (fold_node ("Reshape"), 13, COUNTING (2, 2), LIST (0, 2, -1)), 3,
      DIMS (2, 2, 1), 0, 1, 2, 3);
  REFUSED (CORRUPT, fold_node ("Reshape"), 13, COUNTING (2, 6), LIST (-1, -1));
  REFUSED (CORRUPT, fold_node ("Reshape"), 13, COUNTING (2, 6), LIST (5, -1));
  REFUSED (CORRUPT, fold_node ("Reshape"), 13, COUNTING (2, 6), LIST (5));
  REFUSED (CORRUPT, fold_node ("Reshape"), 13, LIST (1), LIST (1, 0));
  REFUSED (CORRUPT, fold_node ("Reshape"), 13, LIST (1), LIST (-2));
  REFUSED (CORRUPT, fold_node_int ("Reshape", "allowzero", 1), 14, LIST (1),
           LIST (0, -1));

  IS (FOLD (fold_node ("Flatten"), 13, COUNTING (2, 1, 2)), 2, DIMS (2, 2), 0, 1, 2, 3);
  IS (FOLD (fold_node_int ("Flatten", "axis", -1), 13, COUNTING (2, 1, 2)), 2,
      DIMS (2, 2), 0, 1, 2, 3);
  IS (FOLD (fold_node_int ("Flatten", "axis", 0), 13, COUNTING (3)), 2, DIMS (1, 3), 0, 1,
      2);
  IS (FOLD (fold_node_int ("Flatten", "axis", 1), 13, COUNTING (3)), 2, DIMS (3, 1), 0, 1,
      2);
  REFUSED (CORRUPT, fold_node_int ("Flatten", "axis", 2), 13, COUNTING (3));
  REFUSED (CORRUPT, fold_node_int ("Flatten", "axis", INT64_MIN), 13, COUNTING (3));
  fold_budget_is_free ();
}

static void
test_squeeze_unsqueeze (void)
{
  IS (FOLD (fold_node ("Unsqueeze"), 13, LIST (4, 5), LIST (0, -1)), 3, DIMS (1, 2, 1), 4,
      5);
  IS_LIST (FOLD (WITH ("Unsqueeze", "axes", 0), 11, WHOLE (6)), 6);
  IS (FOLD (fold_node ("Squeeze"), 13, COUNTING (1, 3), LIST (0)), 1, DIMS (3), 0, 1, 2);
  IS (FOLD (fold_node ("Squeeze"), 13, COUNTING (1, 1)), 0, NULL, 0);
  IS (FOLD (WITH ("Squeeze", "axes", 1), 11, COUNTING (3, 1)), 1, DIMS (3), 0, 1, 2);
  REFUSED (CORRUPT, fold_node ("Squeeze"), 13, COUNTING (2, 3), LIST (0));
  REFUSED (CORRUPT, fold_node ("Squeeze"), 13, COUNTING (1, 3), LIST (0, 0));
  REFUSED (CORRUPT, fold_node ("Unsqueeze"), 13, LIST (1), LIST (2));
  REFUSED (CORRUPT, fold_node ("Unsqueeze"), 13, LIST (1), LIST (0, 1, 2, 3, 4, 5, 6, 7));
  fold_budget_is_free ();
}

static void
test_identity (void)
{
  IS_LIST (FOLD (fold_node ("Identity"), 13, LIST (4)), 4);
  IS_REALS (FOLD (fold_node ("Dropout"), 13, FLOATS (4, 5)), 4, 5);
  FrostOnnxConstant *x = FLOATS (4, 5);
  IS_TRUTHS (fold_run (onnx_node ("Dropout", "n", "a", "y,mask"), 13, 1, 1, &x, NULL), 1,
             1);
  fold_budget_is_free ();
}

static void
test_expand (void)
{
  IS (FOLD (fold_node ("Expand"), 13, COUNTING (2, 1), LIST (3)), 2, DIMS (2, 3), 0, 0, 0,
      1, 1, 1);
  IS (FOLD (fold_node ("Expand"), 13, COUNTING (2), LIST (2, 1)), 2, DIMS (2, 2), 0, 1, 0,
      1);
  REFUSED (SHAPE, fold_node ("Expand"), 13, COUNTING (2), LIST (3));
  REFUSED (SHAPE, fold_node ("Expand"), 13, COUNTING (2), LIST (-1));
  REFUSED (CORRUPT, fold_node ("Expand"), 13, COUNTING (1), LIST (-1));
  REFUSED (MEMORY, fold_node ("Expand"), 13, COUNTING (1), LIST (30000, 30000));

  IS (FOLD (fold_node ("Tile"), 13, COUNTING (1, 2), LIST (2, 2)), 2, DIMS (2, 4), 0, 1,
      0, 1, 0, 1, 0, 1);
  IS (FOLD (fold_node ("Tile"), 13, COUNTING (2), LIST (0)), 1, DIMS (0), 0);
  REFUSED (SHAPE, fold_node ("Tile"), 13, COUNTING (2), LIST (1, 1));
  REFUSED (CORRUPT, fold_node ("Tile"), 13, COUNTING (2), LIST (-1));
  REFUSED (CORRUPT, fold_node ("Tile"), 13, COUNTING (2), LIST (INT64_MAX));
  REFUSED (CORRUPT, fold_node ("Tile"), 13, COUNTING (2, 2), LIST (1 << 30, 1 << 30));
  fold_budget_is_free ();
}

static void
test_pad (void)
{
  Wire *wire;

  IS (FOLD (fold_node ("Pad"), 13, COUNTING (2, 2), LIST (0, 1, 1, 0), WHOLE (9)), 2,
      DIMS (3, 3), 9, 0, 1, 9, 2, 3, 9, 9, 9);
  IS_LIST (FOLD (fold_node ("Pad"), 13, COUNTING (3), LIST (-1, 1)), 1, 2, 0);
  wire = fold_node ("Pad");
  onnx_attribute_text (wire, "mode", "reflect");
  IS_LIST (FOLD (wire, 13, COUNTING (3), LIST (2, 3)), 2, 1, 0, 1, 2, 1, 0, 1);
  wire = fold_node ("Pad");
  onnx_attribute_text (wire, "mode", "edge");
  IS_LIST (FOLD (wire, 13, COUNTING (3), LIST (2, 1)), 0, 0, 0, 1, 2, 2);
  wire = WITH ("Pad", "pads", 1, 0); /* attributes before operator set 11 */
  onnx_attribute_float (wire, "value", 7);
  IS_REALS (FOLD (wire, 10, FLOATS (1, 2)), 7, 1, 2);

  REFUSED (CORRUPT, fold_node ("Pad"), 13, COUNTING (3), LIST (1));
  REFUSED (CORRUPT, fold_node ("Pad"), 13, COUNTING (3), LIST (1, INT64_MAX));
  REFUSED (SHAPE, fold_node ("Pad"), 13, COUNTING (3), LIST (1, 1), REAL (0));
  REFUSED (MEMORY, fold_node ("Pad"), 13, COUNTING (3), LIST (1, 1 << 30));
  wire = fold_node ("Pad");
  onnx_attribute_text (wire, "mode", "wrap");
  REFUSED (UNSUPPORTED, wire, 13, COUNTING (3), LIST (1, 1));
  fold_budget_is_free ();
}

static void
test_gather (void)
{
  IS (FOLD (fold_node_int ("Gather", "axis", 0), 13, LIST (4, 5, 6), WHOLE (0)), 0, NULL,
      4);
  IS (FOLD (fold_node_int ("Gather", "axis", 1), 13, COUNTING (2, 3), LIST (-1, 0)), 2,
      DIMS (2, 2), 2, 0, 5, 3);
  IS (FOLD (fold_node ("Gather"), 13, COUNTING (3, 2), LIST (2)), 2, DIMS (1, 2), 4, 5);
  REFUSED (CORRUPT, fold_node ("Gather"), 13, LIST (1, 2), LIST (2));
  REFUSED (CORRUPT, fold_node ("Gather"), 13, LIST (1, 2), LIST (-3));
  REFUSED (CORRUPT, fold_node ("Gather"), 13, LIST (1, 2), LIST (INT64_MIN));
  REFUSED (CORRUPT, fold_node_int ("Gather", "axis", 1), 13, LIST (1), LIST (0));
  REFUSED (CORRUPT, fold_node ("Gather"), 13, LIST (1, 2), FLOATS (0));
  REFUSED (CORRUPT, fold_node ("Gather"), 13, COUNTING (0, 2), LIST (0));

  IS (FOLD (fold_node_int ("GatherElements", "axis", 1), 13, COUNTING (2, 2),
            fold_ints (DIMS (0, 0, 1, -2), DIMS (2, 2), 2)),
      2, DIMS (2, 2), 0, 0, 3, 2);
  REFUSED (SHAPE, fold_node ("GatherElements"), 13, COUNTING (2, 2), LIST (0));
  REFUSED (SHAPE, fold_node ("GatherElements"), 13, COUNTING (2, 2),
           fold_ints (DIMS (0, 0, 0), DIMS (1, 3), 2));
  REFUSED (CORRUPT, fold_node ("GatherElements"), 13, LIST (1), LIST (1));

  IS_LIST (FOLD (fold_node ("GatherND"), 13, COUNTING (2, 2),
                 fold_ints (DIMS (0, 0, 1, -1), DIMS (2, 2), 2)),
           0, 3);
  IS (FOLD (fold_node ("GatherND"), 13, COUNTING (2, 2),
            fold_ints (DIMS (1, 0), DIMS (2, 1), 2)),
      2, DIMS (2, 2), 2, 3, 0, 1);
  IS (FOLD (fold_node_int ("GatherND", "batch_dims", 1), 13, COUNTING (2, 2, 2),
            fold_ints (DIMS (1, 0), DIMS (2, 1), 2)),
      2, DIMS (2, 2), 2, 3, 4, 5);
  REFUSED (CORRUPT, fold_node ("GatherND"), 13, COUNTING (2, 2), LIST (2));
  REFUSED (SHAPE, fold_node ("GatherND"), 13, COUNTING (2), LIST (0, 0));
  REFUSED (CORRUPT, fold_node_int ("GatherND", "batch_dims", -1), 13, LIST (1), LIST (0));
  REFUSED (SHAPE, fold_node_int ("GatherND", "batch_dims", 1), 13, LIST (1), LIST (0));
  fold_budget_is_free ();
}

static void
test_scatter (void)
{
  Wire *wire;

  IS (FOLD (fold_node_int ("ScatterElements", "axis", 1), 13, COUNTING (1, 4),
            fold_ints (DIMS (1, -1), DIMS (1, 2), 2),
            fold_ints (DIMS (8, 9), DIMS (1, 2), 2)),
      2, DIMS (1, 4), 0, 8, 2, 9);
  wire = fold_node ("ScatterElements");
  onnx_attribute_text (wire, "reduction", "add");
  IS_LIST (FOLD (wire, 16, LIST (1, 2), LIST (1, 1), LIST (10, 100)), 1, 112);
  REFUSED (SHAPE, fold_node ("ScatterElements"), 13, LIST (1, 2), LIST (1), LIST (1, 2));
  REFUSED (CORRUPT, fold_node ("ScatterElements"), 13, LIST (1, 2), LIST (2), LIST (1));

  /* A block of rows, as PyTorch writes x[a:b] = v. */
  IS (FOLD (fold_node ("ScatterND"), 13, COUNTING (3, 2),
            fold_ints (DIMS (2, 0), DIMS (2, 1), 2),
            fold_ints (DIMS (10, 11, 12, 13), DIMS (2, 2), 2)),
      2, DIMS (3, 2), 12, 13, 2, 3, 10, 11);
  IS_LIST (FOLD (fold_node ("ScatterND"), 13, LIST (1, 2),
                 fold_ints (DIMS (-1), DIMS (1, 1), 2), LIST (5)),
           1, 5);
  wire = fold_node ("ScatterND");
  onnx_attribute_text (wire, "reduction", "mul");
  IS_REALS (FOLD (wire, 16, FLOATS (1, 2), fold_ints (DIMS (1, 1), DIMS (2, 1), 2),
                  FLOATS (3, 5)),
            1, 30);
  REFUSED (CORRUPT, fold_node ("ScatterND"), 13, LIST (1, 2),
           fold_ints (DIMS (2), DIMS (1, 1), 2), LIST (5));
  REFUSED (SHAPE, fold_node ("ScatterND"), 13, LIST (1, 2),
           fold_ints (DIMS (1), DIMS (1, 1), 2), LIST (5, 6));
  REFUSED (SHAPE, fold_node ("ScatterND"), 13, LIST (1, 2),
           fold_ints (DIMS (1), DIMS (1, 1), 2), FLOATS (5));
  REFUSED (SHAPE, fold_node ("ScatterND"), 13, LIST (1, 2), LIST (1, 0), LIST (5, 6));
  fold_budget_is_free ();
}

static void
test_places (void)
{
  IS (FOLD (fold_node ("OneHot"), 13, LIST (1, -1), WHOLE (3), LIST (7, 9)), 2,
      DIMS (2, 3), 7, 9, 7, 7, 7, 9);
  IS (FOLD (fold_node_int ("OneHot", "axis", 0), 13, LIST (1, 5), WHOLE (2), LIST (0, 1)),
      2, DIMS (2, 2), 0, 0, 1, 0);
  REFUSED (CORRUPT, fold_node ("OneHot"), 13, LIST (1), WHOLE (0), LIST (7, 9));
  REFUSED (CORRUPT, fold_node ("OneHot"), 13, LIST (1), WHOLE (3), LIST (7));
  REFUSED (MEMORY, fold_node ("OneHot"), 13, LIST (1), WHOLE (1 << 30), LIST (7, 9));

  IS (FOLD (fold_node ("NonZero"), 13, fold_ints (DIMS (0, 5, 6, 0), DIMS (2, 2), 2)), 2,
      DIMS (2, 2), 0, 1, 1, 0);
  IS (FOLD (fold_node ("NonZero"), 13, FLOATS (0, 0)), 2, DIMS (1, 0), 0);
  REFUSED (CORRUPT, fold_node ("NonZero"), 13, WHOLE (1));
  fold_budget_is_free ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-fold-move/slice", test_slice);
  g_test_add_func ("/onnx-fold-move/transpose", test_transpose);
  g_test_add_func ("/onnx-fold-move/concat", test_concat);
  g_test_add_func ("/onnx-fold-move/split", test_split);
  g_test_add_func ("/onnx-fold-move/reshape", test_reshape);
  g_test_add_func ("/onnx-fold-move/squeeze-unsqueeze", test_squeeze_unsqueeze);
  g_test_add_func ("/onnx-fold-move/identity", test_identity);
  g_test_add_func ("/onnx-fold-move/expand", test_expand);
  g_test_add_func ("/onnx-fold-move/pad", test_pad);
  g_test_add_func ("/onnx-fold-move/gather", test_gather);
  g_test_add_func ("/onnx-fold-move/scatter", test_scatter);
  g_test_add_func ("/onnx-fold-move/places", test_places);
  return g_test_run ();
}
