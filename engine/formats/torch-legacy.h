/* PyTorch's container before 1.6: five pickles one after the other (a magic number, a protocol
 * version, facts about the machine, the object, the storages' keys), then every storage's numbers.
 *
 * Source: _legacy_save in torch/serialization.py of PyTorch 1.13.
 */
#pragma once

#include "engine/formats/tensor-list.h"

G_BEGIN_DECLS

/* A pickle, PyTorch's or not. */
gboolean frost_torch_legacy_recognises (const uint8_t *head, size_t n, int64_t file_size);

/* Adds every tensor of the weights to an empty list. Errors: CORRUPT, UNSUPPORTED (an opcode or
 * global, by name), MEMORY, IO. */
gboolean frost_torch_legacy_list (const FrostRegularFile *file, FrostTensorList *list,
                                  GError **error);

G_END_DECLS
