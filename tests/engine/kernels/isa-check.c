#include "tests/engine/kernels/isa-check.h"

#include <math.h>

static void
run (gconstpointer data)
{
  IsaTest test = *(const IsaTest *) data;
  const char *path = g_test_get_path ();

  for (int level = 0; level < FROST_CPU_N_LEVELS; level++)
    if (g_str_has_suffix (path, frost_cpu_level_name (level)))
      {
        const FrostKernels *kernels = frost_kernels_get (level);

        if (kernels != NULL)
          test (kernels);
        else
          g_test_skip ("this machine has no such instructions");
      }
}

void
isa_check_add (const char *name, IsaTest test)
{
  for (int level = 0; level < FROST_CPU_N_LEVELS; level++)
    {
      g_autofree char *path =
          g_strdup_printf ("/kernels/%s/%s", name, frost_cpu_level_name (level));

      g_test_add_data_func_full (path, g_memdup2 (&test, sizeof test), run, g_free);
    }
}

float *
isa_check_numbers (int64_t n)
{
  static FrostRng rng;
  static gboolean seeded;
  float *x = g_new (float, MAX (n, 1));

  if (!seeded)
    frost_rng_seed (&rng, 4);
  seeded = TRUE;
  for (int64_t i = 0; i < n; i++)
    x[i] = 2 * frost_rng_uniform (&rng) - 1;
  return x;
}

void
isa_check_near (const float *a, const float *b, int64_t n, double tolerance)
{
  for (int64_t i = 0; i < n; i++)
    if (!(fabs ((double) a[i] - b[i]) <= tolerance * MAX (1, fabs (b[i]))))
      g_error ("number %d is %.9g, not %.9g", (int) i, a[i], b[i]);
}
