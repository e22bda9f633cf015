/* The application: one process, a window a project, commands that belong to no window. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FROST_APPLICATION_ID "org.frostline.Frostline"

#define FROST_TYPE_APPLICATION (frost_application_get_type ())
G_DECLARE_FINAL_TYPE (FrostApplication, frost_application, FROST, APPLICATION,
                      AdwApplication)

FrostApplication *frost_application_new (void);

G_END_DECLS
