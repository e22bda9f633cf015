/* Which images train and which validate: drawn from a seed, class by class.
 *
 * The draw depends on the seed, the paths and the labels alone: not on the order of rows
 * or files, nor on the machine. */
#pragma once

#include "data/store/images.h"

G_BEGIN_DECLS

#define FROST_SPLIT_FRACTION_DEFAULT 0.2

typedef struct
{
  const char *path; /* decides the order of the draw */
  gint64 class_id;
  FrostSplit split; /* in: NONE = to be drawn, else kept and counted; out: never NONE */
} FrostSplitItem;

/* Every class of two images or more keeps at least one to train on and gets at least one
 * to validate with, as far as those to be drawn allow. A class of one image trains.
 * val_fraction: in (0, 1). lonely (may be NULL) receives the gint64 ids of classes of one image.
 * Errors: ARGUMENT (the fraction), MEMORY. */
gboolean frost_split_draw (FrostSplitItem *items, gsize n, double val_fraction,
                           guint64 seed, GArray **lonely, GError **error);

typedef struct
{
  double val_fraction; /* 0 = what the project used last, else the default */
  guint64 seed;
  gboolean keep_seed; /* take the project's own seed where it has one, ignoring `seed` */
  gboolean redraw;    /* draw train and val anew; test stays. One step of the history */
} FrostSplitOptions;

/* Draws for all labelled images of the project that have no split yet (a second call
 * therefore changes nothing), and remembers seed and fraction in the project. Not a step
 * of the history unless `redraw`. n_changed may be NULL.
 * Errors: the same, and those of the database (FULL, READ_ONLY, LOCKED, CORRUPT, IO). */
gboolean frost_split_project (FrostDatabase *database, const FrostSplitOptions *options,
                              int *n_changed, GArray **lonely, GError **error);

G_END_DECLS
