/* Which network of the zoo a file of weights is of, by the names and shapes of its tensors.
 *
 * An entry fits when the file has every weight of its graph below the last layer, of the same
 * shape, and hardly anything that the graph has no use for. Of those that fit, the one is taken
 * that leaves least of the file over; then the one whose last layer is in the file. Where several
 * are still alike (some networks differ in nothing that a file of weights holds, as in how they pad)
 * only a person can tell.
 */
#pragma once

#include "engine/formats/tensor-file.h"
#include "engine/formats/zoo.h"

G_BEGIN_DECLS

typedef struct
{
  const FrostZooEntry *entry;
  const FrostZooDialect *dialect; /* NULL = the graph's own names */
  int n_weights;                  /* of the graph */
  int n_found, n_differing; /* of them in the file, of the same and of another shape */
  int n_left_over;          /* of the file, neither used nor known to be useless */
  gboolean has_head;        /* the last layer is there, with any number of classes */
  gboolean same_head;       /* … with the entry's */
  gboolean fits;
} FrostZooMatch;

typedef struct
{
  FrostZooMatch
      *matches; /* [n] one for each entry that has any weight in the file, best first */
  int n;
  int n_best; /* how many fit equally well: 0 = not recognised, 1 = recognised, more = ask */
} FrostZooMatches;

FrostZooMatches *frost_zoo_match (const FrostTensorFile *file);
void frost_zoo_matches_free (FrostZooMatches *matches);

/* How well the file fits one entry, in the dialect that suits it best. */
void frost_zoo_match_entry (const FrostTensorFile *file, const FrostZooEntry *entry,
                            FrostZooMatch *match);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostZooMatches, frost_zoo_matches_free)

G_END_DECLS
