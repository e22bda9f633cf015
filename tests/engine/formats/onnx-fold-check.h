/* Folds one node with constants made on the spot, and looks at what comes out. */
#pragma once

#include "engine/formats/onnx-fold.h"
#include "tests/engine/formats/onnx-writer.h"

/* Of everything that a test makes; reset by fold_budget_is_free. */
extern FrostOnnxBudget fold_budget;

FrostOnnxConstant *fold_ints (const int64_t *values, const int64_t *dim, int rank);
FrostOnnxConstant *fold_floats (const float *values, const int64_t *dim, int rank);
FrostOnnxConstant *fold_truths (int n, const int *values);

#define DIMS(...)                                                                        \
  (int64_t[])                                                                            \
  {                                                                                      \
    __VA_ARGS__                                                                          \
  }
#define COUNT_OF(type, ...) ((int) (sizeof ((type[]){ __VA_ARGS__ }) / sizeof (type)))
#define LIST(...)                                                                        \
  fold_ints (DIMS (__VA_ARGS__), DIMS (COUNT_OF (int64_t, __VA_ARGS__)), 1)
#define WHOLE(value) fold_ints (DIMS (value), NULL, 0)
#define FLOATS(...)                                                                      \
  fold_floats ((float[]){ __VA_ARGS__ }, DIMS (COUNT_OF (float, __VA_ARGS__)), 1)
#define REAL(value) fold_floats ((float[]){ value }, NULL, 0)
#define TRUTHS(...) fold_truths (COUNT_OF (int, __VA_ARGS__), (int[]){ __VA_ARGS__ })

/* 0, 1, 2 … */
FrostOnnxConstant *fold_counting (const int64_t *dim, int rank);
#define COUNTING(...) fold_counting (DIMS (__VA_ARGS__), COUNT_OF (int64_t, __VA_ARGS__))

/* A node "n" with one output and no inputs in the file: those are given to fold. */
Wire *fold_node (const char *op_type);
Wire *fold_node_int (const char *op_type, const char *name, int64_t value);

/* Takes the node and the inputs; NULL among them is one left out. */
FrostOnnxConstant *fold_run (Wire *wire, int64_t opset, int output, int n,
                             FrostOnnxConstant **inputs, GError **error);

#define INPUTS(...)                                                                      \
  COUNT_OF (FrostOnnxConstant *, __VA_ARGS__), (FrostOnnxConstant *[])                   \
  {                                                                                      \
    __VA_ARGS__                                                                          \
  }
#define FOLD(wire, opset, ...) fold_run (wire, opset, 0, INPUTS (__VA_ARGS__), NULL)

/* Takes the constant. */
void fold_is_ints (FrostOnnxConstant *y, FrostOnnxType type, int rank, const int64_t *dim,
                   const int64_t *values);
void fold_is_reals (FrostOnnxConstant *y, int rank, const int64_t *dim,
                    const double *values);

#define IS(y, rank, dim, ...)                                                            \
  fold_is_ints (y, FROST_ONNX_INT64, rank, dim, DIMS (__VA_ARGS__))
#define IS_LIST(y, ...) IS (y, 1, DIMS (COUNT_OF (int64_t, __VA_ARGS__)), __VA_ARGS__)
#define IS_TRUTHS(y, ...)                                                                \
  fold_is_ints (y, FROST_ONNX_BOOL, 1, DIMS (COUNT_OF (int64_t, __VA_ARGS__)),           \
                DIMS (__VA_ARGS__))
#define IS_REALS(y, ...)                                                                 \
  fold_is_reals (y, 1, DIMS (COUNT_OF (double, __VA_ARGS__)), (double[]){ __VA_ARGS__ })

void fold_refused (int code, Wire *wire, int64_t opset, int n,
                   FrostOnnxConstant **inputs);
#define REFUSED(code, wire, opset, ...)                                                  \
  fold_refused (FROST_ENGINE_ERROR_##code, wire, opset, INPUTS (__VA_ARGS__))

/* All that was made has been let go. */
void fold_budget_is_free (void);
