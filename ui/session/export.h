/* A run's best model as a file that runs elsewhere. */
#pragma once

#include "ui/session/project.h"

G_BEGIN_DECLS

/* ONNX, with class names and preprocessing; the file is the old one or the whole new one.
 * run_id 0 = the newest with a model.
 * Errors: NO_RUN, IO (what to do is in the text). */
gboolean frost_export_run (FrostProject *project, gint64 run_id, const char *path,
                           GError **error);
void frost_export_run_async (FrostProject *project, gint64 run_id, const char *path,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean frost_export_run_finish (GAsyncResult *result, GError **error);

/* "garden-insects-run-3.onnx". */
char *frost_export_suggest_name (FrostProject *project, gint64 run_id);

G_END_DECLS
