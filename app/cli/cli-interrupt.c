#include "app/cli/cli-interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static GCancellable *cancellable;
static int wake_pipe[2];

/* A handler may hardly do anything: it writes a byte, and a thread does the rest. */
static void
on_signal (int number)
{
  const int saved_errno = errno;
  const ssize_t written = write (wake_pipe[1], "", 1);

  (void) written;
  errno = saved_errno;
}

static gpointer
watch_thread (gpointer data)
{
  char byte;
  ssize_t n;

  do
    n = read (wake_pipe[0], &byte, 1);
  while (n < 0 && errno == EINTR);
  if (n == 1)
    g_cancellable_cancel (cancellable);
  return NULL;
}

GCancellable *
frost_cli_interrupt_get (void)
{
  /* SA_RESETHAND: the second Ctrl-C has the system's own meaning. */
  struct sigaction action = { .sa_handler = on_signal,
                              .sa_flags = SA_RESETHAND | SA_RESTART };

  if (cancellable != NULL)
    return cancellable;

  cancellable = g_cancellable_new ();
  if (pipe2 (wake_pipe, O_CLOEXEC) != 0)
    return cancellable;
  g_thread_unref (g_thread_new ("interrupt", watch_thread, NULL));
  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  return cancellable;
}
