#include "ui/session/run-settings.h"

#include <jansson.h>
#include <stdlib.h>

/* jansson allocates with malloc; everything else here is freed with g_free. */
static char *
dump (json_t *root)
{
  char *text = json_dumps (root, JSON_COMPACT | JSON_PRESERVE_ORDER);
  char *copy = g_strdup (text != NULL ? text : "");

  free (text);
  json_decref (root);
  return copy;
}

static json_t *
parse (const char *json)
{
  return json != NULL ? json_loads (json, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

/* [[epoch, cut], …] */
static json_t *
planned_to_json (const FrostTrainSettings *settings)
{
  json_t *list = json_array ();

  for (int i = 0; i < settings->n_moves; i++)
    json_array_append_new (
        list, json_pack ("[ii]", settings->moves[i].epoch, settings->moves[i].cut));
  return list;
}

static void
get_planned (const json_t *root, FrostTrainSettings *settings)
{
  const json_t *list = json_object_get (root, "planned_moves");
  json_t *entry;
  size_t i;

  settings->moves = g_new (FrostLineMove, json_array_size (list) + 1);
  json_array_foreach (list, i, entry)
  {
    FrostLineMove move;

    if (json_unpack (entry, "[ii]", &move.epoch, &move.cut) == 0)
      settings->moves[settings->n_moves++] = move;
  }
}

char *
frost_run_settings_to_json (const FrostTrainSettings *settings, int n_views)
{
  json_t *root = json_object ();

  json_object_set_new (root, "cut", json_integer (settings->cut));
  json_object_set_new (root, "epochs", json_integer (settings->epochs));
  json_object_set_new (root, "batch_size", json_integer (settings->batch_size));
  json_object_set_new (root, "rate", json_real (settings->rate));
  json_object_set_new (root, "optimizer",
                       json_string (frost_optimizer_kind_name (settings->optimizer)));
  json_object_set_new (root, "momentum", json_real (settings->momentum));
  json_object_set_new (root, "weight_decay", json_real (settings->weight_decay));
  json_object_set_new (root, "schedule",
                       json_string (frost_schedule_kind_name (settings->schedule)));
  json_object_set_new (root, "batch_statistics",
                       json_boolean (settings->batch_statistics));
  /* A JSON integer is signed in jansson; the seed may use all 64 bits. */
  json_object_set_new (root, "seed",
                       json_sprintf ("%" G_GUINT64_FORMAT, (guint64) settings->seed));
  json_object_set_new (root, "threads", json_integer (settings->n_threads));
  json_object_set_new (root, "views", json_integer (n_views));
  json_object_set_new (root, "refresh", json_integer (settings->refresh));
  if (settings->n_moves > 0)
    json_object_set_new (root, "planned_moves", planned_to_json (settings));
  return dump (root);
}

static void
get_int (const json_t *root, const char *key, int *value)
{
  const json_t *entry = json_object_get (root, key);

  if (json_is_integer (entry) && json_integer_value (entry) >= G_MININT
      && json_integer_value (entry) <= G_MAXINT)
    *value = (int) json_integer_value (entry);
}

static void
get_real (const json_t *root, const char *key, double *value)
{
  const json_t *entry = json_object_get (root, key);

  if (json_is_number (entry))
    *value = json_number_value (entry);
}

static const char *
get_text (const json_t *root, const char *key)
{
  const char *text = json_string_value (json_object_get (root, key));

  return text != NULL ? text : "";
}

void
frost_run_settings_from_json (const char *json, FrostTrainSettings *settings,
                              int *n_views)
{
  json_t *root = parse (json);

  frost_train_settings_init (settings);
  *n_views = 1;
  get_int (root, "cut", &settings->cut);
  get_int (root, "epochs", &settings->epochs);
  get_int (root, "batch_size", &settings->batch_size);
  get_real (root, "rate", &settings->rate);
  frost_optimizer_kind_from_name (get_text (root, "optimizer"), &settings->optimizer);
  get_real (root, "momentum", &settings->momentum);
  get_real (root, "weight_decay", &settings->weight_decay);
  frost_schedule_kind_from_name (get_text (root, "schedule"), &settings->schedule);
  if (json_is_boolean (json_object_get (root, "batch_statistics")))
    settings->batch_statistics =
        json_is_true (json_object_get (root, "batch_statistics"));
  if (json_is_string (json_object_get (root, "seed")))
    settings->seed = g_ascii_strtoull (get_text (root, "seed"), NULL, 10);
  get_int (root, "threads", &settings->n_threads);
  get_int (root, "views", n_views);
  get_int (root, "refresh", &settings->refresh);
  get_planned (root, settings);
  json_decref (root);
}

char *
frost_run_settings_set_moves (const char *json, GArray *moves)
{
  json_t *root = parse (json);
  json_t *list = json_array ();

  if (!json_is_object (root))
    {
      json_decref (root);
      root = json_object ();
    }
  for (guint i = 0; i < moves->len; i++)
    {
      const FrostRunMove *move = &g_array_index (moves, FrostRunMove, i);

      json_array_append_new (list,
                             json_pack ("[fis]", move->place, move->cut, move->name));
    }
  json_object_set_new (root, "moves", list);
  return dump (root);
}

static void
move_clear (FrostRunMove *move)
{
  g_free (move->name);
}

GArray *
frost_run_moves_from_json (const char *json)
{
  GArray *moves = g_array_new (FALSE, FALSE, sizeof (FrostRunMove));
  json_t *root = parse (json);
  json_t *entry;
  size_t i;

  g_array_set_clear_func (moves, (GDestroyNotify) move_clear);
  json_array_foreach (json_object_get (root, "moves"), i, entry)
  {
    const char *name;
    FrostRunMove move;

    if (json_unpack (entry, "[Fis]", &move.place, &move.cut, &name) != 0)
      continue;
    move.name = g_strdup (name);
    g_array_append_val (moves, move);
  }
  json_decref (root);
  return moves;
}

char *
frost_run_classes_to_json (const char *const *classes)
{
  json_t *root = json_array ();

  for (gsize i = 0; classes[i] != NULL; i++)
    json_array_append_new (root, json_string (classes[i]));
  return dump (root);
}

char **
frost_run_classes_from_json (const char *json)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  json_t *root = parse (json);
  json_t *entry;
  size_t i;

  json_array_foreach (root, i, entry)
  {
    if (json_is_string (entry))
      g_strv_builder_add (builder, json_string_value (entry));
  }
  json_decref (root);
  return g_strv_builder_end (builder);
}
