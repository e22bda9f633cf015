/* The classes of a project: what an image can be labelled as.
 *
 * The order of classes is their order in a model: position 0 is output 0. Every change
 * here is one step of the history (data/store/history.h) and can be undone.
 */
#pragma once

#include "data/store/database.h"

G_BEGIN_DECLS

#define FROST_CLASS_NAME_MAX 200 /* bytes of UTF-8 */

typedef struct
{
  gint64 id; /* > 0, never used again for another class */
  char *name;
  int position; /* 0 … n-1 in frost_classes_list */
  int colour;   /* index into the palette of the window; classes take them in turn */
} FrostClass;

void frost_class_free (FrostClass *klass);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostClass, frost_class_free)

/* FrostClass in the order of their positions; owned by the array. */
GPtrArray *frost_classes_list (FrostDatabase *database, GError **error);

/* Adds a class at the end. *id may be NULL.
 * Errors: ARGUMENT when the name is empty, too long, not UTF-8 or taken. */
gboolean frost_classes_add (FrostDatabase *database, const char *name, gint64 *id,
                            GError **error);

/* The class of that name; where there is none it is added at the end, without a step of
 * the history. For importers. */
gboolean frost_classes_ensure (FrostDatabase *database, const char *name, gint64 *id,
                               GError **error);

/* Errors: NOT_FOUND, ARGUMENT (as for add). */
gboolean frost_classes_rename (FrostDatabase *database, gint64 id, const char *name,
                               GError **error);

/* Images of `from` get the label `into`, then `from` is deleted. */
gboolean frost_classes_merge (FrostDatabase *database, gint64 from, gint64 into,
                              GError **error);

/* The images of the class lose their label, and nothing else. */
gboolean frost_classes_delete (FrostDatabase *database, gint64 id, GError **error);

/* Moves the class to a position in [0, number of classes); the others close up. */
gboolean frost_classes_move (FrostDatabase *database, gint64 id, int position,
                             GError **error);

/* Order of names in which a person counts: "img2" before "img10"; bytes otherwise, so
 * that names without digits are ordered as PyTorch's ImageFolder orders them. */
int frost_class_name_compare (const char *a, const char *b);

G_END_DECLS
