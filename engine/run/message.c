#include "engine/run/message.h"

void
frost_event_clear (FrostEvent *event)
{
  g_clear_pointer (&event->message, g_free);
}
