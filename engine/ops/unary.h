/* Ops of one input and no parameter whose every number depends on one number of x: what their
 * files share.
 */
#pragma once

#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"

G_BEGIN_DECLS

/* y has the shape of x. Errors: UNSUPPORTED where alpha or beta is not finite. */
gboolean frost_unary_infer (const FrostOpAttributes *attributes, int n_inputs,
                            const FrostShape *const *x_shape,
                            const FrostShape *const *w_shape, FrostOpInference *inference,
                            GError **error);

/* Numbers of all images. */
int64_t frost_unary_n (const FrostOpContext *context);

/* y = kind (x). */
void frost_unary_forward (const FrostOpContext *context, FrostUnary kind);

/* dx, where it is wanted, from v: x or y as the kind says. */
void frost_unary_backward (const FrostOpContext *context, FrostUnary kind,
                           const float *v);

G_END_DECLS
