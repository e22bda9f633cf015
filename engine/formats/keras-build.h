/* What the parts of the Keras importer share while one model is built. Not for others.
 *
 * The importer walks the calls that the output needs. Each call of a layer is handed to the
 * builder of the layer's class, which appends to the model's graph and says which value is its
 * result. Images are channels_last in Keras, as they are here, so that weights keep their order.
 *
 * Source of what layers compute: keras/src/layers of Keras 2.15 and 3.8.
 */
#pragma once

#include "engine/formats/keras-layer.h"
#include "engine/formats/keras-weights.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

/* In the place of a value: made by a layer that is not known, or of what one made. */
#define FROST_KERAS_UNKNOWN (-3)

typedef struct
{
  FrostModel *model;
  const FrostKerasWeights *weights;
  gboolean keras_3; /* written by Keras 3: some functions changed there */
  GHashTable *node_names, *parameter_names; /* see onnx-names.h */
  int64_t memory;                           /* bytes that parameters may still take */
  int calls;                                /* that may still be made */
  GError *first_failure;                    /* a layer that is not known; NULL = none */
  GArray *unknown_reads;                    /* of int: values that such layers read */

  /* The call at hand. */
  FrostKerasLayer *layer;
  const FrostKerasCall *call;
  const int *inputs; /* [n_inputs] values of the operands that are no constants */
  int n_inputs;
  int result;    /* value, set by the builder */
  int n_emitted; /* nodes of this call */
} FrostKerasBuild;

/* Errors: the text starts without the layer's name. */
typedef gboolean (*FrostKerasBuilder) (FrostKerasBuild *build, GError **error);

/* A weight of a class of layers. */
typedef struct
{
  const char *name, *synonym;
  gboolean trainable;
  const char *when;   /* only when this member of the configuration is not false */
  const char *unless; /* only when this one is absent or null */
} FrostKerasRole;

struct FrostKerasKind
{
  const char *class_name;
  FrostKerasBuilder build;
  FrostKerasRole
      roles[FROST_KERAS_MAX_WEIGHTS]; /* in the order in which Keras stores them */
};

/* NULL when the class is not in the map. */
const FrostKerasKind *frost_keras_layer_map_find (const char *class_name);

/* By family; see the file of each. */
gboolean frost_keras_map_conv (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_depthwise_conv (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_separable_conv (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_dense (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_batch_normalization (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_activation (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_relu (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_softmax (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_identity (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_dropout (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_max_pooling (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_average_pooling (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_global_average_pooling (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_global_max_pooling (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_reshape (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_flatten (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_layer_normalization (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_layer_scale (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_normalization (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_rescaling (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_leaky_relu (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_elu (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_prelu (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_permute (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_zero_padding (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_cropping (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_up_sampling (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_subtract (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_multiply (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_divide (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_average (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_lambda_op (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_add (FrostKerasBuild *build, GError **error);
gboolean frost_keras_map_concatenate (FrostKerasBuild *build, GError **error);

/* Refuses channels_first by name. Errors: UNSUPPORTED. */
gboolean frost_keras_check_data_format (const FrostKerasBuild *build, GError **error);

/* Shape of an input, or of the result so far. */
const FrostShape *frost_keras_shape (const FrostKerasBuild *build, int value);

/* Whether the layer has a weight of this role; the index for the function below, else -1. */
int frost_keras_find_weight (const FrostKerasBuild *build, const char *role);

/* Appends a node, called as the layer; one that is not the first of its call has ".suffix" where
 * one is given. Parameters follow, then
 * frost_keras_finish. A node that reads one value takes it as the result so far. */
FrostNode *frost_keras_emit (FrostKerasBuild *build, const char *suffix, FrostOpKind kind,
                             const FrostOpAttributes *attributes);
FrostNode *frost_keras_emit_n (FrostKerasBuild *build, const char *suffix,
                               FrostOpKind kind, const FrostOpAttributes *attributes,
                               const int *inputs, int n_inputs);

/* Reads a weight of the layer, which must have the shape stored, into a node's parameter of
 * another shape with as many numbers in the same order. A layer that is called twice has it
 * once. Errors: SHAPE, CORRUPT, UNSUPPORTED, MEMORY, IO. */
gboolean frost_keras_add_weight (FrostKerasBuild *build, FrostNode *node, int slot,
                                 int weight, const FrostShape *stored,
                                 const FrostShape *shape, GError **error);

/* Zeros that are in the file nowhere: constants, which are fixed, or a new head. */
FrostTensor *frost_keras_add_numbers (FrostKerasBuild *build, FrostNode *node, int slot,
                                      const FrostShape *shape, gboolean fixed,
                                      GError **error);

/* Infers the graph's last node and makes it the result so far. Errors: SHAPE, UNSUPPORTED. */
gboolean frost_keras_finish (FrostKerasBuild *build, GError **error);

/* emit and finish of a node without parameters. */
gboolean frost_keras_append (FrostKerasBuild *build, const char *suffix, FrostOpKind kind,
                             const FrostOpAttributes *attributes, GError **error);

/* Gives the result so far another shape with as many numbers in the same order. */
gboolean frost_keras_reshape (FrostKerasBuild *build, const FrostShape *shape,
                              GError **error);

/* The numbers of a constant, one or as many as the result so far has channels. numbers: of float.
 * Errors: CORRUPT. */
gboolean frost_keras_numbers (const FrostKerasBuild *build, const json_t *value,
                              GArray *numbers, GError **error);

/* Appends an activation as layers name it in their "activation", to the result so far; NULL is
 * none. Errors: UNSUPPORTED with its name. */
gboolean frost_keras_activate (FrostKerasBuild *build, const json_t *activation,
                               GError **error);

/* Kernel, strides, dilation and padding ("valid" or "same" as TensorFlow has it) for an image.
 * kernel: the member of the configuration that holds its size. Errors: SHAPE, CORRUPT,
 * UNSUPPORTED. */
gboolean frost_keras_window (const FrostKerasBuild *build, const char *kernel,
                             const FrostShape *x, FrostWindow *window, GError **error);

/* Makes a whole model of what is built, whose output is the result so far. A softmax over classes at
 * its end goes. A layer that is not known, or no layer of classes at all, leaves a trunk: it gets a
 * head of zeros, and the model's "truncated" says why. Errors: those of the first unknown layer
 * when there is no trunk below it; SHAPE, MEMORY, UNSUPPORTED. */
gboolean frost_keras_finish_model (FrostKerasBuild *build, GError **error);

/* The model of a tree; the tree and the weights are no longer needed afterwards. memory: bytes
 * that its parameters may take. Errors: UNSUPPORTED, SHAPE, CORRUPT, MEMORY, IO; layer and class
 * in front. */
FrostModel *frost_keras_build (FrostKerasLayer *root, const FrostKerasWeights *weights,
                               gboolean keras_3, const char *name, int64_t memory,
                               GError **error);

G_END_DECLS
