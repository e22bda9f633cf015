#include "data/store/labels.h"

#include "data/data-error.h"
#include "data/store/database-private.h"
#include "data/store/history-log.h"
#include "data/store/statement.h"

enum
{
  SQL_CLASS_NAME,
  N_SQL
};

const char *const frost_labels_sql[N_SQL + 1] = {
  [SQL_CLASS_NAME] = "SELECT name FROM class WHERE id = ?1 AND deleted = 0",
};

/* Names what a step did: "Label 3 images as “cat”". Takes `what`. */
static char *
describe (const FrostHistoryWriter *writer, const char *verb, char *what)
{
  char *text = writer->n_changes == 1
                   ? g_strdup_printf ("%s 1 image%s", verb, what)
                   : g_strdup_printf ("%s %d images%s", verb, writer->n_changes, what);
  g_free (what);
  return text;
}

static gboolean
dup_class_name (FrostDatabase *database, gint64 id, char **name, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      frost_statement_prepare (database, frost_labels_sql[SQL_CLASS_NAME], error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);

  int got = frost_statement_step (database, statement, error);
  if (got == 0)
    g_set_error (error, FROST_DATA_ERROR, FROST_DATA_ERROR_NOT_FOUND,
                 "%s: there is no class with the number %" G_GINT64_FORMAT
                 " to label images as",
                 database->file, id);
  if (got > 0)
    *name = frost_statement_dup_text (statement, 0);
  return got > 0;
}

gboolean
frost_labels_set (FrostDatabase *database, const gint64 *ids, gsize n, gint64 class_id,
                  GError **error)
{
  FrostHistoryWriter writer;
  g_autofree char *name = NULL;

  if (class_id == 0)
    return frost_labels_clear (database, ids, n, error);
  if (!frost_history_writer_begin (&writer, database, error))
    return FALSE;

  gboolean ok = dup_class_name (database, class_id, &name, error);
  for (gsize i = 0; ok && i < n; i++)
    ok = frost_history_writer_set_int (&writer, FROST_FIELD_IMAGE_CLASS, ids[i], class_id,
                                       error);
  return frost_history_writer_end (
      &writer, ok, describe (&writer, "Label", g_strdup_printf (" as “%s”", name)),
      error);
}

gboolean
frost_labels_clear (FrostDatabase *database, const gint64 *ids, gsize n, GError **error)
{
  FrostHistoryWriter writer;
  gboolean ok = TRUE;

  if (!frost_history_writer_begin (&writer, database, error))
    return FALSE;
  for (gsize i = 0; ok && i < n; i++)
    ok = frost_history_writer_set_null (&writer, FROST_FIELD_IMAGE_CLASS, ids[i], error);
  return frost_history_writer_end (
      &writer, ok, describe (&writer, "Clear the label of", g_strdup ("")), error);
}

gboolean
frost_labels_set_excluded (FrostDatabase *database, const gint64 *ids, gsize n,
                           gboolean excluded, GError **error)
{
  FrostHistoryWriter writer;
  gboolean ok = TRUE;

  if (!frost_history_writer_begin (&writer, database, error))
    return FALSE;
  for (gsize i = 0; ok && i < n; i++)
    ok = frost_history_writer_set_int (&writer, FROST_FIELD_IMAGE_EXCLUDED, ids[i],
                                       excluded != FALSE, error);
  return frost_history_writer_end (
      &writer, ok, describe (&writer, excluded ? "Exclude" : "Include", g_strdup ("")),
      error);
}

gboolean
frost_labels_set_splits (FrostDatabase *database, const gint64 *ids,
                         const FrostSplit *splits, gsize n, GError **error)
{
  FrostHistoryWriter writer;
  gboolean ok = TRUE, same = TRUE;

  if (!frost_history_writer_begin (&writer, database, error))
    return FALSE;
  for (gsize i = 0; ok && i < n; i++)
    {
      same = same && splits[i] == splits[0];
      ok = frost_history_writer_set_int (&writer, FROST_FIELD_IMAGE_SPLIT, ids[i],
                                         splits[i], error);
    }

  char *where = n > 0 && same && splits[0] != FROST_SPLIT_NONE
                    ? g_strdup_printf (" to %s", frost_split_get_name (splits[0]))
                    : g_strdup (" between train and val");
  return frost_history_writer_end (&writer, ok, describe (&writer, "Move", where), error);
}
