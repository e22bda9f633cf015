#include "data/image/orient.h"

#include "tests/data/image/image-maker.h"

#include <string.h>

/* Stored by the definition in EXIF: the stored row 0 and column 0 are, on the
 * upright picture, these sides. */
static const struct
{
  int orientation;
  const char *row_0;
  const char *column_0;
} definition[] = {
  { 1, "top", "left" },     { 2, "top", "right" },   { 3, "bottom", "right" },
  { 4, "bottom", "left" },  { 5, "left", "top" },    { 6, "right", "top" },
  { 7, "right", "bottom" }, { 8, "left", "bottom" },
};

/* Where the stored pixel (x, y) is seen. */
static void
place (const char *row_0, const char *column_0, int x, int y, int width, int height,
       int *seen_x, int *seen_y)
{
  const char *sides[2] = { row_0, column_0 };
  int distances[2] = { y, x };
  for (int i = 0; i < 2; i++)
    {
      if (strcmp (sides[i], "top") == 0)
        *seen_y = distances[i];
      else if (strcmp (sides[i], "bottom") == 0)
        *seen_y = height - 1 - distances[i];
      else if (strcmp (sides[i], "left") == 0)
        *seen_x = distances[i];
      else
        *seen_x = width - 1 - distances[i];
    }
}

/* Sides that are no multiple of the block of 32, and larger than one. */
static void
test_definition (void)
{
  g_autoptr (FrostImage) stored = maker_noise (71, 45, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (definition); i++)
    {
      g_autoptr (GError) error = NULL;
      int orientation = definition[i].orientation;
      g_autoptr (FrostImage) seen = frost_image_orient (stored, orientation, &error);
      g_assert_no_error (error);
      g_assert_cmpint (seen->width, ==, orientation < 5 ? 71 : 45);
      g_assert_cmpint (seen->height, ==, orientation < 5 ? 45 : 71);
      for (int y = 0; y < stored->height; y++)
        for (int x = 0; x < stored->width; x++)
          {
            int seen_x = -1, seen_y = -1;
            place (definition[i].row_0, definition[i].column_0, x, y, seen->width,
                   seen->height, &seen_x, &seen_y);
            g_assert_cmpmem (frost_image_row (stored, y) + 3 * x, 3,
                             frost_image_row (seen, seen_y) + 3 * seen_x, 3);
          }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orient/definition", test_definition);
  return g_test_run ();
}
