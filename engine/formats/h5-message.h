/* What the two halves of the HDF5 scan share: places in the file, and the messages of an object's
 * header. Not for others.
 */
#pragma once

#include "engine/core/error.h"

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define FROST_H5_MAX_RANK 8
#define FROST_H5_UNDEFINED UINT64_MAX

typedef struct
{
  const uint8_t *data;
  uint64_t size;
  uint64_t memory;   /* that the library may still be made to take at once */
  uint64_t unpacked; /* bytes of chunks unpacked so far, at most memory */
  int steps;         /* that may still be made: a file cannot keep the scan busy */
  int chunk_k;       /* half the most children of a node of chunks */
  GHashTable *seen;  /* addresses of nodes, heaps and continuations: none serves twice */
} FrostH5Scan;

typedef enum
{
  FROST_H5_INTEGER,
  FROST_H5_FLOAT,
  FROST_H5_TEXT,
  FROST_H5_LONG_TEXT, /* of a variable length, in a heap of the whole file */
} FrostH5Class;

/* What an object header says of its object. */
typedef struct
{
  gboolean has_space, has_type, has_layout, has_filters, has_fill, has_group;
  int rank;
  uint64_t dim[FROST_H5_MAX_RANK];
  uint64_t n; /* elements */
  FrostH5Class class;
  uint64_t type_size;
  uint64_t fill_size;    /* 0 = none */
  const uint8_t *layout; /* the message's bytes */
  uint64_t layout_size;
  gboolean deflate, shuffle;
  uint64_t shuffle_size; /* of the elements that were shuffled */
  uint64_t tree, heap;   /* addresses of a group */
} FrostH5Object;

#define frost_h5_corrupt(error, ...)                                                     \
  frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT, __VA_ARGS__)
#define frost_h5_unsupported(error, ...)                                                 \
  frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED, __VA_ARGS__)

/* size bytes at an address, NULL when they are not all in the file. */
const uint8_t *frost_h5_at (const FrostH5Scan *scan, uint64_t address, uint64_t size);
uint64_t frost_h5_number (const uint8_t *bytes, int n);

/* Counts one step of the walk; FALSE when there were too many. Errors: UNSUPPORTED. */
gboolean frost_h5_step (FrostH5Scan *scan, GError **error);

/* The first time that something stands at an address. Errors: CORRUPT. */
gboolean frost_h5_visit (FrostH5Scan *scan, uint64_t address, GError **error);

/* One message of an object header. Errors: CORRUPT, UNSUPPORTED, MEMORY. */
gboolean frost_h5_message (FrostH5Scan *scan, FrostH5Object *object, int type,
                           const uint8_t *bytes, uint64_t size, GError **error);

/* The storage of a dataset whose messages are all read. Errors: the same. */
gboolean frost_h5_check_storage (FrostH5Scan *scan, const FrostH5Object *object,
                                 GError **error);

G_END_DECLS
