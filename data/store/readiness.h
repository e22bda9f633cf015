/* Can this project be trained on, and if not, what should the user do? */
#pragma once

#include "data/store/database.h"

G_BEGIN_DECLS

/* Looks at what training would use: labelled images that are not excluded, whose files
 * are there and unchanged. Run it after frost_split_project(), which decides where
 * images go.
 *
 * TRUE: training can start. *warnings (may be NULL) holds one-line strings for what will
 * work but badly: a class that nothing validates.
 * FALSE, ARGUMENT or EMPTY: it cannot: no images, no labels, fewer than two classes with
 * images to train on, a class with a single image. The message says what to do. */
gboolean frost_project_check_trainable (FrostDatabase *database, GStrv *warnings,
                                        GError **error);

G_END_DECLS
