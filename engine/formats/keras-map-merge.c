/* Layers that put several inputs together: Add, Subtract, Multiply, Average, Concatenate; and the
 * arithmetic that a model does between its layers, TFOpLambda in Keras 2, which may have a constant
 * on either side: "x / 127.5 - 1" of a preprocess_input for example. */
#include "engine/formats/keras-build.h"

#include "engine/core/error.h"

#include <string.h>

static gboolean
refuse (const char *what, GError **error)
{
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED, "%s", what);
  return FALSE;
}

/* The value with ones before its dimensions, until it has so many. */
static gboolean
raise_rank (FrostKerasBuild *build, int *value, int rank, GError **error)
{
  const FrostShape *x = frost_keras_shape (build, *value);
  FrostShape shape = { .rank = rank };
  int missing = rank - x->rank;

  for (int d = 0; d < rank; d++)
    shape.dim[d] = d < missing ? 1 : x->dim[d - missing];
  build->result = *value;
  if (!frost_keras_reshape (build, &shape, error))
    return FALSE;
  *value = build->result;
  return TRUE;
}

/* result = a (op) b; Keras gives a smaller rank more dimensions in front. */
static gboolean
combine (FrostKerasBuild *build, FrostOpKind kind, int a, int b, GError **error)
{
  const FrostOpAttributes attributes = frost_op_attributes_default ();
  int rank = MAX (frost_keras_shape (build, a)->rank, frost_keras_shape (build, b)->rank);

  if (!raise_rank (build, &a, rank, error) || !raise_rank (build, &b, rank, error))
    return FALSE;
  frost_keras_emit_n (build, frost_op_get (kind)->name, kind, &attributes,
                      (int[]){ a, b }, 2);
  return frost_keras_finish (build, error);
}

/* result = result (op) constant, or the other way round. */
static gboolean
combine_constant (FrostKerasBuild *build, FrostOpKind kind, const json_t *constant,
                  gboolean swapped, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape shape = { .rank = frost_keras_shape (build, build->result)->rank };
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (float));

  if (!frost_keras_numbers (build, constant, numbers, error))
    return FALSE;
  for (int d = 0; d < shape.rank; d++)
    shape.dim[d] = d == shape.rank - 1 ? numbers->len : 1;
  attributes.swapped = swapped;
  FrostNode *node =
      frost_keras_emit (build, frost_op_get (kind)->name, kind, &attributes);
  FrostTensor *tensor = frost_keras_add_numbers (build, node, 0, &shape, TRUE, error);
  if (tensor == NULL)
    return FALSE;
  memcpy (tensor->data, numbers->data, numbers->len * sizeof (float));
  return frost_keras_finish (build, error);
}

/* The operands from left to right. */
static gboolean
merge (FrostKerasBuild *build, FrostOpKind kind, GError **error)
{
  const FrostKerasCall *call = build->call;

  if (call->n_operands == 2 && build->n_inputs == 1)
    {
      gboolean swapped = call->operands[0].layer == FROST_KERAS_CONSTANT;

      return combine_constant (build, kind, call->operands[swapped ? 0 : 1].constant,
                               swapped, error);
    }
  if (build->n_inputs < 2 || call->n_operands != build->n_inputs)
    return refuse ("needs at least two inputs from layers", error);
  for (int i = 1; i < build->n_inputs; i++)
    if (!combine (build, kind, build->result, build->inputs[i], error))
      return FALSE;
  return TRUE;
}

gboolean
frost_keras_map_add (FrostKerasBuild *build, GError **error)
{
  return merge (build, FROST_OP_ADD, error);
}

gboolean
frost_keras_map_multiply (FrostKerasBuild *build, GError **error)
{
  return merge (build, FROST_OP_MUL, error);
}

gboolean
frost_keras_map_subtract (FrostKerasBuild *build, GError **error)
{
  return merge (build, FROST_OP_SUB, error);
}

gboolean
frost_keras_map_divide (FrostKerasBuild *build, GError **error)
{
  return merge (build, FROST_OP_DIV, error);
}

gboolean
frost_keras_map_average (FrostKerasBuild *build, GError **error)
{
  g_autoptr (json_t) share = json_real (1.0 / MAX (build->n_inputs, 1));

  return merge (build, FROST_OP_ADD, error)
         && combine_constant (build, FROST_OP_MUL, share, FALSE, error);
}

gboolean
frost_keras_map_concatenate (FrostKerasBuild *build, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  int rank = frost_keras_shape (build, build->result)->rank;
  int64_t axis = -1;

  if (!frost_keras_config_int (build->layer, "axis", -rank, rank, &axis, error))
    return FALSE;
  if (axis == 0 || build->call->n_operands != build->n_inputs)
    return refuse ("joins images of a batch, or constants", error);
  attributes.axis = (int) (axis < 0 ? axis + rank : axis - 1);
  frost_keras_emit_n (build, NULL, FROST_OP_CONCAT, &attributes, build->inputs,
                      build->n_inputs);
  return frost_keras_finish (build, error);
}

gboolean
frost_keras_map_lambda_op (FrostKerasBuild *build, GError **error)
{
  static const struct
  {
    const char *name;
    FrostOpKind kind;
  } functions[] = {
    { "math.add", FROST_OP_ADD },
    { "__operators__.add", FROST_OP_ADD },
    { "math.subtract", FROST_OP_SUB },
    { "__operators__.sub", FROST_OP_SUB },
    { "math.multiply", FROST_OP_MUL },
    { "__operators__.mul", FROST_OP_MUL },
    { "math.truediv", FROST_OP_DIV },
    { "__operators__.truediv", FROST_OP_DIV },
    { "math.divide", FROST_OP_DIV },
    { "nn.bias_add", FROST_OP_ADD },
    { "compat.v1.nn.bias_add", FROST_OP_ADD },
  };
  const char *function = "";

  if (!frost_keras_config_text (build->layer, "function", &function, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (g_str_equal (function, functions[i].name))
      return merge (build, functions[i].kind, error);
  g_autofree char *escaped = g_strescape (function, NULL);
  g_autofree char *what =
      g_strdup_printf ("function \"%.80s\" is not among those that can be used", escaped);
  return refuse (what, error);
}
