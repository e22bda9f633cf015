#include "engine/run/event-queue.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

struct FrostEventQueue
{
  pthread_mutex_t lock;
  pthread_cond_t arrived;
  GQueue kept; /* of FrostEvent */
  FrostEvent progress;
  gboolean has_progress;
  gboolean notified; /* and not drained since */
  void (*notify) (gpointer data);
  gpointer data;
};

FrostEventQueue *
frost_event_queue_new (void (*notify) (gpointer data), gpointer data)
{
  FrostEventQueue *queue = g_new0 (FrostEventQueue, 1);
  pthread_condattr_t attributes;

  pthread_mutex_init (&queue->lock, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&queue->arrived, &attributes);
  pthread_condattr_destroy (&attributes);
  g_queue_init (&queue->kept);
  queue->notify = notify;
  queue->data = data;
  return queue;
}

void
frost_event_queue_free (FrostEventQueue *queue)
{
  FrostEvent event;

  while (frost_event_queue_pop (queue, &event, 0))
    frost_event_clear (&event);
  pthread_cond_destroy (&queue->arrived);
  pthread_mutex_destroy (&queue->lock);
  g_free (queue);
}

void
frost_event_queue_push (FrostEventQueue *queue, const FrostEvent *event)
{
  gboolean notify;

  pthread_mutex_lock (&queue->lock);
  if (event->kind == FROST_EVENT_PROGRESS)
    {
      queue->progress = *event;
      queue->has_progress = TRUE;
    }
  else
    {
      g_queue_push_tail (&queue->kept, g_memdup2 (event, sizeof *event));
      queue->has_progress = FALSE;
    }
  notify = !queue->notified && queue->notify != NULL;
  queue->notified = TRUE;
  pthread_cond_signal (&queue->arrived);
  pthread_mutex_unlock (&queue->lock);
  if (notify)
    queue->notify (queue->data);
}

static void
wait_for_event (FrostEventQueue *queue, int timeout_ms)
{
  struct timespec end;

  clock_gettime (CLOCK_MONOTONIC, &end);
  end.tv_sec += timeout_ms / 1000;
  end.tv_nsec += (timeout_ms % 1000) * 1000000L;
  if (end.tv_nsec >= 1000000000L)
    {
      end.tv_sec++;
      end.tv_nsec -= 1000000000L;
    }
  while (g_queue_is_empty (&queue->kept) && !queue->has_progress)
    if (pthread_cond_timedwait (&queue->arrived, &queue->lock, &end) == ETIMEDOUT)
      return;
}

gboolean
frost_event_queue_pop (FrostEventQueue *queue, FrostEvent *event, int timeout_ms)
{
  gboolean found = TRUE;

  pthread_mutex_lock (&queue->lock);
  if (timeout_ms > 0)
    wait_for_event (queue, timeout_ms);
  if (!g_queue_is_empty (&queue->kept))
    {
      g_autofree FrostEvent *kept = g_queue_pop_head (&queue->kept);

      *event = *kept;
    }
  else if (queue->has_progress)
    {
      *event = queue->progress;
      queue->has_progress = FALSE;
    }
  else
    {
      queue->notified = FALSE;
      found = FALSE;
    }
  pthread_mutex_unlock (&queue->lock);
  return found;
}
