#include "ui/session/project-classes-private.h"

#include "session-fixture.h"

static GPtrArray *
make_classes (const char *const *names, const gint64 *ids, guint n)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) frost_class_free);

  for (guint i = 0; i < n; i++)
    {
      FrostClass *klass = g_new0 (FrostClass, 1);

      klass->id = ids[i];
      klass->name = g_strdup (names[i]);
      klass->position = (int) i;
      klass->colour = (int) ids[i];
      g_ptr_array_add (list, klass);
    }
  return list;
}

static void
set (FrostProjectClasses *classes, const char *const *names, const gint64 *ids, guint n)
{
  g_autoptr (GPtrArray) list = make_classes (names, ids, n);

  frost_project_classes_set (classes, list);
}

static void
count_cb (GListModel *model, guint position, guint removed, guint added, int *n)
{
  (*n)++;
}

static void
notify_cb (GObject *object, GParamSpec *pspec, int *n)
{
  (*n)++;
}

static void
test_items_stay (void)
{
  FrostProjectClasses *classes = frost_project_classes_new ();
  const char *const names[] = { "ant", "bee", "cat" };
  const char *const renamed[] = { "ant", "wasp", "cat" };
  const gint64 ids[] = { 5, 7, 9 };
  const gint64 fewer[] = { 5, 9 };
  const char *const fewer_names[] = { "ant", "cat" };
  FrostClassItem *bee, *cat;
  g_auto (GStrv) dup = NULL;
  int n_changed = 0, n_renamed = 0;

  g_signal_connect (classes, "items-changed", G_CALLBACK (count_cb), &n_changed);
  set (classes, names, ids, 3);
  g_assert_cmpint (n_changed, ==, 1);
  bee = frost_project_classes_find (classes, 7);
  cat = frost_project_classes_find_name (classes, "cat");
  g_assert_nonnull (bee);
  g_assert_cmpstr (frost_class_item_get_key (cat), ==, "3");
  g_assert_true (frost_project_classes_find_key (classes, "2") == bee);
  g_assert_null (frost_project_classes_find_key (classes, "4"));
  g_assert_null (frost_project_classes_find_key (classes, ""));
  g_assert_null (frost_project_classes_find (classes, 0));

  /* A name is notified on the item; the list itself did not change. */
  g_signal_connect (bee, "notify::name", G_CALLBACK (notify_cb), &n_renamed);
  set (classes, renamed, ids, 3);
  g_assert_cmpint (n_changed, ==, 1);
  g_assert_cmpint (n_renamed, ==, 1);
  g_assert_cmpstr (frost_class_item_get_name (bee), ==, "wasp");

  set (classes, fewer_names, fewer, 2);
  g_assert_cmpint (n_changed, ==, 2);
  g_assert_true (frost_project_classes_peek (classes, 1) == cat);
  g_assert_cmpstr (frost_class_item_get_key (cat), ==, "2");
  g_assert_null (frost_project_classes_find (classes, 7));
  dup = frost_project_classes_dup_names (classes);
  g_assert_cmpuint (g_strv_length (dup), ==, 2);
  g_assert_finalize_object (classes);
}

static void
test_keys_run_out (void)
{
  FrostProjectClasses *classes = frost_project_classes_new ();
  const char *names[40];
  gint64 ids[40];

  for (int i = 0; i < 40; i++)
    {
      names[i] = g_intern_string ("class");
      ids[i] = i + 1;
    }
  set (classes, names, ids, 40);
  g_assert_cmpstr (frost_class_item_get_key (frost_project_classes_peek (classes, 9)), ==,
                   "0");
  g_assert_cmpstr (frost_class_item_get_key (frost_project_classes_peek (classes, 10)),
                   ==, "a");
  g_assert_cmpstr (frost_class_item_get_key (frost_project_classes_peek (classes, 39)),
                   ==, "");
  /* n and x are commands of the grid. */
  g_assert_null (frost_project_classes_find_key (classes, "n"));
  g_assert_null (frost_project_classes_find_key (classes, "x"));
  g_object_unref (classes);
}

static void
test_counts (void)
{
  FrostProjectClasses *classes = frost_project_classes_new ();
  const char *const names[] = { "ant", "bee" };
  const gint64 ids[] = { 5, 7 };
  const FrostImageRecord records[] = {
    { .class_id = 5, .split = FROST_SPLIT_TRAIN },
    { .class_id = 5, .split = FROST_SPLIT_VAL },
    { .class_id = 7, .split = FROST_SPLIT_TEST },
    { .class_id = 5, .split = FROST_SPLIT_TRAIN, .excluded = TRUE },
    { .class_id = 5 },
    { .class_id = 0 },
    { .class_id = 99 }
  };
  FrostClassItem *ant;
  int n_notified = 0;

  set (classes, names, ids, 2);
  ant = frost_project_classes_find (classes, 5);
  g_signal_connect (ant, "notify::n-total", G_CALLBACK (notify_cb), &n_notified);
  frost_project_classes_recount (classes, records, G_N_ELEMENTS (records));
  g_assert_cmpuint (frost_class_item_get_n_train (ant), ==, 1);
  g_assert_cmpuint (frost_class_item_get_n_val (ant), ==, 1);
  g_assert_cmpuint (frost_class_item_get_n_total (ant), ==, 3);
  g_assert_cmpuint (frost_class_item_get_n_test (frost_project_classes_find (classes, 7)),
                    ==, 1);
  g_assert_cmpint (n_notified, ==, 1);
  frost_project_classes_recount (classes, records, G_N_ELEMENTS (records));
  g_assert_cmpint (n_notified, ==, 1);
  g_object_unref (classes);
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/classes/items-stay", test_items_stay);
  g_test_add_func ("/session/classes/keys-run-out", test_keys_run_out);
  g_test_add_func ("/session/classes/counts", test_counts);
  return g_test_run ();
}
