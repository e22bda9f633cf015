#include "engine/run/event-queue.h"

#include <pthread.h>
#include <stdatomic.h>

static void
push (FrostEventQueue *queue, FrostEventKind kind, int64_t step)
{
  FrostEvent event = { .kind = kind, .run_id = 1, .turn.step = step };

  if (kind == FROST_EVENT_ERROR)
    event.message = g_strdup_printf ("error %d", (int) step);
  frost_event_queue_push (queue, &event);
}

static void
expect (FrostEventQueue *queue, FrostEventKind kind, int64_t step)
{
  g_auto (FrostEvent) event = { 0 };

  g_assert_true (frost_event_queue_pop (queue, &event, 0));
  g_assert_cmpint (event.kind, ==, kind);
  g_assert_cmpint (event.turn.step, ==, step);
}

static void
expect_nothing (FrostEventQueue *queue)
{
  FrostEvent event;

  g_assert_false (frost_event_queue_pop (queue, &event, 0));
}

/* Of progress only the latest, and none that is older than what is kept. */
static void
test_order (void)
{
  g_autoptr (FrostEventQueue) queue = frost_event_queue_new (NULL, NULL);

  expect_nothing (queue);
  push (queue, FROST_EVENT_PROGRESS, 1);
  push (queue, FROST_EVENT_PROGRESS, 2);
  expect (queue, FROST_EVENT_PROGRESS, 2);
  expect_nothing (queue);

  push (queue, FROST_EVENT_PROGRESS, 3);
  push (queue, FROST_EVENT_STATE, 4);
  push (queue, FROST_EVENT_EPOCH, 5);
  push (queue, FROST_EVENT_PROGRESS, 6);
  push (queue, FROST_EVENT_PROGRESS, 7);
  expect (queue, FROST_EVENT_STATE, 4);
  expect (queue, FROST_EVENT_EPOCH, 5);
  expect (queue, FROST_EVENT_PROGRESS, 7);
  expect_nothing (queue);

  /* What is left over is freed with the queue. */
  push (queue, FROST_EVENT_ERROR, 8);
  push (queue, FROST_EVENT_PROGRESS, 9);
}

static void
count (gpointer data)
{
  atomic_fetch_add ((atomic_int *) data, 1);
}

/* Once until the queue was found empty. */
static void
test_notify (void)
{
  atomic_int n = 0;
  g_autoptr (FrostEventQueue) queue = frost_event_queue_new (count, &n);

  for (int i = 0; i < 5; i++)
    push (queue, FROST_EVENT_STATE, i);
  g_assert_cmpint (atomic_load (&n), ==, 1);
  for (int i = 0; i < 5; i++)
    expect (queue, FROST_EVENT_STATE, i);
  push (queue, FROST_EVENT_STATE, 5);
  g_assert_cmpint (atomic_load (&n), ==, 1);
  expect (queue, FROST_EVENT_STATE, 5);
  expect_nothing (queue);
  push (queue, FROST_EVENT_PROGRESS, 6);
  g_assert_cmpint (atomic_load (&n), ==, 2);
}

static void
test_timeout (void)
{
  g_autoptr (FrostEventQueue) queue = frost_event_queue_new (NULL, NULL);
  gint64 start = g_get_monotonic_time ();
  FrostEvent event;

  g_assert_false (frost_event_queue_pop (queue, &event, 30));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 30000);
}

#define N_EVENTS 20000

static void *
produce (void *data)
{
  for (int i = 1; i <= N_EVENTS; i++)
    push (data,
          i % 10 == 0   ? FROST_EVENT_EPOCH
          : i % 77 == 0 ? FROST_EVENT_ERROR
                        : FROST_EVENT_PROGRESS,
          i);
  return NULL;
}

/* Nothing that must be kept is lost, and nothing comes out of order. */
static void
test_threads (void)
{
  g_autoptr (FrostEventQueue) queue = frost_event_queue_new (NULL, NULL);
  pthread_t producer;
  int64_t last = 0;
  int n_epochs = 0, n_errors = 0;

  g_assert_cmpint (pthread_create (&producer, NULL, produce, queue), ==, 0);
  while (n_epochs < N_EVENTS / 10)
    {
      g_auto (FrostEvent) event = { 0 };

      if (!frost_event_queue_pop (queue, &event, 10000))
        g_error ("%d epochs came and no more", n_epochs);
      g_assert_cmpint (event.turn.step, >, last);
      last = event.turn.step;
      n_epochs += event.kind == FROST_EVENT_EPOCH;
      n_errors += event.kind == FROST_EVENT_ERROR;
    }
  pthread_join (producer, NULL);
  g_assert_cmpint (n_errors, ==, N_EVENTS / 77 - N_EVENTS / 770);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/run/event-queue/order", test_order);
  g_test_add_func ("/engine/run/event-queue/notify", test_notify);
  g_test_add_func ("/engine/run/event-queue/timeout", test_timeout);
  g_test_add_func ("/engine/run/event-queue/threads", test_threads);
  return g_test_run ();
}
