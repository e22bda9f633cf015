#include "engine/kernels/kernels.h"

/* Defined by isa-table.c, which the build compiles once for each level. */
extern const FrostKernels frost_kernels_portable;
#if defined __x86_64__
extern const FrostKernels frost_kernels_avx2;
extern const FrostKernels frost_kernels_avx512;
#endif

const FrostKernels *
frost_kernels_get (FrostCpuLevel level)
{
  if (!frost_cpu_has_level (level))
    return NULL;
  switch (level)
    {
#if defined __x86_64__
    case FROST_CPU_AVX2:
      return &frost_kernels_avx2;
    case FROST_CPU_AVX512:
      return &frost_kernels_avx512;
#endif
    default:
      return &frost_kernels_portable;
    }
}

const FrostKernels *
frost_kernels (void)
{
  return frost_kernels_get (frost_cpu_get_level ());
}
