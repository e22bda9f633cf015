/* The pre-scan: one hand-made message a rule. */
#include "engine/core/error.h"
#include "engine/formats/onnx.pb-c.h"
#include "engine/formats/wire-scan.h"
#include "tests/engine/formats/onnx-writer.h"

#include <string.h>

static const FrostWireLimits roomy = {
  .depth = 32, .messages = 1 << 20, .fields = 1 << 20, .memory = 64 << 20
};

/* Takes the wire. */
static void
check (Wire *wire, const FrostWireLimits *limits, int code, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (wire->data, wire->len);
  const FrostWireInput input = frost_wire_input_bytes (bytes);
  g_auto (FrostWireSkeleton) skeleton = { 0 };
  gboolean ok =
      frost_wire_scan (&input, &onnx__model_proto__descriptor, limits, &skeleton, &error);

  if (code < 0)
    {
      g_assert_no_error (error);
      g_assert_true (ok);
    }
  else
    {
      g_assert_false (ok);
      g_assert_error (error, FROST_ENGINE_ERROR, code);
      if (strstr (error->message, text) == NULL)
        g_error ("\"%s\" has no \"%s\"", error->message, text);
    }
  g_byte_array_unref (wire);
}

static void
refuse (Wire *wire, const char *text)
{
  check (wire, &roomy, FROST_ENGINE_ERROR_CORRUPT, text);
}

static void
test_accepts (void)
{
  Wire *wire = onnx_model (graph_begin (8, 8), 13);

  /* Fields that are not known yet are passed over. */
  wire_int (wire, 900, 5);
  wire_text (wire, 901, "later");
  check (wire, &roomy, -1, NULL);
}

/* graph.node.attribute.g.node.attribute.g …: three messages a turn. */
static Wire *
nested (int turns)
{
  Wire *graph = wire_new ();

  for (int i = 0; i < turns; i++)
    {
      Wire *attribute = wire_new (), *node = wire_new (), *outer = wire_new ();
      wire_message (attribute, 6, graph);
      wire_message (node, 5, attribute);
      wire_message (outer, 1, node);
      graph = outer;
    }
  Wire *model = wire_new ();
  wire_message (model, 7, graph);
  return model;
}

static void
test_depth (void)
{
  check (nested (10), &roomy, -1, NULL); /* 1 + 1 + 30 messages deep */
  refuse (nested (11), "nested deeper");
  refuse (nested (4000), "nested deeper");
}

static void
test_counts (void)
{
  FrostWireLimits limits = roomy;
  Wire *graph = wire_new (), *model = wire_new ();

  for (int i = 0; i < 100; i++)
    wire_message (graph, 1, wire_new ());
  wire_message (model, 7, graph);
  Wire *again = wire_new ();
  g_byte_array_append (again, model->data, model->len);
  limits.messages = 102;
  check (again, &limits, -1, NULL);
  limits.messages = 101;
  check (model, &limits, FROST_ENGINE_ERROR_CORRUPT, "more messages");

  Wire *fields = wire_new ();
  for (int i = 0; i < 50; i++)
    wire_int (fields, 900, i);
  limits = roomy;
  limits.fields = 40;
  check (fields, &limits, FROST_ENGINE_ERROR_CORRUPT, "more fields");
}

/* Two bytes of an empty node become 100 and more in memory. */
static void
test_memory (void)
{
  FrostWireLimits limits = roomy;
  Wire *graph = wire_new (), *model = wire_new ();

  for (int i = 0; i < 50000; i++)
    wire_message (graph, 1, wire_new ());
  wire_message (model, 7, graph);
  limits.memory = 2 * (int64_t) model->len + (1 << 20);
  check (model, &limits, FROST_ENGINE_ERROR_MEMORY, "would take more than");

  /* Packed integers of one byte become eight. */
  Wire *tensor = wire_new (), *outer = wire_new (), *root = wire_new ();
  g_autofree guint8 *zeros = g_malloc0 (1 << 20);
  wire_bytes (tensor, 7, zeros, 1 << 20);
  wire_message (outer, 5, tensor);
  wire_message (root, 7, outer);
  limits.memory = 4 << 20;
  limits.fields = 2 << 20;
  check (root, &limits, FROST_ENGINE_ERROR_MEMORY, "would take more than");
}

static void
test_varints (void)
{
  static const guint8 eleven[] = {
    8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1
  };
  static const guint8 too_big[] = { 8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2 };
  static const guint8 largest[] = { 8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1 };
  static const guint8 cut[] = { 8, 255 };

  refuse (g_byte_array_append (wire_new (), eleven, sizeof eleven),
          "longer than 64 bits");
  refuse (g_byte_array_append (wire_new (), too_big, sizeof too_big),
          "longer than 64 bits");
  refuse (g_byte_array_append (wire_new (), cut, sizeof cut), "cut off");
  check (g_byte_array_append (wire_new (), largest, sizeof largest), &roomy, -1, NULL);
}

static void
test_lengths (void)
{
  static const guint64 lengths[] = { 5, 1u << 31, G_MAXINT64, G_MAXUINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      Wire *wire = wire_new ();
      wire_tag (wire, 7, 2);
      wire_varint (wire, lengths[i]);
      g_byte_array_append (wire, (const guint8 *) "abc", 3);
      refuse (wire, "longer than what is left");
    }

  /* A message inside must not reach over its own end into its parent. */
  Wire *inner = wire_new (), *wire = wire_new ();
  wire_tag (inner, 2, 2);
  wire_varint (inner, 3);
  wire_message (wire, 7, inner);
  wire_text (wire, 2, "producer");
  refuse (wire, "longer than what is left");

  wire = wire_new ();
  wire_tag (wire, 900, 1);
  g_byte_array_append (wire, (const guint8 *) "abc", 3);
  refuse (wire, "longer than what is left");
}

static void
test_types (void)
{
  for (int type = 3; type < 8; type += type == 4 ? 2 : 1) /* 3, 4: groups; 6, 7: none */
    {
      Wire *wire = wire_new ();
      wire_tag (wire, 900, type);
      refuse (wire, "group or of no known type");
    }

  Wire *wire = wire_new ();
  wire_text (wire, 1, "seven"); /* ir_version */
  refuse (wire, "type that its number does not allow");
  wire = wire_new ();
  wire_int (wire, 7, 7); /* graph */
  refuse (wire, "type that its number does not allow");
  wire = wire_new ();
  wire_tag (wire, 0, 0);
  wire_varint (wire, 1);
  refuse (wire, "impossible number");

  /* float_data of seven bytes */
  Wire *tensor = wire_new (), *graph = wire_new ();
  wire = wire_new ();
  wire_text (tensor, 4, "sevenby");
  wire_message (graph, 5, tensor);
  wire_message (wire, 7, graph);
  refuse (wire, "inside a number");
}

static void
test_once (void)
{
  Wire *wire = wire_new ();
  wire_int (wire, 1, 7);
  wire_int (wire, 1, 7);
  refuse (wire, "occurs twice");

  wire = wire_new ();
  wire_message (wire, 7, wire_new ());
  wire_message (wire, 7, wire_new ());
  refuse (wire, "occurs twice");

  /* Both members of a oneof: dim_value and dim_param. */
  Wire *dim = wire_new (), *shape = wire_new (), *tensor = wire_new (),
       *type = wire_new (), *value = wire_new (), *graph = wire_new ();
  wire_int (dim, 1, 3);
  wire_text (dim, 2, "N");
  wire_message (shape, 1, dim);
  wire_message (tensor, 2, shape);
  wire_message (type, 1, tensor);
  wire_message (value, 2, type);
  wire_message (graph, 11, value);
  wire = wire_new ();
  wire_message (wire, 7, graph);
  refuse (wire, "occurs twice");
}

static void
test_text (void)
{
  Wire *wire = wire_new ();
  wire_bytes (wire, 2, "a\0b", 3);
  refuse (wire, "not UTF-8");
  wire = wire_new ();
  wire_bytes (wire, 2, "\xc3\x28", 2);
  refuse (wire, "not UTF-8");
}

/* TensorProto with so many raw bytes, and two unknown fields around them. */
static Wire *
raw_tensor (const char *name, size_t n)
{
  Wire *tensor = wire_new ();
  g_autofree guint8 *raw = g_malloc (n);

  memset (raw, 7, n);
  wire_int (tensor, 900, 5);
  wire_text (tensor, 8, name);
  wire_bytes (tensor, 9, raw, n);
  /* The number that marks what was left out: a file's own is dropped. */
  wire_tag (tensor, (1 << 29) - 1, 5);
  g_byte_array_append (tensor, (const guint8 *) "\1\0\0\0", 4);
  return tensor;
}

static void
test_skeleton (void)
{
  FrostWireLimits limits = roomy;
  Wire *graph = wire_new (), *model = wire_new (), *floats = wire_new ();
  g_autoptr (GError) error = NULL;
  g_auto (FrostWireSkeleton) skeleton = { 0 };
  static const float numbers[30] = { 1.5f };

  limits.large_in = &onnx__tensor_proto__descriptor;
  limits.large = 100;
  graph_initializer (graph, raw_tensor ("large", 70000));
  graph_initializer (graph, raw_tensor ("small", 100));
  wire_text (floats, 8, "floats");
  wire_bytes (floats, 4, numbers, sizeof numbers);
  graph_initializer (graph, floats);
  wire_text (graph, 2, "the graph's name");
  wire_message (model, 7, graph);
  wire_int (model, 1, -8);
  g_autoptr (GBytes) bytes = onnx_bytes (model);
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  const FrostWireInput input = frost_wire_input_bytes (bytes);
  g_assert_true (frost_wire_scan (&input, &onnx__model_proto__descriptor, &limits,
                                  &skeleton, &error));
  g_assert_no_error (error);
  g_assert_cmpint ((int) skeleton.size, <, 400);

  Onnx__ModelProto *proto =
      onnx__model_proto__unpack (NULL, skeleton.size, skeleton.bytes);
  g_assert_nonnull (proto);
  g_assert_cmpint (proto->ir_version, ==, -8);
  g_assert_cmpstr (proto->graph->name, ==, "the graph's name");
  g_assert_cmpint (proto->graph->n_initializer, ==, 3);
  Onnx__TensorProto **tensor = proto->graph->initializer;

  const FrostWirePart *part = frost_wire_skeleton_part (&skeleton, &tensor[0]->base);
  g_assert_nonnull (part);
  g_assert_cmpstr (tensor[0]->name, ==, "large");
  g_assert_false (tensor[0]->has_raw_data);
  g_assert_cmpint (part->field, ==, 9);
  g_assert_cmpint (part->size, ==, 70000);
  g_assert_cmpint (data[part->position - 1], !=, 7);
  g_assert_cmpint (data[part->position], ==, 7);
  g_assert_cmpint (data[part->position + 69999], ==, 7);

  g_assert_null (frost_wire_skeleton_part (&skeleton, &tensor[1]->base));
  g_assert_cmpint (tensor[1]->raw_data.len, ==, 100);
  g_assert_cmpint (tensor[1]->raw_data.data[99], ==, 7);

  part = frost_wire_skeleton_part (&skeleton, &tensor[2]->base);
  g_assert_nonnull (part);
  g_assert_cmpint (part->field, ==, 4);
  g_assert_cmpint (part->n, ==, 30);
  g_assert_cmpmem (data + part->position, sizeof numbers, numbers, sizeof numbers);
  onnx__model_proto__free_unpacked (proto, NULL);
}

static void
test_pieces (void)
{
  FrostWireLimits limits = roomy;
  Wire *tensor = raw_tensor ("twice", 200), *graph = wire_new (), *model = wire_new ();
  static const guint8 zeros[200] = { 0 };

  wire_bytes (tensor, 4, zeros, sizeof zeros);
  graph_initializer (graph, tensor);
  wire_message (model, 7, graph);
  Wire *again = g_byte_array_append (wire_new (), model->data, model->len);
  check (model, &roomy, -1, NULL);
  limits.large_in = &onnx__tensor_proto__descriptor;
  limits.large = 100;
  check (again, &limits, FROST_ENGINE_ERROR_CORRUPT, "more than one piece");
}

/* Unpacking that runs out of its budget at any point neither crashes nor leaks. */
static void
test_allocator (void)
{
  Wire *graph = graph_begin (8, 8);
  graph_conv (graph);
  graph_head (graph, "c", 4);
  g_autoptr (GBytes) bytes = onnx_bytes (onnx_model (graph, 13));
  size_t size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean unpacked = FALSE;

  for (int64_t budget = 0; !unpacked; budget += 40)
    {
      FrostWireAllocator allocator;
      frost_wire_allocator_init (&allocator, budget);
      Onnx__ModelProto *proto =
          onnx__model_proto__unpack (&allocator.allocator, size, data);
      unpacked = proto != NULL;
      g_assert_true (unpacked || allocator.failed);
      if (unpacked)
        onnx__model_proto__free_unpacked (proto, &allocator.allocator);
      g_assert_cmpint (budget, <, 1 << 20);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire-scan/accepts", test_accepts);
  g_test_add_func ("/wire-scan/depth", test_depth);
  g_test_add_func ("/wire-scan/counts", test_counts);
  g_test_add_func ("/wire-scan/memory", test_memory);
  g_test_add_func ("/wire-scan/varints", test_varints);
  g_test_add_func ("/wire-scan/lengths", test_lengths);
  g_test_add_func ("/wire-scan/types", test_types);
  g_test_add_func ("/wire-scan/once", test_once);
  g_test_add_func ("/wire-scan/text", test_text);
  g_test_add_func ("/wire-scan/skeleton", test_skeleton);
  g_test_add_func ("/wire-scan/pieces", test_pieces);
  g_test_add_func ("/wire-scan/allocator", test_allocator);
  return g_test_run ();
}
