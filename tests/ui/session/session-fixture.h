/* Folders, pictures, a small model and a main loop for the tests of the session. */
#pragma once

#include "ui/session/base-model.h"
#include "ui/session/project.h"

/* Before everything: temporary XDG folders, so that no test touches the user's. */
void session_fixture_init (int *argc, char ***argv);

/* A new folder; removed with all that is in it by session_fixture_remove. */
char *session_fixture_make_folder (void);
void session_fixture_remove (const char *folder);

/* A picture of one colour with noise, 24 x 24, JPEG; every seed gives other bytes. */
void session_fixture_write_picture (const char *path, int red, int green, int blue,
                                    guint seed);

/* folder/red/0.jpg … and folder/green/…: two classes that any network can tell apart. */
void session_fixture_write_pictures (const char *folder, int n_per_class);

/* conv 3x3 (6), relu, global average pooling, linear (n_outputs); input 16 x 16 x 3. */
FrostModel *session_fixture_new_model (int n_outputs);
char *session_fixture_write_model (const char *folder, int n_outputs);

/* A project in folder/project with n pictures of each class, split; the pictures are in
 * folder/pictures. */
FrostProject *session_fixture_new_project (const char *folder, int n_per_class);

/* Turns the default main context until the result of an asynchronous call is there. */
void session_fixture_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *session_fixture_wait (GAsyncResult **result);
void session_fixture_wait_flag (const gboolean *flag);

/* Drops the last reference of this thread, and waits until a worker that has just finished has
 * dropped its own: a GTask lives a moment longer than its result. Turns the default main context,
 * for results that nobody waited for. */
void session_fixture_finalize (gpointer object);
