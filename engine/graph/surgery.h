/* Changes to a model before it is trained: a new head, and what is frozen. */
#pragma once

#include "engine/core/rng.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

/* The index of the node that a new head replaces: the last one with weights, if it is a linear
 * layer or a 1x1 convolution; else -1.
 * Errors: UNSUPPORTED. */
int frost_surgery_find_head (const FrostModel *model, GError **error);

/* Replaces that node by one with an output for each class, weights and bias uniform in
 * +-1 / sqrt (inputs) from the seed (the initialisation of torch.nn.Linear), and sets the class
 * names.
 * Errors: UNSUPPORTED when the model does not end so, ARGUMENT below two classes. */
gboolean frost_surgery_replace_head (FrostModel *model, const char *const *classes,
                                     uint64_t seed, GError **error);

/* Parameters of nodes below the cut become frozen, those above trainable.
 * cut in [0, head_cut]. Errors: ARGUMENT. */
gboolean frost_surgery_freeze (FrostModel *model, int cut, GError **error);

/* Batch-norms from a value up normalise by the batch while they are trained, or none does. What
 * they save depends on it, so the model is inferred again, with the errors of that. */
gboolean frost_surgery_set_batch_statistics (FrostModel *model, int from_value,
                                             gboolean batch_statistics, GError **error);

G_END_DECLS
