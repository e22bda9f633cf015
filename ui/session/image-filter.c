#include "ui/session/image-filter.h"

#include <string.h>

char *
frost_image_filter_fold (const char *name)
{
  g_autofree char *valid = NULL;

  if (name == NULL || *name == '\0')
    return NULL;
  valid = g_utf8_make_valid (name, -1);
  return g_utf8_casefold (valid, -1);
}

static gboolean
name_matches (const char *name, const char *path)
{
  const char *slash = strrchr (path, '/');
  g_autofree char *folded = frost_image_filter_fold (slash != NULL ? slash + 1 : path);

  return folded != NULL && strstr (folded, name) != NULL;
}

gboolean
frost_image_filter_matches (const FrostImageFilter *filter, const char *name,
                            const FrostImageRecord *record)
{
  if (filter->class_id != FROST_FILTER_ANY && filter->class_id != record->class_id)
    return FALSE;
  if (filter->split != FROST_FILTER_ANY && filter->split != (int) record->split)
    return FALSE;
  if (filter->excluded != FROST_FILTER_ANY && !filter->excluded != !record->excluded)
    return FALSE;
  if (filter->status != FROST_FILTER_ANY && filter->status != (int) record->status)
    return FALSE;

  return name == NULL || name_matches (name, record->path);
}
