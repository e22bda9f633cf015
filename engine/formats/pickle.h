/* Python's pickle format, as far as a state_dict needs it: a machine with a stack and a memo that
 * builds plain values. It can build nothing else: what a file names (a class, a function) is
 * looked up by the host in a table of its own, and nothing is ever executed.
 *
 * Source: Python's pickletools module, which documents every opcode.
 */
#pragma once

#include "engine/formats/pickle-value.h"

G_BEGIN_DECLS

/* FALSE = refused, error set. */
typedef struct
{
  gpointer data;
  /* name is "module.name". */
  gboolean (*find_global) (gpointer data, const char *name, FrostPickleValue *result,
                           GError **error);
  /* What function (arguments…) would give; function is a global. */
  gboolean (*call) (gpointer data, FrostPickleHeap *heap,
                    const FrostPickleValue *function, const FrostPickleItems *arguments,
                    FrostPickleValue *result, GError **error);
  /* What an object stands for that is kept outside of the pickle. */
  gboolean (*load_persistent) (gpointer data, FrostPickleHeap *heap,
                               const FrostPickleValue *id, FrostPickleValue *result,
                               GError **error);
} FrostPickleHost;

typedef struct FrostPickle FrostPickle;

/* bytes and host must outlive it and its values. */
FrostPickle *frost_pickle_new (const uint8_t *bytes, size_t size, int64_t budget,
                               const FrostPickleHost *host);
void frost_pickle_free (FrostPickle *pickle);

/* The next pickle, from its first opcode to its STOP; the next one may follow. The result lives as
 * long as the FrostPickle. Errors: CORRUPT, UNSUPPORTED (opcode or global, by name), MEMORY. */
gboolean frost_pickle_load (FrostPickle *pickle, FrostPickleValue *result,
                            GError **error);

/* Where its values are; lent, for who makes more of them. */
FrostPickleHeap *frost_pickle_peek_heap (FrostPickle *pickle);

/* Bytes read so far. */
size_t frost_pickle_get_position (const FrostPickle *pickle);
/* Whether the last error was that the bytes end too early. */
gboolean frost_pickle_is_cut_off (const FrostPickle *pickle);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostPickle, frost_pickle_free)

G_END_DECLS
