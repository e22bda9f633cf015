#include "data/store/statement.h"
#include "tests/data/project-fixture.h"

#include "data/store/database-private.h"

/* A typing error in SQL is found here and not by the user who first runs it. */
static void
test_every_statement (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  const char *const *const tables[] = {
    frost_classes_sql, frost_history_log_sql,     frost_history_sql,   frost_images_sql,
    frost_labels_sql,  frost_project_setting_sql, frost_readiness_sql, frost_runs_sql,
  };
  int n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_assert_nonnull (tables[i][0]);
      for (int j = 0; tables[i][j] != NULL; j++, n++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (sqlite3_stmt) statement =
              frost_statement_prepare (database, tables[i][j], &error);

          if (error != NULL)
            g_error ("%s: %s", tables[i][j], error->message);
          g_assert_nonnull (statement);
        }
    }
  /* No table has a hole, which would end it early: all entries were seen. */
  g_assert_cmpint (n, ==, 6 + 21 + 8 + 8 + 1 + 3 + 2 + 10);
}

static void
test_errors (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;

  g_assert_null (frost_statement_prepare (database, "SELECT x FROM nowhere", &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_CORRUPT);

  g_autoptr (sqlite3_stmt) wrong = frost_statement_prepare (
      database, "INSERT INTO class (name, position) VALUES ('x', 0)", &error);
  g_assert_no_error (error);
  g_assert_false (frost_statement_run (database, wrong, &error));
  fixture_assert_error (&error, FROST_DATA_ERROR_ARGUMENT);
}

static void
test_rows (void)
{
  g_autoptr (FixtureFolder) folder = fixture_folder_new ();
  g_autoptr (FrostDatabase) database = fixture_project_new (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) rows =
      frost_statement_prepare (database, "VALUES ('a'), (NULL)", &error);

  g_assert_cmpint (frost_statement_step (database, rows, &error), ==, 1);
  g_autofree char *first = frost_statement_dup_text (rows, 0);
  g_assert_cmpstr (first, ==, "a");
  g_assert_cmpint (frost_statement_step (database, rows, &error), ==, 1);
  g_autofree char *second = frost_statement_dup_text (rows, 0);
  g_assert_cmpstr (second, ==, "");
  g_assert_cmpint (frost_statement_step (database, rows, &error), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement/every-statement", test_every_statement);
  g_test_add_func ("/statement/errors", test_errors);
  g_test_add_func ("/statement/rows", test_rows);
  return g_test_run ();
}
