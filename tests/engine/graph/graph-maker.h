/* Small models by hand, their weights small random numbers from a fixed seed.
 *
 * Every function appends one node, finds its shape, and returns the number of its value. Parameters
 * are named after the node as PyTorch would.
 */
#pragma once

#include "engine/graph/model.h"

/* The weights of the next models come from this seed. */
void graph_maker_seed (uint64_t seed);

/* Uniform in [-1, 1) from the maker's stream. */
void graph_maker_fill (float *x, int64_t n);

FrostModel *graph_maker_new (int height, int width, int channels);

/* Odd kernels keep the size at stride 1. */
int graph_maker_conv (FrostModel *model, const char *name, int value, int out, int kernel,
                      int stride, int groups, gboolean bias);
int graph_maker_batch_norm (FrostModel *model, const char *name, int value);
/* On the last axis. */
int graph_maker_linear (FrostModel *model, const char *name, int value, int out,
                        gboolean bias);

/* A node without parameters; attributes NULL = the default. */
int graph_maker_op (FrostModel *model, const char *name, FrostOpKind kind,
                    const FrostOpAttributes *attributes, int value);
int graph_maker_layer_norm (FrostModel *model, const char *name, int value);
/* A value that does not come from the picture, and numbers taken along an axis. */
int graph_maker_parameter (FrostModel *model, const char *name, FrostShape shape);
int graph_maker_gather (FrostModel *model, const char *name, int value, int axis,
                        const float *indices, int n);
/* A node whose one parameter has the shape. */
int graph_maker_scaled (FrostModel *model, const char *name, FrostOpKind kind,
                        const FrostOpAttributes *attributes, int value, FrostShape shape);
/* A mat-mul of rank 3 takes b transposed where it does not fit otherwise. */
int graph_maker_pair (FrostModel *model, const char *name, FrostOpKind kind, int a,
                      int b);

/* A network of 9 x 7 pictures and n_classes outputs that has every op: a depthwise and a grouped
 * convolution, a residual, branches of different pools that are concatenated, two dropouts. */
FrostModel *graph_maker_every_op (int n_classes);

/* A transformer's block over the pixels of 5 x 4 pictures, a row of them a head: layer norm, queries,
 * keys and values, attention, a residual, batch-norm after a linear layer, a mean. */
FrostModel *graph_maker_attention (int n_classes);

/* Pictures of 9 x 7 as tokens: everything that only moves numbers, and two nodes without inputs, a
 * token of its own (with a ReLU that may run in place) and a number for each place. */
FrostModel *graph_maker_tokens (int n_classes);

/* Pictures of 5 x 4 through the activations and the arithmetic of two operands, some of which may run
 * in place: squeeze-and-excitation, residuals, operands of the model's own. */
FrostModel *graph_maker_elementwise (int n_classes);

/* The same picture size: convolutions with batch-norm and ReLU, pooling, one linear layer. */
FrostModel *graph_maker_chain (int n_classes);

/* Pictures of size x size through two residual blocks of 24 channels, the first with a convolution
 * beside, and a concatenation: convolutions of 3 x 3 and 1 x 1, batch-norms with ReLU and without. */
FrostModel *graph_maker_blocks (int size, int n_classes);

/* Pictures of 90 x 130, too large for the cache, through an inverted residual of 16 channels: expansion
 * with batch-norm and hard-swish, depthwise convolution, projection, sum. */
FrostModel *graph_maker_inverted_residual (void);

/* Pictures of 96 x 96, of which few fit into a cache, and above them images of 12 x 12 with many weights,
 * which are worth several images at a time. */
FrostModel *graph_maker_taper (int n_classes);

/* The value of the node of that name. */
int graph_maker_find (const FrostModel *model, const char *name);
