#include "ui/session/classifier.h"

#include "ui/session/session-error.h"

#include <stdlib.h>
#include <string.h>

#include "ui/session/dataset-source.h"
#include "ui/session/job.h"

/* Of decoded pixels: 32 images of 224 x 224 take 19 MB. */
#define BATCH_BYTES_MAX (G_GINT64_CONSTANT (96) << 20)
#define BATCH_MAX 32

struct FrostClassifier
{
  FrostWorkerPool *pool;
  FrostPlan *plan;
  FrostImageTransform transform;
  int n_outputs;
  int batch_size;
  float *pixels;    /* [batch_size, height, width, 3] */
  float *logits;    /* [batch_size, n_outputs] */
  int *labels;      /* [batch_size], -1 = could not be read */
  guint32 *indices; /* [batch_size] */
};

gboolean
frost_model_check_takes_images (const FrostModel *model, GError **error)
{
  const FrostShape *input = &model->graph->input;
  const int n_outputs = frost_model_n_outputs (model);

  if (input->rank != 3 || input->dim[2] != 3)
    {
      g_autofree char *shape = frost_shape_to_string (input);

      g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NOT_IMAGES,
                   "%s: the input is %s, but an image of 3 channels is needed: choose a "
                   "model for photographs",
                   model->name, shape);
      return FALSE;
    }
  if (input->dim[0] > FROST_IMAGE_SIDE_MAX || input->dim[1] > FROST_IMAGE_SIDE_MAX)
    {
      g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NOT_IMAGES,
                   "%s: the input is %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                   " pixels, but at most %d a side are possible",
                   model->name, (gint64) input->dim[1], (gint64) input->dim[0],
                   FROST_IMAGE_SIDE_MAX);
      return FALSE;
    }
  if (n_outputs < 1)
    {
      g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NOT_IMAGES,
                   "%s: there is no output, but one for each class is needed",
                   model->name);
      return FALSE;
    }
  return TRUE;
}

/* Bounded by memory, and by how long a cancel waits for an answer. */
static int
choose_batch_size (const FrostPreprocessing *preprocessing, const FrostPlan *plan)
{
  const gint64 bytes =
      (gint64) preprocessing->width * preprocessing->height * 3 * sizeof (float);
  const gint64 n = BATCH_BYTES_MAX / MAX (bytes, 1);

  return frost_plan_choose_batch (plan, (int) CLAMP (n, 1, BATCH_MAX));
}

static gboolean
allocate (FrostClassifier *classifier, GError **error)
{
  const gsize n = classifier->batch_size;
  const gsize n_pixels =
      (gsize) classifier->transform.width * classifier->transform.height * 3;

  classifier->pixels = g_try_malloc_n (n, n_pixels * sizeof (float));
  classifier->logits = g_try_malloc_n (n, (gsize) classifier->n_outputs * sizeof (float));
  classifier->labels = g_try_new (int, n);
  classifier->indices = g_try_new (guint32, n);
  if (classifier->pixels != NULL && classifier->logits != NULL
      && classifier->labels != NULL && classifier->indices != NULL)
    return TRUE;

  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
               "classifier: no memory for %d images of %d x %d pixels",
               classifier->batch_size, classifier->transform.width,
               classifier->transform.height);
  return FALSE;
}

FrostClassifier *
frost_classifier_new (const FrostModel *model, const FrostPreprocessing *preprocessing,
                      int n_threads, GError **error)
{
  g_autoptr (FrostClassifier) classifier = NULL;

  if (!frost_model_check_takes_images (model, error))
    return NULL;
  if (model->truncated != NULL)
    {
      g_set_error (
          error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_NO_RUN,
          "%s: only its trunk could be read, which knows no classes until a head "
          "is trained on it: %s",
          model->name, model->truncated);
      return NULL;
    }
  if (preprocessing == NULL)
    preprocessing = &model->preprocessing;

  classifier = g_new0 (FrostClassifier, 1);
  frost_dataset_source_transform (preprocessing, &classifier->transform);
  if (!frost_image_transform_check (&classifier->transform, error))
    return NULL;
  classifier->n_outputs = frost_model_n_outputs (model);
  classifier->pool = frost_worker_pool_new (n_threads);
  classifier->plan = frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1,
                                     classifier->pool, error);
  if (classifier->plan == NULL)
    return NULL;
  classifier->batch_size = choose_batch_size (preprocessing, classifier->plan);
  if (!allocate (classifier, error))
    return NULL;

  return g_steal_pointer (&classifier);
}

void
frost_classifier_free (FrostClassifier *classifier)
{
  g_clear_pointer (&classifier->plan, frost_plan_free);
  g_clear_pointer (&classifier->pool, frost_worker_pool_free);
  g_free (classifier->pixels);
  g_free (classifier->logits);
  g_free (classifier->labels);
  g_free (classifier->indices);
  g_free (classifier);
}

int
frost_classifier_get_n_outputs (const FrostClassifier *classifier)
{
  return classifier->n_outputs;
}

static FrostLoader *
open_loader (FrostClassifier *classifier, const char *const *paths, guint n,
             GError **error)
{
  g_autofree FrostLoaderItem *items = g_try_new0 (FrostLoaderItem, n);

  if (items == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "image list: no memory for %u entries", n);
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    items[i].path = paths[i];
  return frost_loader_new (items, n, &classifier->transform, classifier->batch_size,
                           frost_worker_pool_get_n_workers (classifier->pool), 0, NULL,
                           error);
}

static void
cancel_loader_cb (GCancellable *cancellable, gpointer user_data)
{
  frost_loader_cancel (user_data);
}

/* Why an image of the batch could not be read: failures of later batches may be known already,
 * so they are kept by index until their turn comes. */
static const GError *
find_failure (GHashTable *failures, guint32 index)
{
  const FrostLoaderFailure *failure =
      g_hash_table_lookup (failures, GUINT_TO_POINTER (index + 1));

  return failure != NULL ? failure->reason : NULL;
}

static void
collect_failures (FrostLoader *loader, GHashTable *failures)
{
  g_autoptr (GPtrArray) list = frost_loader_steal_failures (loader);

  g_ptr_array_set_free_func (list, NULL);
  for (guint i = 0; i < list->len; i++)
    {
      FrostLoaderFailure *failure = g_ptr_array_index (list, i);

      g_hash_table_insert (failures, GUINT_TO_POINTER (failure->index + 1), failure);
    }
}

static gboolean
run_batches (FrostClassifier *classifier, FrostLoader *loader, guint n, FrostJob *job,
             FrostClassifierCb callback, gpointer user_data, GError **error)
{
  g_autoptr (GHashTable) failures = g_hash_table_new_full (
      NULL, NULL, NULL, (GDestroyNotify) frost_loader_failure_free);
  guint done = 0;

  while (TRUE)
    {
      int n_rows = 0;

      if (!frost_job_check (job, error)
          || !frost_loader_next (loader, classifier->pixels, classifier->labels,
                                 classifier->indices, &n_rows, error))
        return FALSE;
      if (n_rows == 0)
        return TRUE;

      collect_failures (loader, failures);
      frost_plan_run (classifier->plan, classifier->pixels, n_rows, classifier->logits);
      for (int row = 0; row < n_rows; row++)
        {
          const guint32 index = classifier->indices[row];
          const GError *reason = find_failure (failures, index);

          callback (index,
                    reason == NULL
                        ? classifier->logits + (gsize) row * classifier->n_outputs
                        : NULL,
                    reason, user_data);
        }
      done += (guint) n_rows;
      frost_job_report_count (job, "Classifying", done, n);
    }
}

gboolean
frost_classifier_run (FrostClassifier *classifier, const char *const *paths, guint n,
                      FrostClassifierCb callback, gpointer user_data,
                      const FrostWork *work, GError **error)
{
  g_autoptr (FrostJob) job = frost_job_new (work, FALSE);
  g_autoptr (FrostLoader) loader = NULL;
  GCancellable *cancellable = frost_job_get_cancellable (job);
  gulong handler = 0;
  gboolean ok;

  if (n == 0)
    return TRUE;
  loader = open_loader (classifier, paths, n, error);
  if (loader == NULL)
    return FALSE;
  if (cancellable != NULL)
    handler =
        g_cancellable_connect (cancellable, G_CALLBACK (cancel_loader_cb), loader, NULL);
  ok = run_batches (classifier, loader, n, job, callback, user_data, error);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  return ok;
}

void
frost_classifier_rank (const float *logits, int n_outputs, int k, int *order)
{
  /* k is small and n_outputs at most a few thousand: an insertion costs less than a sort. */
  int n = 0;

  for (int i = 0; i < n_outputs; i++)
    {
      int place = n;

      while (place > 0 && logits[i] > logits[order[place - 1]])
        place--;
      if (place >= k)
        continue;
      if (n < k)
        n++;
      memmove (order + place + 1, order + place, (gsize) (n - 1 - place) * sizeof *order);
      order[place] = i;
    }
}
