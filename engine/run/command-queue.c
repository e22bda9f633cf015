#include "engine/run/command-queue.h"

#include <pthread.h>

struct FrostCommandQueue
{
  pthread_mutex_t lock;
  pthread_cond_t arrived;
  GQueue commands; /* of FrostCommand */
  gboolean has_quit;
};

void
frost_command_free (FrostCommand *command)
{
  g_clear_pointer (&command->model, frost_model_free);
  frost_train_settings_clear (&command->settings);
  frost_batch_source_free (command->train);
  frost_batch_source_free (command->val);
  g_free (command->model_path);
  g_free (command);
}

FrostCommandQueue *
frost_command_queue_new (void)
{
  FrostCommandQueue *queue = g_new0 (FrostCommandQueue, 1);

  pthread_mutex_init (&queue->lock, NULL);
  pthread_cond_init (&queue->arrived, NULL);
  g_queue_init (&queue->commands);
  return queue;
}

void
frost_command_queue_free (FrostCommandQueue *queue)
{
  g_queue_clear_full (&queue->commands, (GDestroyNotify) frost_command_free);
  pthread_cond_destroy (&queue->arrived);
  pthread_mutex_destroy (&queue->lock);
  g_free (queue);
}

void
frost_command_queue_push (FrostCommandQueue *queue, FrostCommand *command)
{
  pthread_mutex_lock (&queue->lock);
  g_queue_push_tail (&queue->commands, command);
  queue->has_quit |= command->kind == FROST_COMMAND_QUIT;
  pthread_cond_signal (&queue->arrived);
  pthread_mutex_unlock (&queue->lock);
}

FrostCommand *
frost_command_queue_pop (FrostCommandQueue *queue, gboolean wait)
{
  FrostCommand *command;

  pthread_mutex_lock (&queue->lock);
  while (wait && g_queue_is_empty (&queue->commands))
    pthread_cond_wait (&queue->arrived, &queue->lock);
  command = g_queue_pop_head (&queue->commands);
  pthread_mutex_unlock (&queue->lock);
  return command;
}

gboolean
frost_command_queue_has_quit (FrostCommandQueue *queue)
{
  gboolean has_quit;

  pthread_mutex_lock (&queue->lock);
  has_quit = queue->has_quit;
  pthread_mutex_unlock (&queue->lock);
  return has_quit;
}
