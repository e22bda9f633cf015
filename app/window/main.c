/* frostline: the window. */
#include <locale.h>

#include "app/window/application.h"

int
main (int argc, char **argv)
{
  g_autoptr (FrostApplication) application = NULL;

  setlocale (LC_ALL, "");
  application = frost_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
