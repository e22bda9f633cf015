#include "engine/core/tensor.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/core/error.h"

#define ALIGNMENT 64

/* A large buffer asks for large pages, in which the processor finds its way with less looking up;
 * Linux, madvise (2). From 32 MiB on malloc maps one by itself, mallopt (3): nobody else's memory is
 * in its pages. */
#define LARGE_PAGE ((uintptr_t) 2 * 1024 * 1024)
#define LARGE_FROM ((size_t) 32 * 1024 * 1024)

/* The pages that lie wholly inside; where the system has no large ones nothing is lost. */
static void
ask_for_large_pages (float *data, size_t bytes)
{
  uintptr_t first = ((uintptr_t) data + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
  uintptr_t end = ((uintptr_t) data + bytes) / LARGE_PAGE * LARGE_PAGE;

  madvise ((void *) first, end - first, MADV_HUGEPAGE);
}

float *
frost_floats_new (int64_t n, const char *what, GError **error)
{
  size_t bytes = 0;
  float *data = NULL;

  /* aligned_alloc wants a multiple of the alignment; one spare line lets vector loops
   * read past the end of the last row. */
  if (n >= 0 && n < (int64_t) (G_MAXSSIZE / sizeof (float)) - 2 * ALIGNMENT)
    {
      bytes = ((size_t) n * sizeof (float) + 2 * ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      data = aligned_alloc (ALIGNMENT, bytes);
      if (data != NULL && bytes >= LARGE_FROM)
        ask_for_large_pages (data, bytes);
    }
  if (data == NULL)
    g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                 "%s: %" G_GINT64_FORMAT
                 " MiB are needed and could not be had; close other "
                 "programs or choose a smaller batch",
                 what, (gint64) (n / (1024 * 1024 / (int64_t) sizeof (float))));
  return data;
}

FrostTensor *
frost_tensor_new (const FrostShape *shape, GError **error)
{
  FrostTensor *tensor;
  int64_t n;
  float *data;

  if (!frost_shape_check (shape, "tensor", error))
    return NULL;
  n = frost_shape_n_elements (shape);
  data = frost_floats_new (n, "tensor", error);
  if (data == NULL)
    return NULL;
  memset (data, 0, (size_t) n * sizeof (float));

  tensor = g_new0 (FrostTensor, 1);
  g_atomic_ref_count_init (&tensor->references);
  tensor->shape = *shape;
  tensor->n = n;
  tensor->data = data;
  return tensor;
}

FrostTensor *
frost_tensor_copy (const FrostTensor *tensor, GError **error)
{
  FrostTensor *copy = frost_tensor_new (&tensor->shape, error);

  if (copy != NULL)
    memcpy (copy->data, tensor->data, (size_t) tensor->n * sizeof (float));
  return copy;
}

FrostTensor *
frost_tensor_ref (FrostTensor *tensor)
{
  g_atomic_ref_count_inc (&tensor->references);
  return tensor;
}

void
frost_tensor_unref (FrostTensor *tensor)
{
  if (!g_atomic_ref_count_dec (&tensor->references))
    return;
  free (tensor->data);
  g_free (tensor);
}
