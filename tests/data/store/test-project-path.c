#include "data/store/project-path.h"

static void
test_both_ways (void)
{
  static const struct
  {
    const char *folder, *file, *stored;
  } cases[] = {
    { "/home/u/project", "/home/u/project/a.jpg", "a.jpg" },
    { "/home/u/project", "/home/u/project/in/a.jpg", "in/a.jpg" },
    { "/home/u/project", "/home/u/photos/cat/a.jpg", "../photos/cat/a.jpg" },
    { "/home/u/project", "/home/u/project2/a.jpg", "../project2/a.jpg" },
    { "/home/u/project2", "/home/u/project/a.jpg", "../project/a.jpg" },
    { "/home/u/deep/er/project", "/home/u/a.jpg", "../../../a.jpg" },
    { "/home/u/project", "/home/a.jpg", "../../a.jpg" },
    { "/home/u/project", "/media/stick/a.jpg", "/media/stick/a.jpg" },
    { "/project", "/a.jpg", "/a.jpg" },
    { "/project", "/project/a.jpg", "a.jpg" },
    { "/", "/a.jpg", "/a.jpg" },
    { "/home/u/project", "/home/u/\xff\xfe.jpg", "../\xff\xfe.jpg" },
    { "/home/u/project", "/home/u/..hidden/a.jpg", "../..hidden/a.jpg" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *stored = frost_project_path_store (cases[i].folder, cases[i].file);
      g_autofree char *resolved = frost_project_path_resolve (cases[i].folder, stored);

      g_assert_cmpstr (stored, ==, cases[i].stored);
      g_assert_cmpstr (resolved, ==, cases[i].file);
    }
}

/* The reason for relative paths: both moved together still belong together. */
static void
test_moved (void)
{
  g_autofree char *stored =
      frost_project_path_store ("/home/u/work/project", "/home/u/work/photos/a.jpg");
  g_autofree char *resolved =
      frost_project_path_resolve ("/media/stick/work/project", stored);

  g_assert_cmpstr (resolved, ==, "/media/stick/work/photos/a.jpg");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project-path/both-ways", test_both_ways);
  g_test_add_func ("/project-path/moved", test_moved);
  return g_test_run ();
}
