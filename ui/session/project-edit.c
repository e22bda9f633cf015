/* What a person changes in a project: committed first, then shown. */
#include "ui/session/project-classes-private.h"
#include "ui/session/project-images-private.h"
#include "ui/session/project-private.h"

gboolean
frost_project_label (FrostProject *project, const gint64 *ids, gsize n, gint64 class_id,
                     GError **error)
{
  if (!frost_project_check_writable (project, error)
      || !frost_labels_set (project->database, ids, n, class_id, error))
    return FALSE;

  frost_project_images_set (project->images, ids, n, FROST_IMAGE_FIELD_CLASS, class_id);
  frost_project_changed (project);
  return TRUE;
}

gboolean
frost_project_set_excluded (FrostProject *project, const gint64 *ids, gsize n,
                            gboolean excluded, GError **error)
{
  if (!frost_project_check_writable (project, error)
      || !frost_labels_set_excluded (project->database, ids, n, excluded, error))
    return FALSE;

  frost_project_images_set (project->images, ids, n, FROST_IMAGE_FIELD_EXCLUDED,
                            excluded);
  frost_project_changed (project);
  return TRUE;
}

gboolean
frost_project_set_split (FrostProject *project, const gint64 *ids, gsize n,
                         FrostSplit split, GError **error)
{
  g_autofree FrostSplit *splits = g_new (FrostSplit, n + 1);

  for (gsize i = 0; i < n; i++)
    splits[i] = split;
  if (!frost_project_check_writable (project, error)
      || !frost_labels_set_splits (project->database, ids, splits, n, error))
    return FALSE;

  frost_project_images_set (project->images, ids, n, FROST_IMAGE_FIELD_SPLIT, split);
  frost_project_changed (project);
  return TRUE;
}

gboolean
frost_project_add_class (FrostProject *project, const char *name, gint64 *id,
                         GError **error)
{
  if (!frost_project_check_writable (project, error)
      || !frost_classes_add (project->database, name, id, error))
    return FALSE;

  frost_project_reload_classes (project);
  frost_project_changed (project);
  return TRUE;
}

gboolean
frost_project_rename_class (FrostProject *project, gint64 id, const char *name,
                            GError **error)
{
  if (!frost_project_check_writable (project, error)
      || !frost_classes_rename (project->database, id, name, error))
    return FALSE;

  frost_project_reload_classes (project);
  frost_project_changed (project);
  return TRUE;
}

gboolean
frost_project_merge_class (FrostProject *project, gint64 from, gint64 into,
                           GError **error)
{
  if (!frost_project_check_writable (project, error)
      || !frost_classes_merge (project->database, from, into, error))
    return FALSE;

  frost_project_reload_classes (project);
  frost_project_images_replace_class (project->images, from, into);
  frost_project_changed (project);
  return TRUE;
}

gboolean
frost_project_delete_class (FrostProject *project, gint64 id, GError **error)
{
  if (!frost_project_check_writable (project, error)
      || !frost_classes_delete (project->database, id, error))
    return FALSE;

  /* The images first: an item must never be seen with a class that is gone. */
  frost_project_images_replace_class (project->images, id, 0);
  frost_project_reload_classes (project);
  frost_project_changed (project);
  return TRUE;
}

gboolean
frost_project_move_class (FrostProject *project, gint64 id, int position, GError **error)
{
  if (!frost_project_check_writable (project, error)
      || !frost_classes_move (project->database, id, position, error))
    return FALSE;

  frost_project_reload_classes (project);
  frost_project_changed (project);
  return TRUE;
}

static void
apply_step (FrostProject *project, const FrostHistoryStep *step, char **description)
{
  if (step->classes_changed)
    frost_project_reload_classes (project);
  frost_project_reload_images (project, (const gint64 *) step->image_ids->data,
                               step->image_ids->len);
  frost_project_changed (project);
  if (description != NULL)
    *description = g_strdup (step->description);
}

gboolean
frost_project_undo (FrostProject *project, char **description, GError **error)
{
  g_autoptr (FrostHistoryStep) step = NULL;

  if (!frost_project_check_writable (project, error)
      || !frost_history_undo (project->database, &step, error))
    return FALSE;

  apply_step (project, step, description);
  return TRUE;
}

gboolean
frost_project_redo (FrostProject *project, char **description, GError **error)
{
  g_autoptr (FrostHistoryStep) step = NULL;

  if (!frost_project_check_writable (project, error)
      || !frost_history_redo (project->database, &step, error))
    return FALSE;

  apply_step (project, step, description);
  return TRUE;
}

gboolean
frost_project_fill_splits (FrostProject *project, const FrostSplitOptions *options,
                           GError **error)
{
  const FrostSplitOptions own = { .keep_seed = TRUE };
  g_autoptr (GArray) ids = NULL;
  int n_changed = 0;

  if (frost_project_is_read_only (project))
    return TRUE;

  ids = frost_project_images_dup_unsplit (project->images);
  /* Looked at before every run and whenever its page is shown: without a need, no transaction. */
  if (options == NULL && ids->len == 0)
    return TRUE;
  if (options != NULL && options->redraw)
    {
      gsize n;
      const FrostImageRecord *records =
          frost_project_images_peek_records (project->images, &n);

      g_array_set_size (ids, 0);
      for (gsize i = 0; i < n; i++)
        g_array_append_val (ids, records[i].id);
    }
  if (!frost_split_project (project->database, options != NULL ? options : &own,
                            &n_changed, NULL, error))
    return FALSE;
  if (n_changed == 0)
    return TRUE;

  frost_project_reload_images (project, (const gint64 *) ids->data, ids->len);
  frost_project_changed (project);
  return TRUE;
}

gboolean
frost_project_check_ready (FrostProject *project, GStrv *warnings, GError **error)
{
  return frost_project_fill_splits (project, NULL, error)
         && frost_project_check_trainable (project->database, warnings, error);
}
