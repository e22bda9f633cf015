/* The sentences under the grid, as plain text. */
#pragma once

#include "ui/session/project.h"

G_BEGIN_DECLS

/* "312 images · 40 unlabelled"; n_shown: what the filter leaves, "12 of 312 images · …". */
char *frost_counts_to_text (const FrostImageCounts *counts, guint n_shown);

/* "12 selected · press 1 or 2 to label", or what to do when nothing is selected. */
char *frost_selection_to_text (guint n_selected, FrostProjectClasses *classes,
                               gboolean read_only);

G_END_DECLS
