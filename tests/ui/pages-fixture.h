/* A window on a project with two classes of 12 pictures, for the tests of the Model, Train and
 * Export pages. */
#pragma once

#include "tests/ui/page-test.h"
#include "ui/window/main-window.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder;
  char *model; /* path of a small base model */
  FrostMainWindow *window;
  FrostWorkbench *workbench;
  FrostProject *project;
} PagesFixture;

/* The project is open, and no base model is chosen but the built-in one, if there is one. */
void pages_fixture_set_up (PagesFixture *fixture, gconstpointer data);
void pages_fixture_tear_down (PagesFixture *fixture, gconstpointer data);

/* The small base model, without the way through a file dialog. */
void pages_fixture_use_base (PagesFixture *fixture);

/* Shows a view and lets it settle. Lent. */
GtkWidget *pages_fixture_show (PagesFixture *fixture, const char *view, GType type);

/* A child that the page's template names; never NULL. */
gpointer pages_fixture_child (gpointer widget, const char *name);

/* Runs n epochs to the end by the action that button, menu and key share. */
void pages_fixture_train (PagesFixture *fixture, int n_epochs);

void pages_fixture_activate (PagesFixture *fixture, const char *action);
gboolean pages_fixture_is_enabled (PagesFixture *fixture, const char *action);

/* Whether a visible label below root has the text in it. */
gboolean pages_fixture_reads (GtkWidget *root, const char *text);

/* The page fits into the smallest window that is promised, 1024 x 600. */
void pages_fixture_assert_fits (GtkWidget *page);

G_END_DECLS
