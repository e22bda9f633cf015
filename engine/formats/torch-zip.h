/* PyTorch's container since 1.6: an uncompressed zip archive of data.pkl and, for every storage,
 * data/KEY.
 *
 * Source: torch/serialization.py of PyTorch 1.13 and 2.
 */
#pragma once

#include "engine/formats/tensor-list.h"

G_BEGIN_DECLS

/* A zip archive whose first member is in a folder, as PyTorch's always are. */
gboolean frost_torch_zip_recognises (const uint8_t *head, size_t n, int64_t file_size);

/* Adds every tensor of the weights to an empty list. Errors: CORRUPT, UNSUPPORTED (what it
 * is, or an opcode or global, by name), MEMORY, IO. */
gboolean frost_torch_zip_list (const FrostRegularFile *file, FrostTensorList *list,
                               GError **error);

G_END_DECLS
