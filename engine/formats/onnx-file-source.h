/* The numbers of initializers that the pre-scan left in the file.
 *
 * Source: onnx.proto of ONNX 1.12, TensorProto: which field holds numbers of which type.
 */
#pragma once

#include "engine/formats/onnx-source.h"
#include "engine/formats/wire-scan.h"

G_BEGIN_DECLS

typedef struct
{
  FrostOnnxSource source; /* to be handed out; its data is this structure */
  const FrostWireInput *input;
  const FrostWireSkeleton *skeleton;
  const FrostOnnxSource *next; /* asked for what the file does not have; may be NULL */
} FrostOnnxFileSource;

/* What it is made of must outlive it. */
void frost_onnx_file_source_init (FrostOnnxFileSource *source,
                                  const FrostWireInput *input,
                                  const FrostWireSkeleton *skeleton,
                                  const FrostOnnxSource *next);

/* Fields up to this many bytes are kept in the skeleton. */
#define FROST_ONNX_LARGE 4096

G_END_DECLS
