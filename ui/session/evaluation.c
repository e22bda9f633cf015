#include "ui/session/evaluation.h"

#include "ui/session/classifier.h"
#include "ui/session/dataset.h"
#include "ui/session/job.h"

/* All that an evaluation needs, copied out of the project on the main thread. */
typedef struct
{
  FrostJob *job;
  FrostDataset *dataset;
  FrostEvaluation *evaluation;
  char *model_path;
  int n_threads;
  float *probabilities; /* [n_classes], of the image at hand */
} Request;

static void
request_free (Request *request)
{
  g_clear_pointer (&request->job, frost_job_unref);
  g_clear_pointer (&request->dataset, frost_dataset_free);
  g_clear_pointer (&request->evaluation, frost_evaluation_free);
  g_free (request->model_path);
  g_free (request->probabilities);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

/* Row and column of the matrix are positions: names and order must be those of the run. */
static gboolean
check_classes (FrostProject *project, FrostRunItem *run, GError **error)
{
  g_auto (GStrv) now =
      frost_project_classes_dup_names (frost_project_get_classes (project));
  const char *const *then = frost_run_item_get_classes (run);
  g_autofree char *was = NULL;
  g_autofree char *is = NULL;

  if (g_strv_equal ((const char *const *) now, then))
    return TRUE;

  was = g_strjoinv (", ", (char **) then);
  is = g_strjoinv (", ", now);
  g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_CLASSES,
               "run %" G_GINT64_FORMAT ": it learned the classes %s, but the project has "
               "%s: train again",
               frost_run_item_get_id (run), was, is);
  return FALSE;
}

static Request *
request_new (FrostProject *project, gint64 run_id, FrostSplit split, int n_threads,
             const FrostWork *work, gboolean deferred, GError **error)
{
  g_autoptr (Request) request = NULL;
  FrostRunItem *run = frost_project_find_run (project, run_id, error);
  FrostEvaluation *evaluation;

  if (run == NULL || !frost_run_item_check_model (run, error)
      || !check_classes (project, run, error))
    return NULL;

  request = g_new0 (Request, 1);
  request->dataset = frost_dataset_new (project, split);
  if (frost_dataset_get_n (request->dataset) == 0)
    {
      g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_EMPTY,
                   "%s: the split %s has no labelled images that can be used: choose "
                   "another split, or label some",
                   frost_project_get_name (project), frost_split_get_name (split));
      return NULL;
    }

  evaluation = request->evaluation = g_new0 (FrostEvaluation, 1);
  evaluation->run_id = frost_run_item_get_id (run);
  evaluation->split = split;
  evaluation->classes = g_strdupv ((char **) frost_run_item_get_classes (run));
  evaluation->n_classes = (int) g_strv_length (evaluation->classes);
  evaluation->confusion =
      g_new0 (int, (gsize) evaluation->n_classes * evaluation->n_classes);
  evaluation->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  evaluation->predictions = g_array_new (FALSE, FALSE, sizeof (int));
  evaluation->confidences = g_array_new (FALSE, FALSE, sizeof (float));
  request->probabilities = g_new (float, evaluation->n_classes);
  request->model_path = g_strdup (frost_run_item_get_model_path (run));
  request->n_threads = n_threads;
  request->job = frost_job_new (work, deferred);
  return g_steal_pointer (&request);
}

static void
count_image_cb (guint index, const float *logits, const GError *reason,
                gpointer user_data)
{
  Request *request = user_data;
  FrostEvaluation *evaluation = request->evaluation;
  const int n_classes = evaluation->n_classes;
  const int label = g_array_index (request->dataset->labels, int, index);
  int prediction;

  if (logits == NULL)
    {
      evaluation->n_unreadable++;
      return;
    }

  frost_classifier_rank (logits, n_classes, 1, &prediction);
  frost_softmax (logits, 1, n_classes, request->probabilities);
  evaluation->n++;
  evaluation->n_correct += prediction == label;
  evaluation->confusion[label * n_classes + prediction]++;
  evaluation->loss +=
      frost_softmax_cross_entropy (logits, &label, 1, n_classes, 1, NULL, NULL, NULL);
  g_array_append_val (evaluation->ids,
                      g_array_index (request->dataset->ids, gint64, index));
  g_array_append_val (evaluation->predictions, prediction);
  g_array_append_val (evaluation->confidences, request->probabilities[prediction]);
}

/* Any thread. */
static FrostEvaluation *
evaluate (Request *request, GError **error)
{
  g_autoptr (FrostModel) model = frost_onnx_load (request->model_path, error);
  g_autoptr (FrostClassifier) classifier = NULL;
  FrostEvaluation *evaluation = request->evaluation;
  FrostWork work;

  if (model == NULL)
    return NULL;
  classifier = frost_classifier_new (model, NULL, request->n_threads, error);
  if (classifier == NULL)
    return NULL;
  if (frost_classifier_get_n_outputs (classifier) != evaluation->n_classes)
    {
      g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_CLASSES,
                   "run %" G_GINT64_FORMAT
                   ": its model has %d outputs, but it learned %d classes: train again",
                   evaluation->run_id, frost_classifier_get_n_outputs (classifier),
                   evaluation->n_classes);
      return NULL;
    }

  frost_job_to_work (request->job, &work);
  if (!frost_classifier_run (
          classifier, (const char *const *) request->dataset->paths->pdata,
          request->dataset->paths->len, count_image_cb, request, &work, error))
    return NULL;
  if (evaluation->n == 0)
    {
      g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_EMPTY,
                   "split %s: none of its %d images could be read: put them back where "
                   "they were, or import their folder again",
                   frost_split_get_name (evaluation->split), evaluation->n_unreadable);
      return NULL;
    }
  evaluation->loss /= evaluation->n;
  return g_steal_pointer (&request->evaluation);
}

FrostEvaluation *
frost_evaluation_run (FrostProject *project, gint64 run_id, FrostSplit split,
                      int n_threads, const FrostWork *work, GError **error)
{
  g_autoptr (Request) request =
      request_new (project, run_id, split, n_threads, work, FALSE, error);

  return request != NULL ? evaluate (request, error) : NULL;
}

static void
evaluation_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  FrostEvaluation *evaluation = evaluate (data, &error);

  if (evaluation != NULL)
    g_task_return_pointer (task, evaluation, (GDestroyNotify) frost_evaluation_free);
  else
    g_task_return_error (task, error);
}

void
frost_evaluation_run_async (FrostProject *project, gint64 run_id, FrostSplit split,
                            const FrostWork *work, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task =
      g_task_new (NULL, work != NULL ? work->cancellable : NULL, callback, user_data);
  GError *error = NULL;
  Request *request = request_new (project, run_id, split, 0, work, TRUE, &error);

  g_task_set_source_tag (task, frost_evaluation_run_async);
  if (request == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_task_run_in_thread (task, evaluation_thread);
}

FrostEvaluation *
frost_evaluation_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frost_evaluation_run_async),
                        NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
