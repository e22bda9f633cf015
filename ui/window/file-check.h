/* Looks in the background whether a project's photographs are still where and what they were. */
#pragma once

#include "ui/session/project.h"
#include "ui/window/main-window.h"

G_BEGIN_DECLS

/* Says in a toast what is missing or was changed; the tiles show which. Nothing is said when the
 * check fails: whatever needs a picture will say so. Returns what cancels it. */
GCancellable *frost_file_check_start (FrostMainWindow *window, FrostProject *project);

G_END_DECLS
