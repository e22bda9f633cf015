/* softmax-cross-entropy.c - p = softmax (x), loss = -log p[label], dx = scale (p - onehot).
 *
 * The greatest logit is taken off first, so that exp cannot overflow; the sum is a double.
 */
#include "engine/ops/softmax-cross-entropy.h"

#include <math.h>
#include <string.h>

/* The index of the greatest logit (the first among equals) and the logarithm of the sum of
 * exponentials. */
static int
log_sum_exp (const float *x, int n, double *log_sum)
{
  double sum = 0;
  int best = 0;

  for (int i = 1; i < n; i++)
    if (x[i] > x[best])
      best = i;
  for (int i = 0; i < n; i++)
    sum += exp ((double) x[i] - x[best]);
  *log_sum = x[best] + log (sum);
  return best;
}

double
frost_softmax_cross_entropy (const float *logits, const int *labels, int n, int n_classes,
                             float scale, float *dlogits, int *n_correct, int *n_counted)
{
  double loss = 0;
  int correct = 0, counted = 0;

  for (int row = 0; row < n; row++)
    {
      const float *x = logits + (int64_t) row * n_classes;
      float *dx = dlogits != NULL ? dlogits + (int64_t) row * n_classes : NULL;
      int label = labels[row];
      double log_sum;
      int best;

      if (label < 0 || label >= n_classes)
        {
          if (dx != NULL)
            memset (dx, 0, (size_t) n_classes * sizeof (float));
          continue;
        }
      best = log_sum_exp (x, n_classes, &log_sum);
      loss += log_sum - x[label];
      counted++;
      correct += best == label;
      for (int i = 0; dx != NULL && i < n_classes; i++)
        dx[i] = scale * (float) (exp (x[i] - log_sum) - (i == label));
    }
  if (n_correct != NULL)
    *n_correct = correct;
  if (n_counted != NULL)
    *n_counted = counted;
  return loss;
}

void
frost_softmax (const float *x, int n, int n_classes, float *y)
{
  for (int row = 0; row < n; row++, x += n_classes, y += n_classes)
    {
      double log_sum;

      log_sum_exp (x, n_classes, &log_sum);
      for (int i = 0; i < n_classes; i++)
        y[i] = (float) exp (x[i] - log_sum);
    }
}
