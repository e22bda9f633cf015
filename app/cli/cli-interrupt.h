/* Ctrl-C (SIGINT) and SIGTERM as a GCancellable: work stops at its next unit and cleans up.
 * A second signal ends the program at once. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Sets up the handlers; the cancellable is lent and lives as long as the program. */
GCancellable *frost_cli_interrupt_get (void);

G_END_DECLS
