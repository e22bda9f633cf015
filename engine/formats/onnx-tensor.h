/* TensorProto → constant: initializers and the tensors in attributes.
 *
 * Source: onnx.proto of ONNX 1.12, TensorProto.
 */
#pragma once

#include "engine/formats/onnx-constant.h"

G_BEGIN_DECLS

/* From TensorProto.DataType. Errors: UNSUPPORTED. */
gboolean frost_onnx_type_from_proto (int64_t data_type, FrostOnnxType *type,
                                     GError **error);

/* The bytes of one element as the file has it; 0 = not a type that can be used. */
size_t frost_onnx_stored_size (int64_t data_type);

/* source, which may be NULL, is asked for numbers that the message does not have; floats of
 * more than 64 kB stay there until they are wanted. The message and the source must outlive the
 * constant. Errors: CORRUPT, UNSUPPORTED (type, external data), MEMORY, those of the source; the
 * text starts at "has …", the caller puts the name in front. */
FrostOnnxConstant *frost_onnx_constant_from_proto (const Onnx__TensorProto *proto,
                                                   const FrostOnnxSource *source,
                                                   FrostOnnxBudget *budget,
                                                   GError **error);

/* Reads what is still in the source; after that data is there. Errors: those of the source,
 * MEMORY, UNSUPPORTED; the name in front. */
gboolean frost_onnx_constant_ensure (FrostOnnxConstant *constant, GError **error);

/* Numbers first to first + n of a FLOAT constant, by pieces where its source can: for those who
 * put them elsewhere and need no more of them at a time. Errors: as above. */
gboolean frost_onnx_constant_read (FrostOnnxConstant *constant, int64_t first, int64_t n,
                                   float *numbers, GError **error);

/* Lets go the memory of what can be read again. */
void frost_onnx_constant_release (FrostOnnxConstant *constant);

G_END_DECLS
