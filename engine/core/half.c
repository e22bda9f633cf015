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

uint16_t
frost_float_to_half (float number)
{
  uint32_t bits = bits_of (number);
  uint32_t sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;

  if (magnitude > INFINITE)
    return (uint16_t) (sign | 0x7e00);
  /* Halfway between the largest half and what would follow it. */
  if (magnitude >= bits_of (65520.0f))
    return (uint16_t) (sign | 0x7c00);
  /* Below the normal halves: the last bit of 0.5 + x is worth the smallest half, 2^-24, and the
   * addition itself rounds. */
  if (magnitude < bits_of (0x1p-14f))
    return (uint16_t) (sign | (bits_of (from_bits (magnitude) + 0.5f) - bits_of (0.5f)));
  /* Ties go to even because the last bit that stays decides; a carry moves into the exponent as
   * it should. */
  magnitude += 0xfff + (magnitude >> 13 & 1);
  return (uint16_t) (sign | (magnitude - (112u << 23)) >> 13);
}
