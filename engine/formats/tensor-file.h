/* Files of named tensors without a graph: safetensors, and PyTorch's .pth / .pt / .th in both of
 * its containers. Which one a file is, its first bytes say.
 *
 * Opening reads the names, types and shapes only and checks all of them against the file's
 * size; numbers are read when they are asked for, from the file into the caller's memory. Nothing
 * in a file is ever executed. Names come without what people's training loops put around them: a
 * "state_dict" or "model" dictionary, a "module." or "_orig_mod." before every name.
 *
 * Memory: opening takes at most twice the file's size and 64 MB, reading at most one storage's
 * size beside the caller's numbers.
 *
 * Threads: one at a time.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define FROST_STORED_MAX_RANK 8

typedef enum
{
  FROST_STORED_F16,
  FROST_STORED_BF16,
  FROST_STORED_F32,
  FROST_STORED_F64,
  FROST_STORED_I8,
  FROST_STORED_I16,
  FROST_STORED_I32,
  FROST_STORED_I64,
  FROST_STORED_U8,
  FROST_STORED_BOOL,
  FROST_STORED_N_TYPES,
} FrostStoredType;

typedef struct
{
  char *name; /* "layer1.0.conv1.weight" */
  FrostStoredType type;
  int rank; /* 0 = a scalar */
  int64_t dim[FROST_STORED_MAX_RANK];
  int64_t n; /* elements, may be 0 */
} FrostStoredTensor;

typedef struct FrostTensorFile FrostTensorFile;

/* Errors: IO, CORRUPT, UNSUPPORTED (a type, opcode or global, by its name), MEMORY; the path in
 * front. */
FrostTensorFile *frost_tensor_file_open (const char *path, GError **error);
void frost_tensor_file_free (FrostTensorFile *file);

/* Whether these first bytes of a file (at least 16 where it has as many) are one of them. */
gboolean frost_tensor_file_recognises (const uint8_t *head, size_t n, int64_t file_size);

/* "safetensors", "PyTorch (zip)", "PyTorch (legacy)". */
const char *frost_tensor_file_get_format (const FrostTensorFile *file);

/* In the file's order. Lent. */
int frost_tensor_file_get_n_tensors (const FrostTensorFile *file);
const FrostStoredTensor *frost_tensor_file_peek (const FrostTensorFile *file, int index);

/* NULL = there is none. */
const FrostStoredTensor *frost_tensor_file_find (const FrostTensorFile *file,
                                                 const char *name);

/* All numbers of a tensor of the file, in row-major order whatever their strides, as float32.
 * numbers [n]. Errors: IO, CORRUPT; the tensor's name in front. */
gboolean frost_tensor_file_read (FrostTensorFile *file, const FrostStoredTensor *tensor,
                                 float *numbers, GError **error);

/* "F32 64x3x7x7". */
char *frost_stored_tensor_describe (const FrostStoredTensor *tensor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostTensorFile, frost_tensor_file_free)

G_END_DECLS
