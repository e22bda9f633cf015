#include "ui/session/image-item.h"

#include "ui/session/project-images-private.h"

struct _FrostImageItem
{
  GObject parent_instance;
  FrostProjectImages *images;
  guint index; /* of the record; records never move, they are only added */
  char *path;  /* made when first asked for */
  char *name;
};

G_DEFINE_FINAL_TYPE (FrostImageItem, frost_image_item, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_PATH,
  PROP_CLASS_ID,
  PROP_SPLIT,
  PROP_EXCLUDED,
  PROP_STATUS,
  PROP_WIDTH,
  PROP_HEIGHT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const FrostImageRecord *
peek_record (FrostImageItem *item)
{
  gsize n;

  return &frost_project_images_peek_records (item->images, &n)[item->index];
}

static void
frost_image_item_get_property (GObject *object, guint prop_id, GValue *value,
                               GParamSpec *pspec)
{
  FrostImageItem *item = FROST_IMAGE_ITEM (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, frost_image_item_get_id (item));
      break;
    case PROP_NAME:
      g_value_set_string (value, frost_image_item_get_name (item));
      break;
    case PROP_PATH:
      g_value_set_string (value, frost_image_item_get_path (item));
      break;
    case PROP_CLASS_ID:
      g_value_set_int64 (value, frost_image_item_get_class_id (item));
      break;
    case PROP_SPLIT:
      g_value_set_int (value, frost_image_item_get_split (item));
      break;
    case PROP_EXCLUDED:
      g_value_set_boolean (value, frost_image_item_get_excluded (item));
      break;
    case PROP_STATUS:
      g_value_set_int (value, frost_image_item_get_status (item));
      break;
    case PROP_WIDTH:
      g_value_set_int (value, frost_image_item_get_width (item));
      break;
    case PROP_HEIGHT:
      g_value_set_int (value, frost_image_item_get_height (item));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frost_image_item_finalize (GObject *object)
{
  FrostImageItem *item = FROST_IMAGE_ITEM (object);

  frost_project_images_forget_item (item->images, item->index);
  g_clear_object (&item->images);
  g_free (item->path);
  g_free (item->name);

  G_OBJECT_CLASS (frost_image_item_parent_class)->finalize (object);
}

static void
frost_image_item_class_init (FrostImageItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = frost_image_item_get_property;
  object_class->finalize = frost_image_item_finalize;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_CLASS_ID] =
      g_param_spec_int64 ("class-id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SPLIT] =
      g_param_spec_int ("split", NULL, NULL, 0, FROST_N_SPLITS - 1, 0, flags);
  properties[PROP_EXCLUDED] = g_param_spec_boolean ("excluded", NULL, NULL, FALSE, flags);
  properties[PROP_STATUS] =
      g_param_spec_int ("status", NULL, NULL, 0, FROST_N_IMAGE_STATUSES - 1, 0, flags);
  properties[PROP_WIDTH] = g_param_spec_int ("width", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_HEIGHT] =
      g_param_spec_int ("height", NULL, NULL, 0, G_MAXINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frost_image_item_init (FrostImageItem *item)
{
}

FrostImageItem *
frost_image_item_new (FrostProjectImages *images, guint index)
{
  FrostImageItem *item = g_object_new (FROST_TYPE_IMAGE_ITEM, NULL);

  item->images = g_object_ref (images);
  item->index = index;
  return item;
}

void
frost_image_item_notify_label (FrostImageItem *item, gboolean class_changed,
                               gboolean split_changed, gboolean excluded_changed,
                               gboolean status_changed)
{
  GObject *object = G_OBJECT (item);

  g_object_freeze_notify (object);
  if (class_changed)
    g_object_notify_by_pspec (object, properties[PROP_CLASS_ID]);
  if (split_changed)
    g_object_notify_by_pspec (object, properties[PROP_SPLIT]);
  if (excluded_changed)
    g_object_notify_by_pspec (object, properties[PROP_EXCLUDED]);
  if (status_changed)
    g_object_notify_by_pspec (object, properties[PROP_STATUS]);
  g_object_thaw_notify (object);
}

void
frost_image_item_notify_moved (FrostImageItem *item)
{
  g_clear_pointer (&item->path, g_free);
  g_clear_pointer (&item->name, g_free);
  g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_PATH]);
  g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_NAME]);
}

gint64
frost_image_item_get_id (FrostImageItem *item)
{
  return peek_record (item)->id;
}

const char *
frost_image_item_get_name (FrostImageItem *item)
{
  if (item->name == NULL)
    {
      g_autofree char *base = g_path_get_basename (peek_record (item)->path);

      item->name = g_filename_display_name (base);
    }
  return item->name;
}

const char *
frost_image_item_get_path (FrostImageItem *item)
{
  if (item->path == NULL)
    item->path = frost_project_path_resolve (
        frost_project_images_get_folder (item->images), peek_record (item)->path);
  return item->path;
}

const guint8 *
frost_image_item_get_hash (FrostImageItem *item)
{
  return peek_record (item)->hash;
}

gint64
frost_image_item_get_class_id (FrostImageItem *item)
{
  return peek_record (item)->class_id;
}

FrostSplit
frost_image_item_get_split (FrostImageItem *item)
{
  return peek_record (item)->split;
}

gboolean
frost_image_item_get_excluded (FrostImageItem *item)
{
  return peek_record (item)->excluded;
}

FrostImageStatus
frost_image_item_get_status (FrostImageItem *item)
{
  return peek_record (item)->status;
}

int
frost_image_item_get_width (FrostImageItem *item)
{
  return peek_record (item)->width;
}

int
frost_image_item_get_height (FrostImageItem *item)
{
  return peek_record (item)->height;
}
