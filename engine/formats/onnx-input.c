#include "engine/formats/onnx-input.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-names.h"

#define MAX_SIDE 16384
#define DEFAULT_SIDE 224

static char *
describe_type (const Onnx__ValueInfoProto *info)
{
  const Onnx__TypeProto__Tensor *tensor =
      info->type != NULL && info->type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE
          ? info->type->tensor_type
          : NULL;
  GString *text = g_string_new (NULL);

  if (tensor == NULL || tensor->shape == NULL)
    return g_string_free (g_string_append (text, "unknown"), FALSE);
  if (tensor->shape->n_dim == 0)
    g_string_append (text, "of a single number");
  for (size_t i = 0; i < tensor->shape->n_dim && i < 8; i++)
    {
      const Onnx__TensorShapeProto__Dimension *dim = tensor->shape->dim[i];

      g_string_append (text, i > 0 ? " x " : "");
      if (dim->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE)
        g_string_append_printf (text, "%" G_GINT64_FORMAT, dim->dim_value);
      else if (dim->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM
               && g_utf8_strlen (dim->dim_param, -1) < 32
               && frost_onnx_name_check (dim->dim_param, NULL))
        g_string_append (text, dim->dim_param);
      else
        g_string_append_c (text, '?');
    }
  return g_string_free (text, FALSE);
}

/* A dimension in [1, limit], 0 = not fixed in the file; -1 = neither. */
static int64_t
dimension (const Onnx__TensorShapeProto__Dimension *dim, int64_t limit)
{
  if (dim->value_case != ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE)
    return 0;
  return dim->dim_value >= 1 && dim->dim_value <= limit ? dim->dim_value : -1;
}

gboolean
frost_onnx_input_read (const Onnx__ValueInfoProto *info, FrostShape *shape,
                       int64_t *batch, GError **error)
{
  const Onnx__TypeProto__Tensor *tensor =
      info->type != NULL && info->type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE
          ? info->type->tensor_type
          : NULL;

  if (tensor != NULL && tensor->shape != NULL && tensor->shape->n_dim == 4)
    {
      int64_t n = dimension (tensor->shape->dim[0], INT32_MAX);
      int64_t c = dimension (tensor->shape->dim[1], INT32_MAX);
      int64_t h = dimension (tensor->shape->dim[2], MAX_SIDE);
      int64_t w = dimension (tensor->shape->dim[3], MAX_SIDE);

      if (n >= 0 && c == 3 && h >= 0 && w >= 0)
        {
          if (tensor->elem_type != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT)
            {
              g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                           "input \"%s\" has data type %d, needs float", info->name,
                           (int) tensor->elem_type);
              return FALSE;
            }
          *batch = n;
          *shape =
              frost_shape_image (h == 0 ? DEFAULT_SIDE : h, w == 0 ? DEFAULT_SIDE : w, c);
          return TRUE;
        }
    }
  g_autofree char *found = describe_type (info);
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "model whose input is not an image: input \"%s\" has shape %s, needs "
               "N x 3 x H x W",
               info->name, found);
  return FALSE;
}

gboolean
frost_onnx_input_read_any (const Onnx__ValueInfoProto *info, FrostShape *shape,
                           FrostOnnxValue *value, GError **error)
{
  const Onnx__TypeProto__Tensor *tensor =
      info->type != NULL && info->type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE
          ? info->type->tensor_type
          : NULL;
  int order[FROST_ONNX_MAX_RANK], n = 0;
  gboolean fits = tensor != NULL && tensor->shape != NULL
                  && tensor->shape->n_dim <= FROST_ONNX_MAX_RANK
                  && tensor->elem_type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;

  *shape = (FrostShape){ .rank = 0 };
  for (size_t d = 0; fits && d < tensor->shape->n_dim; d++)
    {
      int64_t length = dimension (tensor->shape->dim[d], INT32_MAX);

      fits = length >= 0;
      if (length > 1)
        {
          order[n++] = (int) d;
          shape->dim[shape->rank++] = length;
        }
    }
  if (!fits)
    {
      g_autofree char *found = describe_type (info);

      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "input \"%s\" has shape %s, needs floats of at most %d dimensions",
                   info->name, found, FROST_ONNX_MAX_RANK);
      return FALSE;
    }
  if (n == 0)
    *shape = frost_shape_vector (1);
  *value = frost_onnx_value_new (0, (int) tensor->shape->n_dim, order, n);
  return TRUE;
}
