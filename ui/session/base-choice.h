/* Which base model the open project starts from: chosen by a person, remembered in the project.
 *
 * Watches a workbench: when a project is opened, the base model that was chosen for it is loaded
 * again, else the built-in one; the frost line goes where the newest run of that base had it.
 * What is chosen later and its preprocessing are kept in the project (not in a read-only one).
 *
 * Property: "loading" (notified): a file is being read; what was there before stays until then.
 * Signals: "failed" (const char * message): one line, says what to do; nothing has changed.
 * "ambiguous" (const char * path, GStrv architectures): a person has to say of which of these known
 * networks the file's weights are, by frost_base_choice_open_file_as; nothing has changed.
 * Threads: main thread; files are read on a thread of their own.
 */
#pragma once

#include "ui/session/workbench.h"

G_BEGIN_DECLS

#define FROST_TYPE_BASE_CHOICE (frost_base_choice_get_type ())
G_DECLARE_FINAL_TYPE (FrostBaseChoice, frost_base_choice, FROST, BASE_CHOICE, GObject)

FrostBaseChoice *frost_base_choice_new (FrostWorkbench *workbench);

/* Only the last one that was asked for becomes the base model. */
void frost_base_choice_open_file (FrostBaseChoice *self, const char *path);
void frost_base_choice_open_file_as (FrostBaseChoice *self, const char *path,
                                     const char *architecture);
void frost_base_choice_use_builtin (FrostBaseChoice *self);

gboolean frost_base_choice_is_loading (FrostBaseChoice *self);

/* What is known of the file that is being read, or NULL. Lent. */
const char *frost_base_choice_get_loading_name (FrostBaseChoice *self);

G_END_DECLS
