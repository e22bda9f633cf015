/* What a piece of long work holds on to: its cancel flag and where it reports.
 *
 * The caller's GCancellable raises the flag that data/ looks at. A synchronous job reports on the
 * spot; an asynchronous one through a source of the main context, latest only, so that a
 * fast worker cannot flood the main loop.
 */
#pragma once

#include "ui/session/engine-data.h"
#include "ui/session/progress.h"
#include "ui/session/session-error.h"

G_BEGIN_DECLS

typedef struct _FrostJob FrostJob;

/* work may be NULL. deferred: report through the thread-default context of the caller. */
FrostJob *frost_job_new (const FrostWork *work, gboolean deferred);
FrostJob *frost_job_ref (FrostJob *job);
void frost_job_unref (FrostJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostJob, frost_job_unref)

/* Lent. */
FrostDataCancel *frost_job_get_cancel (FrostJob *job);

/* Lent, may be NULL. */
GCancellable *frost_job_get_cancellable (FrostJob *job);

/* The same as a FrostWork, to hand on to a synchronous function on the worker thread. */
void frost_job_to_work (FrostJob *job, FrostWork *work);

/* Any thread. */
void frost_job_report (FrostJob *job, double fraction, const char *text);

/* "What: done of total", at done / total. */
void frost_job_report_count (FrostJob *job, const char *what, gint64 done, gint64 total);

/* FALSE with CANCELLED when the flag is up. */
gboolean frost_job_check (FrostJob *job, GError **error);

G_END_DECLS
