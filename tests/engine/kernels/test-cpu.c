/* The level that is chosen, and how the environment lowers it. */
#include "engine/kernels/cpu.h"

#include "engine/kernels/kernels.h"

static void
test_names (void)
{
  g_assert_cmpstr (frost_cpu_level_name (FROST_CPU_PORTABLE), ==, "portable");
  g_assert_cmpstr (frost_cpu_level_name (FROST_CPU_AVX2), ==, "avx2");
  g_assert_cmpstr (frost_cpu_level_name (FROST_CPU_AVX512), ==, "avx512");
}

static void
test_tables (void)
{
  g_assert_true (frost_cpu_has_level (FROST_CPU_PORTABLE));
  g_assert_true (frost_cpu_has_level (frost_cpu_get_level ()));
  g_assert_true (frost_kernels () == frost_kernels_get (frost_cpu_get_level ()));
  for (int level = 0; level < FROST_CPU_N_LEVELS; level++)
    {
      const FrostKernels *kernels = frost_kernels_get (level);

      g_assert_true ((kernels != NULL) == frost_cpu_has_level (level));
      if (kernels != NULL)
        g_assert_cmpstr (kernels->name, ==, frost_cpu_level_name (level));
    }
}

/* The choice is made once a process, so each wish needs one of its own. */
static void
test_child (void)
{
  const char *wish = g_getenv ("FROST_CPU");
  FrostCpuLevel level = frost_cpu_get_level ();

  if (g_strcmp0 (wish, "portable") == 0)
    g_assert_cmpint (level, ==, FROST_CPU_PORTABLE);
  else if (g_strcmp0 (wish, "avx2") == 0)
    g_assert_cmpint (level, ==,
                     frost_cpu_has_level (FROST_CPU_AVX2) ? FROST_CPU_AVX2
                                                          : FROST_CPU_PORTABLE);
  else
    /* avx512, none, and words that mean nothing: the best there is. */
    g_assert_false (level < FROST_CPU_N_LEVELS - 1 && frost_cpu_has_level (level + 1));
}

static void
test_environment (void)
{
  const char *wishes[] = { "portable", "avx2", "avx512", "sse9", "" };

  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    {
      g_setenv ("FROST_CPU", wishes[i], TRUE);
      g_test_trap_subprocess ("/kernels/cpu/subprocess/child", 0,
                              G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
    }
  g_unsetenv ("FROST_CPU");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/cpu/names", test_names);
  g_test_add_func ("/kernels/cpu/tables", test_tables);
  g_test_add_func ("/kernels/cpu/environment", test_environment);
  g_test_add_func ("/kernels/cpu/subprocess/child", test_child);
  return g_test_run ();
}
