/* Where the numbers of a Keras model's layers are found: each kind of file has a store of its own.
 *
 * Threads: one at a time.
 */
#pragma once

#include "engine/formats/keras-layer.h"

G_BEGIN_DECLS

/* Numbers that a file holds under a name. */
typedef struct
{
  char *name;       /* "conv1/kernel:0" */
  FrostShape shape; /* rank 0 = a single number */
} FrostKerasArray;

typedef struct
{
  gpointer data;
  /* The array of a layer's weight, lent. Errors: CORRUPT (there is none), UNSUPPORTED; the text
   * says of which weight. */
  const FrostKerasArray *(*find) (gpointer data, const FrostKerasLayer *layer, int weight,
                                  GError **error);
  /* All its numbers, row-major. Errors: IO, CORRUPT; the text starts at the array's name. */
  gboolean (*read) (gpointer data, const FrostKerasArray *array, float *numbers,
                    GError **error);
} FrostKerasWeights;

/* Finds weights by names that end in layer/role: "conv1/kernel:0", "base/conv1/kernel". */
typedef struct FrostKerasNames FrostKerasNames;

FrostKerasNames *frost_keras_names_new (void);
void frost_keras_names_free (FrostKerasNames *names);
void frost_keras_names_add (FrostKerasNames *names, const char *name, int index);

/* The index of the only name that fits, -1 when there is none or more than one. */
int frost_keras_names_find (const FrostKerasNames *names, const FrostKerasLayer *layer,
                            int weight);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostKerasNames, frost_keras_names_free)

G_END_DECLS
