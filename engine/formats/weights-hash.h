/* Whether a downloaded file is what its name says: torchvision, timm and others end the name of a
 * file of weights in the first hexadecimal digits of its SHA-256, "resnet18-f37072fd.pth".
 */
#pragma once

#include "engine/formats/restore-report.h"

G_BEGIN_DECLS

/* The digits in the name, at least eight of them; NULL = it has none. */
char *frost_weights_hash_in_name (const char *path);

/* Reads the whole file in small pieces when its name has digits. Errors: IO, the path in front. */
gboolean frost_weights_hash_check (const char *path, FrostRestoreHash *result,
                                   GError **error);

G_END_DECLS
