/* What the new head costs is what surgery then makes. */
#include "ui/session/head-info.h"

#include "session-fixture.h"
#include "ui/session/base-cost.h"

static FrostBaseModel *
load_base (const char *folder)
{
  g_autofree char *path = session_fixture_write_model (folder, 10);
  GError *error = NULL;
  FrostBaseModel *base = frost_base_model_load_file (path, NULL, &error);

  g_assert_no_error (error);
  return base;
}

static void
test_same_as_surgery (void)
{
  static const char *const classes[] = { "a", "b", "c", NULL };
  g_autofree char *folder = session_fixture_make_folder ();
  FrostBaseModel *base = load_base (folder);
  const FrostModel *model = frost_base_model_get_model (base);
  g_autoptr (FrostModel) copy = NULL;
  g_autofree char *text = NULL;
  g_autofree char *open_text = NULL;
  FrostHeadInfo info;
  GError *error = NULL;
  gint64 kept;

  g_assert_true (frost_head_info_find (base, 3, &info));
  g_assert_cmpint (info.n_inputs, ==, 6);
  g_assert_cmpint (info.n_before, ==, 10);
  g_assert_cmpint (info.parameters, ==, 6 * 3 + 3);
  g_assert_cmpint (info.multiply_adds, ==, 6 * 3);
  text = frost_head_info_to_text (&info);
  g_assert_cmpstr (text, ==, "6 → 3, 21 parameters");

  /* All but the old head is kept. */
  kept = frost_model_n_parameters (model) - (6 * 10 + 10);
  copy = frost_model_copy (model, &error);
  g_assert_no_error (error);
  frost_surgery_replace_head (copy, classes, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (frost_model_n_parameters (copy), ==, kept + info.parameters);

  g_assert_true (frost_head_info_find (base, 1, &info));
  open_text = frost_head_info_to_text (&info);
  g_assert_cmpstr (open_text, ==, "6 → one output a class");
  g_assert_finalize_object (base);
  session_fixture_remove (folder);
}

static void
test_cost (void)
{
  g_autofree char *folder = session_fixture_make_folder ();
  FrostBaseModel *base = load_base (folder);
  FrostProject *project = session_fixture_new_project (folder, 4);
  g_autofree char *head = frost_base_cost_to_text (base, project, -1, 1);
  g_autofree char *same =
      frost_base_cost_to_text (base, project, frost_base_model_get_head_cut (base), 1);
  g_autofree char *nothing = frost_base_cost_to_text (base, project, 0, 1);
  g_autofree char *empty = frost_base_cost_to_text (base, NULL, -1, 1);
  g_autofree char *views = frost_base_cost_to_text (base, project, -1, 4);
  g_autofree char *short_text = NULL;
  g_autofree char *refresh_text = NULL;
  g_auto (FrostTrainSettings) settings;
  FrostBaseCost cost;
  FrostRefreshCost refresh_cost;

  /* conv 16 x 16 x 3 x 3 x 3 x 6, linear 6 x 10 */
  g_assert_cmpint (frost_base_cost_count (base), ==, 16 * 16 * 9 * 3 * 6 + 60);
  g_assert_cmpstr (head, ==, same);
  g_assert_nonnull (strstr (head, "× 8 images"));
  g_assert_nonnull (strstr (nothing, "Nothing"));
  g_assert_nonnull (strstr (views, "× (4 views × 6 + 2 images) = 624 bytes, about 1 ms"));
  frost_base_cost_estimate (base, project, -1, 4, &cost);
  g_assert_cmpint (cost.n_rows, ==, 26);
  short_text = frost_base_cost_to_short_text (base, project, -1, 4);
  g_assert_cmpstr (short_text, ==, "624 bytes cached, about 1 ms");
  g_clear_pointer (&short_text, g_free);
  short_text = frost_base_cost_to_short_text (base, project, 0, 4);
  g_assert_cmpstr (short_text, ==, "Not cached: everything is trainable");
  g_assert_cmpint (cost.bytes, ==, 26 * cost.row_bytes);

  frost_train_settings_init (&settings);
  settings.epochs = 21;
  settings.refresh = 10;
  frost_base_cost_estimate_refresh (base, project, -1, 4, &settings, &refresh_cost);
  g_assert_cmpint (refresh_cost.n_rows, ==, 6 * 2);
  g_assert_cmpint (refresh_cost.bytes, ==, 2 * 12 * cost.row_bytes);
  g_assert_cmpfloat (refresh_cost.seconds, >, 0);
  refresh_text = frost_base_cost_to_refresh_text (base, project, -1, 4, &settings);
  g_assert_cmpstr (refresh_text, ==, "576 bytes more, about 1 ms every 10 epochs");
  /* One of them, and none. */
  settings.epochs = 20;
  frost_base_cost_estimate_refresh (base, project, -1, 4, &settings, &refresh_cost);
  g_assert_cmpint (refresh_cost.bytes, ==, 12 * cost.row_bytes);
  for (int i = 0; i < 4; i++)
    {
      settings.refresh = i == 0 ? 0 : i == 1 ? 20 : 10;
      frost_base_cost_estimate_refresh (base, project, i == 2 ? 0 : -1, i == 3 ? 2 : 4,
                                        &settings, &refresh_cost);
      g_assert_cmpint (refresh_cost.n_rows + refresh_cost.bytes, ==, 0);
    }
  g_assert_cmpfloat (cost.seconds, >, 0);
  g_assert_nonnull (strstr (empty, "× 0 images"));
  g_assert_finalize_object (base);
  g_assert_finalize_object (project);
  session_fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/head-info/same-as-surgery", test_same_as_surgery);
  g_test_add_func ("/session/head-info/cost", test_cost);
  return g_test_run ();
}
