/* Events on their way from the engine thread. State changes, epoch results and errors are kept
 * until they are taken; of step progress only the latest is, and none that is older than another
 * event.
 *
 * Threads: push from one, take from another. pthreads, so that ThreadSanitizer sees through it.
 */
#pragma once

#include "engine/run/message.h"

G_BEGIN_DECLS

typedef struct FrostEventQueue FrostEventQueue;

/* notify: see frost_runner_new. */
FrostEventQueue *frost_event_queue_new (void (*notify) (gpointer data), gpointer data);
void frost_event_queue_free (FrostEventQueue *queue);

/* Takes what the event owns. */
void frost_event_queue_push (FrostEventQueue *queue, const FrostEvent *event);

/* timeout_ms 0 = do not wait. FALSE: nothing came. */
gboolean frost_event_queue_pop (FrostEventQueue *queue, FrostEvent *event,
                                int timeout_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostEventQueue, frost_event_queue_free)

G_END_DECLS
