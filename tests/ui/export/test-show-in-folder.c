/* The file manager is asked for the file itself; one of the test's own answers on the bus. */
#include "ui/export/show-in-folder.h"

#include "tests/ui/page-test.h"

static const char *const xml =
    "<node><interface name='org.freedesktop.FileManager1'>"
    "<method name='ShowItems'><arg type='as' direction='in'/><arg type='s' "
    "direction='in'/></method></interface></node>";

static void
call_cb (GDBusConnection *bus, const char *sender, const char *path,
         const char *interface, const char *method, GVariant *parameters,
         GDBusMethodInvocation *invocation, gpointer user_data)
{
  char **uri = user_data;
  g_autofree const char **uris = NULL;

  g_variant_get (parameters, "(^a&s&s)", &uris, NULL);
  g_assert_null (uris[1]);
  *uri = g_strdup (uris[0]);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
owned_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_asks (void)
{
  static const GDBusInterfaceVTable table = { .method_call = call_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autofree char *uri = NULL;
  gboolean owned = FALSE;
  guint object, name;

  g_assert_nonnull (bus);
  object =
      g_dbus_connection_register_object (bus, "/org/freedesktop/FileManager1",
                                         node->interfaces[0], &table, &uri, NULL, NULL);
  g_assert_cmpuint (object, !=, 0);
  name = g_bus_own_name_on_connection (bus, "org.freedesktop.FileManager1",
                                       G_BUS_NAME_OWNER_FLAGS_NONE, owned_cb, NULL,
                                       &owned, NULL);
  page_test_until (owned);
  frost_show_in_folder (NULL, "/tmp/a file & more.onnx");
  page_test_until (uri != NULL);
  g_assert_cmpstr (uri, ==, "file:///tmp/a%20file%20&%20more.onnx");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_bus_unown_name (name);
  g_dbus_connection_unregister_object (bus, object);
}

int
main (int argc, char **argv)
{
  page_test_init (&argc, &argv);
  g_test_add_func ("/export/show-in-folder/asks", test_asks);
  return g_test_run ();
}
