#include "data/import/folder-import.h"

#include "data/data-error.h"
#include "data/import/content-index.h"
#include "data/import/file-reader.h"
#include "data/import/folder-scan.h"
#include "data/store/classes.h"
#include "data/store/project-path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* One import from the start to the end. */
typedef struct
{
  FrostDatabase *database;
  const FrostImportOptions *options;
  FrostImportReport *report;
  GPtrArray *files;           /* FrostScanFile: all that were found */
  GPtrArray *fresh;           /* those whose path the project does not have; lent */
  FrostFileReading *readings; /* [fresh->len] */
  GHashTable *known;          /* stored paths that the project has; lent by `images` */
  FrostImageList *images;     /* what the project has */
  GPtrArray *classes;         /* FrostClass of the project */
  GArray *records;            /* FrostImageRecord to add; paths owned by `text` */
  GArray *class_names;        /* const char *, of each record */
  GStringChunk *text;
  int n_images; /* files that are images, whether new or not */
} Import;

static void
import_clear (Import *import)
{
  if (import->readings != NULL)
    for (guint i = 0; i < import->fresh->len; i++)
      g_clear_error (&import->readings[i].error);
  g_free (import->readings);
  g_clear_pointer (&import->files, g_ptr_array_unref);
  g_clear_pointer (&import->fresh, g_ptr_array_unref);
  g_clear_pointer (&import->known, g_hash_table_unref);
  g_clear_pointer (&import->images, frost_image_list_free);
  g_clear_pointer (&import->classes, g_ptr_array_unref);
  g_clear_pointer (&import->records, g_array_unref);
  g_clear_pointer (&import->class_names, g_array_unref);
  g_clear_pointer (&import->text, g_string_chunk_free);
  g_clear_pointer (&import->report, frost_import_report_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

static char *
resolve_folder (const char *folder, GError **error)
{
  char *real = realpath (folder, NULL);
  struct stat info;

  if (real == NULL || stat (real, &info) != 0)
    {
      int saved = errno;
      g_set_error (error, FROST_DATA_ERROR, frost_data_error_from_errno (saved),
                   "%s: the folder of images cannot be opened: %s", folder,
                   g_strerror (saved));
      free (real);
      return NULL;
    }
  if (!S_ISDIR (info.st_mode))
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "%s: this is a file; choose the folder that holds the images", folder);
      free (real);
      return NULL;
    }

  char *copy = g_strdup (real);
  free (real);
  return copy;
}

/* ---- before the transaction: reading files, which takes long ---- */

static gboolean
load_known (Import *import, GError **error)
{
  g_autoptr (FrostImageList) images = frost_images_list (import->database, error);
  g_autoptr (GPtrArray) classes =
      images != NULL ? frost_classes_list (import->database, error) : NULL;

  if (classes == NULL)
    return FALSE;

  g_clear_pointer (&import->known, g_hash_table_unref);
  g_clear_pointer (&import->images, frost_image_list_free);
  g_clear_pointer (&import->classes, g_ptr_array_unref);
  import->images = g_steal_pointer (&images);
  import->classes = g_steal_pointer (&classes);
  import->known = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize i = 0; i < import->images->n; i++)
    g_hash_table_add (import->known, (gpointer) import->images->items[i].path);
  return TRUE;
}

static gboolean
is_known (Import *import, const FrostScanFile *file)
{
  g_autofree char *stored =
      frost_project_path_store (frost_database_get_folder (import->database), file->path);

  return g_hash_table_contains (import->known, stored);
}

static gboolean
read_files (Import *import, GError **error)
{
  const char *folder = frost_database_get_folder (import->database);

  import->fresh = g_ptr_array_new ();
  for (guint i = 0; i < import->files->len; i++)
    {
      FrostScanFile *file = g_ptr_array_index (import->files, i);

      if (is_known (import, file))
        import->report->n_present++;
      else
        g_ptr_array_add (import->fresh, file);
    }
  import->n_images = import->report->n_present;

  import->readings = g_try_new0 (FrostFileReading, MAX (import->fresh->len, 1));
  if (import->readings == NULL)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "%s: no memory to import %u files", folder, import->fresh->len);
      return FALSE;
    }
  frost_file_reader_read ((const FrostScanFile *const *) import->fresh->pdata,
                          import->fresh->len, import->options, import->readings);
  if (frost_data_cancel_is_raised (import->options->cancel))
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CANCELLED,
                   "%s: the import was cancelled, nothing was added", folder);
      return FALSE;
    }
  return TRUE;
}

/* ---- within the transaction: deciding and adding ---- */

static const char *
find_class_name (Import *import, gint64 id)
{
  for (guint i = 0; id != 0 && i < import->classes->len; i++)
    {
      const FrostClass *klass = g_ptr_array_index (import->classes, i);

      if (klass->id == id)
        return g_intern_string (klass->name);
    }
  return NULL;
}

static FrostContentIndex *
index_known (Import *import)
{
  FrostContentIndex *index = frost_content_index_new ();

  for (gsize i = 0; i < import->images->n; i++)
    {
      const FrostImageRecord *image = &import->images->items[i];
      FrostContentEntry entry = {
        .path = image->path,
        .class_name = find_class_name (import, image->class_id),
        .split = image->split,
        .id = image->id,
      };

      frost_content_index_add (index, image->hash, &entry);
    }
  return index;
}

static FrostImportReason
reason_from_error (const GError *error)
{
  if (error->domain != FROST_DATA_ERROR)
    return FROST_IMPORT_BROKEN;
  switch (error->code)
    {
    case FROST_DATA_ERROR_UNSUPPORTED:
      return FROST_IMPORT_UNSUPPORTED;
    case FROST_DATA_ERROR_IO:
    case FROST_DATA_ERROR_NOT_FOUND:
      return FROST_IMPORT_UNREADABLE;
    default:
      return FROST_IMPORT_BROKEN;
    }
}

/* The image that the project has and the file holds again: if the project's own file is
   gone, it was moved here. *moved tells. */
static gboolean
take_over_location (Import *import, const FrostContentEntry *copy,
                    const FrostScanFile *file, const char *stored, gboolean *moved,
                    GError **error)
{
  const char *folder = frost_database_get_folder (import->database);
  g_autofree char *old = frost_project_path_resolve (folder, copy->path);

  *moved = copy->id != 0 && !g_file_test (old, G_FILE_TEST_EXISTS);
  return !*moved
         || frost_images_set_location (import->database, copy->id, stored,
                                       file->file_size, file->modified, error);
}

static void
note_copy (Import *import, FrostImportReason reason, const FrostScanFile *file,
           const char *format, const char *other)
{
  g_autofree char *name = g_filename_display_name (other);
  g_autofree char *what = g_strdup_printf (format, name);
  g_autofree char *text = g_strdup_printf ("%s: %s", file->relative, what);

  frost_import_report_add (import->report, reason, file->relative, text);
}

static void
add_record (Import *import, const FrostScanFile *file, const FrostFileReading *reading,
            const char *stored)
{
  FrostImageRecord record = {
    .path = g_string_chunk_insert (import->text, stored),
    .format = frost_image_format_get_name (reading->info.format),
    .file_size = file->file_size,
    .modified = file->modified,
    .width = reading->info.width,
    .height = reading->info.height,
    .split = file->split,
  };

  memcpy (record.hash, reading->hash, sizeof record.hash);
  g_array_append_val (import->records, record);
  g_array_append_val (import->class_names, file->class_name);
}

static gboolean
decide_file (Import *import, FrostContentIndex *index, const FrostScanFile *file,
             const FrostFileReading *reading, GError **error)
{
  const FrostContentEntry *other;
  g_autofree char *stored = NULL;
  gboolean moved = FALSE;

  if (reading->error != NULL)
    {
      frost_import_report_add (import->report, reason_from_error (reading->error),
                               file->relative, reading->error->message);
      return TRUE;
    }
  import->n_images++;

  stored =
      frost_project_path_store (frost_database_get_folder (import->database), file->path);
  if (g_hash_table_contains (import->known, stored))
    {
      import->report->n_present++; /* another import was faster */
      return TRUE;
    }

  switch (frost_content_index_find (index, reading->hash, file->class_name, file->split,
                                    &other))
    {
    case FROST_CONTENT_COPY:
      if (!take_over_location (import, other, file, stored, &moved, error))
        return FALSE;
      note_copy (import, moved ? FROST_IMPORT_FOUND_AGAIN : FROST_IMPORT_DUPLICATE, file,
                 moved ? "the project knew it as %s" : "the same image as %s",
                 other->path);
      if (!moved)
        return TRUE;
      g_array_append_val (import->report->moved_ids, other->id);
      break;
    case FROST_CONTENT_ELSEWHERE:
      note_copy (import, FROST_IMPORT_DUPLICATE_KEPT, file,
                 "the same image as %s, which is of another class or split", other->path);
      add_record (import, file, reading, stored);
      break;
    case FROST_CONTENT_NEW:
      add_record (import, file, reading, stored);
      break;
    }

  /* One that moved is entered under its new path, so that a second copy is a copy. */
  FrostContentEntry entry = { file->path, file->class_name, file->split, 0 };
  frost_content_index_add (index, reading->hash, &entry);
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return frost_class_name_compare (*(const char *const *) a, *(const char *const *) b);
}

/* Gives the records their classes; those that the project lacks are added by name. */
static gboolean
add_classes (Import *import, GError **error)
{
  g_autoptr (GHashTable) ids =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < import->class_names->len; i++)
    {
      char *name = (char *) g_array_index (import->class_names, const char *, i);

      if (name != NULL && !g_hash_table_contains (ids, name))
        {
          g_hash_table_insert (ids, name, g_new0 (gint64, 1));
          g_ptr_array_add (names, name);
        }
    }
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (!frost_classes_ensure (import->database, name, g_hash_table_lookup (ids, name),
                                 error))
        return FALSE;
    }
  for (guint i = 0; i < import->records->len; i++)
    {
      const char *name = g_array_index (import->class_names, const char *, i);

      if (name != NULL)
        g_array_index (import->records, FrostImageRecord, i).class_id =
            *(const gint64 *) g_hash_table_lookup (ids, name);
    }
  return TRUE;
}

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const FrostImageCount *p = a, *q = b;

  if (p->class_id != q->class_id)
    return p->class_id < q->class_id ? -1 : 1;
  return (int) p->split - (int) q->split;
}

static void
count_record (GArray *counts, const FrostImageRecord *record)
{
  for (guint i = 0; i < counts->len; i++)
    {
      FrostImageCount *count = &g_array_index (counts, FrostImageCount, i);

      if (count->class_id == record->class_id && count->split == record->split)
        {
          count->n_usable++;
          return;
        }
    }

  FrostImageCount count = { record->class_id, record->split, 1, 0 };
  g_array_append_val (counts, count);
}

static gboolean
add_within (Import *import, GError **error)
{
  g_autoptr (FrostContentIndex) index = NULL;
  FrostImageRecord *records;

  if (!load_known (import, error))
    return FALSE;
  index = index_known (import);
  for (guint i = 0; i < import->fresh->len; i++)
    if (!decide_file (import, index, g_ptr_array_index (import->fresh, i),
                      &import->readings[i], error))
      return FALSE;
  if (!add_classes (import, error))
    return FALSE;

  records = (FrostImageRecord *) (void *) import->records->data;
  if (import->records->len > 0
      && !frost_images_add (import->database, records, import->records->len, error))
    return FALSE;
  for (guint i = 0; i < import->records->len; i++)
    {
      g_array_append_val (import->report->image_ids, records[i].id);
      count_record (import->report->counts, &records[i]);
    }
  g_array_sort (import->report->counts, compare_counts);
  import->report->n_added = (int) import->records->len;
  return TRUE;
}

static gboolean
check_not_empty (Import *import, const char *folder, GError **error)
{
  if (import->n_images > 0)
    return TRUE;
  if (import->files->len == 0)
    g_set_error (
        error, FROST_DATA_ERROR, FROST_DATA_ERROR_EMPTY,
        "%s: there are no files in the folder; choose one that holds JPEG or PNG "
        "images, or a folder of them for each class",
        folder);
  else
    g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_EMPTY,
                 "%s: none of the %u files is an image that can be read; choose a folder "
                 "that holds JPEG or PNG images, or a folder of them for each class",
                 folder, import->files->len);
  return FALSE;
}

gboolean
frost_import_folder (FrostDatabase *database, const char *folder,
                     const FrostImportOptions *options, FrostImportReport **report,
                     GError **error)
{
  static const FrostImportOptions defaults = { NULL };
  g_auto (Import) import = { .database = database };

  /* Said now and not after an hour of reading. */
  if (frost_database_is_read_only (database))
    return frost_database_begin (database, error);

  g_autofree char *real = resolve_folder (folder, error);
  if (real == NULL)
    return FALSE;

  import.options = options != NULL ? options : &defaults;
  import.report = frost_import_report_new ();
  import.records = g_array_new (FALSE, FALSE, sizeof (FrostImageRecord));
  import.class_names = g_array_new (FALSE, FALSE, sizeof (const char *));
  import.text = g_string_chunk_new (16 * 1024);
  import.files = frost_folder_scan (real, import.options->cancel, import.report, error);
  if (import.files == NULL || !load_known (&import, error) || !read_files (&import, error)
      || !frost_database_begin (database, error))
    return FALSE;

  if (!add_within (&import, error) || !check_not_empty (&import, folder, error))
    {
      frost_database_rollback (database);
      return FALSE;
    }
  if (!frost_database_commit (database, error))
    return FALSE;
  if (report != NULL)
    *report = g_steal_pointer (&import.report);
  return TRUE;
}
