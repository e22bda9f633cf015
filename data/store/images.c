#include "data/store/images.h"

#include "data/data-error.h"
#include "data/store/database-private.h"
#include "data/store/history-log.h"
#include "data/store/project-path.h"
#include "data/store/statement.h"

#include <string.h>

enum
{
  SQL_COUNT_ALL,
  SQL_LIST,
  SQL_GET,
  SQL_ADD,
  SQL_SET_STATUS,
  SQL_SET_LOCATION,
  SQL_FILL_SPLIT,
  SQL_COUNT,
  N_SQL
};

#define COLUMNS                                                                          \
  "id, path, format, file_size, modified, class_id, width, height, split, status, "      \
  "excluded, hash"

const char *const frost_images_sql[N_SQL + 1] = {
  [SQL_COUNT_ALL] = "SELECT count (*) FROM image",
  [SQL_LIST] = "SELECT " COLUMNS " FROM image ORDER BY id",
  [SQL_GET] = "SELECT " COLUMNS " FROM image WHERE id = ?1",
  [SQL_ADD] = "INSERT INTO image (path, format, file_size, modified, class_id, width, "
              "height, split, status, excluded, hash) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
  [SQL_SET_STATUS] = "UPDATE image SET status = ?2 WHERE id = ?1",
  [SQL_SET_LOCATION] = "UPDATE image SET path = ?2, file_size = ?3, modified = ?4, "
                       "status = 0 WHERE id = ?1",
  [SQL_FILL_SPLIT] = "UPDATE image SET split = ?2 WHERE id = ?1 AND split = 0",
  [SQL_COUNT] = "SELECT coalesce (class_id, 0), split, "
                "total (excluded = 0 AND status = 0), count (*) FROM image "
                "GROUP BY 1, 2 ORDER BY 1, 2",
};

static const char *const split_names[FROST_N_SPLITS] = { "none", "train", "val", "test" };

const char *
frost_split_get_name (FrostSplit split)
{
  return split < FROST_N_SPLITS ? split_names[split] : "unknown";
}

gboolean
frost_split_from_name (const char *name, FrostSplit *split)
{
  static const struct
  {
    const char *name;
    FrostSplit split;
  } known[] = {
    { "train", FROST_SPLIT_TRAIN }, { "val", FROST_SPLIT_VAL },
    { "valid", FROST_SPLIT_VAL },   { "validation", FROST_SPLIT_VAL },
    { "test", FROST_SPLIT_TEST },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (name, known[i].name) == 0)
      {
        *split = known[i].split;
        return TRUE;
      }
  return FALSE;
}

/* ---- reading ---- */

static FrostImageList *
image_list_new (gsize capacity, GError **error)
{
  g_autoptr (FrostImageList) list = g_new0 (FrostImageList, 1);

  list->text = g_string_chunk_new (64 * 1024);
  list->items = g_try_new (FrostImageRecord, MAX (capacity, 1));
  if (list->items == NULL)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "images: no memory for a list of %" G_GSIZE_FORMAT, capacity);
      return NULL;
    }
  return g_steal_pointer (&list);
}

void
frost_image_list_free (FrostImageList *list)
{
  if (list == NULL)
    return;
  g_free (list->items);
  g_string_chunk_free (list->text);
  g_free (list);
}

static const char *
keep_text (FrostImageList *list, sqlite3_stmt *row, int column)
{
  const char *text = (const char *) sqlite3_column_text (row, column);

  return g_string_chunk_insert (list->text, text != NULL ? text : "");
}

/* Of the few formats there is one string each, not one a row. */
static const char *
keep_format (FrostImageList *list, sqlite3_stmt *row, int column)
{
  const char *text = (const char *) sqlite3_column_text (row, column);

  return g_string_chunk_insert_const (list->text, text != NULL ? text : "");
}

static void
read_record (FrostImageList *list, sqlite3_stmt *row, FrostImageRecord *record)
{
  const void *hash = sqlite3_column_blob (row, 11);

  record->id = sqlite3_column_int64 (row, 0);
  record->path = keep_text (list, row, 1);
  record->format = keep_format (list, row, 2);
  record->file_size = sqlite3_column_int64 (row, 3);
  record->modified = sqlite3_column_int64 (row, 4);
  record->class_id = sqlite3_column_int64 (row, 5); /* NULL reads as 0 */
  record->width = sqlite3_column_int (row, 6);
  record->height = sqlite3_column_int (row, 7);
  record->split = sqlite3_column_int (row, 8) & 3;
  record->status = sqlite3_column_int (row, 9) & 3;
  record->excluded = sqlite3_column_int (row, 10) != 0;
  if (hash != NULL && sqlite3_column_bytes (row, 11) == FROST_IMAGE_HASH_SIZE)
    memcpy (record->hash, hash, FROST_IMAGE_HASH_SIZE);
  else
    memset (record->hash, 0, FROST_IMAGE_HASH_SIZE);
}

FrostImageList *
frost_images_list (FrostDatabase *database, GError **error)
{
  g_autoptr (FrostImageList) list = NULL;
  g_autoptr (sqlite3_stmt) count =
      frost_statement_prepare (database, frost_images_sql[SQL_COUNT_ALL], error);
  g_autoptr (sqlite3_stmt) rows = NULL;
  int got;

  if (count == NULL || frost_statement_step (database, count, error) < 0)
    return NULL;
  gsize capacity = sqlite3_column_int64 (count, 0);
  g_clear_pointer (&count, sqlite3_finalize);

  list = image_list_new (capacity, error);
  rows = frost_statement_prepare (database, frost_images_sql[SQL_LIST], error);
  if (list == NULL || rows == NULL)
    return NULL;
  while ((got = frost_statement_step (database, rows, error)) > 0)
    {
      if (list->n == capacity)
        {
          /* Another connection added images since they were counted. */
          capacity = capacity * 2 + 64;
          FrostImageRecord *more = g_try_renew (FrostImageRecord, list->items, capacity);
          if (more == NULL)
            {
              g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                           "%s: no memory for a list of %" G_GSIZE_FORMAT " images",
                           database->file, capacity);
              return NULL;
            }
          list->items = more;
        }
      read_record (list, rows, &list->items[list->n++]);
    }
  return got == 0 ? g_steal_pointer (&list) : NULL;
}

FrostImageList *
frost_images_list_ids (FrostDatabase *database, const gint64 *ids, gsize n,
                       GError **error)
{
  g_autoptr (FrostImageList) list = image_list_new (n, error);
  g_autoptr (sqlite3_stmt) row = NULL;

  if (list == NULL)
    return NULL;
  row = frost_statement_prepare (database, frost_images_sql[SQL_GET], error);
  if (row == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    {
      sqlite3_bind_int64 (row, 1, ids[i]);

      int got = frost_statement_step (database, row, error);
      if (got < 0)
        return NULL;
      if (got > 0)
        read_record (list, row, &list->items[list->n++]);
      sqlite3_reset (row);
    }
  return g_steal_pointer (&list);
}

char *
frost_images_dup_file (FrostDatabase *database, const FrostImageRecord *record)
{
  return frost_project_path_resolve (database->folder, record->path);
}

GArray *
frost_images_count (FrostDatabase *database, GError **error)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (FrostImageCount));
  g_autoptr (sqlite3_stmt) row =
      frost_statement_prepare (database, frost_images_sql[SQL_COUNT], error);
  int got;

  if (row == NULL)
    return NULL;
  while ((got = frost_statement_step (database, row, error)) > 0)
    {
      FrostImageCount count = {
        .class_id = sqlite3_column_int64 (row, 0),
        .split = sqlite3_column_int (row, 1) & 3,
        .n_usable = sqlite3_column_int (row, 2),
      };

      count.n_others = sqlite3_column_int (row, 3) - count.n_usable;
      g_array_append_val (counts, count);
    }
  return got == 0 ? g_steal_pointer (&counts) : NULL;
}

/* ---- writing ---- */

static gboolean
add_record (FrostDatabase *database, sqlite3_stmt *add, const FrostImageRecord *record,
            gint64 *id, GError **error)
{
  sqlite3_bind_text (add, 1, record->path, -1, SQLITE_STATIC);
  sqlite3_bind_text (add, 2, record->format != NULL ? record->format : "", -1,
                     SQLITE_STATIC);
  sqlite3_bind_int64 (add, 3, record->file_size);
  sqlite3_bind_int64 (add, 4, record->modified);
  if (record->class_id != 0)
    sqlite3_bind_int64 (add, 5, record->class_id);
  else
    sqlite3_bind_null (add, 5);
  sqlite3_bind_int (add, 6, record->width);
  sqlite3_bind_int (add, 7, record->height);
  sqlite3_bind_int (add, 8, record->split);
  sqlite3_bind_int (add, 9, record->status);
  sqlite3_bind_int (add, 10, record->excluded != FALSE);
  sqlite3_bind_blob (add, 11, record->hash, FROST_IMAGE_HASH_SIZE, SQLITE_STATIC);
  if (!frost_statement_run (database, add, error))
    {
      g_prefix_error (error, "%s: ", record->path);
      return FALSE;
    }
  *id = sqlite3_last_insert_rowid (database->handle);
  return TRUE;
}

gboolean
frost_images_add (FrostDatabase *database, FrostImageRecord *records, gsize n,
                  GError **error)
{
  g_autofree gint64 *ids = g_try_new (gint64, MAX (n, 1));
  g_autoptr (sqlite3_stmt) add = NULL;

  if (ids == NULL)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_MEMORY,
                   "%s: no memory to add %" G_GSIZE_FORMAT " images", database->file, n);
      return FALSE;
    }
  if (!frost_database_begin (database, error))
    return FALSE;

  add = frost_statement_prepare (database, frost_images_sql[SQL_ADD], error);
  gboolean ok = add != NULL && frost_history_drop_undone (database, error);
  for (gsize i = 0; ok && i < n; i++)
    ok = add_record (database, add, &records[i], &ids[i], error);

  g_clear_pointer (&add, sqlite3_finalize);
  if (!ok)
    {
      frost_database_rollback (database);
      return FALSE;
    }
  if (!frost_database_commit (database, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    records[i].id = ids[i];
  return TRUE;
}

/* Runs an update of one image that is already bound, as a transaction. */
static gboolean
update_one (FrostDatabase *database, sqlite3_stmt *update, gint64 id, GError **error)
{
  if (!frost_database_begin (database, error))
    return FALSE;
  sqlite3_bind_int64 (update, 1, id);

  gboolean ok = frost_statement_run (database, update, error);
  if (ok && sqlite3_changes (database->handle) == 0)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND,
                   "%s: there is no image with the number %" G_GINT64_FORMAT,
                   database->file, id);
      ok = FALSE;
    }
  if (!ok)
    {
      frost_database_rollback (database);
      return FALSE;
    }
  return frost_database_commit (database, error);
}

gboolean
frost_images_set_status (FrostDatabase *database, gint64 id, FrostImageStatus status,
                         GError **error)
{
  g_autoptr (sqlite3_stmt) update =
      frost_statement_prepare (database, frost_images_sql[SQL_SET_STATUS], error);

  if (update == NULL)
    return FALSE;
  sqlite3_bind_int (update, 2, status);
  return update_one (database, update, id, error);
}

gboolean
frost_images_set_location (FrostDatabase *database, gint64 id, const char *path,
                           gint64 file_size, gint64 modified, GError **error)
{
  g_autoptr (sqlite3_stmt) update =
      frost_statement_prepare (database, frost_images_sql[SQL_SET_LOCATION], error);

  if (update == NULL)
    return FALSE;
  sqlite3_bind_text (update, 2, path, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (update, 3, file_size);
  sqlite3_bind_int64 (update, 4, modified);
  return update_one (database, update, id, error);
}

gboolean
frost_images_fill_splits (FrostDatabase *database, const gint64 *ids,
                          const FrostSplit *splits, gsize n, GError **error)
{
  g_autoptr (sqlite3_stmt) update = NULL;

  if (!frost_database_begin (database, error))
    return FALSE;

  update = frost_statement_prepare (database, frost_images_sql[SQL_FILL_SPLIT], error);
  gboolean ok = update != NULL;
  for (gsize i = 0; ok && i < n; i++)
    {
      sqlite3_bind_int64 (update, 1, ids[i]);
      sqlite3_bind_int (update, 2, splits[i]);
      ok = frost_statement_run (database, update, error);
    }

  g_clear_pointer (&update, sqlite3_finalize);
  if (!ok)
    {
      frost_database_rollback (database);
      return FALSE;
    }
  return frost_database_commit (database, error);
}
