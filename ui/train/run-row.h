/* One run in the list of runs: whether it goes on, when it began, how well it does.
 * Threads: the main one only.
 */
#pragma once

#include <adwaita.h>

#include "ui/session/run-item.h"

G_BEGIN_DECLS

#define FROST_TYPE_RUN_ROW (frost_run_row_get_type ())
G_DECLARE_FINAL_TYPE (FrostRunRow, frost_run_row, FROST, RUN_ROW, AdwActionRow)

GtkWidget *frost_run_row_new (FrostRunItem *run);

/* Lent. */
FrostRunItem *frost_run_row_get_run (FrostRunRow *self);

G_END_DECLS
