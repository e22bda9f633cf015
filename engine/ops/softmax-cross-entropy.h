/* The loss: softmax over the classes, then the negative log likelihood of the label. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Loss of n rows and its gradient by the logits.
 * Shapes: logits, dlogits [n, n_classes] (dlogits may be NULL, and may be logits);
 *   labels [n], a negative label leaves its row out (loss 0, gradient 0).
 *   scale multiplies the gradient: 1 / labelled rows of the whole mini-batch gives the mean.
 * n_correct, n_counted (may be NULL) count rows whose best class is the label, and rows with one.
 * Returns the sum (not the mean) of the losses, natural logarithm. */
double frost_softmax_cross_entropy (const float *logits, const int *labels, int n,
                                    int n_classes, float scale, float *dlogits,
                                    int *n_correct, int *n_counted);

/* Probabilities of n rows; y may be x. */
void frost_softmax (const float *x, int n, int n_classes, float *y);

G_END_DECLS
