/* Float32 numbers with a shape, 64-byte aligned, shared by reference counting.
 *
 * Threads: the count is atomic, the numbers are not guarded. Whoever writes owns them alone.
 */
#pragma once

#include "engine/core/shape.h"

G_BEGIN_DECLS

typedef struct
{
  gatomicrefcount references;
  FrostShape shape;
  int64_t n;   /* elements */
  float *data; /* [shape], row-major */
} FrostTensor;

/* All zero. Errors: SHAPE, MEMORY. */
FrostTensor *frost_tensor_new (const FrostShape *shape, GError **error);
FrostTensor *frost_tensor_copy (const FrostTensor *tensor, GError **error);
FrostTensor *frost_tensor_ref (FrostTensor *tensor);
void frost_tensor_unref (FrostTensor *tensor);

/* The engine's one way to get memory for numbers: 64-byte aligned, not zeroed, freed with
 * free (). Errors: MEMORY, naming what. */
float *frost_floats_new (int64_t n, const char *what, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostTensor, frost_tensor_unref)

G_END_DECLS
