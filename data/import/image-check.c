#include "data/import/image-check.h"

#include "data/data-error.h"
#include "data/image/hash.h"

#include <string.h>
#include <sys/stat.h>

typedef struct
{
  gsize index; /* in the list of images */
  FrostImageStatus status;
  gint64 file_size;
  gint64 modified;
} Finding;

static gboolean
has_same_bytes (const FrostImageRecord *image, const char *file)
{
  guint8 hash[FROST_HASH_SIZE];

  return frost_hash_file (file, hash, NULL)
         && memcmp (hash, image->hash, sizeof hash) == 0;
}

static Finding
look_at (const FrostImageRecord *image, const char *file)
{
  Finding finding = { .file_size = image->file_size, .modified = image->modified };
  struct stat info;

  if (stat (file, &info) != 0 || !S_ISREG (info.st_mode))
    {
      finding.status = FROST_IMAGE_MISSING;
      return finding;
    }

  finding.file_size = info.st_size;
  finding.modified = (gint64) info.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000)
                     + info.st_mtim.tv_nsec;
  gboolean looks_same =
      finding.file_size == image->file_size && finding.modified == image->modified;
  gboolean was_there =
      image->status == FROST_IMAGE_OK || image->status == FROST_IMAGE_BROKEN;
  if (looks_same && was_there)
    finding.status = image->status; /* broken stays broken while its bytes are the same */
  else if (has_same_bytes (image, file))
    finding.status =
        image->status == FROST_IMAGE_BROKEN ? FROST_IMAGE_BROKEN : FROST_IMAGE_OK;
  else
    {
      /* Size and time stay those of the bytes that were imported. */
      finding.status = FROST_IMAGE_CHANGED;
      finding.file_size = image->file_size;
      finding.modified = image->modified;
    }
  return finding;
}

static gboolean
write_finding (FrostDatabase *database, const FrostImageRecord *image,
               const Finding *finding, GError **error)
{
  if (finding->status == FROST_IMAGE_OK)
    return frost_images_set_location (database, image->id, image->path,
                                      finding->file_size, finding->modified, error);
  return frost_images_set_status (database, image->id, finding->status, error);
}

static gboolean
write_findings (FrostDatabase *database, const FrostImageList *images,
                const GArray *findings, GArray *changed_ids, GError **error)
{
  if (!frost_database_begin (database, error))
    return FALSE;
  for (guint i = 0; i < findings->len; i++)
    {
      const Finding *finding = &g_array_index (findings, Finding, i);
      const FrostImageRecord *image = &images->items[finding->index];

      if (finding->status != image->status)
        g_array_append_val (changed_ids, image->id);
      if (!write_finding (database, image, finding, error))
        {
          frost_database_rollback (database);
          return FALSE;
        }
    }
  return frost_database_commit (database, error);
}

gboolean
frost_images_check_files (FrostDatabase *database, FrostDataCancel *cancel,
                          GArray **changed_ids, GError **error)
{
  g_autoptr (FrostImageList) images = frost_images_list (database, error);
  g_autoptr (GArray) findings = g_array_new (FALSE, FALSE, sizeof (Finding));
  g_autoptr (GArray) changed = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (images == NULL)
    return FALSE;
  for (gsize i = 0; i < images->n; i++)
    {
      const FrostImageRecord *image = &images->items[i];
      g_autofree char *file = frost_images_dup_file (database, image);

      if (frost_data_cancel_is_raised (cancel))
        {
          g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CANCELLED,
                       "%s: checking the images was cancelled",
                       frost_database_get_folder (database));
          return FALSE;
        }

      Finding finding = look_at (image, file);
      finding.index = i;
      if (finding.status != image->status || finding.file_size != image->file_size
          || finding.modified != image->modified)
        g_array_append_val (findings, finding);
    }

  /* A project that can only be read is fine as long as there is nothing to write. */
  if (findings->len > 0 && !write_findings (database, images, findings, changed, error))
    return FALSE;
  if (changed_ids != NULL)
    *changed_ids = g_steal_pointer (&changed);
  return TRUE;
}
