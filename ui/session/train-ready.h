/* Whether training can start, in words and with the place where something has to be done. */
#pragma once

#include "ui/session/workbench.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean ready;
  char *text; /* one line: what there is, or what is missing and what to do */
  const char
      *view; /* "images" or "model", where to do it; NULL = nowhere in the window */
} FrostTrainReady;

/* Gives a split to labelled images that have none, as a start would. Needs a project. */
FrostTrainReady *frost_train_ready_check (FrostWorkbench *workbench);
void frost_train_ready_free (FrostTrainReady *ready);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostTrainReady, frost_train_ready_free)

G_END_DECLS
