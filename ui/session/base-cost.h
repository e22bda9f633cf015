/* What a base model costs: said before anything is started. */
#pragma once

#include "ui/session/base-model.h"
#include "ui/session/project.h"

G_BEGIN_DECLS

/* Multiply-adds of one image through the whole model. */
gint64 frost_base_cost_count (FrostBaseModel *base);

/* What the features at the line take: a row for each image, and one more for each further view of an
 * image to train on. */
typedef struct
{
  gint64 n_train, n_val; /* images */
  int n_views;           /* of each image to train on */
  gint64 n_rows;         /* n_train n_views + n_val */
  gint64 bytes, row_bytes;
  double seconds; /* to compute them once; an estimate of this machine */
} FrostBaseCost;

/* cut -1 = all but the head; project NULL = no images. All 0 at the input: nothing is kept. */
void frost_base_cost_estimate (FrostBaseModel *base, FrostProject *project, int cut,
                               int n_views, FrostBaseCost *cost);

/* "Features at the line: 3 KiB × 240 images = 720 KiB, about 2 s", "… × 4 views × 192 images + 48 …";
 * "Nothing: each epoch computes the whole model" when the line is at the input. */
char *frost_base_cost_to_text (FrostBaseModel *base, FrostProject *project, int cut,
                               int n_views);

/* The same in a few words: "2.4 MiB cached, about 3 s"; "Not cached: everything is trainable". */
char *frost_base_cost_to_short_text (FrostBaseModel *base, FrostProject *project, int cut,
                                     int n_views);

/* What it takes to draw the views anew, beside what the first ones take (FrostTrainSettings.refresh). All
 * 0 when that does not happen, or nothing is kept at the line. */
typedef struct
{
  gint64 n_rows;  /* of one generation; the plain views are not drawn */
  gint64 bytes;   /* of those that are kept at once, two at most */
  double seconds; /* to compute one on the one core that does so in the background */
} FrostRefreshCost;

void frost_base_cost_estimate_refresh (FrostBaseModel *base, FrostProject *project,
                                       int cut, int n_views,
                                       const FrostTrainSettings *settings,
                                       FrostRefreshCost *cost);

/* "1.2 MiB more, about 2 s every 10 epochs", or why there is nothing to pay. */
char *frost_base_cost_to_refresh_text (FrostBaseModel *base, FrostProject *project,
                                       int cut, int n_views,
                                       const FrostTrainSettings *settings);

G_END_DECLS
