#include "engine/kernels/cpu.h"

#include <pthread.h>
#include <string.h>

static const char *const names[FROST_CPU_N_LEVELS] = { "portable", "avx2", "avx512" };

static FrostCpuLevel chosen;
static pthread_once_t chosen_once = PTHREAD_ONCE_INIT;

const char *
frost_cpu_level_name (FrostCpuLevel level)
{
  return names[level];
}

gboolean
frost_cpu_has_level (FrostCpuLevel level)
{
  switch (level)
    {
    case FROST_CPU_PORTABLE:
      return TRUE;
#if defined __x86_64__
    case FROST_CPU_AVX2:
      return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
    case FROST_CPU_AVX512:
      return frost_cpu_has_level (FROST_CPU_AVX2) && __builtin_cpu_supports ("avx512f")
             && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl")
             && __builtin_cpu_supports ("avx512bw");
#endif
    default:
      return FALSE;
    }
}

static void
choose (void)
{
  const char *wish = g_getenv ("FROST_CPU");
  int level = FROST_CPU_N_LEVELS - 1;

  for (int i = 0; wish != NULL && i < FROST_CPU_N_LEVELS; i++)
    if (strcmp (wish, names[i]) == 0)
      level = i;
  while (!frost_cpu_has_level (level))
    level--;
  chosen = level;
}

FrostCpuLevel
frost_cpu_get_level (void)
{
  pthread_once (&chosen_once, choose);
  return chosen;
}
