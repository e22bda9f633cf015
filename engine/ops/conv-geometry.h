/* What the files of conv (conv.c) have in common: its numbers, and which way it is computed. */
#pragma once

#include "engine/kernels/kernels.h"
#include "engine/ops/op.h"

G_BEGIN_DECLS

typedef enum
{
  FROST_CONV_DEPTHWISE, /* one channel a group */
  FROST_CONV_GROUPED, /* a few channels a group, which would leave a vector half empty */
  FROST_CONV_POINTWISE, /* a kernel of one pixel: a product over all pixels */
  FROST_CONV_WINOGRAD,  /* 3 x 3, stride 1: fewer products (isa-winograd.c) */
  FROST_CONV_WINDOWS,   /* all else: windows laid out as rows of a product */
} FrostConvWay;

typedef struct
{
  const FrostOpAttributes *a;
  FrostConvWay way;
  int h, w, cin;
  int oh, ow, cout;
  int group_in, group_out;
  int k;              /* numbers of a window: kernel_h kernel_w cin / groups */
  int64_t in, out;    /* numbers of an image */
  int64_t out_pixels; /* of an image */
  int64_t strip_rows; /* windows that are laid out at once */
} FrostConvGeometry;

FrostConvGeometry frost_conv_geometry (const FrostOpAttributes *attributes,
                                       const FrostShape *x, const FrostShape *y);

/* For the depthwise and the grouped kernels. */
FrostDepthwise frost_conv_depthwise_shape (const FrostConvGeometry *g);

/* Floats of the weight in the order in which forward reads it, 0 = as it is. */
int64_t frost_conv_packed_size (const FrostConvGeometry *g);
void frost_conv_pack (float *packed, const FrostConvGeometry *g, const float *weight);

/* Floats between the matrices of two points of Winograd's weights [k, n]: one cache line more than
 * they have, as at a power of two all points would fall into the same set. */
int64_t frost_conv_winograd_plane (int n, int k);

/* The same for dx; scratch has frost_conv_turn_scratch floats. */
int64_t frost_conv_turned_size (const FrostConvGeometry *g);
int64_t frost_conv_turn_scratch (const FrostConvGeometry *g);
void frost_conv_turn (float *turned, const FrostConvGeometry *g, const float *weight,
                      float *scratch);

G_END_DECLS
