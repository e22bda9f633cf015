#include "ui/session/export-proof.h"

#include <math.h>
#include <string.h>

#include "ui/session/classifier.h"
#include "ui/session/dataset.h"
#include "ui/session/job.h"

/* The same bound as for other programs that run the file. */
#define LOGIT_TOLERANCE 1e-4
/* A weight is off by one part in 2048 at most, a logit of about 10 by some of these. */
#define HALF_TOLERANCE 0.1

/* All that a proof needs, copied out of the project on the main thread. */
typedef struct
{
  FrostJob *job;
  GPtrArray *paths; /* of images */
  gboolean validation;
  gint64 run_id;
  char *model_path; /* of the run */
  char *path;       /* of the exported file */
} Request;

static void
request_free (Request *request)
{
  g_clear_pointer (&request->job, frost_job_unref);
  g_clear_pointer (&request->paths, g_ptr_array_unref);
  g_free (request->model_path);
  g_free (request->path);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

void
frost_export_proof_free (FrostExportProof *proof)
{
  g_free (proof);
}

/* Spread over the split: neighbours in it are of one class. */
static GPtrArray *
pick_images (FrostProject *project, FrostSplit split)
{
  g_autoptr (FrostDataset) dataset = frost_dataset_new (project, split);
  const guint n = frost_dataset_get_n (dataset);
  const guint n_picked = MIN (n, FROST_EXPORT_PROOF_IMAGES);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_picked; i++)
    g_ptr_array_add (paths, g_strdup (g_ptr_array_index (
                                dataset->paths, (guint) ((guint64) i * n / n_picked))));
  return paths;
}

static Request *
request_new (FrostProject *project, gint64 run_id, const char *path,
             const FrostWork *work, gboolean deferred, GError **error)
{
  g_autoptr (Request) request = NULL;
  FrostRunItem *run = frost_project_find_run (project, run_id, error);

  if (run == NULL || !frost_run_item_check_model (run, error))
    return NULL;

  request = g_new0 (Request, 1);
  request->paths = pick_images (project, FROST_SPLIT_VAL);
  request->validation = request->paths->len > 0;
  if (!request->validation)
    {
      g_ptr_array_unref (request->paths);
      request->paths = pick_images (project, FROST_SPLIT_TRAIN);
    }
  if (request->paths->len == 0)
    {
      g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_EMPTY,
                   "%s: there is no labelled image to compare the exported model on",
                   frost_project_get_name (project));
      return NULL;
    }
  request->run_id = frost_run_item_get_id (run);
  request->model_path = g_strdup (frost_run_item_get_model_path (run));
  request->path = g_strdup (path);
  request->job = frost_job_new (work, deferred);
  return g_steal_pointer (&request);
}

/* What one model says of all images; NAN = the image could not be read. */
typedef struct
{
  float *logits; /* [n, n_outputs] */
  int n_outputs;
} Answers;

static void
keep_answer_cb (guint index, const float *logits, const GError *reason,
                gpointer user_data)
{
  Answers *answers = user_data;
  float *row = answers->logits + (gsize) index * answers->n_outputs;

  if (logits != NULL)
    memcpy (row, logits, sizeof (float) * (gsize) answers->n_outputs);
  else
    for (int i = 0; i < answers->n_outputs; i++)
      row[i] = NAN;
}

static gboolean
ask (const Request *request, const char *path, Answers *answers, GError **error)
{
  g_autoptr (FrostModel) model = frost_onnx_load (path, error);
  g_autoptr (FrostClassifier) classifier = NULL;
  FrostWork work;

  if (model == NULL)
    return FALSE;
  classifier = frost_classifier_new (model, NULL, 0, error);
  if (classifier == NULL)
    return FALSE;
  answers->n_outputs = frost_classifier_get_n_outputs (classifier);
  answers->logits = g_new0 (float, (gsize) request->paths->len * answers->n_outputs);
  frost_job_to_work (request->job, &work);
  return frost_classifier_run (classifier, (const char *const *) request->paths->pdata,
                               request->paths->len, keep_answer_cb, answers, &work,
                               error);
}

static void
compare_image (FrostExportProof *proof, const float *was, const float *is, int n_outputs)
{
  int best_was, best_is;

  if (isnan (was[0]) && isnan (is[0]))
    {
      proof->n_unreadable++;
      return;
    }
  for (int i = 0; i < n_outputs; i++)
    {
      const double difference = fabs ((double) was[i] - (double) is[i]);

      proof->max_difference =
          isfinite (difference) ? fmax (proof->max_difference, difference) : INFINITY;
    }
  frost_classifier_rank (was, n_outputs, 1, &best_was);
  frost_classifier_rank (is, n_outputs, 1, &best_is);
  proof->n++;
  proof->n_agree += best_was == best_is;
}

/* Any thread. */
static FrostExportProof *
prove (const Request *request, GError **error)
{
  g_autoptr (FrostExportProof) proof = g_new0 (FrostExportProof, 1);
  Answers was = { NULL, 0 }, is = { NULL, 0 };
  gboolean ok = ask (request, request->model_path, &was, error)
                && ask (request, request->path, &is, error);

  proof->validation = request->validation;
  if (ok && was.n_outputs != is.n_outputs)
    {
      g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_CLASSES,
                   "%s: has %d outputs, but run %" G_GINT64_FORMAT
                   " learned %d classes: export it again",
                   request->path, is.n_outputs, request->run_id, was.n_outputs);
      ok = FALSE;
    }
  for (guint i = 0; ok && i < request->paths->len; i++)
    compare_image (proof, was.logits + (gsize) i * was.n_outputs,
                   is.logits + (gsize) i * is.n_outputs, is.n_outputs);
  if (ok && proof->n == 0)
    {
      g_set_error (error, FROST_SESSION_ERROR, FROST_SESSION_ERROR_EMPTY,
                   "%s: none of the %u images to compare on could be read", request->path,
                   request->paths->len);
      ok = FALSE;
    }
  g_free (was.logits);
  g_free (is.logits);
  return ok ? g_steal_pointer (&proof) : NULL;
}

FrostExportProof *
frost_export_proof_run (FrostProject *project, gint64 run_id, const char *path,
                        const FrostWork *work, GError **error)
{
  g_autoptr (Request) request = request_new (project, run_id, path, work, FALSE, error);

  return request != NULL ? prove (request, error) : NULL;
}

static void
proof_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  FrostExportProof *proof = prove (data, &error);

  if (proof != NULL)
    g_task_return_pointer (task, proof, (GDestroyNotify) frost_export_proof_free);
  else
    g_task_return_error (task, error);
}

void
frost_export_proof_run_async (FrostProject *project, gint64 run_id, const char *path,
                              const FrostWork *work, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task =
      g_task_new (NULL, work != NULL ? work->cancellable : NULL, callback, user_data);
  GError *error = NULL;
  Request *request = request_new (project, run_id, path, work, TRUE, &error);

  g_task_set_source_tag (task, frost_export_proof_run_async);
  if (request == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_task_run_in_thread (task, proof_thread);
}

FrostExportProof *
frost_export_proof_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frost_export_proof_run_async),
                        NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
frost_export_proof_holds (const FrostExportProof *proof, gboolean half)
{
  return proof->n > 0 && proof->n_agree == proof->n
         && proof->max_difference <= (half ? HALF_TOLERANCE : LOGIT_TOLERANCE);
}

char *
frost_export_proof_to_text (const FrostExportProof *proof)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%d of %d %s images get the same class", proof->n_agree,
                          proof->n, proof->validation ? "validation" : "training");
  if (proof->max_difference > 0)
    g_string_append_printf (text, ", logits differ by at most %.2g",
                            proof->max_difference);
  else
    g_string_append (text, ", with exactly the same logits");
  if (proof->n_unreadable > 0)
    g_string_append_printf (text, "; %d could not be read", proof->n_unreadable);
  return g_string_free (text, FALSE);
}
