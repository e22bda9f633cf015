/* A tensor that is known when a model is loaded: an initializer, a Constant node, or what
 * folding makes of them. Integers and floats of the types that shape arithmetic and weights use.
 *
 * The batch dimension is not known at load; where Shape of an activation gives it, the marker
 * FROST_ONNX_BATCH stands in its place. It may be moved about, not computed with.
 *
 * Source: onnx.proto of ONNX 1.12, TensorProto.
 */
#pragma once

#include "engine/formats/onnx.pb-c.h"

#include <glib.h>

G_BEGIN_DECLS

#define FROST_ONNX_MAX_RANK 8
#define FROST_ONNX_BATCH (INT64_MIN + INT64_C (0x62617463))

typedef enum
{
  FROST_ONNX_FLOAT,
  FROST_ONNX_DOUBLE,
  FROST_ONNX_INT32,
  FROST_ONNX_INT64,
  FROST_ONNX_BOOL, /* one byte, 0 or 1 */
} FrostOnnxType;

typedef struct
{
  int references; /* one thread loads */
  FrostOnnxType type;
  int rank; /* 0 = a scalar */
  int64_t dim[FROST_ONNX_MAX_RANK];
  int64_t n; /* elements, may be 0 */
  union
  {
    const void *any;
    const float *f;
    const double *d;
    const int32_t *i32;
    const int64_t *i64;
    const uint8_t *b;
  } data;
  void *owned;      /* NULL: data belongs to the message it came from */
  const char *name; /* of the initializer, borrowed from the message; NULL = computed */
} FrostOnnxConstant;

/* How many bytes all constants of a load may take together. */
typedef struct
{
  int64_t left;
} FrostOnnxBudget;

size_t frost_onnx_type_size (FrostOnnxType type);

/* From TensorProto.DataType. Errors: UNSUPPORTED. */
gboolean frost_onnx_type_from_proto (int64_t data_type, FrostOnnxType *type,
                                     GError **error);

/* Product of dimensions, each at least 0. Errors: CORRUPT, also when it passes 2^31. */
gboolean frost_onnx_count (const int64_t *dim, int rank, int64_t *n, GError **error);

/* Zeroed memory to fill through *data. Errors: CORRUPT (dimensions), MEMORY. */
FrostOnnxConstant *frost_onnx_constant_new (FrostOnnxType type, const int64_t *dim,
                                            int rank, FrostOnnxBudget *budget,
                                            void **data, GError **error);

/* The message must outlive the constant. Errors: CORRUPT, UNSUPPORTED (type, external data),
 * MEMORY; the text starts at "has …", the caller puts the name in front. */
FrostOnnxConstant *frost_onnx_constant_from_proto (const Onnx__TensorProto *proto,
                                                   FrostOnnxBudget *budget,
                                                   GError **error);

FrostOnnxConstant *frost_onnx_constant_ref (FrostOnnxConstant *constant);
void frost_onnx_constant_unref (FrostOnnxConstant *constant);

/* Element i as an integer; the type must be INT32, INT64 or BOOL. */
int64_t frost_onnx_constant_int (const FrostOnnxConstant *constant, int64_t i);

/* "float 1x3x224x224". */
char *frost_onnx_constant_describe (const FrostOnnxConstant *constant);

/* A list of integers: rank 0 or 1, INT32 or INT64. Errors: UNSUPPORTED. */
gboolean frost_onnx_constant_is_list (const FrostOnnxConstant *constant, const char *what,
                                      GError **error);

/* One number of any type. Errors: UNSUPPORTED. */
gboolean frost_onnx_constant_scalar (const FrostOnnxConstant *constant, const char *what,
                                     double *value, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostOnnxConstant, frost_onnx_constant_unref)

G_END_DECLS
