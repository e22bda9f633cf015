/* Are the images of a project still where and what they were? */
#pragma once

#include "data/data-cancel.h"
#include "data/store/images.h"

G_BEGIN_DECLS

/* Compares every image with its file, by size and time, and by hash where those differ:
 * gone becomes MISSING, other bytes CHANGED, and what is again as it was OK. Labels stay.
 * A file that moved is found again by importing the folder it is in.
 * *changed_ids (may be NULL): gint64 of the images whose status changed, rising.
 * One transaction at the end. Threads: may take long; on a worker, with its own connection.
 * Errors: CANCELLED, READ_ONLY. */
gboolean frost_images_check_files (FrostDatabase *database, FrostDataCancel *cancel,
                                   GArray **changed_ids, GError **error);

G_END_DECLS
