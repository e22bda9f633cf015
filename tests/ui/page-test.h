/* What the tests of pages share: a window on a project, and waiting for something. */
#pragma once

#include <adwaita.h>

#include "tests/ui/session/session-fixture.h"
#include "ui/session/workbench.h"

G_BEGIN_DECLS

/* GTK and the resources of ui/, with a HOME of its own. Under run-display.sh only. */
void page_test_init (int *argc, char ***argv);

/* The first descendant of the type (the widget itself included). NULL: none. */
gpointer page_test_find (GtkWidget *root, GType type);

/* Turns the main loop until the expression is true; a test's own time limit ends it. */
#define page_test_until(expression)                                                      \
  while (!(expression))                                                                  \
  g_main_context_iteration (NULL, TRUE)

/* The main loop for three frames of the widget. */
void page_test_settle (GtkWidget *widget);

/* A visible window with the child, 900 × 600. */
GtkWidget *page_test_show (GtkWidget *child);

G_END_DECLS
