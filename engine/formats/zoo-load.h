/* A file of weights and a graph of the zoo make a model. */
#pragma once

#include "engine/formats/restore-report.h"
#include "engine/formats/tensor-file.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

/* architecture: name in the zoo; NULL = recognise it. An architecture that is named may lack up to
 * half of its tensors in the file, which are then made new. The last layer has as many classes as
 * in the file. The model is inferred; its preprocessing is that of the zoo. path is the file's.
 * report may be NULL. Errors: AMBIGUOUS, UNSUPPORTED (no known network), ARGUMENT (no such
 * architecture), SHAPE (too few tensors fit), IO, CORRUPT, MEMORY; the path in front. */
FrostModel *frost_zoo_load (FrostTensorFile *file, const char *path,
                            const char *architecture, FrostRestoreReport **report,
                            GError **error);

G_END_DECLS
