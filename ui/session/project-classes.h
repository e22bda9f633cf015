/* The classes of an open project as a GListModel of FrostClassItem, in the order of the outputs.
 * An item stays the same object for as long as its class exists. Threads: main thread.
 */
#pragma once

#include <gio/gio.h>

#include "ui/session/class-item.h"

G_BEGIN_DECLS

#define FROST_TYPE_PROJECT_CLASSES (frost_project_classes_get_type ())
G_DECLARE_FINAL_TYPE (FrostProjectClasses, frost_project_classes, FROST, PROJECT_CLASSES,
                      GObject)

/* Lent; NULL = no such class (also for id 0, and for a key or name that no class has). */
FrostClassItem *frost_project_classes_find (FrostProjectClasses *classes, gint64 id);
FrostClassItem *frost_project_classes_find_key (FrostProjectClasses *classes,
                                                const char *key);
FrostClassItem *frost_project_classes_find_name (FrostProjectClasses *classes,
                                                 const char *name);

/* Lent. */
FrostClassItem *frost_project_classes_peek (FrostProjectClasses *classes, guint position);
guint frost_project_classes_get_n (FrostProjectClasses *classes);

/* Names in order, NULL-terminated. */
char **frost_project_classes_dup_names (FrostProjectClasses *classes);

G_END_DECLS
