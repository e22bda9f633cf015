/* gcc's shuffle of vectors of floats for clang, which has none with lanes that are not constant.
 * Slow, and put in front of every source of the fuzzing build alone.
 */
#pragma once

__attribute__ ((noinline, unused)) static void
fuzz_shuffle (const float *first, const float *second, const int *lanes, int n, float *to)
{
  for (int i = 0; i < n; i++)
    to[i] = (lanes[i] & n ? second : first)[lanes[i] & (n - 1)];
}

#define FUZZ_SHUFFLE_TWO(a, b, lanes)                                                    \
  __extension__({                                                                        \
    __typeof__ (a) first_ = (a), second_ = (b), to_;                                     \
    __typeof__ (lanes) lanes_ = (lanes);                                                 \
    fuzz_shuffle ((const float *) &first_, (const float *) &second_,                     \
                  (const int *) &lanes_, sizeof to_ / sizeof (float), (float *) &to_);   \
    to_;                                                                                 \
  })
#define FUZZ_SHUFFLE_ONE(a, lanes) FUZZ_SHUFFLE_TWO (a, first_, lanes)

#define FUZZ_CHOOSE(a, b, c, name, ...) name
#define __builtin_shuffle(...)                                                           \
  FUZZ_CHOOSE (__VA_ARGS__, FUZZ_SHUFFLE_TWO, FUZZ_SHUFFLE_ONE, ) (__VA_ARGS__)
