/* What the parts of the ONNX exporter share while one model is written. Not for others.
 *
 * An image is N x C x H x W in the file where a layer made it that has to have it so, and
 * N x H x W x C behind layers that work on the last axis. A value is written in the order that its
 * node gives, and transposed where a reader needs the other one; everything else keeps the order
 * that the graph has, the number of images in front.
 */
#pragma once

#include "engine/formats/onnx.pb-c.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

#define FROST_ONNX_INPUT "input"
#define FROST_ONNX_OUTPUT "logits"

typedef enum
{
  FROST_ONNX_PLAIN,
  FROST_ONNX_CHANNELS_FIRST, /* values of rank 3 only */
  FROST_ONNX_N_LAYOUTS,
} FrostOnnxLayout;

typedef struct
{
  char *names[FROST_ONNX_N_LAYOUTS]; /* NULL = not written so yet */
  FrostOnnxLayout made;              /* by its node */
} FrostOnnxExportValue;

typedef struct
{
  const FrostModel *model;
  Onnx__GraphProto *graph;
  gboolean half;     /* parameters as 16-bit floats */
  GHashTable *names; /* of values and initializers, which share one name space */
  FrostOnnxExportValue *values; /* [values] */
  char **parameter_names;       /* [parameters] what readers call it */
  const char *batch; /* name of the number of images as a list of one, or NULL */
} FrostOnnxExport;

/* Writes one node of the graph. Errors: MEMORY, UNSUPPORTED, the node's name in front. */
typedef gboolean (*FrostOnnxExporter) (FrostOnnxExport *export, int index,
                                       GError **error);

/* A node of the file with the given result, called after from. */
Onnx__NodeProto *frost_onnx_export_node (FrostOnnxExport *export, const char *op_type,
                                         const char *name, const char *output);
void frost_onnx_export_input (Onnx__NodeProto *node, const char *name);
void frost_onnx_export_int (Onnx__NodeProto *node, const char *name, int64_t value);
void frost_onnx_export_float (Onnx__NodeProto *node, const char *name, float value);
void frost_onnx_export_ints (Onnx__NodeProto *node, const char *name,
                             const int64_t *values, size_t n);
void frost_onnx_export_text (Onnx__NodeProto *node, const char *name, const char *text);

/* The name of a new value, "name.suffix". Free with g_free. */
char *frost_onnx_export_take_name (FrostOnnxExport *export, const char *name,
                                   const char *suffix);

/* A further input: one number, a list of integers, numbers of a shape. Errors: MEMORY. */
gboolean frost_onnx_export_number (FrostOnnxExport *export, Onnx__NodeProto *node,
                                   const char *role, float value, GError **error);
gboolean frost_onnx_export_numbers (FrostOnnxExport *export, Onnx__NodeProto *node,
                                    const char *role, const float *values, size_t n,
                                    GError **error);
gboolean frost_onnx_export_list (FrostOnnxExport *export, Onnx__NodeProto *node,
                                 const char *role, const int64_t *values, size_t n,
                                 GError **error);

/* A step in between: op_type on one input, to a new value whose name is returned, lent. */
Onnx__NodeProto *frost_onnx_export_step (FrostOnnxExport *export, const char *op_type,
                                         const char *name, const char *suffix,
                                         const char *input, const char **output);

/* All parameters as initializers, under their names. Errors: MEMORY. */
gboolean frost_onnx_export_parameters (FrostOnnxExport *export, GError **error);

/* The value in a layout, transposed for it where it is not there yet. Lent. */
const char *frost_onnx_export_value (FrostOnnxExport *export, int value,
                                     FrostOnnxLayout layout);

/* Names the result of node index, which is written in the layout. Lent. */
const char *frost_onnx_export_result (FrostOnnxExport *export, int index,
                                      FrostOnnxLayout layout);

/* Axis d of a value in the file. */
int64_t frost_onnx_export_axis (FrostOnnxLayout layout, int d);

/* A parameter in the shape of a value's axes: "operand" of arithmetic, [1, 1, c] or [h, w, c] for
 * an image. Reshaped and transposed where the file's initializer has another form. Lent.
 * Errors: MEMORY. */
const char *frost_onnx_export_operand (FrostOnnxExport *export, const FrostNode *node,
                                       int slot, FrostOnnxLayout layout, GError **error);

/* By family. */
gboolean frost_onnx_export_conv (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_batch_norm (FrostOnnxExport *export, int index,
                                       GError **error);
gboolean frost_onnx_export_linear (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_mat_mul (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_layer_norm (FrostOnnxExport *export, int index,
                                       GError **error);
gboolean frost_onnx_export_softmax (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_image (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_unary (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_prelu (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_clip (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_gated (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_gelu (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_arithmetic (FrostOnnxExport *export, int index,
                                       GError **error);
gboolean frost_onnx_export_dropout (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_flatten (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_reshape (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_transpose (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_slice (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_pad (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_concat (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_gather (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_expand (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_reduce (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_resize (FrostOnnxExport *export, int index, GError **error);
gboolean frost_onnx_export_parameter (FrostOnnxExport *export, int index, GError **error);

G_END_DECLS
