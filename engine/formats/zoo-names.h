/* The tensors of a file by the names that an entry of the zoo has for them. */
#pragma once

#include "engine/formats/tensor-file.h"
#include "engine/formats/zoo.h"

G_BEGIN_DECLS

typedef struct
{
  const FrostStoredTensor *stored;
  char *name; /* in the graph */
  int part; /* of a tensor that the file has in parts, one below the other; -1 = all of it */
} FrostZooName;

/* One for each tensor, in the file's order. dialect NULL = names stay as they are. */
FrostZooName *frost_zoo_names_new (const FrostTensorFile *file,
                                   const FrostZooDialect *dialect);
void frost_zoo_names_free (FrostZooName *names, int n);

/* Regular expressions made ready, and whether one of them is found in the name. */
GPtrArray *frost_zoo_patterns_new (char **patterns);
gboolean frost_zoo_patterns_match (const GPtrArray *patterns, const char *name);

G_END_DECLS
