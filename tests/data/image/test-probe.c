#include "data/image/probe.h"

#include "data/data-error.h"
#include "data/image/image-file.h"
#include "tests/data/image/image-maker.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static gboolean
probe (GBytes *file, FrostImageInfo *info, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  return frost_image_probe_bytes (data, size, "picture", info, error);
}

static void
assert_refused (GBytes *file, int code, const char *part_of_message)
{
  g_autoptr (GError) error = NULL;
  FrostImageInfo info = { .width = 77 };
  g_assert_false (probe (file, &info, &error));
  g_assert_error (error, FROST_DATA_ERROR, code);
  g_assert_nonnull (strstr (error->message, part_of_message));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_cmpint (info.width, ==, 77);
}

static void
test_sizes (void)
{
  g_autoptr (FrostImage) image = maker_picture (70, 33);
  g_autoptr (GBytes) jpeg = maker_jpeg (image, MAKER_RGB, FALSE);
  g_autoptr (GBytes) progressive = maker_jpeg (image, MAKER_GREY, TRUE);
  g_autoptr (GBytes) png = maker_png (image, 8, PNG_COLOR_TYPE_RGB, FALSE, 255);
  GBytes *files[] = { jpeg, progressive, png };
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      FrostImageInfo info;
      g_assert_true (probe (files[i], &info, &error));
      g_assert_no_error (error);
      g_assert_cmpint (info.format, ==, i < 2 ? FROST_IMAGE_JPEG : FROST_IMAGE_PNG);
      g_assert_cmpint (info.width, ==, 70);
      g_assert_cmpint (info.height, ==, 33);
      g_assert_cmpint (info.orientation, ==, 1);
    }
  g_assert_cmpstr (frost_image_format_get_name (FROST_IMAGE_JPEG), ==, "JPEG");
  g_assert_cmpstr (frost_image_format_get_name (FROST_IMAGE_PNG), ==, "PNG");
}

static void
test_orientation (void)
{
  g_autoptr (FrostImage) image = maker_picture (20, 10);
  g_autoptr (GBytes) jpeg = maker_jpeg (image, MAKER_RGB, FALSE);
  g_autoptr (GBytes) png = maker_png (image, 8, PNG_COLOR_TYPE_RGB, FALSE, 255);
  for (int orientation = 1; orientation <= 8; orientation++)
    for (int i = 0; i < 2; i++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) exif = maker_exif (orientation, i == 0);
        g_autoptr (GBytes) file = maker_add_exif (i == 0 ? jpeg : png, exif);
        FrostImageInfo info;
        g_assert_true (probe (file, &info, &error));
        g_assert_no_error (error);
        g_assert_cmpint (info.orientation, ==, orientation);
        g_assert_cmpint (info.width, ==, orientation < 5 ? 20 : 10);
        g_assert_cmpint (info.height, ==, orientation < 5 ? 10 : 20);
        g_assert_cmpint (info.stored_width, ==, 20);
        g_assert_cmpint (info.stored_height, ==, 10);
      }
}

/* A preview of several segments before the frame header, longer than the first read. */
static void
test_late_header (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostImage) image = maker_picture (20, 10);
  g_autoptr (GBytes) jpeg = maker_jpeg (image, MAKER_RGB, FALSE);
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);
  GByteArray *longer = g_byte_array_new ();
  g_byte_array_append (longer, data, 2);
  g_autofree guint8 *filling = g_malloc0 (0xfffe);
  for (int i = 0; i < 12; i++)
    {
      g_byte_array_append (longer, (const guint8[]){ 0xff, 0xe2, 0xff, 0xff }, 4);
      g_byte_array_append (longer, filling, 0xfffd);
    }
  g_byte_array_append (longer, data + 2, (guint) size - 2);
  g_autoptr (GBytes) file = g_byte_array_free_to_bytes (longer);

  char *folder = maker_new_folder ();
  g_autofree char *path = maker_write (folder, "late.jpg", file);
  FrostImageInfo info;
  g_assert_true (frost_image_probe (path, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpint (info.width, ==, 20);

  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (file, 0, 200000);
  g_autofree char *cut_path = maker_write (folder, "cut.jpg", cut);
  g_assert_false (frost_image_probe (cut_path, &info, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT);
  maker_remove_folder (folder);
}

static void
test_foreign_formats (void)
{
  static const struct
  {
    const char *bytes;
    const char *name;
  } cases[] = {
    { "GIF89a\1\0\1\0", "a GIF image" },
    { "RIFF\1\1\1\1WEBPVP8 ", "a WebP image" },
    { "BM\1\1", "a BMP image" },
    { "hello, this is text", "a file of unknown format" },
    { "\xff\xd8", "a file of unknown format" }, /* less than any signature */
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) file =
          g_bytes_new_static (cases[i].bytes, strlen (cases[i].bytes));
      assert_refused (file, FROST_DATA_ERROR_UNSUPPORTED, cases[i].name);
    }
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  assert_refused (nothing, FROST_DATA_ERROR_EMPTY, "empty");
}

/* The same file with one byte changed. */
static GBytes *
with_byte (GBytes *file, gsize at, guint8 value)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  guint8 *copy = g_memdup2 (data, size);
  copy[at] = value;
  return g_bytes_new_take (copy, size);
}

static gsize
find_frame_header (GBytes *jpeg)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);
  const guint8 *at = memmem (data, size, "\xff\xc0", 2);
  g_assert_nonnull (at);
  return (gsize) (at - data);
}

static void
test_bad_jpeg_headers (void)
{
  g_autoptr (FrostImage) image = maker_picture (20, 10);
  g_autoptr (GBytes) jpeg = maker_jpeg (image, MAKER_RGB, FALSE);
  gsize frame = find_frame_header (jpeg);
  g_autoptr (GBytes) lossless = with_byte (jpeg, frame + 1, 0xc3);
  assert_refused (lossless, FROST_DATA_ERROR_UNSUPPORTED, "process 3");
  g_autoptr (GBytes) deep = with_byte (jpeg, frame + 4, 12);
  assert_refused (deep, FROST_DATA_ERROR_UNSUPPORTED, "12 bits");
  g_autoptr (GBytes) two = with_byte (jpeg, frame + 9, 2);
  assert_refused (two, FROST_DATA_ERROR_UNSUPPORTED, "2 components");
  g_autoptr (GBytes) flat =
      with_byte (jpeg, frame + 6, 0); /* the lower byte of 10 rows */
  assert_refused (flat, FROST_DATA_ERROR_CORRUPT, "20 x 0");
  g_autoptr (GBytes) wide = with_byte (jpeg, frame + 7, 0xff); /* the upper byte */
  assert_refused (wide, FROST_DATA_ERROR_UNSUPPORTED, "65300 x 10");
  g_autoptr (GBytes) hidden = with_byte (jpeg, frame + 1, 0xda);
  assert_refused (hidden, FROST_DATA_ERROR_CORRUPT, "no JPEG frame header");
  static const guint8 short_segment[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 1, 0, 0 };
  g_autoptr (GBytes) segment = g_bytes_new_static (short_segment, sizeof short_segment);
  assert_refused (segment, FROST_DATA_ERROR_CORRUPT, "length 1");
  static const guint8 short_frame[] = { 0xff, 0xd8, 0xff, 0xc0, 0, 4, 8, 0 };
  g_autoptr (GBytes) stub = g_bytes_new_static (short_frame, sizeof short_frame);
  assert_refused (stub, FROST_DATA_ERROR_CORRUPT, "2 bytes");
}

static void
test_bad_png_headers (void)
{
  g_autoptr (FrostImage) image = maker_picture (20, 10);
  g_autoptr (GBytes) png = maker_png (image, 8, PNG_COLOR_TYPE_RGB, FALSE, 255);
  g_autoptr (GBytes) kind = with_byte (png, 8 + 8 + 9, 5);
  assert_refused (kind, FROST_DATA_ERROR_CORRUPT, "colour type 5");
  g_autoptr (GBytes) depth = with_byte (png, 8 + 8 + 8, 4);
  assert_refused (depth, FROST_DATA_ERROR_CORRUPT, "depth 4");
  g_autoptr (GBytes) huge_depth = with_byte (png, 8 + 8 + 8, 200);
  assert_refused (huge_depth, FROST_DATA_ERROR_CORRUPT, "depth 200");
  g_autoptr (GBytes) first = with_byte (png, 8 + 4, 'X');
  assert_refused (first, FROST_DATA_ERROR_CORRUPT, "header chunk");
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (png, 0, 30);
  assert_refused (cut, FROST_DATA_ERROR_CORRUPT, "breaks off");

  g_autoptr (GBytes) bomb = maker_png_bomb (50000, 50000);
  assert_refused (bomb, FROST_DATA_ERROR_UNSUPPORTED, "50000 x 50000");
  g_autoptr (GBytes) area = maker_png_bomb (32768, 32768);
  assert_refused (area, FROST_DATA_ERROR_UNSUPPORTED, "32768 x 32768");
  g_autoptr (GBytes) negative = maker_png_bomb (0xffffffff, 2);
  assert_refused (negative, FROST_DATA_ERROR_UNSUPPORTED, "at most");
  g_autoptr (GBytes) none = maker_png_bomb (0, 2);
  assert_refused (none, FROST_DATA_ERROR_CORRUPT, "0 x 2");
}

static void
make_socket (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  close (fd);
}

static void
test_no_regular_file (void)
{
  char *folder = maker_new_folder ();
  g_autofree char *fifo = g_build_filename (folder, "fifo.jpg", NULL);
  g_autofree char *unix_socket = g_build_filename (folder, "socket.jpg", NULL);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  make_socket (unix_socket);
  const char *paths[] = { fifo, unix_socket, folder, "/dev/zero" };
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      FrostImageInfo info;
      g_assert_false (frost_image_probe (paths[i], &info, &error));
      g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_IO);
    }
  g_autoptr (GError) error = NULL;
  g_autofree char *absent = g_build_filename (folder, "absent.jpg", NULL);
  FrostImageInfo info;
  g_assert_false (frost_image_probe (absent, &info, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND);
  maker_remove_folder (folder);
}

/* A sparse file takes no room, whatever its size. */
static void
test_huge_file (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = maker_new_folder ();
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autofree char *path = maker_write (folder, "huge.jpg", nothing);
  g_assert_cmpint (truncate (path, (off_t) FROST_IMAGE_FILE_MAX + 1), ==, 0);
  gsize size;
  g_assert_null (frost_image_file_read (path, &size, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_UNSUPPORTED);
  maker_remove_folder (folder);
}

/* Zeros for ever behind a signature: the search for a header has an end. */
static void
test_endless_header (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = maker_new_folder ();
  g_autoptr (GBytes) start = g_bytes_new_static ("\xff\xd8\xff\xe0\0\4", 6);
  g_autofree char *path = maker_write (folder, "endless.jpg", start);
  g_assert_cmpint (truncate (path, 100 * 1024 * 1024), ==, 0);
  FrostImageInfo info;
  g_assert_false (frost_image_probe (path, &info, &error));
  g_assert_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "within 16 MB"));
  maker_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/sizes", test_sizes);
  g_test_add_func ("/probe/orientation", test_orientation);
  g_test_add_func ("/probe/late-header", test_late_header);
  g_test_add_func ("/probe/foreign-formats", test_foreign_formats);
  g_test_add_func ("/probe/bad-jpeg-headers", test_bad_jpeg_headers);
  g_test_add_func ("/probe/bad-png-headers", test_bad_png_headers);
  g_test_add_func ("/probe/no-regular-file", test_no_regular_file);
  g_test_add_func ("/probe/huge-file", test_huge_file);
  g_test_add_func ("/probe/endless-header", test_endless_header);
  return g_test_run ();
}
