/* What is checked of an HDF5 file before HDF5's library sees it.
 *
 * The library is made for files that it wrote itself: a damaged or a hostile one makes it read and
 * write out of bounds, turn in circles or unpack without an end. So the whole structure that can be
 * reached from the root group is walked first, and only the plain form is let through that h5py
 * gives every file of Keras: superblock 0 or 1, groups as symbol tables, object headers of
 * version 1, datasets compact, contiguous or in chunks (deflate and shuffle at most), attributes of
 * numbers and strings. What can point out of the file (external links and storage, soft links,
 * virtual datasets, shared messages, user blocks) is refused by name. Chunks are unpacked once, to
 * see that they have the size that they say.
 *
 * Source: HDF5 File Format Specification 3.0.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* memory: bytes that the library may take for one chunk or attribute. Errors: CORRUPT,
 * UNSUPPORTED, MEMORY; the text starts at "is …" or "has …", the caller puts the file's name in
 * front. */
gboolean frost_h5_scan (const uint8_t *data, size_t size, int64_t memory, GError **error);

/* Whether these first bytes are those of an HDF5 file. */
gboolean frost_h5_recognises (const uint8_t *head, size_t n);

G_END_DECLS
