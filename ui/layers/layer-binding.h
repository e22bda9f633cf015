/* A layer stack that shows what the workbench has: its base model, the head for the project's
 * classes, and the frost line, which moves in every stack of a window at once.
 * Threads: the main one only.
 */
#pragma once

#include "ui/layers/layer-stack.h"
#include "ui/session/workbench.h"

G_BEGIN_DECLS

/* For as long as the stack lives; once a stack. */
void frost_layer_binding_attach (FrostLayerStack *stack, FrostWorkbench *workbench);

G_END_DECLS
