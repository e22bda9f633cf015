/* What the files of a project share. */
#pragma once

#include "ui/session/project-contents.h"
#include "ui/session/project.h"

G_BEGIN_DECLS

struct _FrostProject
{
  GObject parent_instance;
  FrostDatabase *database;
  char *name;
  FrostProjectImages *images;
  FrostProjectClasses *classes;
  GListStore *runs; /* FrostRunItem, newest first */
  char *undo_description;
  char *redo_description;
  gboolean busy;
};

/* Takes the contents. */
FrostProject *frost_project_new (FrostProjectContents *contents);

/* After any change: counts, history, "changed". */
void frost_project_changed (FrostProject *project);

/* Reads the classes again. A failure to read what was just written is a warning in the log. */
void frost_project_reload_classes (FrostProject *project);

/* Reads these images again. */
void frost_project_reload_images (FrostProject *project, const gint64 *ids, gsize n);

void frost_project_set_busy (FrostProject *project, gboolean busy);

/* Errors: READ_ONLY, saying why. */
gboolean frost_project_check_writable (FrostProject *project, GError **error);

/* A run that has just been added to the database becomes an item on top of the list. */
void frost_project_prepend_run (FrostProject *project, FrostRunItem *item);

G_END_DECLS
