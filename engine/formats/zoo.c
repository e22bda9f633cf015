/* The entries, read from their JSON when first asked for. The files are our own, so that what is
 * wrong with one is a mistake of the build and ends the program; the test reads them all. */
#include "engine/formats/zoo.h"

#include "engine/formats/zoo-files.h"

#include <jansson.h>
#include <string.h>

static FrostZooEntry *entries;
static int n_entries;

static const json_t *
member (const json_t *root, const char *name)
{
  const json_t *value = json_object_get (root, name);

  if (value == NULL)
    g_error ("zoo: an entry has no \"%s\"", name);
  return value;
}

/* NULL for null. */
static char *
dup_text (const json_t *root, const char *name)
{
  return g_strdup (json_string_value (member (root, name)));
}

static double
number (const json_t *root, const char *name)
{
  return json_number_value (member (root, name));
}

static char **
dup_texts (const json_t *list)
{
  GPtrArray *texts = g_ptr_array_new ();

  for (size_t i = 0; i < json_array_size (list); i++)
    {
      const json_t *item = json_array_get (list, i);

      /* A rule is a pair. */
      for (size_t k = 0; k < json_array_size (item); k++)
        g_ptr_array_add (texts, g_strdup (json_string_value (json_array_get (item, k))));
      if (json_is_string (item))
        g_ptr_array_add (texts, g_strdup (json_string_value (item)));
    }
  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_free (texts, FALSE);
}

/* Mean and deviation of pixels in 0 … 1 as mean and scale of pixels in 0 … 255. */
static void
read_normalisation (const json_t *root, float *mean, float *scale)
{
  for (size_t c = 0; c < 3; c++)
    {
      double m = json_number_value (json_array_get (member (root, "mean"), c));
      double d = json_number_value (json_array_get (member (root, "deviation"), c));

      mean[c] = (float) (m * 255);
      scale[c] = (float) (1 / (d * 255));
    }
}

static void
read_weights (const json_t *root, FrostZooWeights *weights)
{
  weights->name = dup_text (root, "name");
  weights->data = dup_text (root, "data");
  weights->url = dup_text (root, "url");
  weights->sha256 = dup_text (root, "sha256");
  weights->licence = dup_text (root, "licence");
  weights->interpolation = dup_text (root, "interpolation");
  weights->top1 = number (root, "top1");
  weights->top5 = number (root, "top5");
  weights->resize = (int) number (root, "resize");
}

static void
read_dialect (const json_t *root, FrostZooDialect *dialect)
{
  dialect->name = dup_text (root, "name");
  dialect->marker = dup_text (root, "when");
  dialect->rules = dup_texts (member (root, "rules"));
  dialect->epsilon = (float) json_number_value (json_object_get (root, "epsilon"));
  dialect->has_preprocessing = json_object_get (root, "mean") != NULL;
  if (dialect->has_preprocessing)
    read_normalisation (root, dialect->mean, dialect->scale);
}

static void
read_entry (const FrostZooFile *file, FrostZooEntry *entry)
{
  json_error_t problem;
  json_t *root = json_loadb ((const char *) file->data, file->size,
                             JSON_REJECT_DUPLICATES, &problem);

  if (root == NULL)
    g_error ("zoo: %s:%d: %s", file->name, problem.line, problem.text);
  entry->name = dup_text (root, "name");
  entry->title = dup_text (root, "title");
  entry->family = dup_text (root, "family");
  entry->source = dup_text (root, "source");
  entry->n_parameters = (int64_t) number (root, "parameters");
  entry->n_outputs = (int) number (root, "outputs");
  entry->head = dup_texts (member (root, "head"));
  entry->ignored = dup_texts (member (root, "ignored"));
  entry->native = !json_is_false (json_object_get (root, "native"));

  const json_t *weights = member (root, "weights");
  entry->n_weights = (int) json_array_size (weights);
  entry->weights = g_new0 (FrostZooWeights, entry->n_weights + 1);
  for (int i = 0; i < entry->n_weights; i++)
    read_weights (json_array_get (weights, (size_t) i), &entry->weights[i]);

  const json_t *dialects = member (root, "dialects");
  entry->n_dialects = (int) json_array_size (dialects);
  entry->dialects = g_new0 (FrostZooDialect, entry->n_dialects + 1);
  for (int i = 0; i < entry->n_dialects; i++)
    read_dialect (json_array_get (dialects, (size_t) i), &entry->dialects[i]);

  int size = (int) number (root, "input");
  frost_preprocessing_set_size (&entry->preprocessing, size, size,
                                entry->n_weights > 0 ? entry->weights[0].resize : 0);
  read_normalisation (root, entry->preprocessing.mean, entry->preprocessing.scale);
  json_decref (root);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  return strcmp (((const FrostZooEntry *) a)->name, ((const FrostZooEntry *) b)->name);
}

static void
read_all (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;
  entries = g_new0 (FrostZooEntry, frost_zoo_n_files);
  for (int i = 0; i < frost_zoo_n_files; i++)
    if (g_str_has_suffix (frost_zoo_files[i].name, ".json"))
      read_entry (&frost_zoo_files[i], &entries[n_entries++]);
  qsort (entries, (size_t) n_entries, sizeof *entries, compare_entries);
  g_once_init_leave (&done, 1);
}

int
frost_zoo_get_n (void)
{
  read_all ();
  return n_entries;
}

const FrostZooEntry *
frost_zoo_get (int index)
{
  read_all ();
  g_return_val_if_fail (index >= 0 && index < n_entries, NULL);
  return &entries[index];
}

const FrostZooEntry *
frost_zoo_find (const char *name)
{
  read_all ();
  for (int i = 0; i < n_entries; i++)
    if (strcmp (entries[i].name, name) == 0)
      return &entries[i];
  return NULL;
}
