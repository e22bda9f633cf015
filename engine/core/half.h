/* 16-bit floating point numbers, as files store weights: binary16 ("half", "float16") and
 * bfloat16. Every one of them is a float32 exactly.
 *
 * Source: IEEE 754-2019 binary16 (1 sign, 5 exponent, 10 fraction bits); bfloat16 is the upper
 * half of a binary32.
 */
#pragma once

#include <stdint.h>

/* A NaN stays one, its payload too. */
float frost_half_to_float (uint16_t half);
float frost_bfloat16_to_float (uint16_t bfloat16);

/* To the nearest, ties to even; beyond 65504 infinity, a NaN becomes the quiet one. */
uint16_t frost_float_to_half (float number);
