/* The inner loops of the ops, compiled once an instruction level (isa-*.c) and reached through
 * this table. Outputs stand first. No pointer may overlap another unless a line says so.
 *
 * "rows x c" is an array whose rows are pixels (or images) and whose columns are channels; ld is
 * the distance between rows in floats. Where no ld is given the rows are contiguous.
 * low and high clamp the result: min (max (v, low), high); -INFINITY and INFINITY change nothing.
 * Not-a-number goes through a clamp and a maximum, so that a broken run is noticed.
 *
 * Threads: any; the functions have no state.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "engine/kernels/cpu.h"

G_BEGIN_DECLS

/* A depthwise convolution of one image: every channel has a kernel of its own.
 * Weights [kernel_h, kernel_w, channels]. A padding below zero never occurs. */
typedef struct
{
  int height, width;         /* of x */
  int out_height, out_width; /* of y */
  int channels;
  int kernel_h, kernel_w;
  int stride_h, stride_w;
  int dilation_h, dilation_w;
  int pad_top, pad_left;
} FrostDepthwise;

/* A 3 x 3 convolution of stride 1 cut into tiles of OUT x OUT outputs, each computed from TILE x TILE
 * inputs through POINTS products (Winograd). The last tiles of a row or column may hang over. */
#define FROST_WINOGRAD_OUT 4
#define FROST_WINOGRAD_TILE 6
#define FROST_WINOGRAD_POINTS 36

typedef struct
{
  int height, width;         /* of x */
  int out_height, out_width; /* of y */
  int pad_top, pad_left;
  int out_step; /* floats from pixel to pixel of y, 0 = as many as channels */
} FrostWinograd;

/* Pixels of an image that one pooling window covers; a pixel's index is row * width + column. */
typedef struct
{
  int first;
  int rows, columns;
  int row_step, column_step;
} FrostPoolWindow;

/* A function y of one number x. Its gradient is found from y where that is said, else from x;
 * leaky-relu's from either when alpha >= 0. */
typedef enum
{
  FROST_UNARY_LEAKY_RELU,   /* x > 0 ? x : alpha x */
  FROST_UNARY_ELU,          /* x > 0 ? x : alpha (e^x - 1) */
  FROST_UNARY_SIGMOID,      /* 1 / (1 + e^-x); gradient from y */
  FROST_UNARY_TANH,         /* gradient from y */
  FROST_UNARY_HARD_SIGMOID, /* min (max (alpha x + beta, 0), 1); gradient from y */
  FROST_UNARY_HARD_SWISH,   /* x min (max (x + 3, 0), 6) / 6 */
  FROST_UNARY_SILU,         /* x sigmoid (x) */
  FROST_UNARY_GELU,         /* x (1 + erf (x / sqrt 2)) / 2 */
  FROST_UNARY_GELU_TANH,    /* x (1 + tanh (sqrt (2 / pi) (x + 0.044715 x^3))) / 2 */
  FROST_UNARY_ERF,
  FROST_UNARY_EXP,  /* gradient from y */
  FROST_UNARY_SQRT, /* gradient from y */
  FROST_UNARY_ABS,
} FrostUnary;

/* A function of two numbers. The last three are of prelu, y = a > 0 ? a : a b with the slope b. */
typedef enum
{
  FROST_BINARY_ADD,
  FROST_BINARY_SUB,
  FROST_BINARY_MUL,
  FROST_BINARY_DIV,
  FROST_BINARY_MINUS_MUL,   /* -(a b) */
  FROST_BINARY_FIRST,       /* a */
  FROST_BINARY_MINUS_FIRST, /* -a */
  FROST_BINARY_PRELU,       /* a > 0 ? a : a b */
  FROST_BINARY_PRELU_SLOPE, /* a > 0 ? 1 : b, the derivative by a */
  FROST_BINARY_PRELU_SUM, /* b > 0 ? 0 : a b, what a gradient a adds to the slope's at b */
} FrostBinary;

/* rows x c pairs of numbers: operand a of row r and column i is a[r a_row + i a_column], and so on
 * for b and the result y. A column step is 0 or 1, a row step of 0 repeats the row. */
typedef struct
{
  int64_t rows, c;
  int64_t a_row, b_row, y_row;
  int a_column, b_column, y_column;
} FrostGrid;

/* The numbers x of column c for which low < x scale[c] + shift[c] < high: those that a clamp after
 * an affine function let pass. */
typedef struct
{
  const float *scale, *shift;
  float low, high;
} FrostInside;

/* The numbers of an image under a window, in n runs of neighbours x_step floats apart: run i meets
 * the rows [first + i w_step, … + length) of a w of k rows. Those that are left out count as zero. */
typedef struct
{
  int n, length;
  int64_t x_step;
  int k, first, w_step;
} FrostWindowRuns;

/* What becomes of the sums of a product or a convolution before they are written:
 * clamp (sum + bias + residual), or hard-swish of that. In every function NULL = nothing. */
typedef struct
{
  const float *bias;     /* [n], NULL = none */
  const float *residual; /* [m, n], its rows residual_step apart; NULL = none */
  int64_t residual_step;
  gboolean hard_swish; /* in the place of the clamp */
  float low, high;
} FrostEpilogue;

/* In the place of the distance between the rows of w in a product. */
#define FROST_PACKED 0

typedef struct
{
  const char *name; /* of the level */

  /* y = epilogue (x w): x [m, k], w [k, n], y [m, n]. With few rows a library product is as good; with
   * the pixels of an image this one needs no second pass for the epilogue, packs nothing but a sliver
   * of w, and is quick for the narrow layers of small nets. */
  void (*product) (float *y, int64_t ldy, const float *x, int64_t ldx, const float *w,
                   int64_t ldw, int64_t m, int n, int k, const FrostEpilogue *epilogue);
  /* The same w in the order in which product reads it, which then copies nothing: packed
   * [packed_size (n, k)] is given in the place of w, and FROST_PACKED as ldw. */
  int64_t (*packed_size) (int n, int k);
  void (*pack) (float *packed, const float *w, int64_t ldw, int n, int k);
  /* The same of w transposed: here w is [n, k]. */
  void (*pack_turned) (float *packed, const float *w, int64_t ldw, int n, int k);
  /* scaled [packed_size (n, k)] is packed with its row i times scale[i]: the same product of an x whose
   * columns were scaled. */
  void (*scale_packed) (float *scaled, const float *packed, const float *scale, int n,
                        int k);
  /* The product where row r of x is the window that begins at x + r ldx. w is packed. */
  void (*product_windows) (float *y, int64_t ldy, const float *x, int64_t ldx,
                           const FrostWindowRuns *runs, const float *w, int64_t m, int n,
                           const FrostEpilogue *epilogue);
  /* dw [k, n] += x transposed dy: x [m, k], dy [m, n]. Added up in blocks of rows, whose sums are
   * added to dw one after the other. */
  void (*product_dw) (float *dw, int64_t lddw, const float *x, int64_t ldx,
                      const float *dy, int64_t lddy, int64_t m, int n, int k);

  /* y [columns, rows] is x [rows, columns] transposed. */
  void (*transpose) (float *y, int64_t ldy, const float *x, int64_t ldx, int64_t rows,
                     int64_t columns);

  /* y = kind (x), n numbers; y may be x. Errors of 1e-6 or less, relative; results below the
   * smallest normal number may be 0. */
  void (*unary) (float *y, const float *x, int64_t n, FrostUnary kind, float alpha,
                 float beta);
  /* dx = dy times the slope of kind, v is x or y as the kind says; dx may be dy. */
  void (*unary_backward) (float *dx, const float *dy, const float *v, int64_t n,
                          FrostUnary kind, float alpha);
  /* y = clamp (kind (a, b)) over a grid in which y and one of the operands, or both, step from
   * column to column; y may be such an operand with the same row step. */
  void (*binary) (float *y, const float *a, const float *b, FrostBinary kind,
                  const FrostGrid *grid, float low, float high);
  /* sum += kind (a, b) over a grid whose a steps from column to column; sum stands still where
   * the grid's y does. In float over small blocks, in double over those. kind is MUL, MINUS_MUL,
   * DIV, FIRST, MINUS_FIRST or PRELU_SUM. */
  void (*binary_sums) (double *sum, const float *a, const float *b, FrostBinary kind,
                       const FrostGrid *grid);
  /* y = clamp (x); y may be x. */
  void (*clip) (float *y, const float *x, int64_t n, float low, float high);
  /* dx = low < y < high ? dy : 0; dx may be dy. */
  void (*clip_backward) (float *dx, const float *dy, const float *y, int64_t n, float low,
                         float high);
  /* y = clamp (x scale[c] + shift[c]); y may be x. */
  void (*affine) (float *y, const float *x, const float *scale, const float *shift,
                  int64_t rows, int c, float low, float high);
  /* y = a[c] dy + b[c] x + d[c]: the gradient of a batch-norm; y may be dy. Where x is not inside
   * (NULL = all are), dy counts as 0. */
  void (*affine2) (float *y, const float *dy, const float *x, const float *a,
                   const float *b, const float *d, const FrostInside *inside,
                   int64_t rows, int c);

  /* Column sums, added to what is there. Doubles over blocks of rows: a float would lose the
   * small terms of a million pixels. */
  void (*sums) (double *sum, const float *x, int64_t rows, int c);
  /* sum += (x - mean[c])^2. */
  void (*square_sums) (double *sum, const float *x, const float *mean, int64_t rows,
                       int c);
  /* Both at once, around any point near the numbers: sum += x - point[c], square += its square. */
  void (*moments) (double *sum, double *square, const float *x, const float *point,
                   int64_t rows, int c);
  /* sum += dy, product += dy (x - mean[c]), of the rows where x is inside (NULL = all). */
  void (*product_sums) (double *sum, double *product, const float *dy, const float *x,
                        const float *mean, const FrostInside *inside, int64_t rows,
                        int c);

  /* sum[r] += the numbers of row r, or their squares; in double over blocks of floats. */
  void (*row_sums) (double *sum, const float *x, int64_t rows, int64_t c);
  void (*row_square_sums) (double *sum, const float *x, int64_t rows, int64_t c);

  /* y = e^x / sum of e^x along each row; y may be x. */
  void (*softmax) (float *y, const float *x, int64_t rows, int64_t c);
  /* dx = y (dy - sum of dy y along the row); dx may be dy. */
  void (*softmax_backward) (float *dx, const float *dy, const float *y, int64_t rows,
                            int64_t c);

  /* y = (x - mean) inverse scale[c] + shift[c] with each row's mean and the inverse of its
   * standard deviation, sqrt (variance + epsilon), which go to statistics [rows, 2] (may be
   * NULL); y may be x. */
  void (*layer_norm) (float *y, float *statistics, const float *x, const float *scale,
                      const float *shift, int64_t rows, int64_t c, float epsilon);
  /* dx (may be NULL, may be dy) is written, dscale and dshift [c] are added to in float: whoever
   * has many rows calls this for some at a time and adds the sums up in double. */
  void (*layer_norm_backward) (float *dx, float *dscale, float *dshift, const float *dy,
                               const float *x, const float *statistics,
                               const float *scale, int64_t rows, int64_t c);

  /* One window of pooling over the pixels first + ky row_step + kx column_step of an image of c
   * channels, 0 <= ky < rows, 0 <= kx < columns, all of them inside.
   * y [c] is the greatest number, index [c] (may be NULL) the pixel it is from, the first among
   * equals; of no pixels at all -INFINITY, from -1. */
  void (*window_max) (float *y, int32_t *index, const float *x, int c,
                      const FrostPoolWindow *window);
  /* y [c] is share times the sum. */
  void (*window_sum) (float *y, const float *x, int c, const FrostPoolWindow *window,
                      float share);

  /* y = epilogue (depthwise (x, w)), without a residual. */
  void (*depthwise) (float *y, const float *x, const float *w,
                     const FrostDepthwise *shape, const FrostEpilogue *epilogue);
  /* dx is written. */
  void (*depthwise_dx) (float *dx, const float *dy, const float *w,
                        const FrostDepthwise *shape);
  /* dw is added to. */
  void (*depthwise_dw) (float *dw, const float *dy, const float *x,
                        const FrostDepthwise *shape);

  /* The same in groups of 2, 4, 8 or 16 channels in and as many out: weights [kernel_h, kernel_w,
   * group, channels]. */
  void (*grouped) (float *y, const float *x, const float *w, const FrostDepthwise *shape,
                   int group, const FrostEpilogue *epilogue);
  /* turned: the same weights with inputs and outputs exchanged, for dx. */
  void (*grouped_turn) (float *turned, const float *w, const FrostDepthwise *shape,
                        int group);
  /* dx is written, dw is added to. */
  void (*grouped_dx) (float *dx, const float *dy, const float *turned,
                      const FrostDepthwise *shape, int group);
  void (*grouped_dw) (float *dw, const float *dy, const float *x,
                      const FrostDepthwise *shape, int group);

  /* Winograd's transforms. The tiles [first, first + n) are counted through all images, row by
   * row. v, whose POINTS planes [n, c] stand `plane` apart, is made of x [images, height, width,
   * c]; y [images, out_height, out_width, c] = epilogue (what m, laid out like v, stands for), whose
   * residual is laid out like y without out_step. Between them m = v u for each point: u, POINTS packed matrices that stand `plane` apart, is made of the
   * weights w [3, 3, k, n]; turned by 180 degrees they are those of dx. Errors are about twice
   * those of the plain sum. */
  void (*winograd_in) (float *v, const float *x, const FrostWinograd *shape, int c,
                       int64_t first, int n, int64_t plane);
  void (*winograd_out) (float *y, const float *m, const FrostWinograd *shape, int c,
                        int64_t first, int n, int64_t plane,
                        const FrostEpilogue *epilogue);
  void (*winograd_weights) (float *u, int64_t plane, const float *w, int n, int k,
                            gboolean turned);
  /* For the gradient of the weights: v, laid out as by winograd_in, of dy [images, out_height,
   * out_width, c]; and dw [3, 3, n] += what m, POINTS planes of n numbers, stands for, where m is
   * summed over all tiles: for each point m += (inputs transformed)' (dy transformed). */
  void (*winograd_dy) (float *v, const float *dy, const FrostWinograd *shape, int c,
                       int64_t first, int n, int64_t plane);
  void (*winograd_dw) (float *dw, const float *m, int64_t n, int64_t plane);

  /* One step of stochastic gradient descent with momentum as PyTorch's SGD has it: decay is added
   * to the gradient, no dampening, not Nesterov. velocity starts at zero, which makes the first
   * one equal to the gradient. */
  void (*sgd) (float *w, const float *dw, float *velocity, int64_t n, double rate,
               double momentum, double weight_decay);
  /* One step of AdamW, Loshchilov & Hutter 2019, algorithm 2, scaled as in PyTorch: decay is
   * rate * weight_decay. m and v start at zero; step counts from 1. */
  void (*adamw) (float *w, const float *dw, float *m, float *v, int64_t n, double rate,
                 double beta1, double beta2, double epsilon, double weight_decay,
                 int64_t step);
} FrostKernels;

/* The table in use. */
const FrostKernels *frost_kernels (void);

/* The table of one level; NULL when this machine or this build has no such level. */
const FrostKernels *frost_kernels_get (FrostCpuLevel level);

G_END_DECLS
