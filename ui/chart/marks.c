#include "ui/chart/marks.h"

#include <math.h>

struct _FrostMarks
{
  GArray *marks; /* of FrostMark, ascending by x */
};

static void
clear_mark (gpointer data)
{
  FrostMark *mark = data;

  g_free (mark->name);
}

FrostMarks *
frost_marks_new (void)
{
  FrostMarks *marks = g_new0 (FrostMarks, 1);

  marks->marks = g_array_new (FALSE, FALSE, sizeof (FrostMark));
  g_array_set_clear_func (marks->marks, clear_mark);
  return marks;
}

void
frost_marks_free (FrostMarks *marks)
{
  g_array_unref (marks->marks);
  g_free (marks);
}

void
frost_marks_add (FrostMarks *marks, double x, const char *name)
{
  FrostMark mark;
  guint place = marks->marks->len;

  g_return_if_fail (name != NULL);

  if (!isfinite (x))
    return;
  while (place > 0 && frost_marks_peek (marks, place - 1)->x > x)
    place--;
  for (guint i = place; i > 0 && frost_marks_peek (marks, i - 1)->x == x; i--)
    if (g_str_equal (frost_marks_peek (marks, i - 1)->name, name))
      return;
  mark.x = x;
  mark.name = g_strdup (name);
  g_array_insert_val (marks->marks, place, mark);
}

void
frost_marks_clear (FrostMarks *marks)
{
  g_array_set_size (marks->marks, 0);
}

guint
frost_marks_get_n (const FrostMarks *marks)
{
  return marks->marks->len;
}

const FrostMark *
frost_marks_peek (const FrostMarks *marks, guint index)
{
  g_return_val_if_fail (index < marks->marks->len, NULL);

  return &g_array_index (marks->marks, FrostMark, index);
}

const FrostMark *
frost_marks_find (const FrostMarks *marks, double x, double tolerance)
{
  const FrostMark *best = NULL;

  for (guint i = 0; i < marks->marks->len; i++)
    {
      const FrostMark *mark = frost_marks_peek (marks, i);
      double distance = fabs (mark->x - x);

      if (distance <= tolerance && (best == NULL || distance <= fabs (best->x - x)))
        best = mark;
    }
  return best;
}
