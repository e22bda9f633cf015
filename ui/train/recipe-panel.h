/* The recipe of the next run: good defaults first, the rest behind "More".
 *
 * While a run goes on only the rate can be changed.
 * Signal: "rate-changed" (double): a person chose another rate and left it for a moment.
 * "views-changed": a person chose another number of views of an image, or how long they stay.
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/run-item.h"

G_BEGIN_DECLS

#define FROST_TYPE_RECIPE_PANEL (frost_recipe_panel_get_type ())
G_DECLARE_FINAL_TYPE (FrostRecipePanel, frost_recipe_panel, FROST, RECIPE_PANEL,
                      GtkWidget)

/* settings need not be initialised; the cut and the cache are the defaults. To be cleared.
 * n_views: of each image, 1 = as it is. */
void frost_recipe_panel_get (FrostRecipePanel *self, FrostTrainSettings *settings,
                             int *n_views);

/* What the views cost, and to draw them anew, in words: see ui/session/base-cost.h. */
void frost_recipe_panel_set_cost (FrostRecipePanel *self, const char *text,
                                  const char *refresh_text);

/* As another run had it; NULL = the defaults. */
void frost_recipe_panel_set_run (FrostRecipePanel *self, FrostRunItem *run);
void frost_recipe_panel_set_running (FrostRecipePanel *self, gboolean running);

G_END_DECLS
