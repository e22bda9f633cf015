/* How the way to an image is written in a project.
 *
 * Relative to the project folder wherever the two share more than the root of the file
 * system, so that a folder holding both can be moved or copied as a whole; else absolute.
 * File names are bytes: nothing here asks for UTF-8.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Both absolute and free of "." and ".."; the result is what the store keeps. */
char *frost_project_path_store (const char *folder, const char *file);

/* The absolute path again. */
char *frost_project_path_resolve (const char *folder, const char *stored);

G_END_DECLS
