#include "tests/engine/formats/onnx-writer.h"

#include "engine/core/error.h"
#include "engine/formats/onnx.h"

#include <stdarg.h>
#include <string.h>

Wire *
wire_new (void)
{
  return g_byte_array_new ();
}

void
wire_varint (Wire *to, uint64_t value)
{
  do
    {
      guint8 byte = (guint8) ((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
      g_byte_array_append (to, &byte, 1);
      value >>= 7;
    }
  while (value > 0);
}

void
wire_tag (Wire *to, int field, int wire_type)
{
  wire_varint (to, (uint64_t) field << 3 | (uint64_t) wire_type);
}

void
wire_int (Wire *to, int field, int64_t value)
{
  wire_tag (to, field, 0);
  wire_varint (to, (uint64_t) value);
}

void
wire_float (Wire *to, int field, float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT32_TO_LE (bits);
  wire_tag (to, field, 5);
  g_byte_array_append (to, (const guint8 *) &bits, 4);
}

void
wire_bytes (Wire *to, int field, const void *data, size_t size)
{
  wire_tag (to, field, 2);
  wire_varint (to, size);
  if (size > 0)
    g_byte_array_append (to, data, (guint) size);
}

void
wire_text (Wire *to, int field, const char *text)
{
  wire_bytes (to, field, text, strlen (text));
}

void
wire_message (Wire *to, int field, Wire *message)
{
  wire_bytes (to, field, message->data, message->len);
  g_byte_array_unref (message);
}

Wire *
onnx_tensor (const char *name, int data_type, const int64_t *dims, int rank,
             const void *raw, size_t size)
{
  Wire *tensor = wire_new ();

  for (int i = 0; i < rank; i++)
    wire_int (tensor, 1, dims[i]);
  wire_int (tensor, 2, data_type);
  wire_text (tensor, 8, name);
  wire_bytes (tensor, 9, raw, size);
  return tensor;
}

Wire *
onnx_floats (const char *name, const int64_t *dims, int rank, float first, float step)
{
  int64_t n = 1;

  for (int i = 0; i < rank; i++)
    n *= dims[i];
  g_autofree float *data = g_new (float, n);
  for (int64_t i = 0; i < n; i++)
    data[i] = first + (float) i * step;
  return onnx_tensor (name, 1, dims, rank, data, sizeof (float) * (size_t) n);
}

Wire *
onnx_ints (const char *name, const int64_t *values, int n)
{
  int64_t dim = n;

  return onnx_tensor (name, 7, &dim, 1, values, sizeof *values * (size_t) n);
}

static void
names (Wire *node, int field, const char *list)
{
  g_auto (GStrv) parts = g_strsplit (list, ",", -1);

  for (char **part = parts; *part != NULL; part++)
    wire_text (node, field, *part);
}

Wire *
onnx_node (const char *op_type, const char *name, const char *inputs, const char *outputs)
{
  Wire *node = wire_new ();

  names (node, 1, inputs);
  names (node, 2, outputs);
  wire_text (node, 3, name);
  wire_text (node, 4, op_type);
  return node;
}

static Wire *
attribute_new (const char *name, int type)
{
  Wire *attribute = wire_new ();

  wire_text (attribute, 1, name);
  wire_int (attribute, 20, type);
  return attribute;
}

void
onnx_attribute_int (Wire *node, const char *name, int64_t value)
{
  Wire *attribute = attribute_new (name, 2);

  wire_int (attribute, 3, value);
  wire_message (node, 5, attribute);
}

void
onnx_attribute_ints (Wire *node, const char *name, int n, ...)
{
  Wire *attribute = attribute_new (name, 7);
  va_list list;

  va_start (list, n);
  for (int i = 0; i < n; i++)
    wire_int (attribute, 8, va_arg (list, int64_t));
  va_end (list);
  wire_message (node, 5, attribute);
}

void
onnx_attribute_float (Wire *node, const char *name, float value)
{
  Wire *attribute = attribute_new (name, 1);

  wire_float (attribute, 2, value);
  wire_message (node, 5, attribute);
}

void
onnx_attribute_text (Wire *node, const char *name, const char *text)
{
  Wire *attribute = attribute_new (name, 3);

  wire_text (attribute, 4, text);
  wire_message (node, 5, attribute);
}

void
onnx_attribute_tensor (Wire *node, const char *name, Wire *tensor)
{
  Wire *attribute = attribute_new (name, 4);

  wire_message (attribute, 5, tensor);
  wire_message (node, 5, attribute);
}

Wire *
onnx_value (const char *name, int n_dims, const int64_t *dims)
{
  Wire *value = wire_new (), *type = wire_new (), *tensor = wire_new (),
       *shape = wire_new ();

  for (int i = 0; i < n_dims; i++)
    {
      Wire *dim = wire_new ();
      if (dims[i] == 0)
        wire_text (dim, 2, "N");
      else
        wire_int (dim, 1, dims[i]);
      wire_message (shape, 1, dim);
    }
  wire_int (tensor, 1, 1);
  wire_message (tensor, 2, shape);
  wire_message (type, 1, tensor);
  wire_text (value, 1, name);
  wire_message (value, 2, type);
  return value;
}

void
graph_node (Wire *graph, Wire *node)
{
  wire_message (graph, 1, node);
}

void
graph_initializer (Wire *graph, Wire *tensor)
{
  wire_message (graph, 5, tensor);
}

void
graph_input (Wire *graph, Wire *value)
{
  wire_message (graph, 11, value);
}

void
graph_output (Wire *graph, Wire *value)
{
  wire_message (graph, 12, value);
}

Wire *
graph_begin (int64_t h, int64_t w)
{
  Wire *graph = wire_new ();

  wire_text (graph, 2, "g");
  graph_input (graph, onnx_value ("input", 4, (int64_t[]){ 0, 3, h, w }));
  graph_output (graph, onnx_value ("y", 2, (int64_t[]){ 0, 2 }));
  return graph;
}

Wire *
onnx_model (Wire *graph, int64_t opset)
{
  Wire *model = wire_new (), *import = wire_new ();

  wire_int (model, 1, 7);
  wire_text (import, 1, "");
  wire_int (import, 2, opset);
  wire_message (model, 8, import);
  wire_message (model, 7, graph);
  return model;
}

GBytes *
onnx_bytes (Wire *model)
{
  return g_byte_array_free_to_bytes (model);
}

void
graph_conv (Wire *graph)
{
  Wire *conv = onnx_node ("Conv", "conv", "input,conv.weight,conv.bias", "c");

  onnx_attribute_ints (conv, "pads", 4, (int64_t) 1, (int64_t) 1, (int64_t) 1,
                       (int64_t) 1);
  graph_node (graph, conv);
  graph_initializer (
      graph, onnx_floats ("conv.weight", (int64_t[]){ 4, 3, 3, 3 }, 4, -0.5f, 0.01f));
  graph_initializer (graph, onnx_floats ("conv.bias", (int64_t[]){ 4 }, 1, 0, 0.1f));
}

void
graph_head (Wire *graph, const char *from, int64_t channels)
{
  Wire *gemm = onnx_node ("Gemm", "fc", "head.flat,fc.weight,fc.bias", "y");

  onnx_attribute_int (gemm, "transB", 1);
  graph_node (graph, onnx_node ("GlobalAveragePool", "pool", from, "head.pooled"));
  graph_node (graph, onnx_node ("Flatten", "flatten", "head.pooled", "head.flat"));
  graph_node (graph, gemm);
  graph_initializer (graph,
                     onnx_floats ("fc.weight", (int64_t[]){ 2, channels }, 2, -1, 0.25f));
  graph_initializer (graph, onnx_floats ("fc.bias", (int64_t[]){ 2 }, 1, 1, 1));
}

FrostModel *
onnx_load_graph (Wire *graph, int64_t opset)
{
  g_autoptr (GBytes) bytes = onnx_bytes (onnx_model (graph, opset));
  g_autoptr (GError) error = NULL;
  FrostModel *model = frost_onnx_load_bytes (bytes, "test", &error);

  g_assert_no_error (error);
  g_assert_nonnull (model);
  return model;
}

void
onnx_refuse_model (Wire *wire, int code, const char *text)
{
  g_autoptr (GBytes) bytes = onnx_bytes (wire);
  g_autoptr (GError) error = NULL;
  FrostModel *model = frost_onnx_load_bytes (bytes, "test", &error);

  g_assert_null (model);
  g_assert_nonnull (error);
  if (strstr (error->message, text) == NULL || error->code != code)
    g_error ("expected %d \"…%s…\", got %d \"%s\"", code, text, error->code,
             error->message);
  g_assert_true (error->domain == FROST_ENGINE_ERROR);
  g_assert_true (g_str_has_prefix (error->message, "test: "));
  g_assert_null (strchr (error->message, '\n'));
}

void
onnx_refuse_graph (Wire *graph, int64_t opset, int code, const char *text)
{
  onnx_refuse_model (onnx_model (graph, opset), code, text);
}

Wire *
graph_after (int64_t size)
{
  Wire *graph = graph_begin (size, size),
       *first = onnx_node ("MaxPool", "first", "input", "a");

  onnx_attribute_ints (first, "kernel_shape", 2, (int64_t) 1, (int64_t) 1);
  graph_node (graph, first);
  return graph;
}

const FrostNode *
model_node (const FrostModel *model, int index, FrostOpKind kind)
{
  g_assert_cmpint (index, <, frost_graph_n_nodes (model->graph));
  const FrostNode *node = frost_graph_node (model->graph, index);
  g_assert_cmpint (node->kind, ==, kind);
  return node;
}

void
graph_kernel (Wire *graph, const char *name, int64_t out, int64_t in, int64_t kernel)
{
  graph_initializer (
      graph, onnx_floats (name, (int64_t[]){ out, in, kernel, kernel }, 4, -1, 0.1f));
}

void
model_pads_are (const FrostNode *node, int top, int left, int bottom, int right)
{
  const FrostWindow *w = &node->attributes.window;

  g_assert_cmpint (w->pad_top, ==, top);
  g_assert_cmpint (w->pad_left, ==, left);
  g_assert_cmpint (w->pad_bottom, ==, bottom);
  g_assert_cmpint (w->pad_right, ==, right);
}
