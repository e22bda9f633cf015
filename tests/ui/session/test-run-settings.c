#include "ui/session/run-settings.h"

#include "session-fixture.h"

static void
test_round_trip (void)
{
  g_auto (FrostTrainSettings) settings = { 0 };
  g_auto (FrostTrainSettings) back = { 0 };
  g_autofree char *json = NULL;
  int n_views = 0;

  frost_train_settings_init (&settings);
  settings.cut = 4;
  settings.epochs = 7;
  settings.batch_size = 12;
  settings.rate = 0.00125;
  settings.optimizer = FROST_OPTIMIZER_ADAMW;
  settings.weight_decay = 0.05;
  settings.schedule = FROST_SCHEDULE_COSINE;
  settings.seed = G_MAXUINT64;
  settings.n_threads = 3;
  settings.refresh = 10;
  settings.moves = g_new (FrostLineMove, 2);
  settings.moves[0] = (FrostLineMove){ 3, 0 };
  settings.moves[1] = (FrostLineMove){ 5, -1 };
  settings.n_moves = 2;
  json = frost_run_settings_to_json (&settings, 2);
  frost_run_settings_from_json (json, &back, &n_views);
  g_assert_cmpint (back.cut, ==, 4);
  g_assert_cmpint (back.epochs, ==, 7);
  g_assert_cmpint (back.batch_size, ==, 12);
  g_assert_cmpfloat (back.rate, ==, 0.00125);
  g_assert_cmpint (back.optimizer, ==, FROST_OPTIMIZER_ADAMW);
  g_assert_cmpfloat (back.weight_decay, ==, 0.05);
  g_assert_cmpint (back.schedule, ==, FROST_SCHEDULE_COSINE);
  g_assert_cmpuint (back.seed, ==, G_MAXUINT64);
  g_assert_cmpint (back.n_threads, ==, 3);
  g_assert_cmpint (n_views, ==, 2);
  g_assert_cmpint (back.refresh, ==, 10);
  g_assert_cmpint (back.n_moves, ==, 2);
  g_assert_cmpmem (back.moves, 2 * sizeof *back.moves, settings.moves,
                   2 * sizeof *settings.moves);
}

/* Where the line went, beside what a person chose. */
static void
test_moves (void)
{
  g_auto (FrostTrainSettings) settings = { 0 };
  g_auto (FrostTrainSettings) back = { 0 };
  FrostRunMove moves[] = { { 2.5, 0, (char *) "input (everything trainable)" },
                           { 4, 7, (char *) "after block \"7\"" } };
  g_autoptr (GArray) given = g_array_new (FALSE, FALSE, sizeof (FrostRunMove));
  g_autoptr (GArray) none = NULL;
  g_autoptr (GArray) found = NULL;
  g_autofree char *json = NULL;
  g_autofree char *with_moves = NULL;
  int n_views = 0;

  frost_train_settings_init (&settings);
  settings.epochs = 9;
  json = frost_run_settings_to_json (&settings, 1);
  none = frost_run_moves_from_json (json);
  g_assert_cmpuint (none->len, ==, 0);
  g_array_append_vals (given, moves, 2);
  with_moves = frost_run_settings_set_moves (json, given);
  found = frost_run_moves_from_json (with_moves);
  g_assert_cmpuint (found->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const FrostRunMove *move = &g_array_index (found, FrostRunMove, i);

      g_assert_cmpfloat (move->place, ==, moves[i].place);
      g_assert_cmpint (move->cut, ==, moves[i].cut);
      g_assert_cmpstr (move->name, ==, moves[i].name);
    }
  frost_run_settings_from_json (with_moves, &back, &n_views);
  g_assert_cmpint (back.epochs, ==, 9);
  g_assert_cmpint (back.n_moves, ==, 0);
}

static void
test_nonsense (void)
{
  static const char *const texts[] = { NULL,
                                       "",
                                       "[]",
                                       "{",
                                       "{\"epochs\": \"seven\"}",
                                       "{\"epochs\": 99999999999999}",
                                       "{\"epochs\": 3, \"epochs\": 4}",
                                       "{\"planned_moves\": [3, [1], [1, \"x\"]]}",
                                       "{\"moves\": [3, [1], [1, 2, 3]]}" };
  g_auto (FrostTrainSettings) defaults = { 0 };

  frost_train_settings_init (&defaults);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (FrostTrainSettings) settings = { 0 };
      g_autoptr (GArray) moves = NULL;
      int n_views = 0;

      frost_run_settings_from_json (texts[i], &settings, &n_views);
      g_assert_cmpint (settings.epochs, ==, defaults.epochs);
      g_assert_cmpfloat (settings.rate, ==, defaults.rate);
      g_assert_cmpint (n_views, ==, 1);
      g_assert_cmpint (settings.refresh, ==, 0);
      g_assert_cmpint (settings.n_moves, ==, 0);
      moves = frost_run_moves_from_json (texts[i]);
      g_assert_cmpuint (moves->len, ==, 0);
    }
}

static void
test_classes (void)
{
  const char *const names[] = { "ant", "a \"quoted\" bee", "käfer", NULL };
  g_autofree char *json = frost_run_classes_to_json (names);
  g_auto (GStrv) back = frost_run_classes_from_json (json);
  g_auto (GStrv) none = frost_run_classes_from_json ("{}");

  g_assert_cmpstrv (back, names);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

int
main (int argc, char **argv)
{
  session_fixture_init (&argc, &argv);
  g_test_add_func ("/session/run-settings/round-trip", test_round_trip);
  g_test_add_func ("/session/run-settings/nonsense", test_nonsense);
  g_test_add_func ("/session/run-settings/classes", test_classes);
  g_test_add_func ("/session/run-settings/moves", test_moves);
  return g_test_run ();
}
