#include "engine/formats/onnx-constant.h"

#include "engine/core/error.h"

#include <string.h>

static const struct
{
  size_t size;
  const char *name;
} types[] = {
  [FROST_ONNX_FLOAT] = { 4, "float" }, [FROST_ONNX_DOUBLE] = { 8, "double" },
  [FROST_ONNX_INT32] = { 4, "int32" }, [FROST_ONNX_INT64] = { 8, "int64" },
  [FROST_ONNX_BOOL] = { 1, "bool" },
};

size_t
frost_onnx_type_size (FrostOnnxType type)
{
  return types[type].size;
}

gboolean
frost_onnx_type_from_proto (int64_t data_type, FrostOnnxType *type, GError **error)
{
  switch (data_type)
    {
    case ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT:
      *type = FROST_ONNX_FLOAT;
      return TRUE;
    case ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE:
      *type = FROST_ONNX_DOUBLE;
      return TRUE;
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT32:
      *type = FROST_ONNX_INT32;
      return TRUE;
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT64:
      *type = FROST_ONNX_INT64;
      return TRUE;
    case ONNX__TENSOR_PROTO__DATA_TYPE__BOOL:
      *type = FROST_ONNX_BOOL;
      return TRUE;
    default:
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "has data type %" G_GINT64_FORMAT
                   ", needs float, double, int32, int64 or bool",
                   data_type);
      return FALSE;
    }
}

gboolean
frost_onnx_count (const int64_t *dim, int rank, int64_t *n, GError **error)
{
  int64_t count = 1;
  gboolean empty = FALSE;

  for (int i = 0; i < rank; i++)
    {
      if (dim[i] < 0 || dim[i] > INT32_MAX)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "has a dimension of %" G_GINT64_FORMAT ", needs 0 to 2147483647",
                       dim[i]);
          return FALSE;
        }
      if (dim[i] == 0)
        empty = TRUE;
      else if (count > INT32_MAX / dim[i])
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "has more than 2147483647 elements");
          return FALSE;
        }
      else
        count *= dim[i];
    }
  *n = empty ? 0 : count;
  return TRUE;
}

static FrostOnnxConstant *
constant_new_empty (FrostOnnxType type, const int64_t *dim, int rank, GError **error)
{
  int64_t n;

  if (rank < 0 || rank > FROST_ONNX_MAX_RANK)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "has %d dimensions, at most %d can be used", rank,
                   FROST_ONNX_MAX_RANK);
      return NULL;
    }
  if (!frost_onnx_count (dim, rank, &n, error))
    return NULL;

  FrostOnnxConstant *constant = g_new0 (FrostOnnxConstant, 1);
  constant->references = 1;
  constant->type = type;
  constant->rank = rank;
  constant->n = n;
  for (int i = 0; i < rank; i++)
    constant->dim[i] = dim[i];
  return constant;
}

static gboolean
constant_allocate (FrostOnnxConstant *constant, FrostOnnxBudget *budget, GError **error)
{
  int64_t size = constant->n * (int64_t) types[constant->type].size;

  /* The fixed part is charged too, or a million empty constants would cost nothing. */
  int64_t cost = size + (int64_t) sizeof (FrostOnnxConstant);
  if (cost > budget->left)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "has %" G_GINT64_FORMAT
                   " bytes of constants, more than a file of this size may take",
                   size);
      return FALSE;
    }
  constant->owned = g_try_malloc0 ((size_t) MAX (size, 8));
  if (constant->owned == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "has %" G_GINT64_FORMAT
                   " bytes of constants, there is no memory for them",
                   size);
      return FALSE;
    }
  budget->left -= cost;
  constant->data.any = constant->owned;
  return TRUE;
}

FrostOnnxConstant *
frost_onnx_constant_new (FrostOnnxType type, const int64_t *dim, int rank,
                         FrostOnnxBudget *budget, void **data, GError **error)
{
  g_autoptr (FrostOnnxConstant) constant = constant_new_empty (type, dim, rank, error);

  if (constant == NULL || !constant_allocate (constant, budget, error))
    return NULL;
  *data = constant->owned;
  return g_steal_pointer (&constant);
}

static gboolean
check_size (int64_t found, int64_t needed, const char *unit, GError **error)
{
  if (found == needed)
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
               "has %" G_GINT64_FORMAT " %s of data, its shape needs %" G_GINT64_FORMAT,
               found, unit, needed);
  return FALSE;
}

/* Raw data is little-endian by definition and usually aligned as malloc aligns; then it is
 * used where it lies. */
static gboolean
take_raw (FrostOnnxConstant *constant, const ProtobufCBinaryData *raw,
          FrostOnnxBudget *budget, GError **error)
{
  size_t width = types[constant->type].size;

  if (!check_size ((int64_t) raw->len, constant->n * (int64_t) width, "bytes", error))
    return FALSE;
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN && constant->type != FROST_ONNX_BOOL
      && constant->n > 0 && (uintptr_t) raw->data % width == 0)
    {
      constant->data.any = raw->data;
      return TRUE;
    }
  if (!constant_allocate (constant, budget, error))
    return FALSE;

  uint8_t *to = constant->owned;
  for (size_t i = 0; i < (size_t) constant->n; i++)
    for (size_t b = 0; b < width; b++)
      to[i * width + (G_BYTE_ORDER == G_LITTLE_ENDIAN ? b : width - 1 - b)] =
          raw->data[i * width + b];
  if (constant->type == FROST_ONNX_BOOL)
    for (int64_t i = 0; i < constant->n; i++)
      to[i] = to[i] != 0;
  return TRUE;
}

/* The typed fields hold numbers of the host already. */
static gboolean
take_typed (FrostOnnxConstant *constant, const Onnx__TensorProto *proto,
            FrostOnnxBudget *budget, GError **error)
{
  switch (constant->type)
    {
    case FROST_ONNX_FLOAT:
      constant->data.f = proto->float_data;
      return check_size ((int64_t) proto->n_float_data, constant->n, "floats", error);
    case FROST_ONNX_DOUBLE:
      constant->data.d = proto->double_data;
      return check_size ((int64_t) proto->n_double_data, constant->n, "doubles", error);
    case FROST_ONNX_INT32:
      constant->data.i32 = proto->int32_data;
      return check_size ((int64_t) proto->n_int32_data, constant->n, "integers", error);
    case FROST_ONNX_INT64:
      constant->data.i64 = proto->int64_data;
      return check_size ((int64_t) proto->n_int64_data, constant->n, "integers", error);
    case FROST_ONNX_BOOL:
      if (!check_size ((int64_t) proto->n_int32_data, constant->n, "truth values", error)
          || !constant_allocate (constant, budget, error))
        return FALSE;
      for (int64_t i = 0; i < constant->n; i++)
        ((uint8_t *) constant->owned)[i] = proto->int32_data[i] != 0;
      return TRUE;
    }
  g_return_val_if_reached (FALSE);
}

FrostOnnxConstant *
frost_onnx_constant_from_proto (const Onnx__TensorProto *proto, FrostOnnxBudget *budget,
                                GError **error)
{
  FrostOnnxType type;

  if (proto->data_location != ONNX__TENSOR_PROTO__DATA_LOCATION__DEFAULT
      || proto->n_external_data > 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "has its data in another file, needs it inside of the model file");
      return NULL;
    }
  if (proto->segment != NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "has its data in segments, needs it in one piece");
      return NULL;
    }
  if (!frost_onnx_type_from_proto (proto->data_type, &type, error))
    return NULL;

  g_autoptr (FrostOnnxConstant) constant = constant_new_empty (
      type, proto->dims, (int) MIN (proto->n_dims, FROST_ONNX_MAX_RANK + 1u), error);
  if (constant == NULL)
    return NULL;
  if (proto->has_raw_data ? !take_raw (constant, &proto->raw_data, budget, error)
                          : !take_typed (constant, proto, budget, error))
    return NULL;
  if (proto->name != NULL && proto->name[0] != '\0')
    constant->name = proto->name;
  return g_steal_pointer (&constant);
}

FrostOnnxConstant *
frost_onnx_constant_ref (FrostOnnxConstant *constant)
{
  constant->references++;
  return constant;
}

void
frost_onnx_constant_unref (FrostOnnxConstant *constant)
{
  if (--constant->references > 0)
    return;
  g_free (constant->owned);
  g_free (constant);
}

int64_t
frost_onnx_constant_int (const FrostOnnxConstant *constant, int64_t i)
{
  switch (constant->type)
    {
    case FROST_ONNX_INT32:
      return constant->data.i32[i];
    case FROST_ONNX_BOOL:
      return constant->data.b[i];
    default:
      return constant->data.i64[i];
    }
}

char *
frost_onnx_constant_describe (const FrostOnnxConstant *constant)
{
  GString *text = g_string_new (types[constant->type].name);

  for (int i = 0; i < constant->rank; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i == 0 ? " " : "x",
                            constant->dim[i]);
  if (constant->rank == 0)
    g_string_append (text, " scalar");
  return g_string_free (text, FALSE);
}

static gboolean
refuse (const FrostOnnxConstant *constant, const char *what, const char *needed,
        GError **error)
{
  g_autofree char *found = frost_onnx_constant_describe (constant);

  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "%s is %s, needs %s", what, found, needed);
  return FALSE;
}

gboolean
frost_onnx_constant_is_list (const FrostOnnxConstant *constant, const char *what,
                             GError **error)
{
  if (constant->rank <= 1
      && (constant->type == FROST_ONNX_INT64 || constant->type == FROST_ONNX_INT32))
    return TRUE;
  return refuse (constant, what, "a list of integers", error);
}

gboolean
frost_onnx_constant_scalar (const FrostOnnxConstant *constant, const char *what,
                            double *value, GError **error)
{
  if (constant->n != 1)
    return refuse (constant, what, "one number", error);
  switch (constant->type)
    {
    case FROST_ONNX_FLOAT:
      *value = (double) constant->data.f[0];
      return TRUE;
    case FROST_ONNX_DOUBLE:
      *value = constant->data.d[0];
      return TRUE;
    default:
      *value = (double) frost_onnx_constant_int (constant, 0);
      return TRUE;
    }
}
