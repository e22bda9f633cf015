/* The weights of a model as files of weights have them: by name, in PyTorch's layouts, in float32
 * or half. Beside every "running_var" stands the "num_batches_tracked" that PyTorch's BatchNorm
 * asks for, 0. Constants of the graph that have no name in the network's own program are left out.
 *
 * Threads: one at a time.
 */
#pragma once

#include "engine/formats/tensor-file.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

typedef struct FrostWeightList FrostWeightList;

/* With half, a tensor is F16 unless one of its numbers lies beyond 65504 and would become infinite:
 * that one stays F32. model must outlive the list.
 * Errors: UNSUPPORTED (two parameters of one name, a name that is not UTF-8), MEMORY. */
FrostWeightList *frost_weight_list_new (const FrostModel *model, gboolean half,
                                        GError **error);
void frost_weight_list_free (FrostWeightList *list);

/* In the order of the model's parameters. Lent. */
int frost_weight_list_get_n (const FrostWeightList *list);
const FrostStoredTensor *frost_weight_list_peek (const FrostWeightList *list, int index);

/* Its numbers, little-endian; lent until the next call. */
const void *frost_weight_list_read (FrostWeightList *list, int index, size_t *size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostWeightList, frost_weight_list_free)

G_END_DECLS
