/* A graph with its parameters, how pictures are prepared for it and what its outputs mean. */
#pragma once

#include "engine/core/tensor.h"
#include "engine/graph/graph.h"
#include "engine/graph/preprocessing.h"

G_BEGIN_DECLS

/* Layouts: convolution weight [kernel_h, kernel_w, in / groups, out], linear weight [in, out],
 * everything else [channels]. */
typedef struct
{
  char *name; /* as in the model file, "layer1.0.conv1.weight" */
  FrostTensor *tensor;
  gboolean fixed;     /* batch-norm's running mean and variance, constants: no gradient */
  gboolean trainable; /* set by surgery */
  /* How a file has it, where that does not follow from the layer (tables of positions, scales):
   * axis i of the file's numbers, those of 1 left aside, is the tensor's axis file_order[i]. */
  gboolean has_file_shape;
  FrostShape file_shape;
  int file_order[FROST_SHAPE_MAX_RANK]; /* [rank of the tensor] */
} FrostParameter;

typedef struct
{
  char *name; /* of the model: file name without its ending */
  FrostGraph *graph;
  GPtrArray *parameters; /* of FrostParameter */
  FrostPreprocessing preprocessing;
  gboolean preprocessing_known; /* the file said so, or a person did */
  char *
      truncated; /* what the file has above its trunk and why it could not be read: the head is
                    * a new one without knowledge. NULL = the model is whole */
  char **classes; /* NULL-terminated, in output order; NULL = not known */
} FrostModel;

void frost_parameter_free (FrostParameter *parameter);

/* Takes the graph. */
FrostModel *frost_model_new (const char *name, FrostGraph *graph);

/* Parameters are copied too: training one leaves the other. Errors: MEMORY. */
FrostModel *frost_model_copy (const FrostModel *model, GError **error);
void frost_model_free (FrostModel *model);

/* Takes the tensor; returns the new parameter's index. */
int frost_model_add_parameter (FrostModel *model, const char *name, FrostTensor *tensor,
                               gboolean fixed);
FrostParameter *frost_model_parameter (const FrostModel *model, int index);

/* Checks the whole graph and finds every shape: to be called after any change of the graph.
 * Errors: SHAPE, UNSUPPORTED (also where an image would take longer than any model is worth), the
 * node's name in front. */
gboolean frost_model_infer (FrostModel *model, GError **error);

/* Outputs of the last node. */
int frost_model_n_outputs (const FrostModel *model);

int64_t frost_model_n_parameters (const FrostModel *model);

/* SHA-256 over preprocessing and everything that computes the value from the input, 64 hex
 * digits: the model's part of a feature cache key. Same numbers, same text; what lies above the
 * value (a new head) does not matter. value = frost_graph_n_values - 1 is the whole model. */
char *frost_model_fingerprint (const FrostModel *model, int value);

/* The same of n values in ascending order, for little more than the last one takes: n texts,
 * NULL-terminated, freed with g_strfreev. */
char **frost_model_fingerprint_all (const FrostModel *model, const int *values, int n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostModel, frost_model_free)

G_END_DECLS
