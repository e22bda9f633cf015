/* A run's best model as a file that runs elsewhere. */
#pragma once

#include "ui/session/project.h"

G_BEGIN_DECLS

typedef enum
{
  FROST_EXPORT_ONNX,        /* the graph too, class names and preprocessing */
  FROST_EXPORT_SAFETENSORS, /* the weights only, by name */
  FROST_EXPORT_TORCH,       /* the same as a state_dict for torch.load */
  FROST_EXPORT_N_FORMATS,
} FrostExportFormat;

/* By the file's ending; one that is not known means ONNX. */
FrostExportFormat frost_export_find_format (const char *path);

/* ".onnx"; "ONNX: runs anywhere". */
const char *frost_export_format_ending (FrostExportFormat format);
const char *frost_export_format_title (FrostExportFormat format);

/* In the format of the path's ending; the file is the old one or the whole new one. half: numbers
 * of 16 bits. run_id 0 = the newest with a model.
 * Errors: NO_RUN, IO (what to do is in the text). */
gboolean frost_export_run (FrostProject *project, gint64 run_id, const char *path,
                           gboolean half, GError **error);
void frost_export_run_async (FrostProject *project, gint64 run_id, const char *path,
                             gboolean half, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean frost_export_run_finish (GAsyncResult *result, GError **error);

/* "garden-insects-run-3.onnx". */
char *frost_export_suggest_name (FrostProject *project, gint64 run_id);

G_END_DECLS
