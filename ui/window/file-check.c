#include "ui/window/file-check.h"

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (FrostMainWindow) window = g_weak_ref_get (weak);
  FrostProject *project = FROST_PROJECT (source);
  g_autofree char *text = NULL;
  guint n = 0;

  g_weak_ref_clear (weak);
  g_free (weak);
  if (!frost_project_check_files_finish (project, result, &n, NULL) || n == 0
      || window == NULL)
    return;
  text = g_strdup_printf (
      n == 1 ? "%u photograph is not what it was when it was last looked at"
             : "%u photographs are not what they were when last looked at",
      n);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s", text);
}

GCancellable *
frost_file_check_start (FrostMainWindow *window, FrostProject *project)
{
  GCancellable *cancellable = g_cancellable_new ();
  FrostWork work = { .cancellable = cancellable };
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  /* A window that was closed meanwhile is not kept. */
  g_weak_ref_init (weak, window);
  frost_project_check_files_async (project, &work, checked_cb, weak);
  return cancellable;
}
