/* The Model view: the layers of the base model with the frost line across them, and beside it
 * what the model is, how pictures are prepared for it, the new head, and where the line sits.
 *
 * Property: "workbench" (FrostWorkbench, construct only). The page loads the base model that the
 * project remembers, or the built-in one, as soon as a project is opened.
 * Actions: "model.open" (asks for a file), "model.open-file" (ay, a path), "model.use-builtin".
 * It asks the window for "win.error-dialog" (ss). Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/workbench.h"

G_BEGIN_DECLS

#define FROST_TYPE_MODEL_PAGE (frost_model_page_get_type ())
G_DECLARE_FINAL_TYPE (FrostModelPage, frost_model_page, FROST, MODEL_PAGE, GtkWidget)

G_END_DECLS
