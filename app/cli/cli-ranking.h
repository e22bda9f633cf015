/* What classify and predict share: a model over images, and the best classes of each printed. */
#pragma once

#include "app/cli/cli-images.h"
#include "ui/session/classifier.h"

G_BEGIN_DECLS

typedef struct
{
  const FrostModel *model;
  const FrostPreprocessing *preprocessing; /* NULL = the model's own */
  char **labels;                           /* by output; NULL = none are known */
  int top; /* classes printed; more than there are means all */
  gboolean csv;
} FrostCliRanking;

/* Prints file by file in the order given and returns the exit code. A file that was named and
 * cannot be read is a failure, one that was found in a folder a note. */
int frost_cli_ranking_run (const FrostCliRanking *ranking, char **arguments);

G_END_DECLS
