#include "engine/formats/zoo-match.h"

#include "engine/formats/zoo-assign.h"
#include "engine/formats/zoo-skeleton.h"

/* A file may have one tensor of no use for so many of use: a second head fits in, another network
 * that contains this one does not. */
#define FOUND_FOR_LEFT_OVER 4

static void
count (const FrostZooEntry *entry, const FrostZooAssignment *assignment,
       FrostZooMatch *match)
{
  g_autoptr (GPtrArray) useless = frost_zoo_patterns_new (entry->ignored);
  gboolean trunk = TRUE;

  match->n_weights = assignment->n_slots;
  match->has_head = match->same_head = TRUE;
  for (int i = 0; i < assignment->n_slots; i++)
    {
      const FrostZooSlot *slot = &assignment->slots[i];
      gboolean found = slot->state == FROST_ZOO_FOUND;

      match->n_found += found;
      match->n_differing += slot->state == FROST_ZOO_DIFFERS;
      if (slot->is_head)
        {
          match->has_head = match->has_head && found;
          match->same_head =
              match->same_head && found && slot->n_rows == slot->initializer->dims[0];
        }
      else
        trunk = trunk && found;
    }
  for (int i = 0; i < assignment->n_names; i++)
    if (!assignment->used[i]
        && !frost_zoo_patterns_match (useless, assignment->names[i].stored->name))
      match->n_left_over++;
  match->fits = trunk && match->n_left_over <= match->n_found / FOUND_FOR_LEFT_OVER;
}

/* Negative: a is the better one; 0: nothing tells them apart. */
static int
compare (const FrostZooMatch *a, const FrostZooMatch *b)
{
  if (a->fits != b->fits)
    return b->fits - a->fits;
  if (!a->fits)
    return b->n_found - a->n_found;
  if (a->n_left_over != b->n_left_over)
    return a->n_left_over - b->n_left_over;
  if (a->has_head != b->has_head)
    return b->has_head - a->has_head;
  return b->same_head - a->same_head;
}

static void
try_dialect (const FrostTensorFile *file, const Onnx__ModelProto *skeleton,
             const FrostZooDialect *dialect, FrostZooMatch *best)
{
  FrostZooMatch match = { .entry = best->entry, .dialect = dialect };
  g_autoptr (FrostZooAssignment) assignment =
      frost_zoo_assign (best->entry, dialect, skeleton, file);

  count (match.entry, assignment, &match);
  if (best->n_weights == 0 || compare (&match, best) < 0)
    *best = match;
}

void
frost_zoo_match_entry (const FrostTensorFile *file, const FrostZooEntry *entry,
                       FrostZooMatch *match)
{
  Onnx__ModelProto *skeleton = frost_zoo_skeleton_new (entry);

  *match = (FrostZooMatch){ .entry = entry };
  if (entry->native)
    try_dialect (file, skeleton, NULL, match);
  for (int i = 0; i < entry->n_dialects; i++)
    if (frost_tensor_file_find (file, entry->dialects[i].marker) != NULL)
      try_dialect (file, skeleton, &entry->dialects[i], match);
  frost_zoo_skeleton_free (skeleton);
}

static int
compare_for_sort (gconstpointer a, gconstpointer b)
{
  int order = compare (a, b);

  /* Entries are alphabetical: alike ones stay so. */
  if (order == 0)
    order =
        ((const FrostZooMatch *) a)->entry < ((const FrostZooMatch *) b)->entry ? -1 : 1;
  return order;
}

FrostZooMatches *
frost_zoo_match (const FrostTensorFile *file)
{
  FrostZooMatches *matches = g_new0 (FrostZooMatches, 1);

  matches->matches = g_new0 (FrostZooMatch, frost_zoo_get_n ());
  for (int i = 0; i < frost_zoo_get_n (); i++)
    {
      frost_zoo_match_entry (file, frost_zoo_get (i), &matches->matches[matches->n]);
      if (matches->matches[matches->n].n_found > 0)
        matches->n++;
    }
  qsort (matches->matches, (size_t) matches->n, sizeof *matches->matches,
         compare_for_sort);
  while (matches->n_best < matches->n && matches->matches[matches->n_best].fits
         && compare (&matches->matches[matches->n_best], &matches->matches[0]) == 0)
    matches->n_best++;
  return matches;
}

void
frost_zoo_matches_free (FrostZooMatches *matches)
{
  g_free (matches->matches);
  g_free (matches);
}
