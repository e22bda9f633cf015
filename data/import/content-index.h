/* What is known by its bytes: finds the copy of an image among many. Internal to import/. */
#pragma once

#include "data/store/images.h"

G_BEGIN_DECLS

typedef struct _FrostContentIndex FrostContentIndex;

typedef struct
{
  const char *path;       /* as text, for the report */
  const char *class_name; /* interned; NULL = no label */
  FrostSplit split;
  gint64 id; /* 0 = found in this import */
} FrostContentEntry;

typedef enum
{
  FROST_CONTENT_NEW,
  FROST_CONTENT_COPY,      /* nothing would be gained by having it twice */
  FROST_CONTENT_ELSEWHERE, /* the same bytes under another class or in another split */
} FrostContentMatch;

FrostContentIndex *frost_content_index_new (void);
void frost_content_index_free (FrostContentIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostContentIndex, frost_content_index_free)

/* The strings are lent and must outlive the index. hash: [FROST_IMAGE_HASH_SIZE], copied. */
void frost_content_index_add (FrostContentIndex *index, const guint8 *hash,
                              const FrostContentEntry *entry);

/* A file without a label is a copy of any image with its bytes; a split that is not
 * decided yet agrees with every other. *match is the entry it agrees with, NULL for NEW;
 * lent until the next add. */
FrostContentMatch frost_content_index_find (FrostContentIndex *index, const guint8 *hash,
                                            const char *class_name, FrostSplit split,
                                            const FrostContentEntry **match);

G_END_DECLS
