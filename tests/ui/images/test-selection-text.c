#include "ui/images/selection-text.h"

#include "tests/ui/session/session-fixture.h"

static void
assert_counts (FrostImageCounts counts, guint n_shown, const char *expected)
{
  g_autofree char *text = frost_counts_to_text (&counts, n_shown);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_counts (void)
{
  assert_counts ((FrostImageCounts){ 0 }, 0, "0 images");
  assert_counts ((FrostImageCounts){ .n_total = 1 }, 1, "1 image · all labelled");
  assert_counts ((FrostImageCounts){ .n_total = 312, .n_unlabelled = 40 }, 312,
                 "312 images · 40 unlabelled");
  assert_counts (
      (FrostImageCounts){
          .n_total = 312, .n_unlabelled = 40, .n_excluded = 2, .n_unusable = 1 },
      40, "40 of 312 images · 40 unlabelled · 2 excluded · 1 cannot be used");
}

static void
assert_selection (FrostProject *project, guint n, gboolean read_only,
                  const char *expected)
{
  g_autofree char *text =
      frost_selection_to_text (n, frost_project_get_classes (project), read_only);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_selection (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  g_autofree char *place = g_build_filename (folder, "p", NULL);
  g_autoptr (GError) error = NULL;
  FrostProject *project = frost_project_create (place, &error);

  g_assert_no_error (error);
  assert_selection (project, 0, FALSE, "Add a class to start labelling");
  assert_selection (project, 2, FALSE, "2 selected · add a class to label");
  g_assert_true (frost_project_add_class (project, "ant", NULL, NULL));
  assert_selection (project, 2, FALSE, "2 selected · press 1 to label");
  g_assert_true (frost_project_add_class (project, "bee", NULL, NULL));
  assert_selection (project, 12, FALSE, "12 selected · press 1 or 2 to label");
  for (int i = 3; i <= 11; i++)
    {
      g_autofree char *name = g_strdup_printf ("class %d", i);
      g_assert_true (frost_project_add_class (project, name, NULL, NULL));
    }
  assert_selection (project, 1, FALSE, "1 selected · press 1 – a to label");
  assert_selection (project, 0, FALSE, "Select images, then press the key of a class");
  assert_selection (project, 1, TRUE, "1 selected");
  assert_selection (project, 0, TRUE, "");
  session_fixture_finalize (project);
  session_fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/selection-text/counts", test_counts);
  g_test_add_func ("/selection-text/selection", test_selection);
  return g_test_run ();
}
