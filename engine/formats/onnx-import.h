/* What the parts of the ONNX importer share while one file is read. Not for others.
 *
 * The importer walks the nodes that the output needs, in the file's order. A node whose inputs
 * are all known is folded; any other is handed to its builder, which appends to the model's graph
 * and says what the node's first result is.
 */
#pragma once

#include "engine/formats/onnx-tensor.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

/* Pixels at each border. */
typedef struct
{
  int top, left, bottom, right;
} FrostOnnxPads;

/* What a name in the file stands for. */
typedef struct
{
  FrostOnnxConstant *constant; /* NULL: an activation */
  int value;                   /* activation: its number in the graph */
  int rank;                    /* activation: 4 = N x C x H x W, 2 = N x features */
  FrostOnnxPads pads; /* zeros around it that a Pad left for its readers to add */
  gboolean padded;
  float unit_clip; /* above 0: stands for clamp (value * unit_clip, 0, 1), see
                    * frost_onnx_map_hard_sigmoid; only a Mul can read it */
  gboolean shared; /* more than one node reads it, under this name or another */
} FrostOnnxValue;

typedef struct
{
  const Onnx__GraphProto *proto;
  int64_t opset;
  int64_t batch;                 /* of the input, 0 = any */
  const FrostOnnxSource *source; /* of initializers without numbers; may be NULL */
  FrostOnnxBudget budget;
  GHashTable *values;                       /* name → FrostOnnxValue */
  GHashTable *producers;                    /* name → index of its node + 1 */
  GHashTable *uses;                         /* name → how many living nodes read it */
  GHashTable *node_names, *parameter_names; /* see onnx-names.h */
  FrostModel *model;
} FrostOnnxImport;

typedef struct
{
  FrostOnnxImport *import;
  const Onnx__NodeProto *proto;
  const char *name; /* as it is called in the graph */
  int n_inputs;
  FrostOnnxValue **inputs; /* [n_inputs] NULL = an optional one left out */
} FrostOnnxNode;

/* Turns one node into graph nodes. Errors: the text starts without the node's name. */
typedef gboolean (*FrostOnnxBuilder) (FrostOnnxNode *node, GError **error);

/* NULL when the operator is not in the map. */
FrostOnnxBuilder frost_onnx_operator_map_find (const char *op_type);

/* By family; see the file of each for the operators' versions. */
gboolean frost_onnx_map_conv (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_batch_normalization (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_gemm (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_mat_mul (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_add (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_concat (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_relu (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_clip (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_hard_sigmoid (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_mul (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_dropout (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_identity (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_cast (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_max_pool (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_average_pool (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_global_average_pool (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_global_max_pool (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_reduce_mean (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_pad (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_shape (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_flatten (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_reshape (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_squeeze (FrostOnnxNode *node, GError **error);

/* Sets UNSUPPORTED, "operator "Pad" in another mode … is not supported", and returns FALSE. */
gboolean frost_onnx_node_refuse (const FrostOnnxNode *node, const char *what,
                                 GError **error);

/* Input i as an activation of a rank (0 = any). Padding is refused unless asked for.
 * Errors: CORRUPT, UNSUPPORTED. */
FrostOnnxValue *frost_onnx_node_activation (const FrostOnnxNode *node, int i, int rank,
                                            gboolean may_be_padded, GError **error);

/* Input i as a constant. Errors: CORRUPT, UNSUPPORTED when it is computed from the image. */
gboolean frost_onnx_node_has_input (const FrostOnnxNode *node, int i);
FrostOnnxConstant *frost_onnx_node_constant (const FrostOnnxNode *node, int i,
                                             GError **error);

/* The same, float and of a rank. */
FrostOnnxConstant *frost_onnx_node_weight (const FrostOnnxNode *node, int i, int rank,
                                           GError **error);

/* Channels, height and width of an activation as ONNX sees it; height and width are 1 at
 * rank 2. */
void frost_onnx_value_image (const FrostOnnxImport *import, const FrostOnnxValue *value,
                             int64_t *c, int64_t *h, int64_t *w);

/* Appends a node with the inputs' values and makes it the first result, of a rank. The
 * parameters follow with frost_onnx_node_parameter, then frost_onnx_node_finish infers it. */
FrostNode *frost_onnx_node_emit (FrostOnnxNode *node, FrostOpKind kind,
                                 const FrostOpAttributes *attributes, const int *inputs,
                                 int n_inputs);

/* A tensor of zeros that becomes the node's parameter. source names it when its own name is one
 * that a person gave. Errors: SHAPE, MEMORY. */
FrostTensor *frost_onnx_node_parameter (FrostOnnxNode *node, FrostNode *graph_node,
                                        int slot, const FrostOnnxConstant *source,
                                        const FrostShape *shape, GError **error);

/* Infers the graph's last node and makes it the first result. Errors: SHAPE, UNSUPPORTED. */
gboolean frost_onnx_node_finish (FrostOnnxNode *node, int rank, GError **error);

/* The first result is a constant (taken), or another value under a new name. */
gboolean frost_onnx_node_set_constant (FrostOnnxNode *node, FrostOnnxConstant *constant);
FrostOnnxValue *frost_onnx_node_set_alias (FrostOnnxNode *node,
                                           const FrostOnnxValue *value);

/* Makes a vector of an activation of rank 4, with a flatten node where one is needed, and makes
 * it the first result. */
gboolean frost_onnx_node_flatten (FrostOnnxNode *node, const FrostOnnxValue *x,
                                  GError **error);

/* The model of a checked file; the message and the source are no longer needed afterwards.
 * source may be NULL. */
FrostModel *frost_onnx_import (const Onnx__ModelProto *proto, const char *name,
                               int64_t budget, const FrostOnnxSource *source,
                               GError **error);

G_END_DECLS
