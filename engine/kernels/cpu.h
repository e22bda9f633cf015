/* Which instructions this machine has. Kernels that gain from wide vectors are compiled once a
 * level, and the best level is chosen when the program runs, so that one binary fits all.
 *
 * The environment variable FROST_CPU (portable, avx2, avx512) lowers the level; it never raises
 * it. Read once.
 * Threads: any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FROST_CPU_PORTABLE, /* what the compiler may assume without asking */
  FROST_CPU_AVX2,     /* AVX2 and FMA */
  FROST_CPU_AVX512,   /* AVX-512 F, DQ, VL and BW, with all of the above */
  FROST_CPU_N_LEVELS,
} FrostCpuLevel;

/* The level in use. */
FrostCpuLevel frost_cpu_get_level (void);

/* "portable", "avx2", "avx512". */
const char *frost_cpu_level_name (FrostCpuLevel level);

/* Whether this machine can run a level. */
gboolean frost_cpu_has_level (FrostCpuLevel level);

G_END_DECLS
