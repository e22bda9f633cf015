/* JSON from outside: jansson behind a scan that bounds depth and memory, since a document may take
 * a hundred times its size once it is unpacked.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdint.h>

G_BEGIN_DECLS

/* The one value that text [size] holds; depth is of lists and objects in each other, budget in
 * bytes. An object's keys keep their order; one that occurs twice is an error.
 * Errors: CORRUPT, with line and column; MEMORY. */
json_t *frost_json_read (const char *text, size_t size, int depth, int64_t budget,
                         GError **error);

G_END_DECLS
