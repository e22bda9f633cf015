/* The one door for model files: which format a file is, its first bytes say. A format that holds
 * weights only gets its graph from the zoo.
 */
#pragma once

#include "engine/formats/restore-report.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

typedef struct
{
  const char *
      architecture; /* name in the zoo, for weights without a graph; NULL = recognise it */
} FrostModelFileOptions;

/* options may be NULL. The model is inferred. *report is NULL for a format that has its graph;
 * report itself may be NULL. Errors: those of the format's own reader and of frost_zoo_load;
 * UNSUPPORTED lists what can be read, ARGUMENT an architecture for a file with a graph; the path in
 * front. */
FrostModel *frost_model_file_load (const char *path, const FrostModelFileOptions *options,
                                   FrostRestoreReport **report, GError **error);

/* After AMBIGUOUS: the names in the zoo that the file may be of, NULL-terminated, the caller's.
 * Errors: as above. */
char **frost_model_file_list_architectures (const char *path, GError **error);

/* "ONNX, safetensors, …" for people, and what such files are called: "*.onnx", NULL-terminated. */
const char *frost_model_file_get_formats (void);
const char *const *frost_model_file_get_patterns (void);

G_END_DECLS
