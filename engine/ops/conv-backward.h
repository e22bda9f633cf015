/* The gradients of conv (conv.c). */
#pragma once

#include "engine/ops/conv-geometry.h"

G_BEGIN_DECLS

/* Floats of scratch that backward needs, the turned weight not counted. */
int64_t frost_conv_backward_scratch (const FrostConvGeometry *g);

/* The op's backward; its parameters are weight and bias in this order. */
void frost_conv_backward (const FrostOpContext *context);

G_END_DECLS
