/* Where projects go when nobody says otherwise, and names that are free there. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Documents/Frostline, or Frostline in the home folder where there are no documents. */
char *frost_project_place_dup_default (void);

/* parent/name, or the first of "name 2", "name 3" … that is not there yet. */
char *frost_project_place_dup_free (const char *parent, const char *name);

/* NULL, or one line that says why no project can be made in the folder. */
char *frost_project_place_dup_problem (const char *folder);

/* For people: "~/Documents/Frostline/insects", valid UTF-8. */
char *frost_project_place_dup_display (const char *folder);

G_END_DECLS
