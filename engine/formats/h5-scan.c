/* Superblock, groups and object headers. */
#include "engine/formats/h5-scan.h"

#include "engine/core/error.h"
#include "engine/formats/h5-message.h"

#include <string.h>

static const uint8_t signature[8] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n' };

/* A file of the largest Keras model takes some hundred thousand. */
#define MAX_STEPS (1 << 22)
#define MAX_CONTINUATIONS 256
#define MAX_TREE_LEVEL 8
/* Half the most children of a node of chunks, where the superblock does not say. */
#define DEFAULT_CHUNK_K 32
#define SYMBOL_SIZE 40
#define TREE_HEAD_SIZE 24

/* Symbolic link of a symbol table entry: the rest is no pointer out of the group. */
#define CACHED_NOTHING 0
#define CACHED_GROUP 1

typedef struct
{
  FrostH5Scan scan;
  int leaf_k, internal_k;
  GArray *pending;     /* of uint64_t: object headers still to be looked at */
  GHashTable *headers; /* addresses of those that were ever pending */
} Walk;

typedef struct
{
  const uint8_t *names; /* of the group's members */
  uint64_t size;
} Heap;

static guint
address_hash (gconstpointer key)
{
  /* Fibonacci hashing: addresses are multiples of eight. */
  return (guint) ((*(const uint64_t *) key * UINT64_C (0x9e3779b97f4a7c15)) >> 32);
}

static GHashTable *
addresses_new (void)
{
  return g_hash_table_new_full (address_hash, g_int64_equal, g_free, NULL);
}

static gboolean
add_address (GHashTable *addresses, uint64_t address)
{
  return g_hash_table_add (addresses, g_memdup2 (&address, sizeof address));
}

const uint8_t *
frost_h5_at (const FrostH5Scan *scan, uint64_t address, uint64_t size)
{
  if (address > scan->size || size > scan->size - address)
    return NULL;
  return scan->data + address;
}

uint64_t
frost_h5_number (const uint8_t *bytes, int n)
{
  uint64_t number = 0;

  while (n-- > 0)
    number = number << 8 | bytes[n];
  return number;
}

gboolean
frost_h5_step (FrostH5Scan *scan, GError **error)
{
  if (scan->steps-- > 0)
    return TRUE;
  return frost_h5_unsupported (error, "has more than %d groups, datasets and attributes",
                               MAX_STEPS);
}

gboolean
frost_h5_visit (FrostH5Scan *scan, uint64_t address, GError **error)
{
  if (add_address (scan->seen, address))
    return TRUE;
  return frost_h5_corrupt (error, "has two structures of HDF5 at byte %" G_GUINT64_FORMAT,
                           address);
}

/* The heap with the names of a group's members. Its list of free blocks is walked as the library
 * will walk it. */
static gboolean
read_heap (Walk *walk, uint64_t address, Heap *heap, GError **error)
{
  const uint8_t *head = frost_h5_at (&walk->scan, address, 32);

  if (head == NULL || memcmp (head, "HEAP", 4) != 0 || head[4] != 0
      || !frost_h5_visit (&walk->scan, address, NULL))
    return frost_h5_corrupt (
        error, "has a group whose names are not at byte %" G_GUINT64_FORMAT, address);
  heap->size = frost_h5_number (head + 8, 8);
  heap->names = frost_h5_at (&walk->scan, frost_h5_number (head + 24, 8), heap->size);
  if (heap->names == NULL || heap->size == 0)
    return frost_h5_corrupt (error, "has a group whose names reach beyond the file");

  /* 1 ends the list: no block begins there, they are multiples of eight. */
  uint64_t block = frost_h5_number (head + 16, 8), left = heap->size / 16 + 1;
  while (block != 1)
    {
      if (!frost_h5_step (&walk->scan, error))
        return FALSE;
      if (heap->size < 16 || block > heap->size - 16 || left-- == 0
          || frost_h5_number (heap->names + block + 8, 8) > heap->size - block)
        return frost_h5_corrupt (error, "has a group whose names are damaged");
      block = frost_h5_number (heap->names + block, 8);
    }
  return TRUE;
}

static gboolean
check_name (const Heap *heap, uint64_t offset, GError **error)
{
  if (offset >= heap->size
      || memchr (heap->names + offset, 0, (size_t) (heap->size - offset)) == NULL)
    return frost_h5_corrupt (error, "has a group with a name that does not end");
  return TRUE;
}

static gboolean
read_symbols (Walk *walk, const Heap *heap, uint64_t address, GError **error)
{
  uint64_t size = 8 + 2 * (uint64_t) walk->leaf_k * SYMBOL_SIZE;
  const uint8_t *node = frost_h5_at (&walk->scan, address, size);
  uint64_t n = node == NULL ? 0 : frost_h5_number (node + 6, 2);

  if (node == NULL || memcmp (node, "SNOD", 4) != 0 || node[4] != 1
      || n > 2 * (uint64_t) walk->leaf_k)
    return frost_h5_corrupt (
        error, "has a group whose members are not at byte %" G_GUINT64_FORMAT, address);
  if (!frost_h5_visit (&walk->scan, address, error))
    return FALSE;
  for (uint64_t i = 0; i < n; i++)
    {
      const uint8_t *symbol = node + 8 + i * SYMBOL_SIZE;
      uint64_t header = frost_h5_number (symbol + 8, 8);
      uint64_t cached = frost_h5_number (symbol + 16, 4);

      if (!frost_h5_step (&walk->scan, error)
          || !check_name (heap, frost_h5_number (symbol, 8), error))
        return FALSE;
      if (cached != CACHED_NOTHING && cached != CACHED_GROUP)
        return frost_h5_unsupported (error, "has a soft link, which Keras never writes");
      if (add_address (walk->headers, header))
        g_array_append_val (walk->pending, header);
    }
  return TRUE;
}

/* level: of the node above, whose children are one below. */
static gboolean
read_group_tree (Walk *walk, const Heap *heap, uint64_t address, int level,
                 GError **error)
{
  uint64_t children = 2 * (uint64_t) walk->internal_k;
  const uint8_t *node =
      frost_h5_at (&walk->scan, address, TREE_HEAD_SIZE + 8 * (2 * children + 1));
  uint64_t n = node == NULL ? 0 : frost_h5_number (node + 6, 2);

  if (node == NULL || memcmp (node, "TREE", 4) != 0 || node[4] != 0 || n > children
      || node[5] > MAX_TREE_LEVEL || (level >= 0 && node[5] != level - 1))
    return frost_h5_corrupt (
        error, "has a group whose tree is not at byte %" G_GUINT64_FORMAT, address);
  if (!frost_h5_visit (&walk->scan, address, error))
    return FALSE;
  for (uint64_t i = 0; i <= n; i++)
    {
      const uint8_t *key = node + TREE_HEAD_SIZE + 16 * i;
      uint64_t child;

      if (!frost_h5_step (&walk->scan, error)
          || (n > 0 && !check_name (heap, frost_h5_number (key, 8), error)))
        return FALSE;
      if (i == n)
        break;
      child = frost_h5_number (key + 8, 8);
      if (node[5] == 0 ? !read_symbols (walk, heap, child, error)
                       : !read_group_tree (walk, heap, child, node[5], error))
        return FALSE;
    }
  return TRUE;
}

/* Of one contiguous run of messages; continuations are added to the list. */
static gboolean
read_messages (Walk *walk, FrostH5Object *object, const uint8_t *bytes, uint64_t size,
               GArray *continuations, int64_t *n, GError **error)
{
  while (size > 0)
    {
      uint64_t type, length, flags;

      if (!frost_h5_step (&walk->scan, error))
        return FALSE;
      if (size < 8 || frost_h5_number (bytes + 2, 2) > size - 8)
        return frost_h5_corrupt (error, "has an object header that is cut off");
      type = frost_h5_number (bytes, 2);
      length = frost_h5_number (bytes + 2, 2);
      flags = bytes[4];
      if (flags & 2)
        return frost_h5_unsupported (error,
                                     "has shared messages, which Keras never writes");
      if ((flags & ~(uint64_t) 5) != 0)
        return frost_h5_corrupt (error, "has a message with unknown flags");
      bytes += 8;
      size -= 8;
      if (type == 0x10)
        {
          if (length < 16 || continuations->len >= MAX_CONTINUATIONS)
            return frost_h5_corrupt (error, "has an object header that does not end");
          uint64_t place[2] = { frost_h5_number (bytes, 8),
                                frost_h5_number (bytes + 8, 8) };
          g_array_append_vals (continuations, place, 2);
        }
      else if (!frost_h5_message (&walk->scan, object, (int) type, bytes, length, error))
        return FALSE;
      bytes += length;
      size -= length;
      (*n)--;
    }
  return TRUE;
}

static gboolean
read_header (Walk *walk, uint64_t address, FrostH5Object *object, GError **error)
{
  const uint8_t *head = frost_h5_at (&walk->scan, address, 16);
  g_autoptr (GArray) continuations = g_array_new (FALSE, FALSE, sizeof (uint64_t));

  if (head == NULL || head[0] != 1)
    {
      if (head != NULL && memcmp (head, "OHDR", 4) == 0)
        return frost_h5_unsupported (
            error, "has object headers of version 2, in which Keras never writes: save "
                   "it again with h5py's libver \"earliest\"");
      return frost_h5_corrupt (
          error, "has an object whose header is not at byte %" G_GUINT64_FORMAT, address);
    }
  int64_t n = (int64_t) frost_h5_number (head + 2, 2);
  uint64_t size = frost_h5_number (head + 8, 4);
  const uint8_t *bytes = frost_h5_at (&walk->scan, address + 16, size);
  for (guint i = 0;; i += 2)
    {
      if (bytes == NULL)
        return frost_h5_corrupt (error,
                                 "has an object header beyond the end of the file");
      if (!read_messages (walk, object, bytes, size, continuations, &n, error))
        return FALSE;
      if (i >= continuations->len)
        break;
      uint64_t place = g_array_index (continuations, uint64_t, i);
      size = g_array_index (continuations, uint64_t, i + 1);
      if (!frost_h5_visit (&walk->scan, place, error))
        return FALSE;
      bytes = frost_h5_at (&walk->scan, place, size);
    }
  if (n != 0)
    return frost_h5_corrupt (error,
                             "has an object header with another number of messages "
                             "than it says");
  return TRUE;
}

static gboolean
read_object (Walk *walk, uint64_t address, GError **error)
{
  FrostH5Object object = { 0 };
  Heap heap;

  if (!read_header (walk, address, &object, error))
    return FALSE;
  if (object.has_group)
    {
      if (object.has_space || object.has_type || object.has_layout)
        return frost_h5_corrupt (error, "has a group that is a dataset too");
      return read_heap (walk, object.heap, &heap, error)
             && read_group_tree (walk, &heap, object.tree, -1, error);
    }
  if (!object.has_space || !object.has_type || !object.has_layout)
    return frost_h5_unsupported (error,
                                 "has an object that is neither group nor dataset");
  return frost_h5_check_storage (&walk->scan, &object, error);
}

/* Version 0 or 1, which end with the entry of the root group. */
static gboolean
read_superblock (Walk *walk, GError **error)
{
  const uint8_t *block = frost_h5_at (&walk->scan, 0, 100);
  const uint8_t *root;
  uint64_t end, header;

  if (block == NULL || memcmp (block, signature, sizeof signature) != 0)
    return frost_h5_corrupt (error, "is not an HDF5 file");
  if (block[8] > 1)
    return frost_h5_unsupported (
        error,
        "has superblock %u, which Keras never writes: save it again with h5py's "
        "libver \"earliest\"",
        block[8]);
  if (block[9] != 0 || block[10] != 0 || block[12] != 0 || block[13] != 8
      || block[14] != 8)
    return frost_h5_corrupt (error, "has an unknown form of superblock");
  walk->leaf_k = (int) frost_h5_number (block + 16, 2);
  walk->internal_k = (int) frost_h5_number (block + 18, 2);
  walk->scan.chunk_k = DEFAULT_CHUNK_K;
  root = block + 24;
  if (block[8] == 1)
    {
      walk->scan.chunk_k = (int) frost_h5_number (block + 24, 2);
      root += 4;
    }
  if (walk->leaf_k == 0 || walk->internal_k == 0 || walk->scan.chunk_k == 0
      || walk->internal_k > INT16_MAX || walk->scan.chunk_k > INT16_MAX)
    return frost_h5_corrupt (error, "has trees without children");
  if (frost_h5_number (root, 8) != 0)
    return frost_h5_unsupported (error,
                                 "begins after other data, which Keras never does");
  if (frost_h5_number (root + 8, 8) != FROST_H5_UNDEFINED
      || frost_h5_number (root + 24, 8) != FROST_H5_UNDEFINED)
    return frost_h5_unsupported (error, "was written by another driver than Keras uses");
  end = frost_h5_number (root + 16, 8);
  if (end > walk->scan.size)
    return frost_h5_corrupt (
        error, "has %" G_GUINT64_FORMAT " bytes but says that it has %" G_GUINT64_FORMAT,
        walk->scan.size, end);
  walk->scan.size = end;
  root += 32;
  header = frost_h5_number (root + 8, 8);
  add_address (walk->headers, header);
  g_array_append_val (walk->pending, header);
  return frost_h5_at (&walk->scan, 0, (uint64_t) (root - block) + SYMBOL_SIZE) != NULL
             ? TRUE
             : frost_h5_corrupt (error, "is cut off");
}

gboolean
frost_h5_scan (const uint8_t *data, size_t size, int64_t memory, GError **error)
{
  g_autoptr (GHashTable) seen = addresses_new ();
  g_autoptr (GHashTable) headers = addresses_new ();
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  Walk walk = { .scan = { .data = data,
                          .size = size,
                          .memory = (uint64_t) memory,
                          .steps = MAX_STEPS,
                          .seen = seen },
                .pending = pending,
                .headers = headers };

  if (!read_superblock (&walk, error))
    return FALSE;
  while (pending->len > 0)
    {
      uint64_t address = g_array_index (pending, uint64_t, pending->len - 1);

      g_array_set_size (pending, pending->len - 1);
      if (!read_object (&walk, address, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
frost_h5_recognises (const uint8_t *head, size_t n)
{
  return n >= sizeof signature && memcmp (head, signature, sizeof signature) == 0;
}
