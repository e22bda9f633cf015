/* What came of an export: the file, or why there is none, and the proof.
 *
 * Its button asks for "export.show-in-folder". Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/export-proof.h"

G_BEGIN_DECLS

#define FROST_TYPE_EXPORT_RESULT (frost_export_result_get_type ())
G_DECLARE_FINAL_TYPE (FrostExportResult, frost_export_result, FROST, EXPORT_RESULT,
                      GtkWidget)

/* Both take away the proof of the file before. */
void frost_export_result_show_file (FrostExportResult *self, const char *path);
void frost_export_result_show_failure (FrostExportResult *self, const char *message);

/* half: the numbers of the file have 16 bits. proof NULL = error says why there is none. */
void frost_export_result_show_proof (FrostExportResult *self,
                                     const FrostExportProof *proof, gboolean half,
                                     const GError *error);

G_END_DECLS
