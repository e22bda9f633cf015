/* What an unpickled file is made of: plain values, and the heap that owns them.
 *
 * Units: every value and list is charged against the heap's budget of bytes, so that a small file
 * cannot ask for much memory. Text is lent from the pickle's bytes.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef enum
{
  FROST_PICKLE_NONE,
  FROST_PICKLE_MARK,    /* only on the stack */
  FROST_PICKLE_INTEGER, /* and booleans */
  FROST_PICKLE_LONG,    /* beyond 64 bits: its bytes as they are in the file */
  FROST_PICKLE_TEXT, /* str, not yet known to be UTF-8; or bytes, which Python 2 did not tell apart */
  FROST_PICKLE_TUPLE,
  FROST_PICKLE_LIST,
  FROST_PICKLE_DICTIONARY, /* key, value, key, value, … in the order they were set */
  FROST_PICKLE_GLOBAL,     /* the rest is the host's */
  FROST_PICKLE_STORAGE,
  FROST_PICKLE_TENSOR,
  FROST_PICKLE_OPAQUE, /* something that may be there and is of no use: a float, a set */
} FrostPickleKind;

typedef struct FrostPickleItems FrostPickleItems;

typedef struct
{
  FrostPickleKind kind;
  uint32_t size; /* of a text or long: bytes */
  union
  {
    int64_t integer;
    const char *text; /* [size], not terminated */
    FrostPickleItems *items;
    int index; /* global, storage, tensor: the host's number of it */
  };
} FrostPickleValue;

struct FrostPickleItems
{
  FrostPickleValue *value; /* [n] */
  guint n, capacity;
};

typedef struct
{
  int64_t budget, spent; /* bytes */
  GPtrArray *items;      /* of FrostPickleItems: every tuple, list and dictionary */
} FrostPickleHeap;

void frost_pickle_heap_init (FrostPickleHeap *heap, int64_t budget);
void frost_pickle_heap_clear (FrostPickleHeap *heap);

/* All errors: MEMORY. */
gboolean frost_pickle_heap_charge (FrostPickleHeap *heap, int64_t bytes, GError **error);

/* kind: tuple, list or dictionary; empty. */
gboolean frost_pickle_heap_new_items (FrostPickleHeap *heap, FrostPickleKind kind,
                                      FrostPickleValue *result, GError **error);

/* values may not be items of the same list. */
gboolean frost_pickle_heap_append (FrostPickleHeap *heap, FrostPickleItems *items,
                                   const FrostPickleValue *values, guint n,
                                   GError **error);

gboolean frost_pickle_text_is (const FrostPickleValue *value, const char *text);

/* For messages: "a tuple". */
const char *frost_pickle_describe (const FrostPickleValue *value);

G_END_DECLS
