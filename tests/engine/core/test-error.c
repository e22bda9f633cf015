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

/* The text and the code arrive; without a place for it nothing happens. */
static void
test_fail (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      frost_error_fail (&error, FROST_ENGINE_ERROR_SHAPE, "%s has %d", "x", 3));
  g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE);
  g_assert_cmpstr (error->message, ==, "x has 3");
  g_assert_false (frost_error_fail (NULL, FROST_ENGINE_ERROR_IO, "nobody asks"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/core/error/domain", test_domain);
  g_test_add_func ("/engine/core/error/fail", test_fail);
  return g_test_run ();
}
