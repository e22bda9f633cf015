/* What reduce-mean, reduce-sum and reduce-l2 have in common: which numbers fall into one. */
#pragma once

#include "engine/ops/op.h"

G_BEGIN_DECLS

/* An image as blocks of rows x columns that lie one after the other. Along the rows each of them
 * becomes one number; else the rows fall onto each other. Several blocks may go to one place. */
typedef struct
{
  gboolean along_rows;
  int64_t rows, columns;
  int64_t n_blocks;
  int64_t count; /* numbers of x to one of y */
  int n_outer;   /* axes around the blocks, outermost first */
  int64_t size[FROST_SHAPE_MAX_RANK];
  int64_t y_step[FROST_SHAPE_MAX_RANK]; /* 0 = reduced */
} FrostReduction;

/* Fills in y, with the reduced axes of length 1, and scratch, for frost_reduction_sums.
 * Errors: SHAPE (an axis that x does not have, or a y that is no shape). */
gboolean frost_reduction_infer (guint axes, const FrostShape *x,
                                FrostOpInference *inference, GError **error);

/* axes: bit d stands for axis d; all of them below x's rank. */
FrostReduction frost_reduction (guint axes, const FrostShape *x);

/* The sums over one image, or with squares those of the squares.
 * Shapes: result [y], in scratch's first part; x [x]. */
const double *frost_reduction_sums (const FrostReduction *reduction, float *scratch,
                                    const float *x, int64_t n_y, gboolean squares);

/* Each number of dx is share times the one of dy that it fell into; one image. */
void frost_reduction_spread (const FrostReduction *reduction, float *dx, const float *dy,
                             float share);

G_END_DECLS
