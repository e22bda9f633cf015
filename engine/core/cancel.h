/* A flag that one thread raises and another looks at between units of work. */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>

G_BEGIN_DECLS

typedef struct
{
  atomic_bool raised;
} FrostCancel;

static inline void
frost_cancel_raise (FrostCancel *cancel)
{
  atomic_store (&cancel->raised, true);
}

/* cancel may be NULL: never raised. */
static inline gboolean
frost_cancel_is_raised (FrostCancel *cancel)
{
  return cancel != NULL && atomic_load (&cancel->raised);
}

G_END_DECLS
