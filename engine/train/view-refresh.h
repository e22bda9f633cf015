/* The generations of a run's views: every so many epochs (FrostTrainSettings.refresh) those into which
 * chance enters are drawn anew. Which generation an epoch sees depends on its number only. While
 * one is trained on, features of the next are made in the background, in the order in which they will
 * be asked for; at the boundary the run takes what is there and computes the rest with all its
 * threads, batch by batch. Both give the same bits (feature-fill.h), so that the pace of the
 * background changes the time a run takes and nothing else.
 *
 * Two generations are kept at the line, the one that is trained on and the next, and until the next
 * boundary what the line that was moved up from has of the first; they are gone with the run.
 *
 * Threads: belongs to one thread.
 */
#pragma once

#include "engine/train/frost-line.h"

G_BEGIN_DECLS

typedef struct FrostViewRefresh FrostViewRefresh;

/* source: what is trained on. Both lent. */
FrostViewRefresh *frost_view_refresh_new (FrostBatchSource *source,
                                          const FrostTrainSettings *settings);
void frost_view_refresh_free (FrostViewRefresh *refresh);

/* The order of an epoch, from 1, with the generation that it sees. */
void frost_view_refresh_order (const FrostViewRefresh *refresh, int epoch,
                               FrostSampleView *order);

/* Before an epoch begins, and before the line moves for it: when it is the first of a generation, what
 * was made of that one is taken, and the one before is let go. */
void frost_view_refresh_reach_epoch (FrostViewRefresh *refresh,
                                     const FrostLineGround *ground, FrostLine *line,
                                     int epoch);

/* Begins to make the next generation in the background, unless that goes on already or no epoch
 * would use it. */
void frost_view_refresh_make_next (FrostViewRefresh *refresh,
                                   const FrostLineGround *ground, const FrostLine *line);

/* The line is another one: what was being made at the old one is dropped. */
void frost_view_refresh_follow_line (FrostViewRefresh *refresh,
                                     const FrostLineGround *ground, FrostLine *line);

/* A run that pauses leaves the machine to others. */
void frost_view_refresh_set_paused (FrostViewRefresh *refresh, gboolean paused);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostViewRefresh, frost_view_refresh_free)

G_END_DECLS
