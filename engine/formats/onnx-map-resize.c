/* Images of another size: Resize-13 (and 10), Upsample-9. */
#include "engine/formats/onnx-arrange.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"

#include <math.h>

#define MAX_SIDE 32768

/* Input i, unless it is left out or empty; of four numbers. *found = NULL: none. */
static gboolean
read_four (FrostOnnxNode *node, int i, const FrostOnnxConstant **found, GError **error)
{
  *found = NULL;
  if (!frost_onnx_node_has_input (node, i))
    return TRUE;
  const FrostOnnxConstant *constant = frost_onnx_node_constant (node, i, error);
  if (constant == NULL)
    return FALSE;
  if (constant->n != 0 && constant->n != 4)
    return frost_onnx_node_refuse (node, "of another number of dimensions than 4", error);
  *found = constant->n == 0 ? NULL : constant;
  return TRUE;
}

/* Lengths of the result from scales: ONNX Resize-13, floor (input * scale). */
static gboolean
set_scales (FrostOnnxNode *node, const FrostOnnxValue *x, const double *scale,
            FrostOpAttributes *attributes, GError **error)
{
  for (int d = 0; d < 4; d++)
    {
      double length = (double) frost_onnx_value_dim (node->import, x, d) * scale[d];

      if (d < 2 ? scale[d] != 1 : !(length >= 1 && length <= MAX_SIDE))
        return frost_onnx_node_refuse (
            node, "of the number of images or channels, or to such a size", error);
      if (d >= 2)
        attributes->size[d - 2] = (int64_t) floor (length);
    }
  attributes->scale_h = (float) scale[2];
  attributes->scale_w = (float) scale[3];
  return TRUE;
}

static gboolean
read_target (FrostOnnxNode *node, const FrostOnnxValue *x, FrostOpAttributes *attributes,
             GError **error)
{
  int input = node->import->opset < 11 ? 1 : 2;
  const FrostOnnxConstant *scales, *sizes = NULL;
  double scale[4];

  if (!read_four (node, input, &scales, error)
      || (node->import->opset >= 11 && !read_four (node, 3, &sizes, error)))
    return FALSE;
  if (sizes != NULL && sizes->type == FROST_ONNX_INT64)
    {
      for (int d = 0; d < 4; d++)
        {
          int64_t length = sizes->data.i64[d];

          if (d < 2 ? length != frost_onnx_value_dim (node->import, x, d)
                    : length < 1 || length > MAX_SIDE)
            return frost_onnx_node_refuse (
                node, "of the number of images or channels, or to such a size", error);
          if (d >= 2)
            attributes->size[d - 2] = length;
        }
      return TRUE;
    }
  if (scales == NULL || scales->type != FROST_ONNX_FLOAT)
    return frost_onnx_node_refuse (node, "without a size", error);
  for (int d = 0; d < 4; d++)
    scale[d] = (double) scales->data.f[d];
  return set_scales (node, x, scale, attributes, error);
}

/* Before operator set 11 pixels lie at i / scale and the nearest is the one below. */
static gboolean
read_modes (FrostOnnxNode *node, FrostOpAttributes *attributes, GError **error)
{
  static const char *const modes[] = { "nearest", "linear", NULL };
  static const char *const coordinates[] = { "half_pixel", "pytorch_half_pixel",
                                             "align_corners", "asymmetric", NULL };
  static const char *const roundings[] = { "round_prefer_floor", "round_prefer_ceil",
                                           "floor", "ceil", NULL };
  gboolean old = node->import->opset < 11;
  int mode = 0, where = old ? FROST_COORDINATES_ASYMMETRIC : FROST_COORDINATES_HALF_PIXEL;
  int nearest = old ? FROST_NEAREST_FLOOR : FROST_NEAREST_ROUND_PREFER_FLOOR;

  if (!frost_onnx_attribute_choice (node->proto, "mode", modes, &mode, error)
      || !frost_onnx_attribute_choice (node->proto, "coordinate_transformation_mode",
                                       coordinates, &where, error)
      || !frost_onnx_attribute_choice (node->proto, "nearest_mode", roundings, &nearest,
                                       error))
    return FALSE;
  attributes->linear = mode == 1;
  attributes->coordinates = (FrostCoordinates) where;
  attributes->nearest = (FrostNearest) nearest;
  return TRUE;
}

static gboolean
finish (FrostOnnxNode *node, const FrostOnnxValue *x, const FrostOpAttributes *attributes,
        GError **error)
{
  int value;

  if (!frost_onnx_arrange_image (node, x, &value, error))
    return FALSE;
  frost_onnx_node_emit (node, NULL, FROST_OP_RESIZE, attributes, &value, 1);
  return frost_onnx_node_finish_image (node, error);
}

gboolean
frost_onnx_map_resize (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostOnnxValue x;

  return frost_onnx_node_activation (node, 0, 4, FALSE, &x, error)
         && read_modes (node, &attributes, error)
         && read_target (node, &x, &attributes, error)
         && finish (node, &x, &attributes, error);
}

/* The scales are an attribute up to operator set 8. */
gboolean
frost_onnx_map_upsample (FrostOnnxNode *node, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  const FrostOnnxConstant *constant = NULL;
  const float *found = NULL;
  double scale[4];
  size_t n = 0;
  FrostOnnxValue x;

  if (!frost_onnx_node_activation (node, 0, 4, FALSE, &x, error)
      || !read_modes (node, &attributes, error))
    return FALSE;
  attributes.coordinates = FROST_COORDINATES_ASYMMETRIC;
  attributes.nearest = FROST_NEAREST_FLOOR;
  if (node->import->opset >= 9
          ? !read_four (node, 1, &constant, error)
          : !frost_onnx_attribute_floats (node->proto, "scales", &found, &n, error))
    return FALSE;
  if (constant != NULL && constant->type == FROST_ONNX_FLOAT)
    found = constant->data.f;
  else if (n != 4)
    return frost_onnx_node_refuse (node, "without four scales", error);
  for (int d = 0; d < 4; d++)
    scale[d] = (double) found[d];
  return set_scales (node, &x, scale, &attributes, error)
         && finish (node, &x, &attributes, error);
}
