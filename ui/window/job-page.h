/* What the window shows while something takes long and there is nothing else to look at:
 * what is being done, how far it is, about how long it still takes, and Cancel.
 * Threads: the main one only.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/progress.h"

G_BEGIN_DECLS

#define FROST_TYPE_JOB_PAGE (frost_job_page_get_type ())
G_DECLARE_FINAL_TYPE (FrostJobPage, frost_job_page, FROST, JOB_PAGE, GtkWidget)

/* Begins a new job with a cancellable of its own. Lent until the next start. */
const FrostWork *frost_job_page_start (FrostJobPage *self, const char *title);

/* Asks the job to end; whoever started it hears of it in its callback. */
void frost_job_page_cancel (FrostJobPage *self);

G_END_DECLS
