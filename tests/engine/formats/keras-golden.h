/* Made by make-keras-golden.py with PyTorch. */
#pragma once

typedef struct
{
  const char *file;
  int n; /* logits */
  const float *logits;
} KerasGolden;

static const float conv_keras2_h5[] = { -16.4702297f, -4.50342745f, -43.2437864f,
                                        19.9446428f };
static const float conv_tfjs[] = { -16.4702297f, -4.50342745f, -43.2437864f,
                                   19.9446428f };
static const float pool_tfjs[] = { -0.844848885f, -5.29142927f, 2.4760707f };
static const float activation_tfjs[] = { 0.895851442f, -0.9547309f, -0.768790622f,
                                         -0.400125668f };
static const float activation_keras3[] = { 0.906152429f, -0.959426026f, -0.773617727f,
                                           -0.396660327f };
static const float merge_tfjs[] = { -6.3552401f, 0.340499371f, -7.02606455f };
static const float merge_keras3[] = { -6.3552401f, 0.340499371f, -7.02606455f };
static const float pixels_keras2_h5[] = { -1.33750107f, -0.736542169f, 0.0354627767f };
static const float pixels_keras3[] = { -1.33750107f, -0.736542169f, 0.0354627767f };
static const float nested_keras2_h5[] = { 0.023372523f, -0.0912322986f, 0.040879597f };
static const float nested_keras3[] = { 0.023372523f, -0.0912322986f, 0.040879597f };
static const float nested_tfjs[] = { 0.023372523f, -0.0912322986f, 0.040879597f };
static const float nested_tfjs_uint8[] = { 0.025318768f, -0.0996739199f, 0.0372718906f };
static const float nested_tfjs_uint16[] = { 0.0233134505f, -0.0911669191f,
                                            0.0408763491f };
static const float nested_tfjs_float16[] = { 0.0233645991f, -0.0912587423f,
                                             0.0409187525f };
static const float nested_tfjs_zip[] = { 0.023372523f, -0.0912322986f, 0.040879597f };
static const float transfer_keras2_h5[] = { 0.251507632f, 1.58085263f, -0.705692827f };
static const float transfer_keras2_h5_unnamed[] = { 0.251507632f, 1.58085263f,
                                                    -0.705692827f };
static const float transfer_keras3[] = { 0.251507632f, 1.58085263f, -0.705692827f };
static const float transfer_keras3_h5[] = { 0.251507632f, 1.58085263f, -0.705692827f };
static const float transfer_keras2_archive[] = { 0.251507632f, 1.58085263f,
                                                 -0.705692827f };
static const float shared_keras2_h5[] = { 0.744431252f, -0.397975218f, -1.69845276f };
static const float shared_keras2_h5_packed[] = { 0.744431252f, -0.397975218f,
                                                 -1.69845276f };
static const float shared_keras3[] = { 0.744431252f, -0.397975218f, -1.69845276f };
static const float shared_tfjs[] = { 0.744431252f, -0.397975218f, -1.69845276f };
static const float arithmetic_keras2_h5[] = { 0.553209668f, 1.34998379f, 1.49870855f };
static const float arithmetic_keras3[] = { 0.553209668f, 1.34998379f, 1.49870855f };

static const KerasGolden keras_golden[] = {
  { "conv-2.h5", 4, conv_keras2_h5 },
  { "conv-tfjs/model.json", 4, conv_tfjs },
  { "pool-tfjs/model.json", 3, pool_tfjs },
  { "activation-tfjs/model.json", 4, activation_tfjs },
  { "activation-3.keras", 4, activation_keras3 },
  { "merge-tfjs/model.json", 3, merge_tfjs },
  { "merge-3.keras", 3, merge_keras3 },
  { "pixels-2.h5", 3, pixels_keras2_h5 },
  { "pixels-3.keras", 3, pixels_keras3 },
  { "nested-2.h5", 3, nested_keras2_h5 },
  { "nested-3.keras", 3, nested_keras3 },
  { "nested-tfjs/model.json", 3, nested_tfjs },
  { "nested-tfjs-uint8/model.json", 3, nested_tfjs_uint8 },
  { "nested-tfjs-uint16/model.json", 3, nested_tfjs_uint16 },
  { "nested-tfjs-float16/model.json", 3, nested_tfjs_float16 },
  { "nested-tfjs.zip", 3, nested_tfjs_zip },
  { "transfer-2.h5", 3, transfer_keras2_h5 },
  { "transfer-2-unnamed.h5", 3, transfer_keras2_h5_unnamed },
  { "transfer-3.keras", 3, transfer_keras3 },
  { "transfer-3.h5", 3, transfer_keras3_h5 },
  { "transfer-2.keras", 3, transfer_keras2_archive },
  { "shared-2.h5", 3, shared_keras2_h5 },
  { "shared-2-packed.h5", 3, shared_keras2_h5_packed },
  { "shared-3.keras", 3, shared_keras3 },
  { "shared-tfjs/model.json", 3, shared_tfjs },
  { "arithmetic-2.h5", 3, arithmetic_keras2_h5 },
  { "arithmetic-3.keras", 3, arithmetic_keras3 },
};
