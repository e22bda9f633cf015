/* Constant folding: a node whose inputs are all known at load is computed then and there.
 *
 * Exporters spell shapes out as little programs (PyTorch's padding is a dozen nodes of Concat,
 * Reshape, Slice, Transpose); after folding, only what works on images is left.
 *
 * Source: ONNX operators 1.12, operator sets 7 to 17, each fold function names its own.
 */
#pragma once

#include "engine/formats/onnx-tensor.h"

G_BEGIN_DECLS

typedef struct
{
  const Onnx__NodeProto *node;
  int64_t opset;
  int n_inputs;
  FrostOnnxConstant *const *inputs; /* [n_inputs] NULL = an optional one left out */
  const FrostOnnxSource *source;    /* of tensors in attributes; may be NULL */
  FrostOnnxBudget *budget;
} FrostOnnxFold;

/* NULL when the operator is not one that can be folded. */
typedef FrostOnnxConstant *(*FrostOnnxFoldFunc) (const FrostOnnxFold *fold,
                                                 GError **error);
FrostOnnxFoldFunc frost_onnx_fold_find (const char *op_type);

/* Errors: CORRUPT, UNSUPPORTED, MEMORY; the caller puts the node's name in front. */
FrostOnnxConstant *frost_onnx_fold_gather (const FrostOnnxFold *fold, GError **error);
FrostOnnxConstant *frost_onnx_fold_slice (const FrostOnnxFold *fold, GError **error);
FrostOnnxConstant *frost_onnx_fold_transpose (const FrostOnnxFold *fold, GError **error);
FrostOnnxConstant *frost_onnx_fold_concat (const FrostOnnxFold *fold, GError **error);
FrostOnnxConstant *frost_onnx_fold_add (const FrostOnnxFold *fold, GError **error);
FrostOnnxConstant *frost_onnx_fold_sub (const FrostOnnxFold *fold, GError **error);
FrostOnnxConstant *frost_onnx_fold_mul (const FrostOnnxFold *fold, GError **error);
FrostOnnxConstant *frost_onnx_fold_div (const FrostOnnxFold *fold, GError **error);
FrostOnnxConstant *frost_onnx_fold_reshape (const FrostOnnxFold *fold, GError **error);
FrostOnnxConstant *frost_onnx_fold_squeeze (const FrostOnnxFold *fold, GError **error);
FrostOnnxConstant *frost_onnx_fold_unsqueeze (const FrostOnnxFold *fold, GError **error);

/* Input i, which must be there; its numbers may still be in the source. Errors: CORRUPT. */
FrostOnnxConstant *frost_onnx_fold_peek (const FrostOnnxFold *fold, int i,
                                         GError **error);

/* The same with its numbers. Errors: as frost_onnx_constant_ensure has them. */
FrostOnnxConstant *frost_onnx_fold_input (const FrostOnnxFold *fold, int i,
                                          GError **error);

/* A list of integers as dimensions; -1 and 0 are left for the caller to judge. dim has
 * FROST_ONNX_MAX_RANK places. Errors: CORRUPT (too many), UNSUPPORTED (the number of images). */
gboolean frost_onnx_fold_dims (const FrostOnnxConstant *list, const char *what,
                               int64_t *dim, int *rank, GError **error);

/* An axis in [-rank, rank) as one in [0, rank). Errors: CORRUPT. */
gboolean frost_onnx_axis (int64_t axis, int rank, int *result, GError **error);

/* The axes of Squeeze, Unsqueeze and Pad: an attribute in old operator sets, input i (constant)
 * from since on. *n = 0 when there are none. At most FROST_ONNX_MAX_RANK, in [0, rank), none
 * twice. Errors: CORRUPT, UNSUPPORTED. */
gboolean frost_onnx_axes (const Onnx__NodeProto *node, int64_t opset, int64_t since,
                          const FrostOnnxConstant *input, int rank, int *axes, int *n,
                          GError **error);

G_END_DECLS
