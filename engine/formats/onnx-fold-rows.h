/* The functions of the fold table, by the file they are in. Errors of all: CORRUPT, SHAPE,
 * UNSUPPORTED, MEMORY; the caller puts the node's name in front.
 */
#pragma once

#include "engine/formats/onnx-fold.h"

#define FROST_ONNX_FOLD(name)                                                            \
  FrostOnnxConstant *frost_onnx_fold_##name (const FrostOnnxFold *fold, GError **error)

/* onnx-fold-make.c */
FROST_ONNX_FOLD (constant);
FROST_ONNX_FOLD (constant_of_shape);
FROST_ONNX_FOLD (shape);
FROST_ONNX_FOLD (size);
FROST_ONNX_FOLD (range);
FROST_ONNX_FOLD (eye_like);

/* onnx-fold-cast.c */
FROST_ONNX_FOLD (cast);
FROST_ONNX_FOLD (cast_like);

/* onnx-fold-unary.c */
FROST_ONNX_FOLD (unary);
FROST_ONNX_FOLD (clip);
FROST_ONNX_FOLD (not );
FROST_ONNX_FOLD (is_nan);
FROST_ONNX_FOLD (is_inf);

/* onnx-fold-arithmetic.c */
FROST_ONNX_FOLD (arithmetic);
FROST_ONNX_FOLD (pow);
FROST_ONNX_FOLD (variadic);

/* onnx-fold-compare.c */
FROST_ONNX_FOLD (compare);
FROST_ONNX_FOLD (where);

/* onnx-fold-shape.c */
FROST_ONNX_FOLD (identity);
FROST_ONNX_FOLD (dropout);
FROST_ONNX_FOLD (reshape);
FROST_ONNX_FOLD (flatten);
FROST_ONNX_FOLD (squeeze);
FROST_ONNX_FOLD (unsqueeze);

/* onnx-fold-move.c */
FROST_ONNX_FOLD (slice);
FROST_ONNX_FOLD (transpose);
FROST_ONNX_FOLD (concat);
FROST_ONNX_FOLD (split);

/* onnx-fold-repeat.c */
FROST_ONNX_FOLD (expand);
FROST_ONNX_FOLD (tile);
FROST_ONNX_FOLD (pad);

/* onnx-fold-index.c */
FROST_ONNX_FOLD (gather);
FROST_ONNX_FOLD (gather_elements);
FROST_ONNX_FOLD (gather_nd);
FROST_ONNX_FOLD (scatter_elements);
FROST_ONNX_FOLD (scatter_nd);
FROST_ONNX_FOLD (one_hot);
FROST_ONNX_FOLD (non_zero);

/* onnx-fold-reduce.c */
FROST_ONNX_FOLD (reduce);
FROST_ONNX_FOLD (arg);
FROST_ONNX_FOLD (cum_sum);
FROST_ONNX_FOLD (softmax);
FROST_ONNX_FOLD (trilu);

/* onnx-fold-product.c */
FROST_ONNX_FOLD (mat_mul);
FROST_ONNX_FOLD (gemm);
