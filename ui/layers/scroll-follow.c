#include "ui/layers/scroll-follow.h"

/* Within this distance of its edge the view moves, at this speed there. */
#define EDGE 32.0
#define EDGE_SPEED 600.0
#define TOP_SPEED 2400.0

/* The adjustment of the view around the widget, and where in the view a point of the widget
 * is; NULL when nothing scrolls. */
static GtkAdjustment *
find_view (GtkWidget *widget, double y, double *view_y)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  graphene_point_t point;

  if (scrolled == NULL
      || !gtk_widget_compute_point (widget, scrolled,
                                    &GRAPHENE_POINT_INIT (0.0f, (float) y), &point))
    return NULL;
  *view_y = point.y;
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
}

void
frost_scroll_follow (GtkWidget *widget, double top, double bottom, double margin)
{
  double view_top;
  GtkAdjustment *adjustment = find_view (widget, top - margin, &view_top);
  double beyond;

  if (adjustment == NULL)
    return;
  beyond = view_top + (bottom - top) + 2.0 * margin
           - gtk_adjustment_get_page_size (adjustment);
  if (beyond > 0.0)
    frost_scroll_by (widget, beyond);
  else if (view_top < 0.0)
    frost_scroll_by (widget, view_top);
}

double
frost_scroll_edge_speed (GtkWidget *widget, double y)
{
  double view_y;
  GtkAdjustment *adjustment = find_view (widget, y, &view_y);
  double page, edge;

  if (adjustment == NULL)
    return 0.0;
  page = gtk_adjustment_get_page_size (adjustment);
  edge = MIN (EDGE, page / 4.0);
  if (view_y < edge)
    return -MIN (EDGE_SPEED * (edge - view_y) / edge, TOP_SPEED);
  if (view_y > page - edge)
    return MIN (EDGE_SPEED * (view_y - page + edge) / edge, TOP_SPEED);
  return 0.0;
}

double
frost_scroll_by (GtkWidget *widget, double pixels)
{
  double view_y, before;
  GtkAdjustment *adjustment = find_view (widget, 0.0, &view_y);

  if (adjustment == NULL)
    return 0.0;
  before = gtk_adjustment_get_value (adjustment);
  gtk_adjustment_set_value (adjustment, before + pixels);
  return gtk_adjustment_get_value (adjustment) - before;
}
