#include "engine/core/error.h"

#include "engine/core/cancel.h"

/* One domain, the same one at every call, with a name of its own. */
static void
test_domain (void)
{
  GQuark domain = frost_engine_error_quark ();

  g_assert_cmpuint (domain, !=, 0);
  g_assert_cmpuint (domain, ==, FROST_ENGINE_ERROR);
  g_assert_cmpstr (g_quark_to_string (domain), ==, "frost-engine-error-quark");
}

static void
test_cancel (void)
{
  FrostCancel cancel = { 0 };

  g_assert_false (frost_cancel_is_raised (NULL));
  g_assert_false (frost_cancel_is_raised (&cancel));
  frost_cancel_raise (&cancel);
  g_assert_true (frost_cancel_is_raised (&cancel));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/core/error/domain", test_domain);
  g_test_add_func ("/engine/core/cancel", test_cancel);
  return g_test_run ();
}
