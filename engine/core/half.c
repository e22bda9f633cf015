#include "engine/core/half.h"

#include <string.h>

#define INFINITE 0x7f800000u

static uint32_t
bits_of (float number)
{
  uint32_t bits;

  memcpy (&bits, &number, sizeof bits);
  return bits;
}

static float
from_bits (uint32_t bits)
{
  float number;

  memcpy (&number, &bits, sizeof number);
  return number;
}

/* With the fraction in its place the exponent is too small by the difference of the two biases,
 * 127 - 15; a product makes up for it and normalises what is subnormal at the same time. */
float
frost_half_to_float (uint16_t half)
{
  uint32_t sign = (uint32_t) (half & 0x8000) << 16;
  uint32_t magnitude = (uint32_t) (half & 0x7fff) << 13;

  if ((half & 0x7c00) == 0x7c00)
    return from_bits (sign | INFINITE | magnitude);
  return from_bits (sign | bits_of (from_bits (magnitude) * 0x1p112f));
}

float
frost_bfloat16_to_float (uint16_t bfloat16)
{
  return from_bits ((uint32_t) bfloat16 << 16);
}
