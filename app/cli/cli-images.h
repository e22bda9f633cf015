/* Image arguments: files as they are, a folder for the files in it and below, in order of name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *paths;  /* char *, as a person would write them */
  GByteArray *named; /* 1 = named itself, 0 = found in a folder */
} FrostCliImages;

/* Hidden files are passed over, and links to folders are not followed.
 * Errors: G_FILE_ERROR, a missing file or an unreadable folder; FAILED, no file at all. */
FrostCliImages *frost_cli_images_new (char **arguments, GError **error);
void frost_cli_images_free (FrostCliImages *images);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostCliImages, frost_cli_images_free)

G_END_DECLS
