/* A Keras model as its JSON describes it: a tree of layers, whose inner nodes are models.
 *
 * Every form that Keras 2.1 to 3 and TensorFlow.js write becomes the same here: a Sequential is a
 * model whose layers read each other in turn, an InputLayer stands for what its model is given.
 * Strings and configurations are lent by the JSON, which must live as long as the tree.
 *
 * Source: get_config and from_config of keras/src/engine/functional.py (Keras 2.15) and
 * keras/src/models/functional.py (Keras 3.8); container.ts of tfjs-layers 4.22.
 */
#pragma once

#include "engine/core/shape.h"

#include <jansson.h>

G_BEGIN_DECLS

#define FROST_KERAS_MAX_WEIGHTS 4
/* Nested deeper than this is no model. */
#define FROST_KERAS_JSON_DEPTH 128

/* Operand: the layer's index when it is what the model around it is given, or a constant. */
#define FROST_KERAS_GIVEN (-1)
#define FROST_KERAS_CONSTANT (-2)

typedef struct FrostKerasLayer FrostKerasLayer;
typedef struct FrostKerasKind FrostKerasKind; /* engine/formats/keras-build.h */

/* What a call reads: the result of another call in the same model, or a constant. */
typedef struct
{
  int layer; /* index in the model around it, or one of the two above */
  int call;  /* which of that layer's calls */
  const json_t *constant;
} FrostKerasOperand;

/* A layer put to use; a shared one has more than one call. */
typedef struct
{
  FrostKerasOperand *operands;
  int n_operands;
} FrostKerasCall;

/* A parameter that the layer has, in the order in which Keras stores them. */
typedef struct
{
  const char *role;    /* "depthwise_kernel" */
  const char *synonym; /* what another version calls it; may be NULL */
  gboolean trainable;
  int parameter; /* of the FrostModel, -1 = not read yet */
} FrostKerasWeight;

struct FrostKerasLayer
{
  const char *name, *class_name;
  char *path; /* "base.conv1": with the models around it, but not the outermost */
  const json_t *config;
  FrostKerasLayer *model;     /* the one around it, NULL = this is the outermost */
  const FrostKerasKind *kind; /* NULL = a model, or a class that is not known */
  gboolean trainable;
  FrostKerasCall *calls;
  int n_calls;
  FrostKerasWeight weights[FROST_KERAS_MAX_WEIGHTS];
  int n_weights;

  /* Models only. */
  gboolean is_model;
  GPtrArray *layers; /* of FrostKerasLayer, owned */
  GHashTable *names; /* name → index + 1 */
  GArray
      *inputs; /* of int: its InputLayers, in the order in which it is called with them */
  FrostKerasOperand output; /* the first one */
};

/* root: the object with "class_name" and "config". Errors: CORRUPT, UNSUPPORTED (too many layers,
 * a layer with several results). */
FrostKerasLayer *frost_keras_topology_read (const json_t *root, GError **error);
void frost_keras_layer_free (FrostKerasLayer *layer);

/* What the outermost model is given: height, width and three channels; sizes that the file
 * leaves open become 224. Errors: UNSUPPORTED, CORRUPT. */
gboolean frost_keras_topology_input (const FrostKerasLayer *root, FrostShape *shape,
                                     GError **error);

/* A member of the layer's configuration. An absent one leaves the value as it is, and so does
 * null. Errors: CORRUPT, the text starts at the member's name. */
gboolean frost_keras_config_int (const FrostKerasLayer *layer, const char *key,
                                 int64_t least, int64_t most, int64_t *value,
                                 GError **error);
gboolean frost_keras_config_float (const FrostKerasLayer *layer, const char *key,
                                   float *value, GError **error);
gboolean frost_keras_config_bool (const FrostKerasLayer *layer, const char *key,
                                  gboolean *value, GError **error);
/* Lent. */
gboolean frost_keras_config_text (const FrostKerasLayer *layer, const char *key,
                                  const char **value, GError **error);
/* One number for both or a list of two: [vertical, horizontal]. */
gboolean frost_keras_config_pair (const FrostKerasLayer *layer, const char *key,
                                  int least, int most, int *vertical, int *horizontal,
                                  GError **error);

/* NULL when absent or null; a tuple, a TensorShape or an array of NumPy as the list that it was. */
const json_t *frost_keras_config_get (const FrostKerasLayer *layer, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostKerasLayer, frost_keras_layer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

G_END_DECLS
