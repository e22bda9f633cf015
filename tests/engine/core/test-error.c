#include "engine/core/error.h"

/* One domain, the same one at every call, with a name of its own. */
static void
test_domain (void)
{
  GQuark domain = frost_engine_error_quark ();

  g_assert_cmpuint (domain, !=, 0);
  g_assert_cmpuint (domain, ==, FROST_ENGINE_ERROR);
  g_assert_cmpstr (g_quark_to_string (domain), ==, "frost-engine-error-quark");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/core/error/domain", test_domain);
  return g_test_run ();
}
