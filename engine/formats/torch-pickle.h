/* What PyTorch's pickles name: the host that frost_pickle_load asks, and the tensors and storages
 * that it has been told of.
 *
 * Source: torch/_utils.py and torch/serialization.py of PyTorch 1.13 for the arguments;
 * torch/_weights_only_unpickler.py of PyTorch 2 for what is harmless.
 */
#pragma once

#include "engine/formats/pickle.h"
#include "engine/formats/tensor-list.h"

G_BEGIN_DECLS

/* Numbers that are kept outside of the pickle, under a key. */
typedef struct
{
  char *key;
  FrostStoredType type;
  int64_t n; /* elements */
} FrostTorchStorage;

typedef struct
{
  FrostPickleHost host;
  GPtrArray *storages; /* of FrostTorchStorage */
  GTree *by_key;       /* storage key to index + 1 */
  GArray *tensors;     /* of FrostTensorEntry without names */
} FrostTorchPickle;

void frost_torch_pickle_init (FrostTorchPickle *torch);
void frost_torch_pickle_clear (FrostTorchPickle *torch);

/* Bytes of a storage, -1 = beyond 2^63. */
int64_t frost_torch_storage_size (const FrostTorchStorage *storage);

/* Finds the dictionary of weights in what a pickle held and adds its tensors to the list, in its
 * order. The list's storages are to be those of torch, one for one.
 * Errors: UNSUPPORTED (there is none, or it is not clear which), CORRUPT, MEMORY. */
gboolean frost_torch_pickle_list (const FrostTorchPickle *torch, FrostPickleHeap *heap,
                                  const FrostPickleValue *root, FrostTensorList *list,
                                  GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrostTorchPickle, frost_torch_pickle_clear)

G_END_DECLS
