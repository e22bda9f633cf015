#include "data/feed/loader.h"

#include "data/data-error.h"
#include "data/image/decode.h"
#include "tests/data/image/image-maker.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define N_FILES 12
#define ROW (3 * 16 * 12)

static const FrostImageTransform transform = {
  .resize_short = 18,
  .width = 16,
  .height = 12,
  .mean = { 127.5f, 127.5f, 127.5f },
  .scale = { 1 / 127.5f, 1 / 127.5f, 1 / 127.5f },
};

static char *folder;
static char *paths[N_FILES];

static void
make_files (void)
{
  folder = maker_new_folder ();
  for (int i = 0; i < N_FILES; i++)
    {
      g_autoptr (FrostImage) noise = maker_noise (20 + 7 * i, 50 - i, (guint32) i);
      g_autoptr (GBytes) file = i % 3 == 0
                                    ? maker_png (noise, 8, PNG_COLOR_TYPE_RGB, FALSE, 255)
                                    : maker_jpeg (noise, MAKER_RGB, i % 3 == 1);
      g_autofree char *name = g_strdup_printf ("%d.img", i);
      paths[i] = maker_write (folder, name, file);
    }
}

/* n items that go through the files again and again, each with a label of its own. */
static FrostLoaderItem *
make_items (guint32 n)
{
  FrostLoaderItem *items = g_new (FrostLoaderItem, n);
  for (guint32 i = 0; i < n; i++)
    items[i] = (FrostLoaderItem){ .path = paths[i * 5 % N_FILES],
                                  .label = (int) i + 1,
                                  .view = (int) (i / 2 % 4),
                                  .key = i,
                                  .crop = i * 5 % N_FILES };
  return items;
}

static FrostLoader *
new_well (const FrostLoaderItem *items, guint32 n, int batch_size, int n_threads)
{
  g_autoptr (GError) error = NULL;
  FrostLoader *loader =
      frost_loader_new (items, n, &transform, batch_size, n_threads, 0, NULL, &error);
  g_assert_no_error (error);
  return loader;
}

/* Everything that the loader gives, one row after the other: [n, ROW] and [n]. */
static void
read_all (FrostLoader *loader, guint32 n_items, int batch_size, float *pixels,
          int *labels)
{
  g_autoptr (GError) error = NULL;
  g_autofree float *batch_pixels = g_new (float, batch_size *ROW);
  g_autofree int *batch_labels = g_new (int, batch_size);
  g_autofree guint32 *indices = g_new (guint32, batch_size);
  guint32 at = 0;
  int n = -1;
  do
    {
      gboolean ok =
          frost_loader_next (loader, batch_pixels, batch_labels, indices, &n, &error);
      g_assert_no_error (error);
      g_assert_true (ok);
      g_assert_cmpint (n, ==, (int) MIN ((guint32) batch_size, n_items - at));
      for (int row = 0; row < n; row++)
        g_assert_cmpuint (indices[row], ==, at + (guint32) row);
      memcpy (pixels + (gsize) at * ROW, batch_pixels, (gsize) n * ROW * sizeof *pixels);
      memcpy (labels + at, batch_labels, (gsize) n * sizeof *labels);
      at += (guint32) n;
    }
  while (n > 0);
  g_assert_cmpuint (at, ==, n_items);
}

/* What comes out is what one would compute by hand, and does not depend on the number of
 * threads. */
static void
test_order_and_content (void)
{
  static const int settings[][3] = { { 1, 1, 1 },  { 50, 8, 1 }, { 50, 8, 2 },
                                     { 50, 8, 7 }, { 50, 1, 3 }, { 16, 8, 4 },
                                     { 5, 64, 3 } };
  for (gsize s = 0; s < G_N_ELEMENTS (settings); s++)
    {
      guint32 n = (guint32) settings[s][0];
      g_autofree FrostLoaderItem *items = make_items (n);
      g_autofree float *pixels = g_new (float, n *ROW);
      g_autofree int *labels = g_new (int, n);
      g_autoptr (FrostLoader) loader =
          new_well (items, n, settings[s][1], settings[s][2]);
      read_all (loader, n, settings[s][1], pixels, labels);
      for (guint32 i = 0; i < n; i++)
        {
          float expected[ROW];
          g_autoptr (FrostImage) image = frost_image_decode (items[i].path, 0, NULL);
          g_assert_true (frost_image_transform_apply (image, &transform, items[i].view,
                                                      items[i].key, expected, NULL));
          g_assert_cmpmem (pixels + (gsize) i * ROW, sizeof expected, expected,
                           sizeof expected);
          g_assert_cmpint (labels[i], ==, (int) i + 1);
        }
      g_autoptr (GPtrArray) failures = frost_loader_steal_failures (loader);
      g_assert_cmpuint (failures->len, ==, 0);
    }
}

static void
test_nothing (void)
{
  g_autoptr (FrostLoader) loader = new_well (NULL, 0, 4, 2);
  int n = -1;
  for (int round = 0; round < 2; round++)
    {
      g_assert_true (frost_loader_next (loader, NULL, NULL, NULL, &n, NULL));
      g_assert_cmpint (n, ==, 0);
    }
}

static void
test_broken_files (void)
{
  enum
  {
    N = 40
  };
  g_autofree char *absent = g_build_filename (folder, "absent.jpg", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo.jpg", NULL);
  g_autoptr (GBytes) text = g_bytes_new_static ("no picture", 10);
  g_autofree char *note = maker_write (folder, "note.jpg", text);
  g_autoptr (FrostImage) noise = maker_noise (64, 64, 1);
  g_autoptr (GBytes) jpeg = maker_jpeg (noise, MAKER_RGB, FALSE);
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (jpeg, 0, g_bytes_get_size (jpeg) / 2);
  g_autofree char *cut = maker_write (folder, "cut.jpg", half);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  const struct
  {
    guint32 index;
    const char *path;
    int code;
  } bad[] = { { 0, absent, FROST_DATA_ERROR_NOT_FOUND },
              { 7, fifo, FROST_DATA_ERROR_IO },
              { 8, note, FROST_DATA_ERROR_UNSUPPORTED },
              { 39, cut, FROST_DATA_ERROR_CORRUPT } };

  g_autofree FrostLoaderItem *items = make_items (N);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    items[bad[i].index].path = bad[i].path;
  g_autofree float *pixels = g_new (float, N *ROW);
  g_autofree int *labels = g_new (int, N);
  g_autoptr (FrostLoader) loader = new_well (items, N, 8, 3);
  read_all (loader, N, 8, pixels, labels);

  g_autoptr (GPtrArray) failures = frost_loader_steal_failures (loader);
  g_assert_cmpuint (failures->len, ==, G_N_ELEMENTS (bad));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const FrostLoaderFailure *failure = g_ptr_array_index (failures, i);
      g_assert_cmpuint (failure->index, ==, bad[i].index);
      g_assert_error (failure->reason, FROST_DATA_ERROR, bad[i].code);
      for (int k = 0; k < ROW; k++)
        g_assert_cmpfloat (pixels[bad[i].index * ROW + (guint32) k], ==, 0);
    }
  for (int i = 0; i < N; i++)
    {
      gboolean is_bad = i == 0 || i == 7 || i == 8 || i == 39;
      g_assert_cmpint (labels[i], ==, is_bad ? -1 : i + 1);
    }
  g_autoptr (GPtrArray) later = frost_loader_steal_failures (loader);
  g_assert_cmpuint (later->len, ==, 0);
  g_unlink (fifo);
}

/* The items may be freed as soon as the loader exists. */
static void
test_items_are_copied (void)
{
  g_autofree char *path = g_strdup (paths[1]);
  FrostLoaderItem item = { path, 3, 0 };
  g_autoptr (FrostLoader) loader = new_well (&item, 1, 1, 1);
  memset (path, 'x', strlen (path));
  item.label = 9;
  float pixels[ROW];
  int label;
  read_all (loader, 1, 1, pixels, &label);
  g_assert_cmpint (label, ==, 3);
}

/* Nobody reads: the threads stop at the ring's end, and freeing wakes them. */
static void
test_ring_is_bounded (void)
{
  enum
  {
    N = 400
  };
  g_autofree FrostLoaderItem *items = make_items (N);
  /* Opening any of these, while nobody reads, would show as a failure. */
  g_autofree char *absent = g_build_filename (folder, "absent.jpg", NULL);
  for (int i = 2 * FROST_LOADER_RING; i < N; i++)
    items[i].path = absent;
  FrostLoader *loader = new_well (items, N, 2, 2);
  g_usleep (100 * 1000);
  g_autoptr (GPtrArray) failures = frost_loader_steal_failures (loader);
  g_assert_cmpuint (failures->len, ==, 0);
  frost_loader_free (loader);
}

typedef struct
{
  FrostLoader *loader;
  gulong wait; /* microseconds */
} Canceller;

static void *
cancel_cb (void *data)
{
  Canceller *canceller = data;
  g_usleep (canceller->wait);
  frost_loader_cancel (canceller->loader);
  return NULL;
}

/* Cancelled from another thread at a random moment, and freed right after. */
static void
test_random_cancels (void)
{
  enum
  {
    N = 60,
    ROUNDS = 300
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (31);
  g_autofree FrostLoaderItem *items = make_items (N);
  g_autofree float *pixels = g_new (float, 4 * ROW);
  int labels[4], n_cancelled = 0;
  guint32 indices[4];
  for (int round = 0; round < ROUNDS; round++)
    {
      g_autoptr (FrostLoader) loader =
          new_well (items, N, 4, g_rand_int_range (random, 1, 5));
      Canceller canceller = { loader, (gulong) g_rand_int_range (random, 0, 3000) };
      pthread_t thread;
      g_assert_cmpint (pthread_create (&thread, NULL, cancel_cb, &canceller), ==, 0);
      g_autoptr (GError) error = NULL;
      int n = 1;
      while (n > 0 && frost_loader_next (loader, pixels, labels, indices, &n, &error))
        if (round % 3 == 0) /* a slow reader, so that threads wait for room */
          g_usleep (200);
      if (error != NULL)
        {
          g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CANCELLED);
          n_cancelled++;
        }
      pthread_join (thread, NULL);
      g_clear_error (&error);
      g_assert_false (frost_loader_next (loader, pixels, labels, indices, &n, &error));
      g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CANCELLED);
    }
  g_assert_cmpint (n_cancelled, >, 0);
}

static void
test_freed_at_once (void)
{
  g_autofree FrostLoaderItem *items = make_items (60);
  for (int round = 0; round < 200; round++)
    {
      FrostLoader *loader = new_well (items, 60, 4, 1 + round % 4);
      frost_loader_free (loader);
    }
}

static void
assert_bad (const FrostLoaderItem *items, const FrostImageTransform *bad_transform,
            int batch_size, int n_threads, int code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (
      frost_loader_new (items, 1, bad_transform, batch_size, n_threads, 0, NULL, &error));
  g_assert_error (error, FROST_DATA_ERROR, code);
}

static void
test_bad_arguments (void)
{
  FrostLoaderItem item = { paths[0], 0, 0 }, strange = { paths[0], 0, FROST_N_VIEWS };
  FrostImageTransform none = { 0 }, vast = transform;
  vast.resize_short = vast.width = vast.height = FROST_IMAGE_SIDE_MAX;
  assert_bad (&item, &transform, 0, 1, FROST_DATA_ERROR_ARGUMENT);
  assert_bad (&item, &transform, 1, 0, FROST_DATA_ERROR_ARGUMENT);
  assert_bad (&item, &none, 1, 1, FROST_DATA_ERROR_ARGUMENT);
  assert_bad (&item, &vast, 1, 1, FROST_DATA_ERROR_ARGUMENT);
  assert_bad (&strange, &transform, 1, 1, FROST_DATA_ERROR_ARGUMENT);
}

static void
test_reduced (void)
{
  g_autoptr (FrostImage) picture = maker_picture (400, 300);
  g_autoptr (GBytes) file = maker_jpeg (picture, MAKER_RGB, FALSE);
  g_autofree char *path = maker_write (folder, "large.jpg", file);
  FrostLoaderItem item = { path, 1, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostLoader) exact = new_well (&item, 1, 1, 1);
  g_autoptr (FrostLoader) fast =
      frost_loader_new (&item, 1, &transform, 1, 1, 36, NULL, &error);
  g_assert_no_error (error);
  float exact_pixels[ROW], fast_pixels[ROW];
  int label;
  read_all (exact, 1, 1, exact_pixels, &label);
  read_all (fast, 1, 1, fast_pixels, &label);
  g_assert_true (memcmp (exact_pixels, fast_pixels, sizeof exact_pixels) != 0);
  for (int i = 0; i < ROW; i++)
    g_assert_cmpfloat_with_epsilon (exact_pixels[i], fast_pixels[i], 6 / 127.5);
}

/* With what an earlier pass kept the numbers are the same, and plain views need no file any more. */
static void
test_crops (void)
{
  enum
  {
    N = 4 * N_FILES
  };
  g_autofree FrostLoaderItem *items = make_items (N);
  g_autofree float *first = g_new (float, N *ROW), *second = g_new (float, N *ROW);
  g_autofree int *labels = g_new (int, N);
  g_autoptr (FrostCropCache) crops = frost_crop_cache_new (N_FILES, N_FILES * ROW);
  g_autoptr (GError) error = NULL;

  for (guint32 i = 0; i < N; i++)
    items[i].view = (int) (i % FROST_N_PLAIN_VIEWS);
  for (int pass = 0; pass < 2; pass++)
    {
      g_autoptr (FrostLoader) loader = frost_loader_new (
          items, N, &transform, 8, 3, 0, pass == 0 ? NULL : crops, &error);
      g_assert_no_error (error);
      read_all (loader, N, 8, pass == 0 ? first : second, labels);
    }
  g_assert_cmpmem (second, N * ROW * sizeof *second, first, N * ROW * sizeof *first);

  for (guint32 i = 0; i < N; i++)
    items[i].path = "/nowhere";
  memset (second, 0, N * ROW * sizeof *second);
  g_autoptr (FrostLoader) loader =
      frost_loader_new (items, N, &transform, 8, 3, 0, crops, &error);
  g_assert_no_error (error);
  read_all (loader, N, 8, second, labels);
  g_assert_cmpmem (second, N * ROW * sizeof *second, first, N * ROW * sizeof *first);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_files ();
  g_test_add_func ("/loader/order-and-content", test_order_and_content);
  g_test_add_func ("/loader/crops", test_crops);
  g_test_add_func ("/loader/nothing", test_nothing);
  g_test_add_func ("/loader/broken-files", test_broken_files);
  g_test_add_func ("/loader/items-are-copied", test_items_are_copied);
  g_test_add_func ("/loader/ring-is-bounded", test_ring_is_bounded);
  g_test_add_func ("/loader/random-cancels", test_random_cancels);
  g_test_add_func ("/loader/freed-at-once", test_freed_at_once);
  g_test_add_func ("/loader/bad-arguments", test_bad_arguments);
  g_test_add_func ("/loader/reduced", test_reduced);
  int result = g_test_run ();
  for (int i = 0; i < N_FILES; i++)
    g_free (paths[i]);
  maker_remove_folder (folder);
  return result;
}
