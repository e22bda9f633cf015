#include "data/store/readiness.h"

#include "data/data-error.h"
#include "data/store/database-private.h"
#include "data/store/statement.h"

enum
{
  SQL_IMAGES,
  SQL_CLASSES,
  N_SQL
};

const char *const frost_readiness_sql[N_SQL + 1] = {
  [SQL_IMAGES] =
      "SELECT count (*), total (excluded = 0 AND status = 0), "
      "total (excluded = 0 AND status = 0 AND class_id IS NOT NULL) FROM image",
  /* Images without a split would be drawn to train or val: they count as training. */
  [SQL_CLASSES] = "SELECT class.name, total (image.split IN (0, 1)), "
                  "total (image.split = 2), count (image.id) FROM class "
                  "LEFT JOIN image ON image.class_id = class.id AND image.excluded = 0 "
                  "AND image.status = 0 WHERE class.deleted = 0 "
                  "GROUP BY class.id ORDER BY class.position, class.id",
};

static void
set_error (GError **error, FrostDataError code, FrostDatabase *database,
           const char *message)
{
  g_set_error (error, FROST_DATA_ERROR, code, "%s: %s", database->folder, message);
}

static gboolean
check_images (FrostDatabase *database, GError **error)
{
  g_autoptr (sqlite3_stmt) row =
      frost_statement_prepare (database, frost_readiness_sql[SQL_IMAGES], error);

  if (row == NULL || frost_statement_step (database, row, error) < 0)
    return FALSE;

  const char *message = NULL;
  if (sqlite3_column_int64 (row, 0) == 0)
    message = "the project has no images; import a folder of photographs";
  else if (sqlite3_column_int64 (row, 1) == 0)
    message = "every image is excluded, missing, changed or broken; include some, or "
              "import them again";
  else if (sqlite3_column_int64 (row, 2) == 0)
    message = "no image has a label; give some images of at least two classes one";
  if (message != NULL)
    set_error (error, FROST_DATA_ERROR_EMPTY, database, message);
  return message == NULL;
}

/* What stops the class from being trained on, NULL when nothing does. A class without any
   image is no obstacle: it is a name that nobody used yet. */
static char *
find_obstacle (const char *name, int n_train, int n)
{
  if (n == 1)
    return g_strdup_printf (
        "class “%s” has 1 image, at least 2 are needed: one to train, "
        "one to validate; add images or delete the class",
        name);
  if (n > 0 && n_train == 0)
    return g_strdup_printf ("class “%s” has %d images but none to train on; move some of "
                            "them to train",
                            name, n);
  return NULL;
}

static char *
find_weakness (const char *name, int n_train, int n_val, int n)
{
  if (n == 0)
    return g_strdup_printf ("class “%s” has no images and will not be learned", name);
  if (n_val == 0)
    return g_strdup_printf ("class “%s” has no image to validate with; move some to val",
                            name);
  if (n_train < 5)
    return g_strdup_printf ("class “%s” has only %d to train on; more images make it "
                            "better",
                            name, n_train);
  return NULL;
}

gboolean
frost_project_check_trainable (FrostDatabase *database, GStrv *warnings, GError **error)
{
  g_autoptr (GStrvBuilder) weak = g_strv_builder_new ();
  g_autofree char *obstacle = NULL;
  g_autofree char *only = NULL;
  g_autoptr (sqlite3_stmt) row = NULL;
  int n_classes = 0, n_val_all = 0, got;

  if (!check_images (database, error))
    return FALSE;
  row = frost_statement_prepare (database, frost_readiness_sql[SQL_CLASSES], error);
  if (row == NULL)
    return FALSE;

  while ((got = frost_statement_step (database, row, error)) > 0)
    {
      g_autofree char *name = frost_statement_dup_text (row, 0);
      int n_train = sqlite3_column_int (row, 1);
      int n_val = sqlite3_column_int (row, 2);
      int n = sqlite3_column_int (row, 3);
      g_autofree char *weakness = find_weakness (name, n_train, n_val, n);

      if (obstacle == NULL)
        obstacle = find_obstacle (name, n_train, n);
      if (weakness != NULL)
        g_strv_builder_add (weak, weakness);
      n_val_all += n_val;
      if (n > 0)
        {
          n_classes++;
          if (only == NULL)
            only = g_steal_pointer (&name);
        }
    }
  if (got < 0)
    return FALSE;

  if (n_classes < 2)
    {
      g_autofree char *text = g_strdup_printf (
          "all labelled images are of one class, “%s”; at least 2 classes are needed",
          only);
      set_error (error, FROST_DATA_ERROR_ARGUMENT, database, text);
      return FALSE;
    }
  if (obstacle != NULL)
    {
      set_error (error, FROST_DATA_ERROR_ARGUMENT, database, obstacle);
      return FALSE;
    }
  if (n_val_all == 0)
    g_strv_builder_add (weak,
                        "no image is in val, so the run cannot say how well it does");

  if (warnings != NULL)
    *warnings = g_strv_builder_end (weak);
  return TRUE;
}
