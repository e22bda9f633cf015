/* Recognition, then the skeleton is fitted to the file (classes, epsilon) and imported as any ONNX
 * model, with its numbers from the file. */
#include "engine/formats/zoo-load.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-import.h"
#include "engine/formats/onnx-names.h"
#include "engine/formats/onnx-source.h"
#include "engine/formats/weights-hash.h"
#include "engine/formats/zoo-assign.h"
#include "engine/formats/zoo-initial.h"
#include "engine/formats/zoo-match.h"
#include "engine/formats/zoo-skeleton.h"

#include <string.h>
#include <sys/stat.h>

/* As for every model file: twice its size and 64 MB for what is made of it. The importer may hold
 * a weight twice while it turns it around. */
#define BASE_MEMORY (INT64_C (64) << 20)

typedef struct
{
  FrostTensorFile *file;
  const char *path;
  const FrostZooEntry *entry;
  const FrostZooDialect *dialect;
  Onnx__ModelProto *skeleton;
  FrostZooAssignment *assignment;
  GHashTable *slots; /* name → FrostZooSlot */
} Load;

static void
load_clear (Load *load)
{
  g_clear_pointer (&load->slots, g_hash_table_unref);
  g_clear_pointer (&load->assignment, frost_zoo_assignment_free);
  g_clear_pointer (&load->skeleton, frost_zoo_skeleton_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Load, load_clear)

static gboolean fail (const Load *load, GError **error, FrostEngineError code,
                      const char *format, ...) G_GNUC_PRINTF (4, 5);

static gboolean
fail (const Load *load, GError **error, FrostEngineError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_prefixed_error (
      error, g_error_new_valist (FROST_ENGINE_ERROR, (int) code, format, arguments),
      "%s: ", load->path);
  va_end (arguments);
  return FALSE;
}

static gboolean
choose_named (Load *load, const char *architecture, GError **error)
{
  const FrostZooEntry *entry = frost_zoo_find (architecture);
  FrostZooMatch match;

  if (entry == NULL)
    return fail (load, error, FROST_ENGINE_ERROR_ARGUMENT,
                 "there is no architecture \"%s\" in the zoo", architecture);
  frost_zoo_match_entry (load->file, entry, &match);
  if (match.n_found * 2 < match.n_weights || match.n_found == 0)
    return fail (load, error, FROST_ENGINE_ERROR_SHAPE,
                 "has %d of the %d tensors of %s, needs at least half of them",
                 match.n_found, match.n_weights, entry->name);
  load->entry = entry;
  load->dialect = match.dialect;
  return TRUE;
}

static gboolean
recognise (Load *load, GError **error)
{
  g_autoptr (FrostZooMatches) matches = frost_zoo_match (load->file);
  const FrostZooMatch *best = matches->matches;

  if (matches->n_best == 1)
    {
      load->entry = best->entry;
      load->dialect = best->dialect;
      return TRUE;
    }
  if (matches->n == 0)
    return fail (load, error, FROST_ENGINE_ERROR_UNSUPPORTED,
                 "has weights without a graph, and no tensor of any of the %d networks "
                 "of the zoo",
                 frost_zoo_get_n ());
  if (matches->n_best == 0)
    return fail (load, error, FROST_ENGINE_ERROR_UNSUPPORTED,
                 "has weights without a graph, and fits none of the %d networks of the "
                 "zoo: nearest is %s, of which it has %d of %d tensors and %d others",
                 frost_zoo_get_n (), best->entry->name, best->n_found, best->n_weights,
                 best->n_left_over);

  g_autoptr (GString) names = g_string_new (best->entry->name);
  for (int i = 1; i < matches->n_best; i++)
    g_string_append_printf (names, "%s%s", i + 1 < matches->n_best ? ", " : " or ",
                            matches->matches[i].entry->name);
  return fail (load, error, FROST_ENGINE_ERROR_AMBIGUOUS,
               "may be %s, which have the same tensors: the architecture has to be named",
               names->str);
}

static int64_t
count_numbers (const Onnx__TensorProto *initializer)
{
  int64_t n = 1;

  for (size_t i = 0; i < initializer->n_dims; i++)
    n *= initializer->dims[i];
  return n;
}

/* A slot that was found has the numbers of its parts, which may be more than the graph's. */
static gboolean
fit_skeleton (Load *load, int64_t *budget, GError **error)
{
  int64_t n_numbers = 0;
  struct stat status;

  if (stat (load->path, &status) != 0)
    return fail (load, error, FROST_ENGINE_ERROR_IO, "could not be read");
  load->slots = g_hash_table_new (frost_onnx_name_hash, g_str_equal);
  for (int i = 0; i < load->assignment->n_slots; i++)
    {
      FrostZooSlot *slot = &load->assignment->slots[i];

      if (slot->n_rows > 0)
        slot->initializer->dims[0] = slot->n_rows;
      g_hash_table_insert (load->slots, slot->initializer->name, slot);
      n_numbers += count_numbers (slot->initializer);
    }
  *budget = 2 * (int64_t) status.st_size + BASE_MEMORY;
  if (n_numbers > *budget / (int64_t) sizeof (float))
    return fail (load, error, FROST_ENGINE_ERROR_MEMORY,
                 "has %" G_GINT64_FORMAT " bytes, too few for the %" G_GINT64_FORMAT
                 " numbers of %s",
                 (int64_t) status.st_size, n_numbers, load->entry->name);
  *budget += n_numbers * (int64_t) sizeof (float);
  if (load->dialect != NULL && load->dialect->epsilon > 0)
    frost_zoo_skeleton_set_epsilon (load->skeleton, load->dialect->epsilon);
  return TRUE;
}

static gboolean
source_has (gpointer data, const Onnx__TensorProto *initializer)
{
  const Load *load = data;

  return g_hash_table_contains (load->slots, initializer->name);
}

static gboolean
source_read (gpointer data, const Onnx__TensorProto *initializer, void *bytes,
             size_t size, GError **error)
{
  Load *load = data;
  const FrostZooSlot *slot = g_hash_table_lookup (load->slots, initializer->name);
  float *numbers = bytes, *next = bytes;
  int64_t n = (int64_t) (size / sizeof (float));

  if (slot->state != FROST_ZOO_FOUND)
    frost_zoo_initial_numbers (load->skeleton, initializer, numbers, n);
  else
    for (int i = 0; i < slot->n_parts; i++)
      {
        if (!frost_tensor_file_read (load->file, slot->parts[i]->stored, next, error))
          {
            g_prefix_error (error, "has no numbers: ");
            return FALSE;
          }
        next += slot->parts[i]->stored->n;
      }
  for (int64_t i = 0; i < n && G_BYTE_ORDER == G_BIG_ENDIAN; i++)
    ((uint32_t *) bytes)[i] = GUINT32_TO_LE (((uint32_t *) bytes)[i]);
  return TRUE;
}

static char *
describe_wanted (const Onnx__TensorProto *initializer)
{
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < initializer->n_dims; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "x" : "",
                            (int64_t) initializer->dims[i]);
  return g_string_free (text, FALSE);
}

/* The parts' names and shape; both NULL where the file has none. */
static void
describe_parts (const FrostZooSlot *slot, char **stored, char **shape)
{
  *stored = *shape = NULL;
  for (int i = 0; i < slot->n_parts; i++)
    {
      char *joined = *stored == NULL ? g_strdup (slot->parts[i]->stored->name)
                                     : g_strconcat (*stored, " + ",
                                                    slot->parts[i]->stored->name, NULL);
      g_free (*stored);
      *stored = joined;
    }
  if (slot->n_parts == 1 && g_str_equal (*stored, slot->initializer->name))
    g_clear_pointer (stored, g_free);
  if (slot->n_parts > 0)
    *shape = frost_stored_tensor_describe (slot->parts[0]->stored);
}

static void
report_slot (const Load *load, const FrostZooSlot *slot, FrostRestoreReport *report)
{
  static const FrostRestoreFate fates[] = {
    [FROST_ZOO_FOUND] = FROST_RESTORE_REUSED,
    [FROST_ZOO_DIFFERS] = FROST_RESTORE_SHAPE_DIFFERS,
    [FROST_ZOO_MISSING] = FROST_RESTORE_MADE_NEW,
  };
  g_autofree char *wanted = describe_wanted (slot->initializer);
  char *stored, *shape, *note = NULL;

  describe_parts (slot, &stored, &shape);
  if (slot->state == FROST_ZOO_MISSING)
    shape = g_steal_pointer (&wanted);
  else if (slot->state == FROST_ZOO_DIFFERS)
    note = g_strdup_printf ("needs floats, %s", wanted);
  else if (slot->is_head && slot->n_rows != load->entry->n_outputs)
    note = g_strdup_printf ("%" G_GINT64_FORMAT " classes, %s has %d", slot->n_rows,
                            load->entry->name, load->entry->n_outputs);
  frost_restore_report_add (report, fates[slot->state],
                            g_strdup (slot->initializer->name), stored, shape, note);
}

static FrostRestoreReport *
make_report (const Load *load, FrostRestoreHash hash, const FrostZooWeights *weights)
{
  FrostRestoreReport *report = frost_restore_report_new ();
  g_autoptr (GPtrArray) useless = frost_zoo_patterns_new (load->entry->ignored);

  report->architecture = g_strdup (load->entry->name);
  report->title = g_strdup (load->entry->title);
  report->format = g_strdup (frost_tensor_file_get_format (load->file));
  report->dialect = load->dialect != NULL ? g_strdup (load->dialect->name) : NULL;
  report->weights = weights != NULL ? g_strdup (weights->name) : NULL;
  report->hash = hash;
  for (int i = 0; i < load->assignment->n_slots; i++)
    report_slot (load, &load->assignment->slots[i], report);
  for (int i = 0; i < load->assignment->n_names; i++)
    if (!load->assignment->used[i])
      {
        const FrostStoredTensor *stored = load->assignment->names[i].stored;
        char *note = frost_zoo_patterns_match (useless, stored->name)
                         ? NULL
                         : g_strdup_printf ("%s has no place for it", load->entry->name);

        frost_restore_report_add (report, FROST_RESTORE_IGNORED, g_strdup (stored->name),
                                  NULL, frost_stored_tensor_describe (stored), note);
      }
  return report;
}

/* Which published weights the file is; NULL = its name does not say, or says it wrongly. */
static const FrostZooWeights *
find_weights (const Load *load, FrostRestoreHash hash)
{
  g_autofree char *digits = frost_weights_hash_in_name (load->path);

  for (int i = 0; i < load->entry->n_weights && hash == FROST_RESTORE_VERIFIED; i++)
    if (load->entry->weights[i].sha256 != NULL
        && g_str_has_prefix (digits, load->entry->weights[i].sha256))
      return &load->entry->weights[i];
  return NULL;
}

static void
set_preprocessing (const Load *load, const FrostZooWeights *weights, FrostModel *model)
{
  FrostPreprocessing *preprocessing = &model->preprocessing;

  *preprocessing = load->entry->preprocessing;
  if (weights != NULL)
    preprocessing->resize_short = weights->resize;
  if (load->dialect != NULL && load->dialect->has_preprocessing)
    {
      memcpy (preprocessing->mean, load->dialect->mean, sizeof preprocessing->mean);
      memcpy (preprocessing->scale, load->dialect->scale, sizeof preprocessing->scale);
    }
  model->preprocessing_known = TRUE;
}

static FrostModel *
import (Load *load, int64_t budget, GError **error)
{
  const FrostOnnxSource source = { .data = load, .has = source_has, .read = source_read };
  g_autofree char *name = g_path_get_basename (load->path);
  char *ending = strrchr (name, '.');

  if (ending != NULL && ending != name)
    *ending = '\0';
  FrostModel *model =
      frost_onnx_import (load->skeleton, name, budget,
                         &(FrostOnnxImportOptions){ .source = &source }, error);
  if (model == NULL)
    g_prefix_error (error, "%s: ", load->path);
  return model;
}

FrostModel *
frost_zoo_load (FrostTensorFile *file, const char *path, const char *architecture,
                FrostRestoreReport **report, GError **error)
{
  g_auto (Load) load = { .file = file, .path = path };
  FrostRestoreHash hash = FROST_RESTORE_NO_HASH;
  int64_t budget = 0;

  if (architecture != NULL ? !choose_named (&load, architecture, error)
                           : !recognise (&load, error))
    return NULL;
  load.skeleton = frost_zoo_skeleton_new (load.entry);
  load.assignment = frost_zoo_assign (load.entry, load.dialect, load.skeleton, file);
  if (!fit_skeleton (&load, &budget, error)
      || !frost_weights_hash_check (path, &hash, error))
    return NULL;

  FrostModel *model = import (&load, budget, error);
  if (model == NULL)
    return NULL;
  const FrostZooWeights *weights = find_weights (&load, hash);
  set_preprocessing (&load, weights, model);
  if (report != NULL)
    *report = make_report (&load, hash, weights);
  return model;
}
