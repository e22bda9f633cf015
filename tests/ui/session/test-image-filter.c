#include "ui/session/image-filter.h"

#include "session-fixture.h"

static gboolean
matches (const FrostImageFilter *filter, const FrostImageRecord *record)
{
  g_autofree char *name = frost_image_filter_fold (filter->name);

  return frost_image_filter_matches (filter, name, record);
}

static void
test_conditions (void)
{
  const FrostImageRecord record = { .path = "photos/ants/Größe 12.JPG",
                                    .class_id = 4,
                                    .split = FROST_SPLIT_VAL,
                                    .status = FROST_IMAGE_OK };
  FrostImageFilter filter = FROST_IMAGE_FILTER_ALL;

  g_assert_true (matches (&filter, &record));
  filter.class_id = 4;
  g_assert_true (matches (&filter, &record));
  filter.class_id = 0;
  g_assert_false (matches (&filter, &record));
  filter.class_id = FROST_FILTER_ANY;
  filter.split = FROST_SPLIT_VAL;
  filter.excluded = FALSE;
  filter.status = FROST_IMAGE_OK;
  g_assert_true (matches (&filter, &record));
  filter.excluded = TRUE;
  g_assert_false (matches (&filter, &record));
  filter.excluded = FROST_FILTER_ANY;
  filter.status = FROST_IMAGE_MISSING;
  g_assert_false (matches (&filter, &record));
  filter.status = FROST_FILTER_ANY;
  filter.split = FROST_SPLIT_TRAIN;
  g_assert_false (matches (&filter, &record));
}

static void
test_names (void)
{
  const FrostImageRecord record = { .path = "photos/ants/Größe 12.JPG" };
  const FrostImageRecord latin = { .path = "a/bl\xfct.jpg" };
  FrostImageFilter filter = FROST_IMAGE_FILTER_ALL;

  filter.name = "größe";
  g_assert_true (matches (&filter, &record));
  filter.name = "12.jpg";
  g_assert_true (matches (&filter, &record));
  /* Only the file's own name counts, not its folders. */
  filter.name = "ants";
  g_assert_false (matches (&filter, &record));
  filter.name = "bl";
  g_assert_true (matches (&filter, &latin));
  filter.name = "";
  g_assert_true (matches (&filter, &latin));
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/image-filter/conditions", test_conditions);
  g_test_add_func ("/session/image-filter/names", test_names);
  return g_test_run ();
}
