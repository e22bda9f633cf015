/* The images of a project: where they are, what they contain, what is known of them.
 *
 * Images stay where they are on the disk; a row holds the way to one and the SHA-256 of
 * its bytes, by which it is found again. */
#pragma once

#include "data/store/database.h"

G_BEGIN_DECLS

#define FROST_IMAGE_HASH_SIZE 32

typedef enum
{
  FROST_SPLIT_NONE = 0, /* not decided yet */
  FROST_SPLIT_TRAIN = 1,
  FROST_SPLIT_VAL = 2,
  FROST_SPLIT_TEST = 3,
} FrostSplit;
#define FROST_N_SPLITS 4

/* "none", "train", "val", "test". */
const char *frost_split_get_name (FrostSplit split);

/* Accepts also "valid" and "validation", in any case. FALSE: not the name of a split. */
gboolean frost_split_from_name (const char *name, FrostSplit *split);

typedef enum
{
  FROST_IMAGE_OK = 0,
  FROST_IMAGE_MISSING = 1, /* no file at that path */
  FROST_IMAGE_CHANGED = 2, /* a file with other bytes than were imported */
  FROST_IMAGE_BROKEN = 3,  /* does not decode */
} FrostImageStatus;
#define FROST_N_IMAGE_STATUSES 4

typedef struct
{
  gint64 id;          /* > 0; ignored by frost_images_add, which sets it */
  const char *path;   /* as stored: relative to the project folder, or absolute */
  const char *format; /* "jpeg", "png", …: a static string */
  gint64 file_size;   /* bytes, when it was imported or last checked */
  gint64 modified;    /* the file's time, nanoseconds since 1970 */
  gint64 class_id;    /* 0 = unlabelled */
  int width; /* pixels, as the picture is meant to be seen: orientation applied */
  int height;
  FrostSplit split;
  FrostImageStatus status;
  gboolean excluded;                  /* kept, but left out of training and evaluation */
  guint8 hash[FROST_IMAGE_HASH_SIZE]; /* SHA-256 of the file's bytes */
} FrostImageRecord;

/* Many rows in two blocks of memory: the records, and the text they point to. */
typedef struct
{
  FrostImageRecord *items; /* [n], by id */
  gsize n;
  GStringChunk *text;
} FrostImageList;

void frost_image_list_free (FrostImageList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostImageList, frost_image_list_free)

/* Every image. 100,000 take well under a second. */
FrostImageList *frost_images_list (FrostDatabase *database, GError **error);

/* The images of these ids, in that order; ids that are not there are left out. */
FrostImageList *frost_images_list_ids (FrostDatabase *database, const gint64 *ids,
                                       gsize n, GError **error);

/* Adds all or none, in one transaction, without a step of the history; a redo that was
 * open is dropped, as after any change. `path` must be as frost_project_path_store()
 * gives it. Sets the ids.
 * Errors: ARGUMENT when a path is there already. */
gboolean frost_images_add (FrostDatabase *database, FrostImageRecord *records, gsize n,
                           GError **error);

/* The absolute path of the image's file. */
char *frost_images_dup_file (FrostDatabase *database, const FrostImageRecord *record);

/* What the disk says of one image; not a step of the history, for the user did nothing. */
gboolean frost_images_set_status (FrostDatabase *database, gint64 id,
                                  FrostImageStatus status, GError **error);

/* The same image, found elsewhere or touched: path, size, time, and status OK. */
gboolean frost_images_set_location (FrostDatabase *database, gint64 id, const char *path,
                                    gint64 file_size, gint64 modified, GError **error);

/* Gives a split to images that have none; others are left as they are. Not a step of the
 * history: it is what the program does before training. splits: [n]. */
gboolean frost_images_fill_splits (FrostDatabase *database, const gint64 *ids,
                                   const FrostSplit *splits, gsize n, GError **error);

/* How many images of a class lie in a split. */
typedef struct
{
  gint64 class_id; /* 0 = unlabelled */
  FrostSplit split;
  int n_usable; /* neither excluded nor missing, changed or broken */
  int n_others;
} FrostImageCount;

/* FrostImageCount by class and split; combinations without images are not listed. */
GArray *frost_images_count (FrostDatabase *database, GError **error);

G_END_DECLS
