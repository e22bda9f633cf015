/* MaxPooling2D, AveragePooling2D (padding does not count), GlobalAveragePooling2D,
 * GlobalMaxPooling2D. */
#include "engine/formats/keras-build.h"

#include "engine/core/error.h"

static gboolean
map_pool (FrostKerasBuild *build, FrostOpKind kind, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();

  return frost_keras_window (build, "pool_size", frost_keras_shape (build, build->result),
                             &attributes.window, error)
         && frost_keras_append (build, NULL, kind, &attributes, error);
}

gboolean
frost_keras_map_max_pooling (FrostKerasBuild *build, GError **error)
{
  return map_pool (build, FROST_OP_MAX_POOL, error);
}

gboolean
frost_keras_map_average_pooling (FrostKerasBuild *build, GError **error)
{
  return map_pool (build, FROST_OP_AVERAGE_POOL, error);
}

static gboolean
map_global_pool (FrostKerasBuild *build, FrostOpKind kind, GError **error)
{
  const FrostOpAttributes attributes = frost_op_attributes_default ();
  gboolean keep = FALSE;

  if (!frost_keras_check_data_format (build, error)
      || !frost_keras_config_bool (build->layer, "keepdims", &keep, error)
      || !frost_keras_append (build, NULL, kind, &attributes, error))
    return FALSE;
  FrostShape vector = frost_shape_vector (
      frost_shape_n_elements (frost_keras_shape (build, build->result)));
  return keep || frost_keras_reshape (build, &vector, error);
}

gboolean
frost_keras_map_global_average_pooling (FrostKerasBuild *build, GError **error)
{
  return map_global_pool (build, FROST_OP_GLOBAL_AVERAGE_POOL, error);
}

gboolean
frost_keras_map_global_max_pooling (FrostKerasBuild *build, GError **error)
{
  return map_global_pool (build, FROST_OP_GLOBAL_MAX_POOL, error);
}
