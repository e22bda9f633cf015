/* Every type against numbers written down by hand, from addresses of any alignment. */
#include "engine/formats/stored-number.h"

#include <math.h>
#include <string.h>

/* The bytes as they are, and one byte further on. */
static void
gives (FrostStoredType type, const void *bytes, int64_t n, const float *expected)
{
  gsize size = (gsize) (n * frost_stored_type_width (type));
  g_autofree guint8 *moved = g_malloc (size + 1);
  float numbers[9];

  numbers[n] = 12345;
  frost_stored_to_float (type, bytes, n, numbers);
  g_assert_cmpmem (numbers, sizeof *numbers * (gsize) n, expected,
                   sizeof *expected * (gsize) n);
  memcpy (moved + 1, bytes, size);
  frost_stored_to_float (type, moved + 1, n, numbers);
  g_assert_cmpmem (numbers, sizeof *numbers * (gsize) n, expected,
                   sizeof *expected * (gsize) n);
  g_assert_cmpfloat (numbers[n], ==, 12345);
}

static void
test_floats (void)
{
  gives (FROST_STORED_F16, "\x00\x3c\x00\xc0\x01\x00\xff\x7b\x00\x7c", 5,
         (const float[]){ 1, -2, 0x1p-24f, 65504, INFINITY });
  gives (FROST_STORED_BF16, "\x80\x3f\x49\x40\x80\xff", 3,
         (const float[]){ 1, 3.140625f, -INFINITY });
  gives (FROST_STORED_F32, (const float[]){ 0.1f, -0.0f }, 2,
         (const float[]){ 0.1f, -0.0f });
  gives (FROST_STORED_F64, (const double[]){ 0.1, -1e-50, 1 + 0x1p-24, 1 + 0x1.8p-23 }, 4,
         (const float[]){ 0.1f, -0.0f, 1, 1 + 0x1p-22f });
}

static void
test_integers (void)
{
  gives (FROST_STORED_I8, "\x00\x7f\x80\xff", 4, (const float[]){ 0, 127, -128, -1 });
  gives (FROST_STORED_U8, "\x00\x7f\x80\xff", 4, (const float[]){ 0, 127, 128, 255 });
  gives (FROST_STORED_BOOL, "\x00\x01\x02\xff", 4, (const float[]){ 0, 1, 1, 1 });
  gives (FROST_STORED_I16, (const int16_t[]){ 258, -32768 }, 2,
         (const float[]){ 258, -32768 });
  gives (FROST_STORED_I32, (const int32_t[]){ 16777217, G_MININT32 }, 2,
         (const float[]){ 16777216, -0x1p31f });
  gives (FROST_STORED_I64, (const int64_t[]){ -5, G_MAXINT64 }, 2,
         (const float[]){ -5, 0x1p63f });
}

static void
test_names (void)
{
  static const int widths[FROST_STORED_N_TYPES] = { 2, 2, 4, 8, 1, 2, 4, 8, 1, 1 };
  FrostStoredType type;

  for (int i = 0; i < FROST_STORED_N_TYPES; i++)
    {
      const char *name = frost_stored_type_name ((FrostStoredType) i);
      g_assert_true (frost_stored_type_from_name (name, &type));
      g_assert_cmpint (type, ==, i);
      g_assert_cmpint (frost_stored_type_width (type), ==, widths[i]);
    }
  g_assert_false (frost_stored_type_from_name ("F", &type));
  g_assert_false (frost_stored_type_from_name ("F8_E4M3", &type));
  g_assert_false (frost_stored_type_from_name ("", &type));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stored-number/floats", test_floats);
  g_test_add_func ("/stored-number/integers", test_integers);
  g_test_add_func ("/stored-number/names", test_names);
  return g_test_run ();
}
