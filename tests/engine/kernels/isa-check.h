/* Runs a test on every instruction level that this machine has. */
#pragma once

#include "engine/core/rng.h"
#include "engine/kernels/kernels.h"

typedef void (*IsaTest) (const FrostKernels *kernels);

/* "/kernels/<name>/<level>" for each level. */
void isa_check_add (const char *name, IsaTest test);

/* n numbers in [-1, 1), the same sequence in every process; g_free. */
float *isa_check_numbers (int64_t n);

/* |a - b| <= tolerance max (1, |b|). */
void isa_check_near (const float *a, const float *b, int64_t n, double tolerance);
