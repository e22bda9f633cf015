/* What the parts of the ONNX importer share while one file is read. Not for others.
 *
 * The importer walks the nodes that the output needs, in the file's order. A node whose inputs
 * are all known is folded; any other is handed to its builder, which appends to the model's graph
 * and says what the node's results are.
 *
 * A model is imported for one image: the number of images is 1 wherever the file leaves it open,
 * shapes included, and the engine runs what comes of it on as many images as there are. So it does
 * not matter where the file keeps the number of images, or that it is multiplied into another
 * dimension (attention does that); a file written for a larger fixed number is refused.
 */
#pragma once

#include "engine/formats/onnx-constant.h"
#include "engine/formats/onnx-value.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

struct FrostOnnxImport
{
  const Onnx__GraphProto *proto;
  int64_t opset;
  int64_t batch;     /* that the file is written for, 0 = any */
  gboolean fragment; /* see FrostOnnxImportOptions */
  FrostOnnxBudget budget;
  const FrostOnnxSource
      *source;        /* of initializers without numbers in the message, or NULL */
  GHashTable *values; /* name → FrostOnnxValue */
  GHashTable
      *producers; /* name → index of its node + 1, of its initializer as -1 - index */
  GHashTable *computed; /* name of a constant → FrostOnnxValue that computes it */
  int computed_depth;   /* nested calls of frost_onnx_compute_constant */
  GHashTable *node_names, *parameter_names; /* see onnx-names.h */
  GStringChunk *reasons;                    /* why values are unknown */
  GError *first_failure;                    /* the first node that could not be read */
  FrostModel *model;
};

typedef struct
{
  FrostOnnxImport *import;
  const Onnx__NodeProto *proto;
  const char *name; /* as it is called in the graph */
  int n_inputs;
  FrostOnnxValue **inputs; /* [n_inputs] NULL = an optional one left out */
  int result;              /* which of its results the builder is at */
  GHashTable *results;     /* where they go: import->values or import->computed */
} FrostOnnxNode;

/* Turns one node into graph nodes. Errors: the text starts without the node's name. */
typedef gboolean (*FrostOnnxBuilder) (FrostOnnxNode *node, GError **error);

/* NULL when the operator is not in the map. */
FrostOnnxBuilder frost_onnx_operator_map_find (const char *op_type);

/* By family; see the file of each for the operators' versions. */
gboolean frost_onnx_map_conv (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_batch_normalization (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_instance_normalization (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_layer_normalization (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_lrn (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_gemm (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_mat_mul (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_add (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_sub (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_mul (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_div (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_pow (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_relu (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_leaky_relu (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_elu (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_prelu (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_clip (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_sigmoid (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_hard_sigmoid (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_hard_swish (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_tanh (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_erf (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_exp (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_log (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_sqrt (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_abs (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_neg (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_reciprocal (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_softmax (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_dropout (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_identity (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_cast (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_max_pool (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_average_pool (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_global_average_pool (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_global_max_pool (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_reduce_mean (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_reduce_sum (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_reduce_l2 (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_resize (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_upsample (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_pad (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_shape (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_size (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_flatten (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_reshape (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_squeeze (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_unsqueeze (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_transpose (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_concat (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_split (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_slice (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_gather (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_scatter_nd (FrostOnnxNode *node, GError **error);
gboolean frost_onnx_map_expand (FrostOnnxNode *node, GError **error);

/* Sets UNSUPPORTED, "operator "Pad" in another mode … is not supported", and returns FALSE. */
gboolean frost_onnx_node_refuse (const FrostOnnxNode *node, const char *what,
                                 GError **error);

gboolean frost_onnx_node_has_input (const FrostOnnxNode *node, int i);

/* Input i as an activation of a rank (0 = any) in *x: a constant is computed by graph nodes
 * then, and padding that was left for the reader becomes a node unless may_be_padded.
 * Errors: CORRUPT, UNSUPPORTED, MEMORY. */
gboolean frost_onnx_node_activation (FrostOnnxNode *node, int i, int rank,
                                     gboolean may_be_padded, FrostOnnxValue *x,
                                     GError **error);

/* Input i as a constant. Errors: CORRUPT, UNSUPPORTED when it is computed from the image. */
FrostOnnxConstant *frost_onnx_node_constant (const FrostOnnxNode *node, int i,
                                             GError **error);

/* The same, float and of a rank (0 = any); its numbers may still be in the source, so that those
 * of a large one need not be in memory twice: see frost_onnx_constant_read. */
FrostOnnxConstant *frost_onnx_node_weight (const FrostOnnxNode *node, int i, int rank,
                                           GError **error);

/* Appends a node with the inputs' values. The parameters follow with frost_onnx_node_parameter,
 * then frost_onnx_node_infer checks it. suffix, which may be NULL, tells apart the nodes that one
 * of the file becomes. */
FrostNode *frost_onnx_node_emit (FrostOnnxNode *node, const char *suffix,
                                 FrostOpKind kind, const FrostOpAttributes *attributes,
                                 const int *inputs, int n_inputs);

/* A tensor of zeros that becomes the node's parameter. source, which may be NULL, names it when
 * its own name is one that a person gave. Errors: SHAPE, MEMORY. */
FrostTensor *frost_onnx_node_parameter (FrostOnnxNode *node, FrostNode *graph_node,
                                        int slot, const FrostOnnxValue *source,
                                        const FrostShape *shape, GError **error);

/* Infers the graph's last node; *value is its result. Errors: SHAPE, UNSUPPORTED. */
gboolean frost_onnx_node_infer (FrostOnnxNode *node, int *value, GError **error);

/* The result at hand is a constant (taken), an activation, or another value under a new name.
 * Then the next result is at hand. */
void frost_onnx_node_set_constant (FrostOnnxNode *node, FrostOnnxConstant *constant);
void frost_onnx_node_set_activation (FrostOnnxNode *node, const FrostOnnxValue *value);
void frost_onnx_node_set_alias (FrostOnnxNode *node, const FrostOnnxValue *value);

/* Infer the last node, whose value has the same axes as x, and set the result. */
gboolean frost_onnx_node_finish_like (FrostOnnxNode *node, const FrostOnnxValue *x,
                                      GError **error);

/* The same for an image, N x C x H x W in the file. */
gboolean frost_onnx_node_finish_image (FrostOnnxNode *node, GError **error);

/* Computes the constant called name by nodes of the graph, so that the parameters in it can be
 * trained. Errors: as the operators have them. */
gboolean frost_onnx_compute_constant (FrostOnnxImport *import, const char *name,
                                      FrostOnnxValue *value, GError **error);

typedef struct
{
  const FrostOnnxSource *source; /* of numbers that the message does not hold, or NULL */
  /* A part of a network: the input and the output may have any shape, nothing at the end is
   * dropped, and what cannot be read is an error even above a trunk. */
  gboolean fragment;
} FrostOnnxImportOptions;

/* The model of a checked file; the bytes are no longer needed afterwards. options NULL = none. */
FrostModel *frost_onnx_import (const Onnx__ModelProto *proto, const char *name,
                               int64_t budget, const FrostOnnxImportOptions *options,
                               GError **error);

G_END_DECLS
