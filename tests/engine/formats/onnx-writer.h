/* Writes ONNX files byte by byte, right and wrong ones, without the code that is tested.
 *
 * A message is a GByteArray; what is put into another is taken by it.
 */
#pragma once

#include "engine/graph/model.h"

#include <glib.h>

typedef GByteArray Wire;

Wire *wire_new (void);
void wire_varint (Wire *to, uint64_t value);
void wire_tag (Wire *to, int field, int wire_type);
void wire_int (Wire *to, int field, int64_t value);
void wire_float (Wire *to, int field, float value);
void wire_bytes (Wire *to, int field, const void *data, size_t size);
void wire_text (Wire *to, int field, const char *text);
void wire_message (Wire *to, int field, Wire *message);

/* TensorProto with raw data; data_type 1 = float, 7 = int64. */
Wire *onnx_tensor (const char *name, int data_type, const int64_t *dims, int rank,
                   const void *raw, size_t size);
Wire *onnx_floats (const char *name, const int64_t *dims, int rank, float first,
                   float step);
Wire *onnx_ints (const char *name, const int64_t *values, int n);

/* NodeProto; inputs and outputs are lists with commas between, an empty one is left out. */
Wire *onnx_node (const char *op_type, const char *name, const char *inputs,
                 const char *outputs);
void onnx_attribute_int (Wire *node, const char *name, int64_t value);
void onnx_attribute_ints (Wire *node, const char *name, int n, ...); /* int64_t each */
void onnx_attribute_float (Wire *node, const char *name, float value);
void onnx_attribute_text (Wire *node, const char *name, const char *text);
void onnx_attribute_tensor (Wire *node, const char *name, Wire *tensor);

/* ValueInfoProto of floats; a dimension of 0 is written as the name "N". */
Wire *onnx_value (const char *name, int n_dims, const int64_t *dims);

/* Parts of GraphProto. */
void graph_node (Wire *graph, Wire *node);
void graph_initializer (Wire *graph, Wire *tensor);
void graph_input (Wire *graph, Wire *value);
void graph_output (Wire *graph, Wire *value);

/* "input" of N x 3 x h x w, output "y". */
Wire *graph_begin (int64_t h, int64_t w);

/* ModelProto with IR 7 and the graph. */
Wire *onnx_model (Wire *graph, int64_t opset);
GBytes *onnx_bytes (Wire *model);

/* Puts a Conv "conv" of a 3x3 kernel with padding 1 in front: "input" to "c", 3 to 4 channels. */
void graph_conv (Wire *graph);
/* "from" (c x h x w) through GlobalAveragePool, Flatten and a Gemm "fc" of 2 classes to "y". */
void graph_head (Wire *graph, const char *from, int64_t channels);

/* Loads it as "test"; must work. */
FrostModel *onnx_load_graph (Wire *graph, int64_t opset);
/* Must fail with the code and with the text in its message. */
void onnx_refuse_model (Wire *model, int code, const char *text);
void onnx_refuse_graph (Wire *graph, int64_t opset, int code, const char *text);

/* As graph_begin, with "a": the input through a pool of one pixel, so that there is something before
 * the node under test. It is the model's node 0. */
Wire *graph_after (int64_t size);
/* An initializer of out x in x kernel x kernel. */
void graph_kernel (Wire *graph, const char *name, int64_t out, int64_t in,
                   int64_t kernel);

/* The node at an index, which must be of the kind; and that its window has these pads. */
const FrostNode *model_node (const FrostModel *model, int index, FrostOpKind kind);
void model_pads_are (const FrostNode *node, int top, int left, int bottom, int right);
