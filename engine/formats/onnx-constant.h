/* A tensor that is known when a model is loaded: an initializer, a Constant node, or what
 * folding makes of them. Integers and floats of the types that shape arithmetic and weights use.
 *
 * The numbers of a large initializer stay where they are until somebody wants them, see
 * frost_onnx_constant_ensure in onnx-tensor.h.
 */
#pragma once

#include "engine/formats/onnx-source.h"

#include <glib.h>

G_BEGIN_DECLS

#define FROST_ONNX_MAX_RANK 8

/* What the file has in other types is one of these here: 16-bit floats are FLOAT, integers of
 * less than 32 bits are INT32 and the unsigned one of 32 bits is INT64. They do not wrap or
 * round as the narrower type would. */
typedef enum
{
  FROST_ONNX_FLOAT,
  FROST_ONNX_DOUBLE,
  FROST_ONNX_INT32,
  FROST_ONNX_INT64,
  FROST_ONNX_BOOL, /* one byte, 0 or 1 */
} FrostOnnxType;

/* What all constants of a load may take together. */
typedef struct
{
  int64_t left; /* bytes; what is let go is given back */
  int64_t work; /* steps done so far: elements computed, bytes read */
} FrostOnnxBudget;

typedef struct FrostOnnxConstant FrostOnnxConstant;
struct FrostOnnxConstant
{
  int references; /* one thread loads */
  FrostOnnxType type;
  int rank; /* 0 = a scalar */
  int64_t dim[FROST_ONNX_MAX_RANK];
  int64_t n; /* elements, may be 0 */
  union
  {
    const void *any; /* NULL: still in the source */
    const float *f;
    const double *d;
    const int32_t *i32;
    const int64_t *i64;
    const uint8_t *b;
  } data;
  const char
      *name; /* of the initializer whose numbers these are, in any order; borrowed from
                     * the message; NULL = computed */
  /* Whose memory data is: owned, base's or the message's. */
  void *owned;
  FrostOnnxConstant *base;
  int64_t charged; /* bytes of the budget that go back with it */
  FrostOnnxBudget *budget;
  /* Where numbers come from that are not in the message. */
  const FrostOnnxSource *source;
  const Onnx__TensorProto *proto;
};

size_t frost_onnx_type_size (FrostOnnxType type);

/* Product of dimensions, each at least 0. Errors: CORRUPT, also when it passes 2^31. */
gboolean frost_onnx_count (const int64_t *dim, int rank, int64_t *n, GError **error);

/* A file whose constants would take minutes to compute is refused. Errors: UNSUPPORTED. */
gboolean frost_onnx_budget_work (FrostOnnxBudget *budget, int64_t steps, GError **error);

/* Zeroed memory to fill through *data. The budget must outlive the constant.
 * Errors: CORRUPT (dimensions), MEMORY, UNSUPPORTED (too much work). */
FrostOnnxConstant *frost_onnx_constant_new (FrostOnnxType type, const int64_t *dim,
                                            int rank, FrostOnnxBudget *budget,
                                            void **data, GError **error);

/* The same without memory, for one that takes its numbers from elsewhere. */
FrostOnnxConstant *frost_onnx_constant_new_empty (FrostOnnxType type, const int64_t *dim,
                                                  int rank, FrostOnnxBudget *budget,
                                                  GError **error);

/* More bytes that go back with it, or fewer. Errors: MEMORY. */
gboolean frost_onnx_constant_charge (FrostOnnxConstant *constant, int64_t bytes,
                                     GError **error);

/* Memory for the numbers of one that is empty, not zeroed. Errors: MEMORY, UNSUPPORTED. */
gboolean frost_onnx_constant_allocate (FrostOnnxConstant *constant, GError **error);

/* The same numbers under other dimensions, without copying them; the name stays. The count must
 * be the same. Errors: CORRUPT. */
FrostOnnxConstant *frost_onnx_constant_reshape (FrostOnnxConstant *constant,
                                                const int64_t *dim, int rank,
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
