#include "ui/export/show-in-folder.h"

typedef struct
{
  GtkWindow *window; /* NULL = none, or it has gone */
  char *path;
} Request;

static void
request_free (Request *request)
{
  g_clear_weak_pointer (&request->window);
  g_free (request->path);
  g_free (request);
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (reply == NULL)
    {
      g_autofree char *folder = g_path_get_dirname (request->path);
      g_autoptr (GFile) file = g_file_new_for_path (folder);
      g_autofree char *uri = g_file_get_uri (file);

      gtk_show_uri (request->window, uri, GDK_CURRENT_TIME);
    }
  request_free (request);
}

void
frost_show_in_folder (GtkWindow *window, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);
  const char *uris[] = { uri, NULL };
  Request *request;

  if (bus == NULL)
    {
      g_message ("%s: cannot be shown in its folder: %s", path, error->message);
      return;
    }
  request = g_new0 (Request, 1);
  request->path = g_strdup (path);
  g_set_weak_pointer (&request->window, window);
  /* The file manager interface of freedesktop.org. */
  g_dbus_connection_call (bus, "org.freedesktop.FileManager1",
                          "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1",
                          "ShowItems", g_variant_new ("(^ass)", uris, ""), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, shown_cb, request);
}
