#include "data/store/classes.h"

#include "data/data-error.h"
#include "data/store/database-private.h"
#include "data/store/history-log.h"
#include "data/store/statement.h"

#include <string.h>

enum
{
  SQL_LIST,
  SQL_FIND,
  SQL_NAME,
  SQL_NEXT,
  SQL_INSERT,
  SQL_IMAGES,
  N_SQL
};

const char *const frost_classes_sql[N_SQL + 1] = {
  [SQL_LIST] =
      "SELECT id, name, colour FROM class WHERE deleted = 0 ORDER BY position, id",
  [SQL_FIND] = "SELECT id FROM class WHERE name = ?1 AND deleted = 0",
  [SQL_NAME] = "SELECT name FROM class WHERE id = ?1 AND deleted = 0",
  /* A deleted class keeps its place in the turn of colours: undo may bring it back. */
  [SQL_NEXT] = "SELECT coalesce (max (position) + 1, 0), "
               "(SELECT count (*) FROM class) FROM class WHERE deleted = 0",
  [SQL_INSERT] = "INSERT INTO class (name, position, colour, deleted) "
                 "VALUES (?1, ?2, ?3, ?4)",
  [SQL_IMAGES] = "SELECT id FROM image WHERE class_id = ?1",
};

void
frost_class_free (FrostClass *klass)
{
  if (klass == NULL)
    return;
  g_free (klass->name);
  g_free (klass);
}

GPtrArray *
frost_classes_list (FrostDatabase *database, GError **error)
{
  g_autoptr (GPtrArray) classes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frost_class_free);
  g_autoptr (sqlite3_stmt) statement =
      frost_statement_prepare (database, frost_classes_sql[SQL_LIST], error);
  int got;

  if (statement == NULL)
    return NULL;
  while ((got = frost_statement_step (database, statement, error)) > 0)
    {
      FrostClass *klass = g_new (FrostClass, 1);

      klass->id = sqlite3_column_int64 (statement, 0);
      klass->name = frost_statement_dup_text (statement, 1);
      klass->colour = sqlite3_column_int (statement, 2);
      /* Not the stored number, which has gaps where classes were deleted. */
      klass->position = classes->len;
      g_ptr_array_add (classes, klass);
    }
  return got == 0 ? g_steal_pointer (&classes) : NULL;
}

static gboolean
check_name (const char *name, GError **error)
{
  g_autofree char *stripped = NULL;

  if (!g_utf8_validate (name, -1, NULL))
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "class name: it is not text in UTF-8; choose another");
      return FALSE;
    }
  stripped = g_strstrip (g_strdup (name));
  if (*stripped == '\0')
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "class name: it is empty; type at least one letter");
      return FALSE;
    }
  if (strlen (name) > FROST_CLASS_NAME_MAX)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "class name: it has %" G_GSIZE_FORMAT " bytes, at most %d are allowed",
                   strlen (name), FROST_CLASS_NAME_MAX);
      return FALSE;
    }
  return TRUE;
}

/* *id is 0 when there is no class of that name. */
static gboolean
find_class (FrostDatabase *database, const char *name, gint64 *id, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      frost_statement_prepare (database, frost_classes_sql[SQL_FIND], error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);

  int got = frost_statement_step (database, statement, error);
  if (got < 0)
    return FALSE;
  *id = got > 0 ? sqlite3_column_int64 (statement, 0) : 0;
  return TRUE;
}

static gboolean
check_free (FrostDatabase *database, const char *name, GError **error)
{
  gint64 other;

  if (!find_class (database, name, &other, error))
    return FALSE;
  if (other != 0)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "class “%s”: there is one of that name already; choose another, or "
                   "merge the two",
                   name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
dup_name (FrostDatabase *database, gint64 id, char **name, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      frost_statement_prepare (database, frost_classes_sql[SQL_NAME], error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);

  int got = frost_statement_step (database, statement, error);
  if (got == 0)
    g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND,
                 "%s: there is no class with the number %" G_GINT64_FORMAT,
                 database->file, id);
  if (got > 0)
    *name = frost_statement_dup_text (statement, 0);
  return got > 0;
}

static gboolean
insert_class (FrostDatabase *database, const char *name, gboolean deleted, gint64 *id,
              GError **error)
{
  g_autoptr (sqlite3_stmt) next =
      frost_statement_prepare (database, frost_classes_sql[SQL_NEXT], error);
  g_autoptr (sqlite3_stmt) insert = NULL;

  if (next == NULL || frost_statement_step (database, next, error) < 0)
    return FALSE;
  insert = frost_statement_prepare (database, frost_classes_sql[SQL_INSERT], error);
  if (insert == NULL)
    return FALSE;
  sqlite3_bind_text (insert, 1, name, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (insert, 2, sqlite3_column_int64 (next, 0));
  sqlite3_bind_int64 (insert, 3, sqlite3_column_int64 (next, 1));
  sqlite3_bind_int (insert, 4, deleted);
  if (!frost_statement_run (database, insert, error))
    return FALSE;
  *id = sqlite3_last_insert_rowid (database->handle);
  return TRUE;
}

gboolean
frost_classes_add (FrostDatabase *database, const char *name, gint64 *id, GError **error)
{
  FrostHistoryWriter writer;
  gint64 added = 0;

  if (!check_name (name, error) || !frost_history_writer_begin (&writer, database, error))
    return FALSE;

  /* Born deleted and then brought to life, which is the change that undo takes back. */
  gboolean ok = check_free (database, name, error)
                && insert_class (database, name, TRUE, &added, error)
                && frost_history_writer_set_int (&writer, FROST_FIELD_CLASS_DELETED,
                                                 added, 0, error);

  ok = frost_history_writer_end (&writer, ok, g_strdup_printf ("Add class “%s”", name),
                                 error);
  if (ok && id != NULL)
    *id = added;
  return ok;
}

gboolean
frost_classes_ensure (FrostDatabase *database, const char *name, gint64 *id,
                      GError **error)
{
  gint64 found = 0;

  if (!check_name (name, error) || !frost_database_begin (database, error))
    return FALSE;
  if (!find_class (database, name, &found, error)
      || (found == 0
          && (!insert_class (database, name, FALSE, &found, error)
              || !frost_history_drop_undone (database, error))))
    {
      frost_database_rollback (database);
      return FALSE;
    }
  if (!frost_database_commit (database, error))
    return FALSE;
  if (id != NULL)
    *id = found;
  return TRUE;
}

gboolean
frost_classes_rename (FrostDatabase *database, gint64 id, const char *name,
                      GError **error)
{
  FrostHistoryWriter writer;
  g_autofree char *old = NULL;

  if (!check_name (name, error) || !frost_history_writer_begin (&writer, database, error))
    return FALSE;

  gboolean ok = dup_name (database, id, &old, error);
  if (ok && strcmp (old, name) != 0)
    ok = check_free (database, name, error)
         && frost_history_writer_set_text (&writer, FROST_FIELD_CLASS_NAME, id, name,
                                           error);
  return frost_history_writer_end (
      &writer, ok, g_strdup_printf ("Rename class “%s” to “%s”", old, name), error);
}

/* into 0: without a label. */
static gboolean
move_images (FrostHistoryWriter *writer, gint64 from, gint64 into, GError **error)
{
  FrostDatabase *database = writer->database;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (sqlite3_stmt) statement =
      frost_statement_prepare (database, frost_classes_sql[SQL_IMAGES], error);
  int got;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, from);
  /* Collected first: the loop below changes the column that this selects by. */
  while ((got = frost_statement_step (database, statement, error)) > 0)
    {
      gint64 id = sqlite3_column_int64 (statement, 0);
      g_array_append_val (ids, id);
    }
  if (got < 0)
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      if (into != 0 ? !frost_history_writer_set_int (writer, FROST_FIELD_IMAGE_CLASS, id,
                                                     into, error)
                    : !frost_history_writer_set_null (writer, FROST_FIELD_IMAGE_CLASS, id,
                                                      error))
        return FALSE;
    }
  return TRUE;
}

gboolean
frost_classes_merge (FrostDatabase *database, gint64 from, gint64 into, GError **error)
{
  FrostHistoryWriter writer;
  g_autofree char *from_name = NULL, *into_name = NULL;

  if (from == into)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "class %" G_GINT64_FORMAT ": it cannot be merged with itself; choose "
                   "two classes",
                   from);
      return FALSE;
    }
  if (!frost_history_writer_begin (&writer, database, error))
    return FALSE;

  gboolean ok = dup_name (database, from, &from_name, error)
                && dup_name (database, into, &into_name, error)
                && move_images (&writer, from, into, error)
                && frost_history_writer_set_int (&writer, FROST_FIELD_CLASS_DELETED, from,
                                                 1, error);
  return frost_history_writer_end (
      &writer, ok, g_strdup_printf ("Merge class “%s” into “%s”", from_name, into_name),
      error);
}

gboolean
frost_classes_delete (FrostDatabase *database, gint64 id, GError **error)
{
  FrostHistoryWriter writer;
  g_autofree char *name = NULL;

  if (!frost_history_writer_begin (&writer, database, error))
    return FALSE;

  gboolean ok =
      dup_name (database, id, &name, error) && move_images (&writer, id, 0, error)
      && frost_history_writer_set_int (&writer, FROST_FIELD_CLASS_DELETED, id, 1, error);
  return frost_history_writer_end (&writer, ok,
                                   g_strdup_printf ("Delete class “%s”", name), error);
}

/* Gives every class the number of its place, with `moved` at `position`. */
static gboolean
renumber (FrostHistoryWriter *writer, gint64 moved, int position, GError **error)
{
  g_autoptr (GPtrArray) classes = frost_classes_list (writer->database, error);
  int place = 0;

  if (classes == NULL)
    return FALSE;
  if (position < 0 || position >= (int) classes->len)
    {
      g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_ARGUMENT,
                   "class %" G_GINT64_FORMAT ": position %d is outside 0 … %d", moved,
                   position, (int) classes->len - 1);
      return FALSE;
    }
  /* Closing the gaps that deleted classes left would be a step that nobody sees. */
  const FrostClass *there = g_ptr_array_index (classes, position);
  if (there->id == moved)
    return TRUE;

  for (guint i = 0; i < classes->len; i++)
    {
      const FrostClass *klass = g_ptr_array_index (classes, i);
      gint64 to;

      if (klass->id == moved)
        to = position;
      else
        {
          if (place == position)
            place++;
          to = place++;
        }
      if (!frost_history_writer_set_int (writer, FROST_FIELD_CLASS_POSITION, klass->id,
                                         to, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
frost_classes_move (FrostDatabase *database, gint64 id, int position, GError **error)
{
  FrostHistoryWriter writer;
  g_autofree char *name = NULL;

  if (!frost_history_writer_begin (&writer, database, error))
    return FALSE;

  gboolean ok =
      dup_name (database, id, &name, error) && renumber (&writer, id, position, error);
  return frost_history_writer_end (&writer, ok, g_strdup_printf ("Move class “%s”", name),
                                   error);
}

int
frost_class_name_compare (const char *a, const char *b)
{
  const char *p = a, *q = b;

  while (*p != '\0' && *q != '\0')
    {
      if (!g_ascii_isdigit (*p) || !g_ascii_isdigit (*q))
        {
          if (*p != *q)
            return (guchar) *p < (guchar) *q ? -1 : 1;
          p++, q++;
          continue;
        }

      /* Numbers of any length: without leading zeros, the longer one is the greater. */
      while (*p == '0')
        p++;
      while (*q == '0')
        q++;
      gsize n = strspn (p, "0123456789"), m = strspn (q, "0123456789");
      int order = n != m ? (n < m ? -1 : 1) : strncmp (p, q, n);
      if (order != 0)
        return order < 0 ? -1 : 1;
      p += n, q += m;
    }
  if (*p != *q)
    return *p == '\0' ? -1 : 1;
  /* "1" and "01" count the same and are two names. */
  int order = strcmp (a, b);
  return (order > 0) - (order < 0);
}
