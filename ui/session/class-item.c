#include "ui/session/class-item.h"

#include "ui/session/class-item-private.h"

/* Without n (next unlabelled) and x (exclude), which are commands of the same grid. */
static const char keys[] = "1234567890abcdefghijklmopqrstuvwyz";

struct _FrostClassItem
{
  GObject parent_instance;
  gint64 id;
  char *name;
  guint position;
  guint colour;
  char key[2];
  FrostClassCounts counts;
};

G_DEFINE_FINAL_TYPE (FrostClassItem, frost_class_item, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_POSITION,
  PROP_COLOUR,
  PROP_KEY,
  PROP_N_TRAIN,
  PROP_N_VAL,
  PROP_N_TEST,
  PROP_N_TOTAL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
frost_class_item_get_property (GObject *object, guint prop_id, GValue *value,
                               GParamSpec *pspec)
{
  FrostClassItem *item = FROST_CLASS_ITEM (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, item->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, item->name);
      break;
    case PROP_POSITION:
      g_value_set_uint (value, item->position);
      break;
    case PROP_COLOUR:
      g_value_set_uint (value, item->colour);
      break;
    case PROP_KEY:
      g_value_set_string (value, item->key);
      break;
    case PROP_N_TRAIN:
      g_value_set_uint (value, item->counts.n_train);
      break;
    case PROP_N_VAL:
      g_value_set_uint (value, item->counts.n_val);
      break;
    case PROP_N_TEST:
      g_value_set_uint (value, item->counts.n_test);
      break;
    case PROP_N_TOTAL:
      g_value_set_uint (value, item->counts.n_total);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frost_class_item_finalize (GObject *object)
{
  g_free (FROST_CLASS_ITEM (object)->name);

  G_OBJECT_CLASS (frost_class_item_parent_class)->finalize (object);
}

static void
frost_class_item_class_init (FrostClassItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  static const struct
  {
    int property;
    const char *name;
  } numbers[] = { { PROP_POSITION, "position" }, { PROP_COLOUR, "colour" },
                  { PROP_N_TRAIN, "n-train" },   { PROP_N_VAL, "n-val" },
                  { PROP_N_TEST, "n-test" },     { PROP_N_TOTAL, "n-total" } };

  object_class->get_property = frost_class_item_get_property;
  object_class->finalize = frost_class_item_finalize;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, flags);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    properties[numbers[i].property] =
        g_param_spec_uint (numbers[i].name, NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frost_class_item_init (FrostClassItem *item)
{
  item->name = g_strdup ("");
}

FrostClassItem *
frost_class_item_new (gint64 id)
{
  FrostClassItem *item = g_object_new (FROST_TYPE_CLASS_ITEM, NULL);

  item->id = id;
  return item;
}

static void
set_number (FrostClassItem *item, guint *field, guint value, int property)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (item), properties[property]);
}

void
frost_class_item_set (FrostClassItem *item, const char *name, guint position,
                      guint colour)
{
  const char key = position < sizeof keys - 1 ? keys[position] : '\0';

  g_object_freeze_notify (G_OBJECT (item));
  if (g_strcmp0 (item->name, name) != 0)
    {
      g_free (item->name);
      item->name = g_strdup (name);
      g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_NAME]);
    }
  if (item->key[0] != key)
    {
      item->key[0] = key;
      g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_KEY]);
    }
  set_number (item, &item->position, position, PROP_POSITION);
  set_number (item, &item->colour, colour, PROP_COLOUR);
  g_object_thaw_notify (G_OBJECT (item));
}

void
frost_class_item_set_counts (FrostClassItem *item, const FrostClassCounts *counts)
{
  g_object_freeze_notify (G_OBJECT (item));
  set_number (item, &item->counts.n_train, counts->n_train, PROP_N_TRAIN);
  set_number (item, &item->counts.n_val, counts->n_val, PROP_N_VAL);
  set_number (item, &item->counts.n_test, counts->n_test, PROP_N_TEST);
  set_number (item, &item->counts.n_total, counts->n_total, PROP_N_TOTAL);
  g_object_thaw_notify (G_OBJECT (item));
}

gint64
frost_class_item_get_id (FrostClassItem *item)
{
  return item->id;
}

const char *
frost_class_item_get_name (FrostClassItem *item)
{
  return item->name;
}

guint
frost_class_item_get_position (FrostClassItem *item)
{
  return item->position;
}

guint
frost_class_item_get_colour (FrostClassItem *item)
{
  return item->colour;
}

const char *
frost_class_item_get_key (FrostClassItem *item)
{
  return item->key;
}

guint
frost_class_item_get_n_train (FrostClassItem *item)
{
  return item->counts.n_train;
}

guint
frost_class_item_get_n_val (FrostClassItem *item)
{
  return item->counts.n_val;
}

guint
frost_class_item_get_n_test (FrostClassItem *item)
{
  return item->counts.n_test;
}

guint
frost_class_item_get_n_total (FrostClassItem *item)
{
  return item->counts.n_total;
}
