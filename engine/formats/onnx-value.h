/* What a name in an ONNX file stands for while it is imported, and how the importer keeps an
 * activation.
 *
 * The graph's values have an order of their own (images are height x width x channels), the file's
 * tensors another (N x C x H x W), and a Transpose only changes the file's. So an activation
 * carries, for each axis of the file's tensor, the axis of the graph's value that holds it; an
 * axis of 1 need not be held at all. Transposing, adding and dropping axes of 1, and much
 * reshaping then cost nothing: nodes that move numbers appear only where an operator needs
 * another order than the numbers have.
 */
#pragma once

#include "engine/formats/onnx-constant.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

/* Pixels at each border. */
typedef struct
{
  int top, left, bottom, right;
} FrostOnnxPads;

typedef enum
{
  FROST_ONNX_ORIGIN_FILE, /* numbers that belong to the graph: shapes, factors, masks */
  FROST_ONNX_ORIGIN_INITIALIZER, /* all numbers of an initializer of floats, in some order */
  FROST_ONNX_ORIGIN_COMPUTED,    /* computed from one */
} FrostOnnxOrigin;

typedef struct
{
  FrostOnnxConstant *constant; /* NULL: an activation */
  FrostOnnxOrigin origin;      /* constant: where it comes from */
  const char *source;          /* constant: name of its initializer, or NULL. Borrowed */
  const Onnx__TensorProto
      *initializer; /* that it has the numbers of, in the same order; or NULL */

  int value; /* activation: its number in the graph */
  int rank;  /* of the file's tensor */
  int axis
      [FROST_ONNX_MAX_RANK]; /* [rank] axis of the graph's value, -1 = not held, is 1 */
  FrostOnnxPads pads;        /* zeros around it that a Pad left for its readers to add */
  gboolean padded;

  const char *unknown; /* why nothing is known about it, or NULL. Borrowed */
} FrostOnnxValue;

typedef struct FrostOnnxImport FrostOnnxImport;

/* Length of axis d of the file's tensor, without pads. */
int64_t frost_onnx_value_dim (const FrostOnnxImport *import, const FrostOnnxValue *x,
                              int d);

/* The axes of the file's tensor that the graph's value holds, in the order in which it does.
 * order has FROST_ONNX_MAX_RANK places; returns how many. */
int frost_onnx_value_order (const FrostOnnxImport *import, const FrostOnnxValue *x,
                            int *order);

/* The value seen as a tensor of a higher rank, with axes of 1 in front. */
FrostOnnxValue frost_onnx_value_widen (const FrostOnnxValue *x, int rank);

/* A value of the graph that holds the axes order [n] in this order. */
FrostOnnxValue frost_onnx_value_new (int value, int rank, const int *order, int n);

/* "1x3x224x224". */
char *frost_onnx_value_describe (const FrostOnnxImport *import, const FrostOnnxValue *x);

G_END_DECLS
