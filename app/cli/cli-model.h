/* The options about a model file that several commands have. */
#pragma once

#include "ui/session/base-model.h"

G_BEGIN_DECLS

#define FROST_CLI_ARCHITECTURE_HELP                                                      \
  "Network of the zoo that a file of weights is of (recognised)"
#define FROST_CLI_PREPROCESS_HELP "tf, torchvision, unit or caffe"

/* A model file of any format; architecture may be NULL. Says on stderr what could not be taken over
 * as it is. NULL: a failure, which was said. */
FrostBaseModel *frost_cli_model_load (const char *path, const char *architecture);

/* preprocess (may be NULL) names a preset, resize 0 = the usual size. Says on stderr what is
 * assumed when neither the file nor a person knows. FALSE: wrong usage, which was said. */
gboolean frost_cli_model_prepare (FrostBaseModel *base, const char *command,
                                  const char *preprocess, int resize);

/* One name a line. Errors: G_FILE_ERROR, or CLASSES when there are not n_outputs of them. */
char **frost_cli_model_read_labels (const char *path, int n_outputs, GError **error);

G_END_DECLS
