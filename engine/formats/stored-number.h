/* Numbers as files of tensors and initializers hold them: little-endian, of ten types.
 */
#pragma once

#include "engine/formats/tensor-file.h"

G_BEGIN_DECLS

/* Bytes of one element. */
int frost_stored_type_width (FrostStoredType type);

/* "F32", as safetensors writes it. */
const char *frost_stored_type_name (FrostStoredType type);

/* FALSE = no type of ours is called so. */
gboolean frost_stored_type_from_name (const char *name, FrostStoredType *type);

/* numbers [n] from n elements at bytes, which need no alignment. Integers beyond 2^24 and float64
 * are rounded to the nearest float; BOOL is 1 for any byte that is not 0. bytes may be the start
 * of numbers only where the type is F32. */
void frost_stored_to_float (FrostStoredType type, const void *bytes, int64_t n,
                            float *numbers);

G_END_DECLS
