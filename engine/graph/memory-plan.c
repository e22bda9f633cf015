#include "engine/graph/memory-plan.h"

#define LINE 16

static gboolean
alive_together (const FrostBuffer *a, const FrostBuffer *b)
{
  return a->size > 0 && b->size > 0 && a->first <= b->last && b->first <= a->last;
}

int64_t
frost_memory_plan (FrostBuffer *buffers, int n)
{
  int64_t total = 0;

  for (int i = 0; i < n; i++)
    {
      FrostBuffer *buffer = &buffers[i];
      int64_t offset = 0;
      gboolean moved;

      buffer->size = (buffer->size + LINE - 1) / LINE * LINE;
      /* Push the buffer up past whatever it hits until it hits nothing. */
      do
        {
          moved = FALSE;
          for (int j = 0; j < i; j++)
            if (alive_together (buffer, &buffers[j])
                && offset < buffers[j].offset + buffers[j].size
                && buffers[j].offset < offset + buffer->size)
              {
                offset = buffers[j].offset + buffers[j].size;
                moved = TRUE;
              }
        }
      while (moved);
      buffer->offset = offset;
      total = MAX (total, offset + buffer->size);
    }
  return total;
}
