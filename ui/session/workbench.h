/* What the pages of one window share: they never include each other, they meet here.
 *
 * Properties, all notified and all possibly NULL: "project" (FrostProject), "base-model"
 * (FrostBaseModel), "run-session" (FrostRunSession, the run that goes on or went last).
 * And "cut" (int): where the frost line sits, counted as the base model's blocks, -1 = just
 * below the head. Another project sets base model and run session to NULL and the cut to -1.
 * "can-undo-line", "can-redo-line" (gboolean): moves of the line are undone like other changes, for as
 * long as nothing else of the project was changed since.
 * Threads: main thread.
 */
#pragma once

#include "ui/session/base-model.h"
#include "ui/session/project.h"
#include "ui/session/run-session.h"

G_BEGIN_DECLS

#define FROST_TYPE_WORKBENCH (frost_workbench_get_type ())
G_DECLARE_FINAL_TYPE (FrostWorkbench, frost_workbench, FROST, WORKBENCH, GObject)

FrostWorkbench *frost_workbench_new (void);

/* Lent. The setters take a reference of their own. */
FrostProject *frost_workbench_get_project (FrostWorkbench *self);
void frost_workbench_set_project (FrostWorkbench *self, FrostProject *project);

FrostBaseModel *frost_workbench_get_base_model (FrostWorkbench *self);
void frost_workbench_set_base_model (FrostWorkbench *self, FrostBaseModel *base);

FrostRunSession *frost_workbench_get_run_session (FrostWorkbench *self);
void frost_workbench_set_run_session (FrostWorkbench *self, FrostRunSession *session);

int frost_workbench_get_cut (FrostWorkbench *self);
void frost_workbench_set_cut (FrostWorkbench *self, int cut);

/* A person drags the line over a cut, and lets go of it: that moves it in the run that goes on, too,
 * if the run began with this base model, and can be undone. */
void frost_workbench_drag_cut (FrostWorkbench *self, int cut);
void frost_workbench_commit_cut (FrostWorkbench *self);

gboolean frost_workbench_can_undo_line (FrostWorkbench *self);
gboolean frost_workbench_can_redo_line (FrostWorkbench *self);
void frost_workbench_undo_line (FrostWorkbench *self);
void frost_workbench_redo_line (FrostWorkbench *self);

/* TRUE while a run goes on: something would be lost from sight by closing. */
gboolean frost_workbench_is_running (FrostWorkbench *self);

G_END_DECLS
