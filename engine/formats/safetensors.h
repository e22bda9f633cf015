/* The safetensors format: a length, a JSON header, and the tensors' numbers without gaps.
 *
 * Source: the format section of the safetensors project's README; where that leaves something
 * open, its reference implementation decides (keys of a tensor that it does not know are left
 * alone, a header of more than 100,000,000 bytes is refused).
 */
#pragma once

#include "engine/formats/tensor-list.h"

G_BEGIN_DECLS

/* A length that fits, and a header that begins as it must. */
gboolean frost_safetensors_recognises (const uint8_t *head, size_t n, int64_t file_size);

/* Adds every tensor of the file to an empty list. Errors: CORRUPT (a rule of the format, by
 * name), UNSUPPORTED (a type or rank), MEMORY, IO. */
gboolean frost_safetensors_list (const FrostRegularFile *file, FrostTensorList *list,
                                 GError **error);

G_END_DECLS
