/* How far a piece of long work is. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* fraction: [0, 1], or -1 while the total is not known. text: one line, "Reading images", lent.
 * Called on the thread that does the work for a synchronous function, and on the main thread,
 * latest only, for an asynchronous one. */
typedef void (*FrostProgressCb) (double fraction, const char *text, gpointer user_data);

/* Where to report, and whether to go on; both may be NULL, and so may a pointer to it. */
typedef struct
{
  GCancellable *cancellable;
  FrostProgressCb progress;
  gpointer user_data;
} FrostWork;

G_END_DECLS
