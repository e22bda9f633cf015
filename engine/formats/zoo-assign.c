#include "engine/formats/zoo-assign.h"

#include "engine/formats/onnx-names.h"
#include "engine/formats/zoo-skeleton.h"

#include <string.h>

/* Dimensions other than 1, in their order. */
typedef struct
{
  int64_t dim[FROST_STORED_MAX_RANK];
  int rank;
} Squeezed;

static gboolean
squeeze (const int64_t *dim, int rank, Squeezed *squeezed)
{
  squeezed->rank = 0;
  for (int i = 0; i < rank; i++)
    if (dim[i] != 1)
      {
        if (squeezed->rank == FROST_STORED_MAX_RANK)
          return FALSE;
        squeezed->dim[squeezed->rank++] = dim[i];
      }
  return TRUE;
}

static gboolean
same_shape (const int64_t *a, int a_rank, const int64_t *b, int b_rank)
{
  Squeezed x, y;

  return squeeze (a, a_rank, &x) && squeeze (b, b_rank, &y) && x.rank == y.rank
         && memcmp (x.dim, y.dim, (size_t) x.rank * sizeof *x.dim) == 0;
}

static gboolean
is_float (const FrostStoredTensor *stored)
{
  return stored->type == FROST_STORED_F16 || stored->type == FROST_STORED_BF16
         || stored->type == FROST_STORED_F32 || stored->type == FROST_STORED_F64;
}

/* The shape of all parts together; FALSE when they do not go together. A single part may have
 * any shape, several are joined along their first dimension. */
static gboolean
joined_shape (const FrostZooSlot *slot, int64_t *dim, int *rank)
{
  const FrostStoredTensor *first = slot->parts[0]->stored;

  memcpy (dim, first->dim, sizeof first->dim);
  *rank = first->rank;
  for (int i = 0; i < slot->n_parts; i++)
    {
      const FrostStoredTensor *part = slot->parts[i]->stored;

      if (!is_float (part))
        return FALSE;
      if (i == 0)
        continue;
      if (part->rank != first->rank || part->rank < 1
          || memcmp (part->dim + 1, first->dim + 1,
                     (size_t) (part->rank - 1) * sizeof *part->dim)
                 != 0
          || part->dim[0] > INT32_MAX || dim[0] > INT32_MAX)
        return FALSE;
      dim[0] += part->dim[0];
    }
  return TRUE;
}

static FrostZooState
judge (FrostZooSlot *slot)
{
  const Onnx__TensorProto *wanted = slot->initializer;
  int64_t dim[FROST_STORED_MAX_RANK];
  int rank;

  if (slot->n_parts == 0)
    return FROST_ZOO_MISSING;
  if (!joined_shape (slot, dim, &rank))
    return FROST_ZOO_DIFFERS;
  if (same_shape (dim, rank, wanted->dims, (int) wanted->n_dims))
    {
      slot->n_rows = slot->is_head ? wanted->dims[0] : 0;
      return FROST_ZOO_FOUND;
    }
  /* Another number of classes: the same but for the first dimension. */
  if (slot->is_head && rank >= 1 && dim[0] >= 1 && dim[0] <= INT32_MAX
      && same_shape (dim + 1, rank - 1, wanted->dims + 1, (int) wanted->n_dims - 1))
    {
      slot->n_rows = dim[0];
      return FROST_ZOO_FOUND;
    }
  return FROST_ZOO_DIFFERS;
}

/* Parts 0, 1, … as far as there are any, or the whole tensor. */
static void
find_parts (FrostZooSlot *slot, GHashTable *by_name)
{
  const FrostZooName *whole = g_hash_table_lookup (by_name, slot->initializer->name);

  if (whole != NULL)
    {
      slot->parts[slot->n_parts++] = whole;
      return;
    }
  while (slot->n_parts < FROST_ZOO_MAX_PARTS)
    {
      g_autofree char *key =
          g_strdup_printf ("%s#%d", slot->initializer->name, slot->n_parts);
      const FrostZooName *part = g_hash_table_lookup (by_name, key);

      if (part == NULL)
        return;
      slot->parts[slot->n_parts++] = part;
    }
}

/* The classes of all parts of a head are as many, or the head is not one. */
static void
check_head (FrostZooAssignment *assignment)
{
  int64_t n_rows = 0;
  gboolean whole = TRUE;

  for (int i = 0; i < assignment->n_slots; i++)
    {
      const FrostZooSlot *slot = &assignment->slots[i];

      if (!slot->is_head)
        continue;
      whole = whole && slot->state == FROST_ZOO_FOUND
              && (n_rows == 0 || n_rows == slot->n_rows);
      n_rows = slot->n_rows;
    }
  for (int i = 0; i < assignment->n_slots; i++)
    {
      FrostZooSlot *slot = &assignment->slots[i];

      if (slot->is_head && !whole && slot->state == FROST_ZOO_FOUND)
        {
          slot->state = FROST_ZOO_DIFFERS;
          slot->n_rows = 0;
        }
    }
}

FrostZooAssignment *
frost_zoo_assign (const FrostZooEntry *entry, const FrostZooDialect *dialect,
                  const Onnx__ModelProto *skeleton, const FrostTensorFile *file)
{
  FrostZooAssignment *assignment = g_new0 (FrostZooAssignment, 1);
  const Onnx__GraphProto *graph = skeleton->graph;
  g_autoptr (GHashTable) by_name =
      g_hash_table_new_full (frost_onnx_name_hash, g_str_equal, g_free, NULL);

  assignment->n_names = frost_tensor_file_get_n_tensors (file);
  assignment->names = frost_zoo_names_new (file, dialect);
  assignment->used = g_new0 (gboolean, assignment->n_names + 1);
  for (int i = 0; i < assignment->n_names; i++)
    {
      FrostZooName *name = &assignment->names[i];
      g_autofree char *key = name->part < 0
                                 ? g_strdup (name->name)
                                 : g_strdup_printf ("%s#%d", name->name, name->part);

      /* Of two that are translated alike the first is taken, the other is left over. */
      if (!g_hash_table_contains (by_name, key))
        g_hash_table_insert (by_name, g_steal_pointer (&key), name);
    }

  assignment->slots = g_new0 (FrostZooSlot, graph->n_initializer + 1);
  for (size_t i = 0; i < graph->n_initializer; i++)
    {
      FrostZooSlot *slot = &assignment->slots[assignment->n_slots];

      if (!frost_zoo_skeleton_wants (graph->initializer[i]))
        continue;
      slot->initializer = graph->initializer[i];
      slot->is_head =
          g_strv_contains ((const char *const *) entry->head, slot->initializer->name);
      find_parts (slot, by_name);
      for (int k = 0; k < slot->n_parts; k++)
        assignment->used[slot->parts[k] - assignment->names] = TRUE;
      slot->state = judge (slot);
      assignment->n_slots++;
    }
  check_head (assignment);
  return assignment;
}

void
frost_zoo_assignment_free (FrostZooAssignment *assignment)
{
  frost_zoo_names_free (assignment->names, assignment->n_names);
  g_free (assignment->used);
  g_free (assignment->slots);
  g_free (assignment);
}
