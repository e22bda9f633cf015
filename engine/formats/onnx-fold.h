/* Constant folding: a node whose inputs are all known at load is computed then and there.
 *
 * Exporters spell shapes out as little programs (PyTorch's padding is a dozen nodes of Concat,
 * Reshape, Slice, Transpose; Swin's attention masks are hundreds); after folding, only what works
 * on images is left. It is one general pass: every operator that exporters use for such programs
 * has a row in the table of onnx-fold.c, and none knows what it is used for.
 *
 * Source: ONNX operators 1.12, operator sets 7 to 17, each fold function names its own. Reals are
 * computed in double precision and rounded once. Integers wrap as there.
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
  int output;                       /* which of its results is wanted */
  const FrostOnnxSource *source;    /* of tensors in attributes; may be NULL */
  FrostOnnxBudget *budget;
} FrostOnnxFold;

typedef FrostOnnxConstant *(*FrostOnnxFoldFunc) (const FrostOnnxFold *fold,
                                                 GError **error);

/* NULL when the operator is not one that can be folded. */
FrostOnnxFoldFunc frost_onnx_fold_find (const char *op_type);

/* How many results of an operator can be folded: 0 = it cannot, INT_MAX = as many as it has. */
int frost_onnx_fold_n_outputs (const char *op_type);

/* Input i, which must be there; its numbers may still be in the source. Errors: CORRUPT. */
FrostOnnxConstant *frost_onnx_fold_peek (const FrostOnnxFold *fold, int i,
                                         GError **error);

/* The same with its numbers. Errors: as frost_onnx_constant_ensure has them. */
FrostOnnxConstant *frost_onnx_fold_input (const FrostOnnxFold *fold, int i,
                                          GError **error);

gboolean frost_onnx_fold_has (const FrostOnnxFold *fold, int i);

/* An integer that is an input of one element. Errors: CORRUPT, UNSUPPORTED. */
gboolean frost_onnx_fold_whole (const FrostOnnxFold *fold, int i, const char *what,
                                int64_t *value, GError **error);

/* A list of integers as dimensions; -1 and 0 are left for the caller to judge. dim has
 * FROST_ONNX_MAX_RANK places. Errors: CORRUPT (too many), UNSUPPORTED (no list of integers). */
gboolean frost_onnx_fold_dims (const FrostOnnxConstant *list, const char *what,
                               int64_t *dim, int *rank, GError **error);

/* Sets CORRUPT and returns NULL. */
FrostOnnxConstant *frost_onnx_fold_corrupt (GError **error, const char *what);

/* Sets SHAPE, "takes float 2x3 and int64 2, which do not fit", and returns NULL. */
FrostOnnxConstant *frost_onnx_fold_misfit (const FrostOnnxConstant *a,
                                           const FrostOnnxConstant *b, GError **error);

/* Distances between neighbours along each axis, in elements. stride [rank]. */
void frost_onnx_fold_strides (const FrostOnnxConstant *x, int64_t *stride);

/* Product of dim[from … to); all of them together are below 2^31 unless one is 0. */
int64_t frost_onnx_fold_product (const int64_t *dim, int from, int to);

/* An axis in [-rank, rank) as one in [0, rank). Errors: CORRUPT. */
gboolean frost_onnx_axis (int64_t axis, int rank, int *result, GError **error);

/* The axes of Squeeze, Unsqueeze and reductions: an attribute in old operator sets, input i
 * (constant) from since on. *n = 0 when there are none. At most FROST_ONNX_MAX_RANK, in
 * [0, rank), none twice. Errors: CORRUPT, UNSUPPORTED. */
gboolean frost_onnx_axes (const Onnx__NodeProto *node, int64_t opset, int64_t since,
                          const FrostOnnxConstant *input, int rank, int *axes, int *n,
                          GError **error);

/* Numbers of any type one by one. */
gboolean frost_onnx_type_is_real (FrostOnnxType type);
double frost_onnx_constant_real (const FrostOnnxConstant *constant, int64_t i);
void frost_onnx_put_real (FrostOnnxType type, void *data, int64_t i, double value);
void frost_onnx_put_whole (FrostOnnxType type, void *data, int64_t i, int64_t value);

G_END_DECLS
