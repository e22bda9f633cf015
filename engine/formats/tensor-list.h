/* What a parser finds in a file of tensors: where each tensor's numbers are. Filled by one of the
 * parsers, read by tensor-file.c.
 */
#pragma once

#include "engine/formats/tensor-file.h"
#include "engine/formats/zip-reader.h"

G_BEGIN_DECLS

typedef struct
{
  FrostStoredTensor stored; /* its name is owned */
  int storage;
  int64_t offset;                        /* of the first element in the storage */
  int64_t stride[FROST_STORED_MAX_RANK]; /* elements, never negative */
} FrostTensorEntry;

/* Numbers of one type that one or more tensors look at. */
typedef struct
{
  int64_t position; /* bytes, in the member or the file */
  int64_t size;     /* bytes */
  int member;       /* of the archive, -1 = in the file itself */
} FrostTensorStorage;

typedef struct
{
  const char *format;      /* static */
  GPtrArray *entries;      /* of FrostTensorEntry */
  GArray *storages;        /* of FrostTensorStorage */
  FrostZipReader *archive; /* NULL = the file is none */
} FrostTensorList;

void frost_tensor_list_init (FrostTensorList *list);
void frost_tensor_list_clear (FrostTensorList *list);

/* Takes the name. A tensor of one storage's whole, row-major; shape and type are to be set. */
FrostTensorEntry *frost_tensor_list_add (FrostTensorList *list, char *name);

/* Sets n and row-major strides from rank and dim.
 * Errors: CORRUPT (a negative dimension, more numbers than any file has). */
gboolean frost_tensor_entry_measure (FrostTensorEntry *entry, GError **error);

/* Every element of the tensor lies in a storage of so many elements. Errors: CORRUPT. */
gboolean frost_tensor_entry_check (const FrostTensorEntry *entry, int64_t storage_n,
                                   GError **error);

G_END_DECLS
