/* The Images view from within: its state, and what its files call of each other. */
#pragma once

#include "ui/images/class-badge.h"
#include "ui/images/class-panel.h"
#include "ui/images/filter-button.h"
#include "ui/images/image-grid.h"
#include "ui/images/image-viewer.h"
#include "ui/images/images-page.h"

G_BEGIN_DECLS

struct _FrostImagesPage
{
  GtkWidget parent_instance;
  FrostWorkbench *workbench;
  FrostProject *project;
  gboolean auto_advance;
  guint position;   /* of the image shown large */
  char *class_text; /* all names, to see whether tiles must be looked at again */

  FrostClassPanel *panel;
  GtkWidget *separator;
  GtkWidget *main;
  GtkWidget *tools;
  FrostFilterButton *filter;
  GtkEditable *search;
  GtkScale *zoom;
  GtkAdjustment *zoom_adjustment;
  GtkStack *stack;
  FrostImageGrid *grid;
  FrostImageViewer *viewer;
  FrostClassBadge *large_badge;
  GtkLabel *large_class;
  GtkLabel *large_name;
  GtkLabel *counts;
  GtkLabel *hint;
};

/* TRUE while one image fills the view. */
gboolean frost_images_page_is_large (FrostImagesPage *self);
void frost_images_page_show_large (FrostImagesPage *self, guint position);

/* images-page-labels.c: "images.label", "images.clear", "images.exclude" and
 * "images.next-unlabelled". */
void frost_images_page_install_label_actions (GtkWidgetClass *widget_class);

G_END_DECLS
