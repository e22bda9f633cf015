/* The list of images on records alone, 100,000 of them: no project and no files are needed. */
#include "ui/session/project-images-private.h"

#include "session-fixture.h"

#define N_MANY 100000

/* Paths a/0000007.jpg, ids from first, every third image unlabelled, every tenth validates. */
static FrostImageList *
make_list (gint64 first, gsize n)
{
  FrostImageList *list = g_new0 (FrostImageList, 1);

  list->items = g_new0 (FrostImageRecord, n + 1);
  list->n = n;
  list->text = g_string_chunk_new (1 << 16);
  for (gsize i = 0; i < n; i++)
    {
      FrostImageRecord *record = &list->items[i];
      g_autofree char *path =
          g_strdup_printf ("a/%07" G_GINT64_FORMAT ".jpg", first + (gint64) i);

      record->id = first + (gint64) i;
      record->path = g_string_chunk_insert (list->text, path);
      record->format = "jpeg";
      record->class_id = record->id % 3;
      record->split = record->id % 10 == 0 ? FROST_SPLIT_VAL : FROST_SPLIT_TRAIN;
      record->width = 640;
      record->height = 480;
    }
  return list;
}

typedef struct
{
  int n_emissions;
  guint position, removed, added;
} Change;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added,
                  Change *change)
{
  change->n_emissions++;
  change->position = position;
  change->removed = removed;
  change->added = added;
}

static void
count_notify_cb (GObject *object, GParamSpec *pspec, int *n)
{
  (*n)++;
}

static void
test_lazy (void)
{
  FrostProjectImages *images = frost_project_images_new ("/p", make_list (1, N_MANY));
  FrostImageItem *item, *again;
  gpointer weak;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (images)), ==, N_MANY);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (images))
                 == FROST_TYPE_IMAGE_ITEM);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (images), N_MANY));

  item = g_list_model_get_item (G_LIST_MODEL (images), 76543);
  again = g_list_model_get_item (G_LIST_MODEL (images), 76543);
  g_assert_true (item == again);
  g_assert_cmpint (frost_image_item_get_id (item), ==, 76544);
  g_assert_cmpstr (frost_image_item_get_name (item), ==, "0076544.jpg");
  g_assert_cmpstr (frost_image_item_get_path (item), ==, "/p/a/0076544.jpg");
  g_assert_cmpint (frost_image_item_get_width (item), ==, 640);
  g_object_unref (again);

  /* The list does not keep it: when nobody else does, it is gone. */
  weak = item;
  g_object_add_weak_pointer (G_OBJECT (item), &weak);
  g_object_unref (item);
  g_assert_null (weak);

  /* An item holds the list it belongs to, not the other way round. */
  item = frost_project_images_dup_item (images, 5);
  g_object_unref (images);
  g_assert_cmpint (frost_image_item_get_class_id (item), ==, 5 % 3);
  g_assert_finalize_object (item);
}

static void
test_label_notifies (void)
{
  FrostProjectImages *images = frost_project_images_new ("/p", make_list (1, 10));
  g_autoptr (FrostImageItem) item = frost_project_images_dup_item (images, 3);
  g_autoptr (FrostImageItem) other = frost_project_images_dup_item (images, 4);
  const gint64 ids[] = { 3, 99 };
  Change change = { 0 };
  int n = 0, n_other = 0;

  g_signal_connect (images, "items-changed", G_CALLBACK (items_changed_cb), &change);
  g_signal_connect (item, "notify::class-id", G_CALLBACK (count_notify_cb), &n);
  g_signal_connect (other, "notify", G_CALLBACK (count_notify_cb), &n_other);
  frost_project_images_set (images, ids, 2, FROST_IMAGE_FIELD_CLASS, 2);
  g_assert_cmpint (frost_image_item_get_class_id (item), ==, 2);
  g_assert_cmpint (n, ==, 1);
  frost_project_images_set (images, ids, 2, FROST_IMAGE_FIELD_CLASS, 2);
  g_assert_cmpint (n, ==, 1);
  frost_project_images_set (images, ids, 1, FROST_IMAGE_FIELD_EXCLUDED, TRUE);
  g_assert_true (frost_image_item_get_excluded (item));
  frost_project_images_set (images, ids, 1, FROST_IMAGE_FIELD_SPLIT, FROST_SPLIT_TEST);
  g_assert_cmpint (frost_image_item_get_split (item), ==, FROST_SPLIT_TEST);
  frost_project_images_replace_class (images, 2, 0);
  g_assert_cmpint (frost_image_item_get_class_id (item), ==, 0);
  g_assert_cmpint (n, ==, 2);
  g_assert_cmpint (n_other, ==, 0);
  g_assert_cmpint (change.n_emissions, ==, 0);
  g_object_unref (images);
}

static void
test_filter (void)
{
  FrostProjectImages *images = frost_project_images_new ("/p", make_list (1, N_MANY));
  FrostImageFilter filter = FROST_IMAGE_FILTER_ALL;
  Change change = { 0 };
  const gint64 first = 3;
  guint n;

  g_signal_connect (images, "items-changed", G_CALLBACK (items_changed_cb), &change);
  frost_project_images_set_filter (images, &filter);
  g_assert_cmpint (change.n_emissions, ==, 0);
  g_assert_false (frost_project_images_is_filtered (images));

  filter.class_id = 0;
  n = frost_project_images_count (images, &filter);
  g_assert_cmpuint (n, ==, N_MANY / 3);
  frost_project_images_set_filter (images, &filter);
  g_assert_true (frost_project_images_is_filtered (images));
  g_assert_cmpint (change.n_emissions, ==, 1);
  g_assert_cmpuint (change.removed, ==, N_MANY);
  g_assert_cmpuint (change.added, ==, n);
  g_assert_cmpint (frost_project_images_get_id (images, 0), ==, 3);
  g_assert_cmpint (frost_project_images_get_id (images, n - 1), ==, 99999);
  g_assert_cmpint (frost_project_images_get_id (images, n), ==, 0);
  g_assert_cmpuint (frost_project_images_get_position (images, 6), ==, 1);
  g_assert_cmpuint (frost_project_images_get_position (images, 7), ==, G_MAXUINT);

  /* Labelled, it stays where the reader sees it, until the filter is set again. */
  frost_project_images_set (images, &first, 1, FROST_IMAGE_FIELD_CLASS, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (images)), ==, n);
  g_assert_cmpuint (frost_project_images_find_unlabelled (images, G_MAXUINT), ==, 1);
  frost_project_images_set_filter (images, &filter);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (images)), ==, n - 1);

  filter = (FrostImageFilter) FROST_IMAGE_FILTER_ALL;
  filter.split = FROST_SPLIT_VAL;
  /* 0000120 and 0001200, 0001210 … 0001290. */
  filter.name = "00012";
  g_assert_cmpuint (frost_project_images_count (images, &filter), ==, 11);
  filter.name = "";
  g_assert_cmpuint (frost_project_images_count (images, &filter), ==, N_MANY / 10);
  frost_project_images_set_filter (images, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (images)), ==, N_MANY);
  g_object_unref (images);
}

static void
test_append (void)
{
  FrostProjectImages *images = frost_project_images_new ("/p", make_list (1, 5));
  g_autoptr (FrostImageItem) item = frost_project_images_dup_item (images, 2);
  FrostImageFilter filter = FROST_IMAGE_FILTER_ALL;
  Change change = { 0 };

  g_signal_connect (images, "items-changed", G_CALLBACK (items_changed_cb), &change);
  frost_project_images_append (images, make_list (100, 1000));
  g_assert_cmpint (change.n_emissions, ==, 1);
  g_assert_cmpuint (change.position, ==, 5);
  g_assert_cmpuint (change.removed, ==, 0);
  g_assert_cmpuint (change.added, ==, 1000);
  /* Records may have moved in memory: an item finds its own all the same. */
  g_assert_cmpint (frost_image_item_get_id (item), ==, 2);
  g_assert_cmpuint (frost_project_images_get_position (images, 100), ==, 5);

  filter.class_id = 1;
  frost_project_images_set_filter (images, &filter);
  frost_project_images_append (images, make_list (5000, 4));
  g_assert_cmpuint (change.added, ==, 4);
  g_assert_cmpint (frost_project_images_get_id (
                       images, g_list_model_get_n_items (G_LIST_MODEL (images)) - 1),
                   ==, 5003);
  frost_project_images_append (images, make_list (9000, 0));
  g_assert_cmpint (change.n_emissions, ==, 3);
  g_object_unref (images);
}

static void
test_counts_and_update (void)
{
  FrostProjectImages *images = frost_project_images_new ("/p", make_list (1, 30));
  g_autoptr (FrostImageList) list = make_list (1, 30);
  g_autoptr (FrostImageItem) item = frost_project_images_dup_item (images, 7);
  g_autoptr (GArray) unsplit = NULL;
  FrostImageCounts counts;
  int n_status = 0;

  g_signal_connect (item, "notify::status", G_CALLBACK (count_notify_cb), &n_status);
  list->items[6].status = FROST_IMAGE_MISSING;
  list->items[7].excluded = TRUE;
  list->items[9].split = FROST_SPLIT_NONE;
  frost_project_images_update (images, list);
  g_assert_cmpint (n_status, ==, 1);
  frost_project_images_get_counts (images, &counts);
  g_assert_cmpuint (counts.n_total, ==, 30);
  g_assert_cmpuint (counts.n_unlabelled, ==, 10);
  g_assert_cmpuint (counts.n_excluded, ==, 1);
  g_assert_cmpuint (counts.n_unusable, ==, 1);
  g_assert_cmpuint (counts.n_by_split[FROST_SPLIT_VAL], ==, 2);
  g_assert_cmpuint (counts.n_by_split[FROST_SPLIT_NONE], ==, 1);
  unsplit = frost_project_images_dup_unsplit (images);
  g_assert_cmpuint (unsplit->len, ==, 1);
  g_assert_cmpint (g_array_index (unsplit, gint64, 0), ==, 10);
  g_object_unref (images);
}

static void
test_empty (void)
{
  FrostProjectImages *images = frost_project_images_new ("/p", make_list (1, 0));

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (images)), ==, 0);
  g_assert_cmpuint (frost_project_images_find_unlabelled (images, 0), ==, G_MAXUINT);
  g_assert_cmpuint (frost_project_images_get_position (images, 1), ==, G_MAXUINT);
  g_assert_null (frost_project_images_dup_item (images, 1));
  g_assert_finalize_object (images);
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/images/lazy", test_lazy);
  g_test_add_func ("/session/images/label-notifies", test_label_notifies);
  g_test_add_func ("/session/images/filter", test_filter);
  g_test_add_func ("/session/images/append", test_append);
  g_test_add_func ("/session/images/counts-and-update", test_counts_and_update);
  g_test_add_func ("/session/images/empty", test_empty);
  return g_test_run ();
}
