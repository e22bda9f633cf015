/* The head that training gives a base model: one output for each class of the project. */
#pragma once

#include "ui/session/base-model.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 n_inputs;  /* features that reach it, of one place */
  gint64 n_before;  /* outputs that the file had */
  gint64 n_classes; /* outputs that it gets */
  gint64 parameters;
  gint64 multiply_adds; /* of one image */
} FrostHeadInfo;

/* FALSE when the model ends in nothing that a head could replace. */
gboolean frost_head_info_find (FrostBaseModel *base, int n_classes, FrostHeadInfo *info);

/* "768 → 3, 2,307 parameters"; "768 → one output a class" while there are fewer than two. */
char *frost_head_info_to_text (const FrostHeadInfo *info);

G_END_DECLS
