/* How the list of classes brings its items up to date. */
#pragma once

#include "ui/session/class-item.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_train;
  guint n_val;
  guint n_test;
  guint n_total;
} FrostClassCounts;

FrostClassItem *frost_class_item_new (gint64 id);

/* Notifies of what differs. */
void frost_class_item_set (FrostClassItem *item, const char *name, guint position,
                           guint colour);
void frost_class_item_set_counts (FrostClassItem *item, const FrostClassCounts *counts);

G_END_DECLS
