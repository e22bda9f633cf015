/* Named moments on the x axis: the frost line was moved, the rate was changed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double x;
  char *name; /* short, in the present: "frost line → block 11" */
} FrostMark;

typedef struct _FrostMarks FrostMarks;

FrostMarks *frost_marks_new (void);
void frost_marks_free (FrostMarks *marks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostMarks, frost_marks_free)

/* Keeps the marks ordered by x. A second mark of the same x and name is one mark; an x that
 * is not finite is ignored. */
void frost_marks_add (FrostMarks *marks, double x, const char *name);
void frost_marks_clear (FrostMarks *marks);

guint frost_marks_get_n (const FrostMarks *marks);

/* Owned by the marks, valid until the next change. */
const FrostMark *frost_marks_peek (const FrostMarks *marks, guint index);

/* The nearest mark not further from `x` than `tolerance`; NULL when there is none. */
const FrostMark *frost_marks_find (const FrostMarks *marks, double x, double tolerance);

G_END_DECLS
