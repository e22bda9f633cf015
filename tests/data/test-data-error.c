#include "data/data-cancel.h"
#include "data/data-error.h"

#include <errno.h>

static void
test_errno (void)
{
  g_assert_cmpint (frost_data_error_from_errno (ENOENT), ==, FROST_DATA_ERROR_NOT_FOUND);
  g_assert_cmpint (frost_data_error_from_errno (EROFS), ==, FROST_DATA_ERROR_READ_ONLY);
  g_assert_cmpint (frost_data_error_from_errno (ENOSPC), ==, FROST_DATA_ERROR_FULL);
  g_assert_cmpint (frost_data_error_from_errno (EDQUOT), ==, FROST_DATA_ERROR_FULL);
  g_assert_cmpint (frost_data_error_from_errno (ENOMEM), ==, FROST_DATA_ERROR_MEMORY);
  g_assert_cmpint (frost_data_error_from_errno (EACCES), ==, FROST_DATA_ERROR_IO);
  g_assert_cmpint (frost_data_error_from_errno (0), ==, FROST_DATA_ERROR_IO);
}

static void
test_domain (void)
{
  g_assert_cmpstr (g_quark_to_string (FROST_DATA_ERROR), ==, "frost-data-error-quark");
}

static void
test_cancel (void)
{
  FrostDataCancel cancel = { 0 };

  g_assert_false (frost_data_cancel_is_raised (NULL));
  g_assert_false (frost_data_cancel_is_raised (&cancel));
  frost_data_cancel_raise (&cancel);
  frost_data_cancel_raise (&cancel);
  g_assert_true (frost_data_cancel_is_raised (&cancel));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data-error/errno", test_errno);
  g_test_add_func ("/data-error/domain", test_domain);
  g_test_add_func ("/data-error/cancel", test_cancel);
  return g_test_run ();
}
