#include "engine/formats/onnx-tensor.h"

#include "engine/core/error.h"
#include "engine/core/half.h"
#include "engine/formats/onnx-names.h"

#include <string.h>

/* Read at once: lists of integers, and vectors, of which a model has many. */
#define SMALL (64 << 10)

static const struct
{
  int size; /* 0: not one that can be used */
  FrostOnnxType type;
} stored[] = {
  [ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT] = { 4, FROST_ONNX_FLOAT },
  [ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16] = { 2, FROST_ONNX_FLOAT },
  [ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16] = { 2, FROST_ONNX_FLOAT },
  [ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE] = { 8, FROST_ONNX_DOUBLE },
  [ONNX__TENSOR_PROTO__DATA_TYPE__BOOL] = { 1, FROST_ONNX_BOOL },
  [ONNX__TENSOR_PROTO__DATA_TYPE__INT8] = { 1, FROST_ONNX_INT32 },
  [ONNX__TENSOR_PROTO__DATA_TYPE__UINT8] = { 1, FROST_ONNX_INT32 },
  [ONNX__TENSOR_PROTO__DATA_TYPE__INT16] = { 2, FROST_ONNX_INT32 },
  [ONNX__TENSOR_PROTO__DATA_TYPE__UINT16] = { 2, FROST_ONNX_INT32 },
  [ONNX__TENSOR_PROTO__DATA_TYPE__INT32] = { 4, FROST_ONNX_INT32 },
  [ONNX__TENSOR_PROTO__DATA_TYPE__UINT32] = { 4, FROST_ONNX_INT64 },
  [ONNX__TENSOR_PROTO__DATA_TYPE__INT64] = { 8, FROST_ONNX_INT64 },
};

size_t
frost_onnx_stored_size (int64_t data_type)
{
  if (data_type < 0 || data_type >= (int64_t) G_N_ELEMENTS (stored))
    return 0;
  return (size_t) stored[data_type].size;
}

gboolean
frost_onnx_type_from_proto (int64_t data_type, FrostOnnxType *type, GError **error)
{
  if (frost_onnx_stored_size (data_type) > 0)
    {
      *type = stored[data_type].type;
      return TRUE;
    }
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "has data type %" G_GINT64_FORMAT
               ", needs floats, integers of at most 64 bits (not unsigned) or bool",
               data_type);
  return FALSE;
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

/* n little-endian elements of the stored type as those that constants have. They may lie at the
 * end of the place where those go: an element is read before its place is written. */
static void
convert (int64_t data_type, const uint8_t *bytes, int64_t n, void *to)
{
  size_t size = frost_onnx_stored_size (data_type);
  float *f = to;
  int32_t *i32 = to;

  for (int64_t i = 0; i < n; i++)
    {
      uint64_t bits = 0;

      for (size_t b = 0; b < size; b++)
        bits |= (uint64_t) bytes[(size_t) i * size + b] << (8 * b);
      switch (data_type)
        {
        case ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16:
          f[i] = frost_half_to_float ((uint16_t) bits);
          break;
        case ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16:
          f[i] = frost_bfloat16_to_float ((uint16_t) bits);
          break;
        case ONNX__TENSOR_PROTO__DATA_TYPE__INT8:
          i32[i] = (int8_t) bits;
          break;
        case ONNX__TENSOR_PROTO__DATA_TYPE__INT16:
          i32[i] = (int16_t) bits;
          break;
        case ONNX__TENSOR_PROTO__DATA_TYPE__BOOL:
          ((uint8_t *) to)[i] = bits != 0;
          break;
        default:
          if (frost_onnx_type_size (stored[data_type].type) == 8)
            ((uint64_t *) to)[i] = bits;
          else
            ((uint32_t *) to)[i] = (uint32_t) bits;
          break;
        }
    }
}

/* Numbers that lie in the message as they lie in memory are used there; malloc usually aligns
 * them so. */
static gboolean
take_raw (FrostOnnxConstant *constant, const Onnx__TensorProto *proto, GError **error)
{
  size_t stored_size = frost_onnx_stored_size (proto->data_type);
  size_t size = frost_onnx_type_size (constant->type);
  const ProtobufCBinaryData *raw = &proto->raw_data;

  if (!check_size ((int64_t) raw->len, constant->n * (int64_t) stored_size, "bytes",
                   error))
    return FALSE;
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN && constant->type != FROST_ONNX_BOOL
      && size == stored_size && constant->n > 0 && (uintptr_t) raw->data % size == 0)
    {
      constant->data.any = raw->data;
      return TRUE;
    }
  if (!frost_onnx_constant_allocate (constant, error))
    return FALSE;
  convert (proto->data_type, raw->data, constant->n, constant->owned);
  return TRUE;
}

/* 16-bit floats, small integers and truth values are in int32_data, one a number. */
static gboolean
take_narrow (FrostOnnxConstant *constant, const Onnx__TensorProto *proto, GError **error)
{
  size_t size = frost_onnx_stored_size (proto->data_type);

  if (!check_size ((int64_t) proto->n_int32_data, constant->n, "numbers", error)
      || !frost_onnx_constant_allocate (constant, error))
    return FALSE;
  if (constant->n == 0)
    return TRUE;
  if (constant->type == FROST_ONNX_BOOL)
    {
      for (int64_t i = 0; i < constant->n; i++)
        ((uint8_t *) constant->owned)[i] = proto->int32_data[i] != 0;
      return TRUE;
    }
  uint8_t *bytes =
      (uint8_t *) constant->owned + (size_t) constant->n * (sizeof (int32_t) - size);
  for (int64_t i = 0; i < constant->n; i++)
    for (size_t b = 0; b < size; b++)
      bytes[(size_t) i * size + b] =
          (uint8_t) ((uint32_t) proto->int32_data[i] >> (8 * b));
  convert (proto->data_type, bytes, constant->n, constant->owned);
  return TRUE;
}

/* The typed fields hold numbers of the host already. */
static gboolean
take_typed (FrostOnnxConstant *constant, const Onnx__TensorProto *proto, GError **error)
{
  switch (proto->data_type)
    {
    case ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT:
      constant->data.f = proto->float_data;
      return check_size ((int64_t) proto->n_float_data, constant->n, "floats", error);
    case ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE:
      constant->data.d = proto->double_data;
      return check_size ((int64_t) proto->n_double_data, constant->n, "doubles", error);
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT32:
      constant->data.i32 = proto->int32_data;
      return check_size ((int64_t) proto->n_int32_data, constant->n, "integers", error);
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT64:
      constant->data.i64 = proto->int64_data;
      return check_size ((int64_t) proto->n_int64_data, constant->n, "integers", error);
    case ONNX__TENSOR_PROTO__DATA_TYPE__UINT32:
      if (!check_size ((int64_t) proto->n_uint64_data, constant->n, "integers", error)
          || !frost_onnx_constant_allocate (constant, error))
        return FALSE;
      for (int64_t i = 0; i < constant->n; i++)
        ((int64_t *) constant->owned)[i] = (uint32_t) proto->uint64_data[i];
      return TRUE;
    default:
      return take_narrow (constant, proto, error);
    }
}

static gboolean
has_numbers (const Onnx__TensorProto *proto)
{
  return proto->has_raw_data || proto->n_float_data > 0 || proto->n_double_data > 0
         || proto->n_int32_data > 0 || proto->n_int64_data > 0
         || proto->n_uint64_data > 0;
}

static gboolean
check_place (const Onnx__TensorProto *proto, GError **error)
{
  if (proto->data_location != ONNX__TENSOR_PROTO__DATA_LOCATION__DEFAULT
      || proto->n_external_data > 0)
    {
      const char *file = NULL;

      for (size_t i = 0; i < proto->n_external_data; i++)
        if (g_strcmp0 (proto->external_data[i]->key, "location") == 0)
          file = proto->external_data[i]->value;
      if (file == NULL || !frost_onnx_name_check (file, NULL))
        file = "?";
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "has its data in another file (\"%s\"), it must be in the model "
                   "file itself: save it again without external data",
                   file);
      return FALSE;
    }
  if (proto->segment != NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "has its data in segments, needs it in one piece");
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_numbers (FrostOnnxConstant *constant, GError **error)
{
  const Onnx__TensorProto *proto = constant->proto;
  size_t size = (size_t) constant->n * frost_onnx_stored_size (proto->data_type);
  size_t all = (size_t) constant->n * frost_onnx_type_size (constant->type);
  if (!frost_onnx_constant_allocate (constant, error))
    return FALSE;
  uint8_t *bytes = (uint8_t *) constant->owned + (all - size);
  if (!constant->source->read (constant->source->data, proto, bytes, size, error))
    {
      frost_onnx_constant_release (constant);
      return FALSE;
    }
  if (all != size || constant->type == FROST_ONNX_BOOL || G_BYTE_ORDER != G_LITTLE_ENDIAN)
    convert (proto->data_type, bytes, constant->n, constant->owned);
  return TRUE;
}

FrostOnnxConstant *
frost_onnx_constant_from_proto (const Onnx__TensorProto *proto,
                                const FrostOnnxSource *source, FrostOnnxBudget *budget,
                                GError **error)
{
  FrostOnnxType type;

  if (!check_place (proto, error)
      || !frost_onnx_type_from_proto (proto->data_type, &type, error))
    return NULL;
  g_autoptr (FrostOnnxConstant) constant = frost_onnx_constant_new_empty (
      type, proto->dims, (int) MIN (proto->n_dims, FROST_ONNX_MAX_RANK + 1u), budget,
      error);
  if (constant == NULL)
    return NULL;
  if (proto->name != NULL && proto->name[0] != '\0')
    constant->name = proto->name;

  if (constant->n > 0 && source != NULL && !has_numbers (proto)
      && source->has (source->data, proto))
    {
      constant->source = source;
      constant->proto = proto;
      gboolean waits = (type == FROST_ONNX_FLOAT || type == FROST_ONNX_DOUBLE)
                       && constant->n * (int64_t) frost_onnx_type_size (type) > SMALL;
      if (!waits && !read_numbers (constant, error))
        return NULL;
      return g_steal_pointer (&constant);
    }
  if (proto->has_raw_data ? !take_raw (constant, proto, error)
                          : !take_typed (constant, proto, error))
    return NULL;
  return g_steal_pointer (&constant);
}

gboolean
frost_onnx_constant_ensure (FrostOnnxConstant *constant, GError **error)
{
  if (constant->source == NULL || constant->data.any != NULL
      || read_numbers (constant, error))
    return TRUE;
  g_prefix_error (error, "initializer \"%s\" ",
                  constant->name == NULL ? "" : constant->name);
  return FALSE;
}

gboolean
frost_onnx_constant_read (FrostOnnxConstant *constant, int64_t first, int64_t n,
                          float *numbers, GError **error)
{
  const FrostOnnxSource *source = constant->source;
  const Onnx__TensorProto *proto = constant->proto;

  g_return_val_if_fail (constant->type == FROST_ONNX_FLOAT, FALSE);
  if (source == NULL || constant->data.any != NULL || source->has_pieces == NULL
      || !source->has_pieces (source->data, proto))
    {
      if (!frost_onnx_constant_ensure (constant, error))
        return FALSE;
      memcpy (numbers, constant->data.f + first, (size_t) n * sizeof *numbers);
      return TRUE;
    }
  size_t width = frost_onnx_stored_size (proto->data_type);
  uint8_t *bytes = (uint8_t *) numbers + (size_t) n * (sizeof *numbers - width);
  if (!frost_onnx_budget_work (constant->budget, n, error)
      || !source->read_piece (source->data, proto, (size_t) constant->n * width,
                              (size_t) first * width, bytes, (size_t) n * width, error))
    {
      g_prefix_error (error, "initializer \"%s\" ",
                      constant->name == NULL ? "" : constant->name);
      return FALSE;
    }
  if (width != sizeof *numbers || G_BYTE_ORDER != G_LITTLE_ENDIAN)
    convert (proto->data_type, bytes, n, numbers);
  return TRUE;
}

void
frost_onnx_constant_release (FrostOnnxConstant *constant)
{
  if (constant->source == NULL || constant->owned == NULL)
    return;
  int64_t size = constant->n * (int64_t) frost_onnx_type_size (constant->type);
  g_clear_pointer (&constant->owned, g_free);
  constant->data.any = NULL;
  constant->charged -= size;
  constant->budget->left += size;
}
