/* What an export of a run will hold, read from the run's model file. */
#pragma once

#include "ui/session/run-item.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *classes;       /* "backpack, mug, sunglasses" */
  char *preprocessing; /* one line */
  char *input;         /* "224 × 224 pixels" */
  gint64 parameters;
  gint64 bytes; /* of the file, about */
} FrostExportInfo;

void frost_export_info_free (FrostExportInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostExportInfo, frost_export_info_free)

/* Reads the model on a thread of its own. Errors: NO_RUN, those of frost_onnx_load. */
void frost_export_info_load_async (FrostRunItem *run, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
FrostExportInfo *frost_export_info_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
