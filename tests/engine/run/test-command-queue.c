#include "engine/run/command-queue.h"

#include <pthread.h>

#include "tests/engine/graph/graph-maker.h"
#include "tests/engine/train/synthetic-source.h"

static void
push (FrostCommandQueue *queue, FrostCommandKind kind, int64_t run_id)
{
  FrostCommand *command = g_new0 (FrostCommand, 1);

  command->kind = kind;
  command->run_id = run_id;
  frost_command_queue_push (queue, command);
}

static void
test_order (void)
{
  g_autoptr (FrostCommandQueue) queue = frost_command_queue_new ();

  g_assert_null (frost_command_queue_pop (queue, FALSE));
  for (int i = 0; i < 10; i++)
    push (queue, FROST_COMMAND_PAUSE, i);
  for (int i = 0; i < 10; i++)
    {
      g_autoptr (FrostCommand) command = frost_command_queue_pop (queue, i % 2 == 0);

      g_assert_cmpint (command->run_id, ==, i);
    }
  g_assert_null (frost_command_queue_pop (queue, FALSE));
}

static void
test_quit (void)
{
  g_autoptr (FrostCommandQueue) queue = frost_command_queue_new ();

  push (queue, FROST_COMMAND_START, 1);
  g_assert_false (frost_command_queue_has_quit (queue));
  push (queue, FROST_COMMAND_QUIT, 0);
  push (queue, FROST_COMMAND_STOP, 1);
  g_assert_true (frost_command_queue_has_quit (queue));
}

/* A START that nobody took frees everything it brought. */
static void
test_owns (void)
{
  atomic_int n_freed = 0;
  FrostCommandQueue *queue = frost_command_queue_new ();
  FrostCommand *command = g_new0 (FrostCommand, 1);
  SyntheticSource *source;

  command->kind = FROST_COMMAND_START;
  command->model = graph_maker_chain (3);
  frost_train_settings_init (&command->settings);
  command->settings.cache_folder = g_strdup ("/somewhere");
  source = synthetic_source_new (4, 1, 3, &command->model->graph->input, 0, 1);
  source->n_freed = &n_freed;
  command->train = &source->base;
  command->model_path = g_strdup ("model.onnx");
  frost_command_queue_push (queue, command);
  frost_command_queue_free (queue);
  g_assert_cmpint (atomic_load (&n_freed), ==, 1);
}

static void *
produce (void *data)
{
  for (int i = 0; i < 5000; i++)
    push (data, FROST_COMMAND_SET_RATE, i);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (FrostCommandQueue) queue = frost_command_queue_new ();
  pthread_t producer;

  g_assert_cmpint (pthread_create (&producer, NULL, produce, queue), ==, 0);
  for (int i = 0; i < 5000; i++)
    {
      g_autoptr (FrostCommand) command = frost_command_queue_pop (queue, TRUE);

      g_assert_cmpint (command->run_id, ==, i);
    }
  pthread_join (producer, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/run/command-queue/order", test_order);
  g_test_add_func ("/engine/run/command-queue/quit", test_quit);
  g_test_add_func ("/engine/run/command-queue/owns", test_owns);
  g_test_add_func ("/engine/run/command-queue/threads", test_threads);
  return g_test_run ();
}
