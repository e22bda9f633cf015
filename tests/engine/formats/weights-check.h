/* What the tests of both writers of weights have in common. */
#pragma once

#include "engine/formats/tensor-file.h"
#include "engine/graph/model.h"

/* Writes a model of every op as a file and reads it again: the same names, shapes and numbers as
 * weight-list.h has them, in any order. The file is left at the path. */
void weights_check_round_trip (gboolean (*save) (const FrostModel *model,
                                                 const char *path, gboolean half,
                                                 GError **error),
                               const char *path, gboolean half, const char *format);

/* Where nothing can be written there is an error, and no part of a file. */
void weights_check_refused (gboolean (*save) (const FrostModel *model, const char *path,
                                              gboolean half, GError **error));
