/* The images of one split as the engine takes them, copied out of the project, so that any
 * thread may go through them while the project changes.
 * Threads: made on the main thread, then read by any one.
 */
#pragma once

#include "ui/session/project.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *paths; /* char *, absolute */
  GArray *labels;   /* int, position of the class */
  GArray *ids;      /* gint64 of the images */
  GByteArray *keys; /* [n, FROST_SAMPLE_KEY_BYTES] content hashes */
} FrostDataset;

/* Labelled, not excluded, status OK; in the order of ids. Possibly empty. */
FrostDataset *frost_dataset_new (FrostProject *project, FrostSplit split);
void frost_dataset_free (FrostDataset *dataset);
guint frost_dataset_get_n (const FrostDataset *dataset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostDataset, frost_dataset_free)

G_END_DECLS
