/* A flag that one thread raises and another looks at between two pieces of work. */
#pragma once

#include <glib.h>
#include <stdatomic.h>

G_BEGIN_DECLS

/* Zero-initialise before use; owned by whoever starts the work, and outlives it.
 * Threads: any thread may raise it, any thread may look. It is never lowered. */
typedef struct
{
  _Atomic int raised;
} FrostDataCancel;

static inline void
frost_data_cancel_raise (FrostDataCancel *cancel)
{
  atomic_store_explicit (&cancel->raised, 1, memory_order_release);
}

/* NULL is a flag that is never raised. */
static inline gboolean
frost_data_cancel_is_raised (FrostDataCancel *cancel)
{
  return cancel != NULL
         && atomic_load_explicit (&cancel->raised, memory_order_acquire) != 0;
}

G_END_DECLS
