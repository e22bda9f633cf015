/* The settings of a run as the JSON text that the project keeps. */
#pragma once

#include "ui/session/run-item.h"

G_BEGIN_DECLS

/* n_views: versions of each image, 1 = as it is. */
char *frost_run_settings_to_json (const FrostTrainSettings *settings, int n_views);

/* What is missing or of another kind keeps the default: a run of an older version can still
 * be listed. settings need not be initialised. */
void frost_run_settings_from_json (const char *json, FrostTrainSettings *settings,
                                   int *n_views);

/* The same settings with what became of the frost line, FrostRunMove; and back, none of what is no
 * such list. */
char *frost_run_settings_set_moves (const char *json, GArray *moves);
GArray *frost_run_moves_from_json (const char *json);

/* A JSON array of names and back; what is no such array gives an empty list. */
char *frost_run_classes_to_json (const char *const *classes);
char **frost_run_classes_from_json (const char *json);

G_END_DECLS
