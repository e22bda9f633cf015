#include "data/import/folder-scan.h"

#include "data/data-error.h"
#include "data/store/classes.h"
#include "data/store/database.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  const char *root;
  FrostDataCancel *cancel;
  FrostImportReport *report;
  GHashTable *visited; /* "device:inode" of every folder entered */
  GPtrArray *files;
} Scan;

typedef struct
{
  char *name;
  struct stat info; /* of what a symbolic link leads to */
} Entry;

void
frost_scan_file_free (FrostScanFile *file)
{
  if (file == NULL)
    return;
  g_free (file->path);
  g_free (file->relative);
  g_free (file);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *const *p = a, *const *q = b;

  return frost_class_name_compare ((*p)->name, (*q)->name);
}

static char *
dup_relative (const Scan *scan, const char *path)
{
  const char *relative = path + strlen (scan->root);

  while (*relative == '/')
    relative++;
  return g_filename_display_name (*relative != '\0' ? relative : ".");
}

static void
note (Scan *scan, FrostImportReason reason, const char *path, const char *what)
{
  g_autofree char *relative = dup_relative (scan, path);
  g_autofree char *text = g_strdup_printf ("%s: %s", relative, what);

  frost_import_report_add (scan->report, reason, relative, text);
}

static gboolean
is_folder (const Entry *entry)
{
  return S_ISDIR (entry->info.st_mode);
}

/* Whether the folder is the home of a project, whose files are no photographs. */
static gboolean
has_project (GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);

      if (strcmp (entry->name, FROST_DATABASE_FILE) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
belongs_to_project (const Entry *entry)
{
  return is_folder (entry) ? strcmp (entry->name, FROST_DATABASE_RUNS) == 0
                           : g_str_has_prefix (entry->name, FROST_DATABASE_FILE);
}

/* What the folder holds, sorted; NULL with the error when it cannot be read. */
static GPtrArray *
list_folder (Scan *scan, const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &local);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  const char *name;

  if (dir == NULL)
    {
      gboolean gone = g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT);
      g_set_error (error, FROST_DATA_ERROR,
                   gone ? FROST_DATA_ERROR_NOT_FOUND : FROST_DATA_ERROR_IO,
                   "%s: the folder cannot be read: %s", path, local->message);
      return NULL;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (path, name, NULL);
      struct stat info;

      if (name[0] == '.')
        continue;
      if (stat (full, &info) != 0)
        {
          note (scan, errno == ELOOP ? FROST_IMPORT_LOOP : FROST_IMPORT_UNREADABLE, full,
                g_strerror (errno));
          continue;
        }

      Entry *entry = g_new (Entry, 1);
      entry->name = g_strdup (name);
      entry->info = info;
      g_ptr_array_add (entries, entry);
    }

  if (has_project (entries))
    for (guint i = entries->len; i > 0; i--)
      if (belongs_to_project (g_ptr_array_index (entries, i - 1)))
        g_ptr_array_remove_index_fast (entries, i - 1);

  g_ptr_array_sort (entries, compare_entries);
  return g_steal_pointer (&entries);
}

/* FALSE when the folder was entered before, by whatever way. */
static gboolean
visit (Scan *scan, const struct stat *info)
{
  return g_hash_table_add (
      scan->visited, g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                      (guint64) info->st_dev, (guint64) info->st_ino));
}

static void
add_file (Scan *scan, const char *path, const struct stat *info, const char *class_name,
          FrostSplit split)
{
  FrostScanFile *file;

  if (!S_ISREG (info->st_mode))
    {
      note (scan, FROST_IMPORT_SPECIAL, path,
            "a pipe, device or socket, needed is a regular file");
      return;
    }
  file = g_new (FrostScanFile, 1);
  file->path = g_strdup (path);
  file->relative = dup_relative (scan, path);
  file->class_name = class_name;
  file->split = split;
  file->file_size = info->st_size;
  file->modified = (gint64) info->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000)
                   + info->st_mtim.tv_nsec;
  g_ptr_array_add (scan->files, file);
}

/* Everything below the folder, which belongs to one class (or to none). Never fails: what
   cannot be read is noted. */
static void
scan_below (Scan *scan, const char *path, const struct stat *info, const char *class_name,
            FrostSplit split, int depth)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (frost_data_cancel_is_raised (scan->cancel))
    return;
  if (depth > FROST_FOLDER_SCAN_DEPTH || !visit (scan, info))
    {
      note (scan, FROST_IMPORT_LOOP, path,
            depth > FROST_FOLDER_SCAN_DEPTH ? "the folder lies too deep"
                                            : "the folder was reached before");
      return;
    }
  entries = list_folder (scan, path, &local);
  if (entries == NULL)
    {
      note (scan, FROST_IMPORT_UNREADABLE, path, local->message);
      return;
    }
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);
      g_autofree char *full = g_build_filename (path, entry->name, NULL);

      if (is_folder (entry))
        scan_below (scan, full, &entry->info, class_name, split, depth + 1);
      else
        add_file (scan, full, &entry->info, class_name, split);
    }
}

/* A class name is text within limits; a folder's name is bytes. */
static const char *
class_name_from_folder (const char *folder_name)
{
  g_autofree char *name = g_strstrip (g_filename_display_name (folder_name));

  if (strlen (name) > FROST_CLASS_NAME_MAX)
    *g_utf8_find_prev_char (name, name + FROST_CLASS_NAME_MAX + 1) = '\0';
  return g_intern_string (*name != '\0' ? name : "_");
}

/* Folders are classes, files have none. */
static void
scan_classes (Scan *scan, const char *path, GPtrArray *entries, FrostSplit split)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);
      g_autofree char *full = g_build_filename (path, entry->name, NULL);

      if (is_folder (entry))
        scan_below (scan, full, &entry->info, class_name_from_folder (entry->name), split,
                    1);
      else
        add_file (scan, full, &entry->info, NULL, split);
    }
}

/* Whether the entry is train/ with classes in it. A folder of that name without
   folders is more likely a class of pictures of trains. */
static gboolean
is_train_of_classes (Scan *scan, const Entry *entry)
{
  FrostSplit split;

  if (!is_folder (entry) || !frost_split_from_name (entry->name, &split)
      || split != FROST_SPLIT_TRAIN)
    return FALSE;

  g_autofree char *path = g_build_filename (scan->root, entry->name, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (path, name, NULL);

      if (name[0] != '.' && g_file_test (full, G_FILE_TEST_IS_DIR))
        return TRUE;
    }
  return FALSE;
}

static void
scan_splits (Scan *scan, GPtrArray *entries)
{
  FrostSplit split;
  gboolean has_val = FALSE;

  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);

      if (is_folder (entry) && frost_split_from_name (entry->name, &split)
          && split == FROST_SPLIT_VAL)
        has_val = TRUE;
    }

  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);
      g_autofree char *full = g_build_filename (scan->root, entry->name, NULL);
      g_autoptr (GError) local = NULL;
      g_autoptr (GPtrArray) below = NULL;

      if (!is_folder (entry))
        {
          add_file (scan, full, &entry->info, NULL, FROST_SPLIT_NONE);
          continue;
        }
      if (!frost_split_from_name (entry->name, &split))
        {
          note (scan, FROST_IMPORT_FOLDER_IGNORED, full,
                "a folder beside train/ that is neither val/ nor test/");
          continue;
        }
      if (split == FROST_SPLIT_TRAIN && !has_val)
        split = FROST_SPLIT_NONE;
      if (!visit (scan, &entry->info))
        {
          note (scan, FROST_IMPORT_LOOP, full, "the folder was reached before");
          continue;
        }
      below = list_folder (scan, full, &local);
      if (below == NULL)
        note (scan, FROST_IMPORT_UNREADABLE, full, local->message);
      else
        scan_classes (scan, full, below, split);
    }
}

GPtrArray *
frost_folder_scan (const char *folder, FrostDataCancel *cancel, FrostImportReport *report,
                   GError **error)
{
  g_autoptr (GHashTable) visited =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) files =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frost_scan_file_free);
  g_autoptr (GPtrArray) entries = NULL;
  Scan scan = { folder, cancel, report, visited, files };
  struct stat info;
  gboolean has_splits = FALSE;

  entries = list_folder (&scan, folder, error);
  if (entries == NULL)
    return NULL;
  if (stat (folder, &info) == 0)
    visit (&scan, &info);

  for (guint i = 0; i < entries->len; i++)
    if (is_train_of_classes (&scan, g_ptr_array_index (entries, i)))
      has_splits = TRUE;
  if (has_splits)
    scan_splits (&scan, entries);
  else
    scan_classes (&scan, folder, entries, FROST_SPLIT_NONE);

  if (frost_data_cancel_is_raised (cancel))
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_CANCELLED,
                   "%s: the import was cancelled, nothing was added", folder);
      return NULL;
    }
  return g_steal_pointer (&files);
}
