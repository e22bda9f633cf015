#include "data/import/file-reader.h"

#include "data/image/decode.h"
#include "data/image/image-file.h"

#include <pthread.h>

#define N_THREADS_DEFAULT 2
#define N_THREADS_MAX 64

typedef struct
{
  const FrostScanFile *const *files;
  gsize n;
  FrostDataCancel *cancel;
  FrostFileReading *readings;
  _Atomic gsize next; /* the file that is read next */
  _Atomic gsize done;
} Job;

/* Decoded at the smallest size the format offers: all bytes of the picture are still gone
   through, so that a file that breaks off is found, for a fraction of the work. */
#define CHECK_SHORT_SIDE 1

static void
read_file (const FrostScanFile *file, FrostFileReading *reading)
{
  gsize size;
  g_autofree guint8 *data = frost_image_file_read (file->path, &size, &reading->error);
  g_autoptr (FrostImage) image = NULL;

  if (data == NULL
      || !frost_image_probe_bytes (data, size, file->relative, &reading->info,
                                   &reading->error))
    return;
  image = frost_image_decode_bytes (data, size, file->relative, CHECK_SHORT_SIDE,
                                    &reading->error);
  if (image != NULL)
    frost_hash_bytes (data, size, reading->hash);
}

/* FALSE: nothing is left to do. */
static gboolean
read_next (Job *job)
{
  if (frost_data_cancel_is_raised (job->cancel))
    return FALSE;

  gsize i = atomic_fetch_add (&job->next, 1);
  if (i >= job->n)
    return FALSE;
  read_file (job->files[i], &job->readings[i]);
  atomic_fetch_add (&job->done, 1);
  return TRUE;
}

static void *
read_thread (void *data)
{
  while (read_next (data))
    ;
  return NULL;
}

void
frost_file_reader_read (const FrostScanFile *const *files, gsize n,
                        const FrostImportOptions *options, FrostFileReading *readings)
{
  Job job = { .files = files, .n = n, .cancel = options->cancel, .readings = readings };
  pthread_t threads[N_THREADS_MAX];
  int wanted = options->n_threads > 0 ? MIN (options->n_threads, N_THREADS_MAX)
                                      : N_THREADS_DEFAULT;
  int n_threads = 0;

  atomic_init (&job.next, 0);
  atomic_init (&job.done, 0);
  /* The calling thread is one of them. A thread that cannot be started is done without. */
  while (n_threads < wanted - 1
         && pthread_create (&threads[n_threads], NULL, read_thread, &job) == 0)
    n_threads++;

  while (read_next (&job))
    if (options->progress != NULL)
      options->progress ((int) atomic_load (&job.done), (int) n, options->user_data);

  for (int i = 0; i < n_threads; i++)
    pthread_join (threads[i], NULL);
  if (options->progress != NULL && !frost_data_cancel_is_raised (options->cancel))
    options->progress ((int) n, (int) n, options->user_data);
}
