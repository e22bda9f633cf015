#include "ui/model/architecture-dialog.h"

#include <adwaita.h>

#include "ui/session/engine-data.h"

GtkWindow *
frost_architecture_dialog_new (GtkWindow *parent, const char *path,
                               const char *const *names)
{
  g_autofree char *file = g_filename_display_basename (path);
  g_autofree char *body = g_strdup_printf (
      "The weights in “%s” fit several networks, which have the same tensors and compute "
      "with them in different ways. Where the file comes from, its page says which one "
      "it is.",
      file);
  GtkWidget *dialog = adw_message_dialog_new (parent, "Which Network Is It?", body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", "_Cancel");
  for (int i = 0; names[i] != NULL; i++)
    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), names[i],
                                     frost_zoo_find (names[i])->title);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  return GTK_WINDOW (dialog);
}
