/* Where the numbers of an initializer come from that the unpacked message does not hold: a large
 * one stays in the file until it is wanted, and a graph of the zoo has none of its own.
 *
 * Threads: one at a time.
 */
#pragma once

#include "engine/formats/onnx.pb-c.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct FrostOnnxSource
{
  gpointer data;
  /* Whether the source has the initializer's numbers. Only asked for one that has elements, but
   * no numbers in its message. */
  gboolean (*has) (gpointer data, const Onnx__TensorProto *initializer);
  /* The little-endian bytes of its elements in its own type, size of them.
   * Errors: IO, CORRUPT; the text starts at "has …", the caller puts the name in front. */
  gboolean (*read) (gpointer data, const Onnx__TensorProto *initializer, void *bytes,
                    size_t size, GError **error);
  /* Where any piece of it can be read alone, whole being the size of all of it; both NULL = never.
   * A weight then goes into its tensor without being in memory a second time. */
  gboolean (*has_pieces) (gpointer data, const Onnx__TensorProto *initializer);
  gboolean (*read_piece) (gpointer data, const Onnx__TensorProto *initializer,
                          size_t whole, size_t offset, void *bytes, size_t size,
                          GError **error);
} FrostOnnxSource;

G_END_DECLS
