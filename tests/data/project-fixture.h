/* A folder that is gone after the test, and projects with rows to try things on. */
#pragma once

#include "data/data.h"

/* Removed with all that is in it. */
typedef struct
{
  char *path;
} FixtureFolder;

FixtureFolder *fixture_folder_new (void);
void fixture_folder_free (FixtureFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FixtureFolder, fixture_folder_free)

/* Absolute; lent by a pool that lives as long as the program. */
const char *fixture_path (const FixtureFolder *folder, const char *relative);

/* Writes a file and the folders above it. size -1: text. */
const char *fixture_write (const FixtureFolder *folder, const char *relative,
                           const void *bytes, gssize size);

/* A small JPEG; every seed gives other bytes. */
const char *fixture_write_jpeg (const FixtureFolder *folder, const char *relative,
                                guint seed);

/* A new project in the folder itself. */
FrostDatabase *fixture_project_new (const FixtureFolder *folder);
FrostDatabase *fixture_project_open (const FixtureFolder *folder);

/* Rows without files behind them: photos/<first + i>.jpg, ids in ids[n] (may be NULL). */
void fixture_add_images (FrostDatabase *database, int first, int n, gint64 class_id,
                         FrostSplit split, gint64 *ids);

gint64 fixture_add_class (FrostDatabase *database, const char *name);
FrostImageRecord fixture_get_image (FrostDatabase *database, gint64 id);

/* "cat,dog": the names in their order. */
char *fixture_dup_class_names (FrostDatabase *database);

/* Fails unless the error is of this code and names something; clears it. */
void fixture_assert_error (GError **error, FrostDataError code);
