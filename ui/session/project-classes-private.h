/* How the project keeps its list of classes up to date. */
#pragma once

#include "ui/session/engine-data.h"
#include "ui/session/project-classes.h"

G_BEGIN_DECLS

FrostProjectClasses *frost_project_classes_new (void);

/* classes: FrostClass in order. Items of classes that stay are kept; items-changed is emitted
 * only when classes came, went or moved. */
void frost_project_classes_set (FrostProjectClasses *classes, const GPtrArray *list);

/* Counts anew over all records. */
void frost_project_classes_recount (FrostProjectClasses *classes,
                                    const FrostImageRecord *records, gsize n);

G_END_DECLS
