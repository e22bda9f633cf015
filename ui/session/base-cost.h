/* What a base model costs: said before anything is started. */
#pragma once

#include "ui/session/base-model.h"
#include "ui/session/project.h"

G_BEGIN_DECLS

/* Multiply-adds of one image through the whole model. */
gint64 frost_base_cost_count (FrostBaseModel *base);

/* "Features at the line: 3 KiB × 240 images = 720 KiB"; "Nothing: each epoch computes the whole
 * model" when the line is at the input. cut -1 = all but the head; project NULL = no images. */
char *frost_base_cost_to_text (FrostBaseModel *base, FrostProject *project, int cut);

G_END_DECLS
